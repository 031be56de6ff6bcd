"""Family trees by the shipped mapping: people and how they are related, as far as the tree says it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path

import pytest

from graph.codes import canonical
from graph.errors import InputFault
from loaders.delivered import Delivered
from loaders.mapping import Mapping, load_mapping, parse_mapping
from loaders.mapping.parse import SHIPPED
from loaders.rows.gather import Gathered, SourceFile
from queries.coverage import Covers, Life, coverage
from tests.feeds import Hub, gathered, rows_of
from tests.unit.loaders.readers.gedcom_trees import family, people, person, tree

Shared = Callable[[str], Path]
RELATION = ("start", "relationship", "end")


def mapping() -> Mapping:
    return load_mapping(SHIPPED / "gedcom.yaml")


def of(*files: Path) -> Gathered:
    return gathered(mapping(), *(SourceFile.of(file) for file in files))


def relations(found: Gathered, *columns: str) -> list[tuple[object, ...]]:
    """Who is related to whom, by their numbers in the tree."""
    rows = rows_of(found.frames, "RELATED_TO", *RELATION, *columns)
    return [
        (str(row[0]).rpartition("/")[2], row[1], str(row[2]).rpartition("/")[2], *row[3:]) for row in rows
    ]


def findings(found: Gathered) -> Counter[str]:
    return Counter(finding.kind for _, finding in found.findings)


def counted(rows: Iterable[tuple[object, ...]]) -> Counter[object]:
    return Counter(row[1] for row in rows)


def test_the_tudors(shared_data: Shared) -> None:
    found = of(shared_data("gedcom/EnglishTudorRoyalFamily.ged"))
    assert (found.read, found.loaded) == (347 + 200 + 358 + 0 + 167, 1072)
    assert (found.frames.nodes["Record"].height, findings(found)) == (347, {})
    assert counted(relations(found)) == {"father": 197, "mother": 161, "spouse": 165, "former_spouse": 2}
    names = (
        "given_names",
        "family_name",
        "name_as_given",
        "birth_date",
        "birth_date_accuracy",
        "death_date",
        "words",
    )
    (henry,) = (row[1:] for row in rows_of(found.frames, "Record", "own_id", *names) if row[0] == "I1")
    assert henry == (
        "Henry", "Tudor", "Henry VII Tudor", date(1457, 1, 28), "AAE", date(1509, 4, 21), "birth: 28 Jan 1456-1457",
    )  # fmt: skip


def test_the_brontes(shared_data: Shared) -> None:
    found = of(shared_data("gedcom/bronte.ged"))
    assert counted(relations(found)) == {"father": 9, "mother": 9, "spouse": 4}
    born = rows_of(found.frames, "Record", "given_names", "birth_date", "birth_date_accuracy", "words")
    assert len(born) == 14
    assert ("Anne", date(1744, 4, 1), "UAA", None) in born
    assert ("Hugh", date(1755, 1, 1), "UUA", "death: abt 1808") in born
    assert ("Charlotte", date(1816, 4, 21), "AAA", None) in born
    charlotte = [row for row in relations(found, "valid_from", "stated_as") if row[2] == "I0005"]
    assert charlotte == [
        ("I0001", "father", "I0005", None, "HUSB"), ("I0002", "mother", "I0005", None, "WIFE"),
        ("I0009", "spouse", "I0005", date(1854, 6, 29), "married 29 JUN 1854"),
    ]  # fmt: skip


FAMILYSEARCH = {
    "age": (1, 0), "date": (8, 0), "escapes": (1, 0), "extension-record": (1, 0), "extensions": (1, 0),
    "filename-1": (0, 0), "lang": (0, 0), "long-url": (0, 0), "maximal70": (4, 3), "maximal70-lds": (4, 3),
    "maximal70-memories1": (4, 3), "maximal70-memories2": (4, 3), "maximal70-tree1": (4, 3),
    "maximal70-tree2": (4, 3), "minimal70": (0, 0), "notes-1": (0, 0), "obje-1": (1, 0), "remarriage1": (3, 4),
    "remarriage2": (3, 4), "same-sex-marriage": (2, 1), "voidptr": (2, 1), "xref": (6, 0), "minimal71": (0, 0),
    "notes71": (0, 0),
}  # fmt: skip
UNNUMBERED = {"extensions": 66, "xref": 5}


def test_every_file_of_familysearch_loads_or_says_on_which_line_it_does_not(shared_data: Shared) -> None:
    folder = shared_data("gedcom/familysearch")
    found = {path.stem: of(path) for path in folder.rglob("*.ged")}
    assert {
        name: (one.frames.nodes["Record"].height, len(relations(one))) for name, one in found.items()
    } == FAMILYSEARCH
    set_apart = {name: [row.line for _, row in one.rejected] for name, one in found.items() if one.rejected}
    assert set_apart == {name: [line] for name, line in UNNUMBERED.items()}
    for path in folder.rglob("*.gdz"):
        with pytest.raises(InputFault, match=r"line 1: this is a GEDZIP archive.*Unpack it"):
            of(path)


def test_the_largest_file_of_the_standard(shared_data: Shared) -> None:
    found = of(shared_data("gedcom/familysearch/gedcom70/maximal70.ged"))
    assert relations(found, "restriction", "stated_as") == [
        ("I1", "father", "I4", "marked_confidential", "HUSB"),
        ("I1", "former_spouse", "I2", "marked_confidential", "annulled"),
        ("I2", "mother", "I4", "marked_confidential", "WIFE"),
    ]
    records = rows_of(
        found.frames, "Record", "own_id", "sex", "restriction", "preferred_name", "former_family_name"
    )
    assert records == [
        ("I1", "male", "marked_confidential", "John", "Doe"), ("I2", "female", None, None, None),
        ("I3", "indeterminate", None, None, None), ("I4", "not_known", None, None, None),
    ]  # fmt: skip


@pytest.mark.parametrize("name", ["remarriage1", "remarriage2"])
def test_remarriage_in_one_family_or_in_two_is_the_same(shared_data: Shared, name: str) -> None:
    found = of(shared_data(f"gedcom/familysearch/gedcom70/{name}.ged"))
    assert relations(found, "valid_from", "valid_to") == [
        ("I1", "former_spouse", "I2", date(1912, 5, 2), date(1914, 7, 4)),
        ("I1", "spouse", "I2", date(1911, 4, 1), date(1912, 5, 2)),
        ("I1", "spouse", "I2", date(1914, 7, 4), None),
        ("I1", "spouse", "I3", date(1913, 6, 3), None),
    ]


@pytest.mark.parametrize(
    ("pedigree", "woman", "man", "unsaid"),
    [
        ((), "mother", "father", "parent"),
        (("2 PEDI birth",), "natural_mother", "natural_father", "natural_parent"),
        (("2 PEDI FOSTER",), "foster_mother", "foster_father", "foster_carer"),
        (("2 PEDI OTHER", "3 PHRASE step"), "stepmother", "stepfather", "step_parent"),
        (("2 PEDI OTHER", "3 PHRASE guardian"), "guardian", "guardian", "guardian"),
        (("2 PEDI SEALING",), "other_relation", "other_relation", "other_relation"),
        (("2 PEDI OTHER",), "other_relation", "other_relation", "other_relation"),
    ],
)
def test_natural_adoptive_foster_and_step_only_where_the_tree_says_so(
    tmp_path: Path, pedigree: tuple[str, ...], woman: str, man: str, unsaid: str
) -> None:
    path = tree(
        tmp_path, *person("I1", "1 SEX F"), *person("I2", "1 SEX M"), *person("I3", "1 SEX U"),
        *person("I4", "1 FAMC @F1@", *pedigree),
        *family("1 HUSB @I1@", "1 WIFE @I2@", "1 WIFE @I3@", "1 CHIL @I4@"),
    )  # fmt: skip
    found = [row for row in relations(of(path), "restriction") if row[2] == "I4"]
    assert found == [("I1", woman, "I4", None), ("I2", man, "I4", None), ("I3", unsaid, "I4", None)]


def test_every_parent_of_an_adopted_child_is_kept_close(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 SEX F"), *person("I2", "1 SEX F"), *people("I5"),
        *person("I3", "1 FAMC @F1@", "1 FAMC @F2@", "2 PEDI ADOPTED"),
        *family("1 WIFE @I1@", "1 CHIL @I3@", "1 CHIL @I5@"), *family("1 WIFE @I2@", "1 CHIL @I3@", number="F2"),
    )  # fmt: skip
    assert relations(of(path), "restriction", "stated_as") == [
        ("I1", "mother", "I3", "adoption", "WIFE"), ("I1", "mother", "I5", None, "WIFE"),
        ("I2", "adoptive_mother", "I3", "adoption", "WIFE, ADOPTED"),
    ]  # fmt: skip


def test_a_disproven_parent_is_a_finding_and_no_relation(tmp_path: Path) -> None:
    claim = ("1 FAMC @F1@", "2 PEDI BIRTH", "2 STAT DISPROVEN")
    found = of(tree(tmp_path, *people("I1"), *person("I2", *claim), *family("1 WIFE @I1@", "1 CHIL @I2@")))
    assert (relations(found), findings(found)) == ([], {"parentage_disproven": 1})


def test_two_women_with_a_child(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 SEX F"), *person("I2", "1 SEX F"), *people("I3"),
        *family("1 HUSB @I1@", "1 WIFE @I2@", "1 CHIL @I3@", "1 MARR", "2 TYPE Civil partnership", "2 DATE 4 JUL 2014"),
    )  # fmt: skip
    assert relations(of(path), "valid_from") == [
        ("I1", "civil_partner", "I2", date(2014, 7, 4)), ("I1", "mother", "I3", None), ("I2", "mother", "I3", None),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("events", "expected"),
    [
        ((), "partner"),
        (("1 MARR",), "spouse"),
        (("1 MARR", "1 DIV"), "former_spouse"),
        (("1 DIV Y", "1 MARR", "2 TYPE CIVIL PARTNERSHIP (London)"), "former_partner"),
        (("1 ANUL",), "former_spouse"),
    ],
)
def test_partners_and_former_partners(tmp_path: Path, events: tuple[str, ...], expected: str) -> None:
    found = of(tree(tmp_path, *people("I1", "I2"), *family("1 HUSB @I1@", "1 WIFE @I2@", *events)))
    assert relations(found) == [("I1", expected, "I2")]


def test_siblings_of_unknown_parents_and_a_mother_whom_nobody_names(tmp_path: Path) -> None:
    path = tree(
        tmp_path, *person("I1", "1 FAMC @F1@"), *person("I2", "1 FAMC @VOID@"),
        *family("1 WIFE @VOID@", "1 CHIL @I1@", "1 CHIL @I2@", "1 CHIL @VOID@"),
    )  # fmt: skip
    found = of(path)
    assert (relations(found), findings(found)) == ([("I1", "sibling", "I2")], {"not_named": 3})


def test_every_word_of_the_mapping_is_kept_in_the_direction_in_which_the_tree_says_it() -> None:
    made = [one for table in mapping().tables for one in table.derive if one.codes == "relationship"]
    codes = {str(code) for one in made for code in one.values.values()}
    assert len(codes) == 22
    assert all(canonical(code) == (code, False) for code in codes)


def test_a_sex_that_gedcom_does_not_have_sets_the_person_apart(tmp_path: Path) -> None:
    ((file, row),) = of(tree(tmp_path, *person("I1", "1 NAME A /B/", "1 SEX Q"))).rejected
    assert (file, row.table, row.line, row.field, row.value) == ("tree.ged", "individuals", 4, "sex", "Q")


def test_a_tree_covers_nobody_and_says_when_it_was_written(shared_data: Shared) -> None:
    found = of(shared_data("gedcom/EnglishTudorRoyalFamily.ged"))
    (source,) = found.frames.nodes["Source"].rows(named=True)
    assert (source["id"], source["category"], source["as_of"]) == (
        "family_tree/trees",
        "family_tree",
        date(2026, 1, 4),
    )
    answer = coverage(source, Life(date(1990, 1, 1), None), date(2026, 5, 12))
    assert (answer.covers, answer.bounds) == (Covers.CANNOT_BE_SAID, ("period", "ages", "area"))


def test_two_trees_that_number_their_people_alike_stay_apart(tmp_path: Path) -> None:
    first = tree(tmp_path, *person("I1", "1 NAME Maya /Kerr/"), name="kerr.ged")
    second = tree(tmp_path, *person("I1", "1 NAME Joel /Osei/"), name="osei.ged")
    found = of(first, second)
    assert rows_of(found.frames, "Record", "id", "family_name") == [
        ("family_tree/trees/kerr/I1", "Kerr"), ("family_tree/trees/osei/I1", "Osei"),
    ]  # fmt: skip
    assert findings(found) == {}


def delivered(feed: Mapping, *files: Path) -> Delivered:
    return Delivered(feed, tuple(SourceFile.of(file) for file in files))


def kept(hub: Hub) -> list[tuple[str, object]]:
    """Every relation in the store with the day on which it was closed."""
    asked = "MATCH (:Person)-[r:RELATED_TO]->(:Person) RETURN r.relationship AS code, r.ended_on AS ended"
    return sorted(((str(row["code"]), row["ended"]) for row in hub.ask(asked)), key=repr)


def test_a_tree_in_the_store_is_the_same_after_a_second_load(tmp_path: Path, hub: Hub) -> None:
    both = family("1 HUSB @I1@", "1 WIFE @I2@", "1 CHIL @I3@")
    file = tree(tmp_path, *people("I1", "I2"), *person("I3", "1 NAME Maya /Kerr/"), *both)
    report = hub.deliver(delivered(mapping(), file), on=date(2026, 5, 1))
    assert (report.people, report.has_faults) == (3, False)
    graph = hub.graph(whole=True)
    hub.deliver(delivered(mapping(), file), on=date(2026, 5, 2))
    assert hub.graph(whole=True) == graph


def test_a_second_tree_leaves_the_first_as_it_is(shared_data: Shared, hub: Hub) -> None:
    for number, name in enumerate(("EnglishTudorRoyalFamily", "bronte"), start=1):
        hub.deliver(delivered(mapping(), shared_data(f"gedcom/{name}.ged")), on=date(2026, 5, number))
    assert len(hub.groups()) == 347 + 14
    relations_kept = kept(hub)
    assert len(relations_kept) == 525 + 22
    assert {ended for _, ended in relations_kept} == {None}


OWN_TREE = """
mapping: 1
feed: {id: social_care/kerr_tree, title: The Kerr tree, agency: social_care}
files: kerr_tree.ged
general: gedcom
"""


def own_tree() -> Mapping:
    return parse_mapping("kerr.yaml", OWN_TREE)


def test_a_tree_with_a_mapping_of_its_own_closes_what_it_no_longer_says(tmp_path: Path, hub: Hub) -> None:
    assert own_tree().feed.category == "family_tree"
    child = person("I3", "1 NAME Maya /Kerr/")
    for number, link in enumerate(("1 CHIL @I3@", "1 RESN LOCKED"), start=1):
        lines = (*people("I1", "I2"), *child, *family("1 HUSB @I1@", "1 WIFE @I2@", link))
        hub.deliver(delivered(own_tree(), tree(tmp_path, *lines)), on=date(2026, 5, number))
    closed = date(2026, 5, 2)
    assert kept(hub) == [("parent", closed), ("parent", closed), ("partner", None)]


def test_nothing_is_closed_while_a_person_of_the_tree_is_set_apart(tmp_path: Path, hub: Hub) -> None:
    parent = family("1 WIFE @I1@", "1 CHIL @I2@")
    hub.deliver(delivered(own_tree(), tree(tmp_path, *people("I1", "I2"), *parent)), on=date(2026, 5, 1))
    spoilt = tree(tmp_path, *person("I1", "3 DATE 1900"), *people("I2"), *parent)
    (report,) = hub.deliver(delivered(own_tree(), spoilt), on=date(2026, 5, 2)).feeds
    assert (report.swept, report.counts.quarantined, report.counts.ended) == (False, 1, 0)
    assert kept(hub) == [("parent", None)]
