"""Every fault of a mapping names file, line, field and the nearest valid word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from graph.errors import InputFault
from loaders.mapping import load_mapping, parse_mapping, shipped_mappings
from tests.unit.loaders.mapping_for_tests import MAPPING


def fault(text: str) -> InputFault:
    with pytest.raises(InputFault) as caught:
        parse_mapping("tenancies.yaml", text)
    assert caught.value.file == "tenancies.yaml"
    assert "tenancies.yaml" in str(caught.value)
    return caught.value


def line_of(text: str, part: str) -> int:
    return text[: text.index(part)].count("\n") + 1


def test_a_mapping_with_nearly_every_word_is_sound() -> None:
    mapping = parse_mapping("tenancies.yaml", MAPPING)
    assert mapping.feed.id == "housing/tenancies"
    assert list(mapping.tables[0].nodes) == [
        "agency", "tenant", "home", "phone", "pupil", "relative1", "relative2",
    ]  # fmt: skip


def test_the_shipped_mappings_are_sound_and_each_feed_has_one() -> None:
    feeds = [mapping.feed.id for mapping in shipped_mappings()]
    assert len(feeds) == len(set(feeds)) >= 9


SPOILT = [
    # what stands there, what stands there instead, the field at fault, a part of the reason or the hint
    ("mapping: 1", "mapping: 2", "mapping", "unknown version"),
    ("mapping: 1", "mappings: 1", "mappings", "'mapping'"),
    ("  agency: housing", "  agencies: housing", "feed.agencies", "'agency"),
    ("id: housing/tenancies", "id: tenancies", "feed.id", "housing/caseload"),
    ("id: housing/tenancies", "id: school/tenancies", "feed.id", "housing/caseload"),
    ("agency_kind: housing", "agency_kind: houses", "feed.agency_kind", "'housing'"),
    ("  category: housing", "  category: house", "feed.category", "'housing'"),
    ("restriction: safety_marker", "restriction: safety", "feed.restriction", "'safety_marker'"),
    ("to: unknown", "to: yesterday", "feed.covers.to", "not a date"),
    ("to: unknown", "until: unknown", "feed.covers.until", "unknown word"),
    ("{column: Extracted}", "{column: Extract}", "feed.covers.as_of", "'Extracted'"),
    ("{column: Extracted}", "{column: Person}", "feed.covers.as_of", "needs a date"),
    ("{from: 0, to: 110}", "{from: 9, to: 4}", "feed.covers.ages", "youngest"),
    ("{from: 0, to: 110}", "{from: young, to: 4}", "feed.covers.ages.from", "whole number"),
    ("delivery: rolling_window", "delivery: rolling", "feed.delivery", "'rolling_window'"),
    ("delivery: rolling_window", "delivery: whole", "feed.window_days", "rolling window"),
    ("format: csv", "format: cvs", "tables.0.read.format", "'csv'"),
    ("encoding: utf-8", "encodings: utf-8", "tables.0.read.encodings", "'encoding'"),
    ("header: 2", "header: two", "tables.0.read.header", "whole number"),
    ("short_rows: true", "short_rows: yes", "tables.0.read.short_rows", "true or false"),
    ("Person: text", "Person: txt", "tables.0.columns.Person", "'text'"),
    ("Person: text", "Person: date", "tables.0.columns.Person", "needs its format"),
    ("Person: text", "Person: {path: a/b}", "tables.0.columns.Person.path", "trees"),
    ("Person: text", "Person: {type: code}", "tables.0.columns.Person.codes", "is missing"),
    ("Person: text", "Person: {type: integer, values: {1: x}}", "tables.0.columns.Person.type", "no values"),
    ("Person: text", "Person: {otherwise: x}", "tables.0.columns.Person.otherwise", "only for codes"),
    ("Person: text", "Person: {format: '%Y'}", "tables.0.columns.Person.format", "only for dates"),
    ("Person: text", "Person: [text]", "tables.0.columns.Person", "mapping of words"),
    ("{required: true}", "{require: true}", "tables.0.columns.Tenancy.require", "'required'"),
    ('{type: date, format: "%d/%m/%Y"}', "{type: date}", "tables.0.columns.Born.format", "needs its format"),
    ('{type: date, format: "%d/%m/%Y"}', '{type: date, format: "%d/%m"}', "tables.0.columns.Born.format", "no format"),
    ('{type: date, format: "%d/%m/%Y"}', '{type: date, format: "%Q"}', "tables.0.columns.Born.format", "no format"),
    ("codes: sex", "codes: sexes", "tables.0.columns.Sex.codes", "'sex'"),
    ("M: male", "M: man", "tables.0.columns.Sex.values.M", "unknown word"),
    ("otherwise: not_known", "otherwise: unknown", "tables.0.columns.Sex.otherwise", "'not_known'"),
    ("J: true", "J: maybe", "tables.0.columns.Shared.values.J", "unknown word"),
    ('{Phones: "/"}', '{Phone: "/"}', "tables.0.split.Phone", "'Phones'"),
    ('{Phones: "/"}', '{Born: "/"}', "tables.0.split.Born", "only a column of text"),
    ("join: [Person, Tenancy]", "join: [Person, Tenancies]", "tables.0.derive.Name.join", "'Tenancy'"),
    ("first_of: [Person, Name]", "first_of: [Person, Born]", "tables.0.derive.Either.first_of", "different"),
    ("first_of: [Person, Name]", "first_of: [Person, Ends]", "tables.0.derive.Either.first_of", "no such column"),
    ("first_of: [Person, Name]", "last_of: [Person, Name]", "tables.0.derive.Either.last_of", "'first_of'"),
    ("pattern: '(\\d+)'", "pattern: '\\d+'", "tables.0.derive.Number.pattern", "no group"),
    ("pattern: '(\\d+)'", "pattern: '(\\d+'", "tables.0.derive.Number.pattern", "no regular expression"),
    ("pattern: '(\\d+)'", "const: x", "tables.0.derive.Number.const", "exactly one way"),
    ("column: Born, plus_days", "column: Person, plus_days", "tables.0.derive.Ends.plus_days", "needs a column"),
    ("plus_days: 28", "plus_days: 28, with: x", "tables.0.derive.Ends.with", "unknown word"),
    ("Ends: {column", "Born: {column", "tables.0.derive.Born", "there is a column"),
    ("pattern: '\\d'", "patterns: '\\d'", "tables.0.expect.tenancy_without_number.patterns", "'pattern'"),
    ("pattern: '\\d'", "among: [1], pattern: '\\d'", "tables.0.expect.tenancy_without_number.among", "exactly one"),
    ("equals: Name", "equals: Names", "tables.0.expect.names_differ.equals", "'Name'"),
    ("kind: Residence", "kind: Residents", "tables.0.nodes.home.kind", "'Residence'"),
    ("kind: Residence", "kind: Person", "tables.0.nodes.home.kind", "unknown word"),
    ("key: [Tenancy, Person]", "keys: [Tenancy, Person]", "tables.0.nodes.tenant.keys", "'key'"),
    ("key: [Tenancy, Person]", "key: [Tenancies]", "tables.0.nodes.tenant.key", "'Tenancy'"),
    ("key: [Tenancy, Person]", "key: []", "tables.0.nodes.tenant.key", "is missing"),
    (
        "restriction: Class", "restriction: {const: restricted_by_decision}",
        "tables.0.nodes.tenant.restriction", "is not a code",
    ),
    ("restriction: Class", "restriction: Person", "tables.0.nodes.tenant.restriction", "restriction_class"),
    ("restriction: Class", "restriction: {const: secret}", "tables.0.nodes.tenant.restriction", "not a code"),
    ("family_name: Person", "surname: Person", "tables.0.nodes.tenant.set.surname", "unknown word"),
    ("family_name: Person", "family_name: Persons", "tables.0.nodes.tenant.set.family_name", "'Person'"),
    ("birth_date: Born", "birth_date: Person", "tables.0.nodes.tenant.set.birth_date", "needs a date"),
    ("birth_date: Born", "birth_date: {const: soon}", "tables.0.nodes.tenant.set.birth_date", "must be a date"),
    ("birth_date: Born", "name_tokens: Person", "tables.0.nodes.tenant.set.name_tokens", "unknown word"),
    ("sex: Sex", "sex: Person", "tables.0.nodes.tenant.set.sex", "codes of sex"),
    ("sex: Sex", "sex: {const: boy}", "tables.0.nodes.tenant.set.sex", "not a code"),
    ("set: {address: Address}", "key: [Address], set: {address: Address}", "tables.0.nodes.home.key", "not wanted"),
    ("system: {const: telephone}", "system: Phones", "tables.0.nodes.phone.set.system", "contact_system"),
    ("system: {const: telephone}, value", "value", "tables.0.nodes.phone.set.system", "constant"),
    ("of: school/census", "of: school", "tables.0.nodes.pupil.of", "school/census"),
    ("key: [Number]}", "key: [Number], set: {own_id: Number}}", "tables.0.nodes.pupil.set", "only named"),
    ("named_in: tenant", "named_in: tenent", "tables.0.nodes.relative{n}.named_in", "'tenant'"),
    ("named_in: tenant", "named_in: home", "tables.0.nodes.relative{n}.named_in", "no record"),
    ("relative{n}:", "relative:", "tables.0.nodes.relative.repeat", "two nodes"),
    ("is: [male, female]", "is: [male, woman]", "tables.0.nodes.relative{n}.when.is", "never holds"),
    ("column: Sex, is", "column: Sexes, is", "tables.0.nodes.relative{n}.when.column", "'Sex'"),
    ("edge: LIVES_AT", "edge: LIVE_AT", "tables.0.edges.0.edge", "'LIVES_AT'"),
    ("edge: LIVES_AT", "edge: DESCRIBES", "tables.0.edges.0.edge", "unknown word"),
    ("to: home", "to: house", "tables.0.edges.0.to", "'home'"),
    ("from: tenant, to: home", "from: home, to: tenant", "tables.0.edges.0.from", "Person to Residence"),
    ("communal: Shared", "communal: Person", "tables.0.edges.0.set.communal", "needs a boolean"),
    ("communal: Shared", "communal: {const: often}", "tables.0.edges.0.set.communal", "must be a boolean"),
    ("set: {relationship: {const: relative}}", "when: Phones", "tables.0.edges.2.set.relationship", "is missing"),
    ("when: Phones}", "when: [Phones]}", "tables.0.edges.1.when", "must be a column"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("there", "instead", "field", "hint"), SPOILT, ids=[f"{s[2]}: {s[1]}" for s in SPOILT]
)
def test_a_spoilt_word_is_named_with_its_line(there: str, instead: str, field: str, hint: str) -> None:
    assert there in MAPPING
    found = fault(MAPPING.replace(there, instead, 1))
    assert found.field == field
    assert hint in str(found)
    assert found.line is not None
    where = line_of(MAPPING, there)
    # A word that is missing is reported where its node or edge begins.
    assert where - 5 <= found.line <= where + 3
    if found.value is not None and found.value in instead:
        assert found.line in (where, line_of(MAPPING, "relative{n}:") + 1)


@pytest.mark.parametrize(
    ("text", "line", "reason"),
    [
        (MAPPING.replace("  title: Tenancies", "  id: again/again"), 4, "given twice"),
        (MAPPING.replace("  title: Tenancies\n", ""), 2, "is missing"),
        (MAPPING.replace("files: tenancies*.csv\ntables", "tables"), 1, "is missing"),
        (MAPPING[: MAPPING.index("tables:")], 1, "no nodes"),
        (MAPPING.replace("title: Tenancies", 'title: "Tenancies'), None, "is not YAML"),
        (MAPPING.replace("title: Tenancies", "title: *x"), 4, "is not YAML"),
        (MAPPING.replace("title: Tenancies", "title: &x Tenancies\n  explanation: *x"), 5, "alias"),
        ("- a list", None, "Begin with 'mapping: 1'"),
        ("", None, "Begin with 'mapping: 1'"),
        ("\x00", None, "is not YAML"),
        ("mapping: 1\n? [a, b]\n: c\n", 2, "is no word"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_the_whole_file_is_said(text: str, line: int | None, reason: str) -> None:
    found = fault(text)
    assert reason in str(found)
    if line is not None:
        assert found.line == line


def test_an_owned_node_that_nothing_describes_is_refused() -> None:
    text = MAPPING.replace("kind: Record, of: school/census", "kind: Household")
    found = fault(text)
    assert (found.line, found.field) == (line_of(text, "kind: Household"), "tables.0.nodes.pupil")


def test_a_file_that_is_not_there_or_is_no_text_is_an_input_fault(tmp_path: Path) -> None:
    with pytest.raises(InputFault, match="cannot be read"):
        load_mapping(tmp_path / "none.yaml")
    (tmp_path / "bytes.yaml").write_bytes(b"\xff\xfe\x00")
    with pytest.raises(InputFault, match="cannot be read"):
        load_mapping(tmp_path / "bytes.yaml")


def test_words_of_yaml_that_mean_something_else_stay_the_text_that_was_written() -> None:
    text = MAPPING.replace("{M: male, F: female}", "{No: male, 010: female}").replace(
        "[Northmere]", "[Yes, 010]"
    )
    table = parse_mapping("x.yaml", text).tables[0]
    assert table.columns["Sex"].values == {"No": "male", "010": "female"}
    assert table.expect[2].among == ("Yes", "010")


FREE = {
    "id", "title", "agency_name", "explanation", "files", "name", "encoding", "delimiter", "missing", "format",
    "with", "pattern", "const", "words", "among", "of", "repeat", "ignore", "agency", "header", "window_days",
    "plus_days", "as_of", "area",
}  # fmt: skip
OWN_NAMES = {"columns", "derive", "expect", "nodes", "values", "split"}


def words_of_the_language() -> list[tuple[int, int]]:
    """Where each word stands (offset, length) that is the language's, the schema's, or names something declared."""
    found: list[tuple[int, int]] = []

    def visit(node: yaml.Node, word: str | None) -> None:
        if isinstance(node, yaml.MappingNode):
            for key, value in node.value:
                own = word in OWN_NAMES
                if not own:
                    place(key)
                inside = None if own and word != "values" else "values of" if own else key.value
                if inside not in FREE and word != "split":
                    visit(value, inside)
                elif inside == "format" and word == "read":
                    visit(value, None)
        elif isinstance(node, yaml.SequenceNode):
            for item in node.value:
                visit(item, word)
        else:
            place(node)

    def place(node: yaml.Node) -> None:
        if str(node.value).replace("_", "").isalpha():
            found.append((node.start_mark.index, node.end_mark.index - node.start_mark.index))

    root = yaml.compose(MAPPING, Loader=yaml.SafeLoader)
    assert root is not None
    visit(root, None)
    return found


def misspelt() -> Iterator[tuple[int, int]]:
    for offset, length in words_of_the_language():
        if MAPPING[offset : offset + length] not in ("unknown", "all"):
            yield offset, length


def test_there_are_many_words_to_misspell() -> None:
    assert len(list(misspelt())) > 150


@given(st.data())
def test_one_misspelt_word_is_always_refused_with_its_line(data: st.DataObject) -> None:
    offset, length = data.draw(st.sampled_from(sorted(set(misspelt()))))
    slip = data.draw(st.sampled_from(["qx", "_", "zz"]))
    place = offset + data.draw(st.integers(1, length))
    text = MAPPING[:place] + slip + MAPPING[place:]
    found = fault(text)
    assert found.line == MAPPING[:offset].count("\n") + 1
    assert found.fix
