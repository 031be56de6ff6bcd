"""XML as it should be: rows at every depth, columns from anywhere, stray text."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from loaders.readers import LINE_COLUMN, ReadSpec, header, tables
from tests.unit.loaders.readers.reading import whole, written

RETURN = """<?xml version="1.0"?>
<Message xmlns="http://example.org/return">
  <Header year="2026"><Ends>2026-03-31</Ends></Header>
  <Children>
    <Child id="c1">
      <Names><Name>Maya</Name></Names>
      <Case>
        <Opened> 2026-01-06 </Opened>
        <Visit><On>2026-02-01</On></Visit>
        <Visit
          kind="late"><On>2026-02-08</On></Visit>
      </Case>
      <Case><Opened/></Case>
      <UPN>A1</UPN>
    </Child>
    <!-- no case -->
    <Child id="c2"><Names><Name>Joel</Name><Name>Joe<!-- ? -->y</Name></Names></Child>
  </Children>
  <Footer><Count>2</Count></Footer>
</Message>
"""


def spec(rows: str, **columns: str) -> ReadSpec:
    """Return the declaration of one table."""
    return ReadSpec("xml", rows=rows, columns=columns)


def test_rows_at_the_top_with_several_elements_joined(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", RETURN)
    asked = spec("Children/Child", id="@id", name="Names/Name", opened="Case/Opened", upn="UPN")
    assert whole(path, asked).frame.rows() == [
        ("c1", "Maya", "2026-01-06", "A1", 5),
        ("c2", "Joel\x1fJoey", None, None, 17),
    ]


def test_columns_of_ancestors_before_and_after_the_row(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", RETURN)
    asked = spec("Children/Child/Case", opened="Opened", name="../Names/Name", upn="../UPN", id="../@id")
    assert whole(path, asked, chunk_rows=1).frame.rows() == [
        ("2026-01-06", "Maya", "A1", "c1", 7),
        (None, "Maya", "A1", "c1", 13),
    ]


def test_rows_below_rows_and_columns_from_the_root(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", RETURN)
    asked = spec(
        "Children/Child/Case/Visit",
        on="On",
        kind="@kind",
        opened="../Opened",
        upn="../../UPN",
        ends="/Header/Ends",
        year="/Header/@year",
        count="/Footer/Count",
    )
    assert whole(path, asked).frame.rows() == [
        ("2026-02-01", None, "2026-01-06", "A1", "2026-03-31", "2026", "2", 9),
        ("2026-02-08", "late", "2026-01-06", "A1", "2026-03-31", "2026", "2", 11),
    ]


def test_texts_that_mean_nothing_recorded_are_not_joined(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", "<a><r><x>NONE</x><x> HAND </x><x/></r><r><x>NONE</x></r></a>")
    assert whole(path, ReadSpec("xml", rows="r", columns={"x": "x"}, missing=("", "NONE"))).frame[
        "x"
    ].to_list() == ["HAND", None]


def test_header_and_tables(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", RETURN)
    asked = spec("Children/Child", id="@id", name="Names/Name")
    assert header(path, asked) == ["id", "name"]
    assert tables(path, asked) == [""]


def test_no_rows_are_no_fault(tmp_path: Path) -> None:
    frame = whole(written(tmp_path, "a.xml", RETURN), spec("Children/Other", id="@id")).frame
    assert (frame.columns, frame.height) == (["id", LINE_COLUMN], 0)


def test_lines_beyond_what_the_parser_counts(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", "<a>\n" + '<r><x n="1"/></r>\n' * 70_000 + "</a>")
    frame = whole(path, spec("r", n="x/@n")).frame
    assert frame[LINE_COLUMN].to_list() == list(range(2, 70_002))


def test_a_file_on_one_long_line(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", "<a>" + "<r><x>1</x></r>" * 150_000 + "</a>")
    frame = whole(path, spec("r", x="x")).frame
    assert frame.select("x", LINE_COLUMN).unique().rows() == [("1", 1)]
    assert frame.height == 150_000


def test_the_encoding_that_the_file_declares(tmp_path: Path) -> None:
    text = '<?xml version="1.0" encoding="{}"?>\n<a><r><x>Zoë</x></r></a>'
    for encoding in ("iso-8859-1", "utf-16"):
        path = written(tmp_path, "a.xml", text.format(encoding).encode(encoding))
        assert whole(path, spec("r", x="x")).frame["x"].to_list() == ["Zoë"]


@pytest.mark.parametrize(
    ("text", "line", "field", "value"),
    [
        ("<a>\n<r>\n<x>1</x>oh\n<y/>\n</r>\n</a>", 3, "r", "oh"),
        ("<a>\n<r>\n\n  first<x>1</x></r>\n</a>", 4, "r", "first"),
        ("<a>\n<r><x>1</x>\n\n last\n</r>\n</a>", 4, "r", "last"),
        ("<a>\n<r/>\nbetween\n<r/></a>", 3, "a", "between"),
        ("<a>\n<r/>\n<r/>\nend\n</a>", 4, "a", "end"),
        ("<a>\n<h>\n<i>1</i>aside</h>\n<r/></a>", 3, "h", "aside"),
    ],
)
def test_stray_text_is_a_finding(tmp_path: Path, text: str, line: int, field: str, value: str) -> None:
    found = whole(written(tmp_path, "a.xml", text), spec("r", x="x", up="y"))
    (finding,) = found.findings
    assert (finding.line, finding.field, finding.value, finding.kind) == (line, field, value, "stray_text")
    assert f"'{field}'" in finding.words


def test_stray_text_alone_still_comes_out(tmp_path: Path) -> None:
    path = written(tmp_path, "a.xml", "<a><h>" + "<i/>oh" * 10 + "</h></a>")
    found = whole(path, spec("h/r", x="x"), chunk_rows=3)
    assert len(found.findings) == 10
    assert found.frame.height == 0


CENSUS_COLUMNS = {
    "child": "../ChildIdentifiers/LAchildID",
    "year_ends": "/Header/CollectionDetails/ReferenceDate",
    "source": "ReferralSource",
    "disability": "../ChildCharacteristics/Disabilities/Disability",
}


def test_the_census_return_in_full(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("cin_census") / "fake_CIN_data.xml"
    children = whole(path, spec("Children/Child", id="ChildIdentifiers/LAchildID"))
    assert children.frame.height == 332
    assert children.frame["id"].n_unique() == 332
    referrals = whole(path, spec("Children/Child/CINdetails", **CENSUS_COLUMNS), chunk_rows=50)
    assert referrals.frame.height == 402
    assert referrals.frame["year_ends"].unique().to_list() == ["2022-07-21"]
    assert set(referrals.frame["child"]) <= set(children.frame["id"])
    assert referrals.findings == ()


def test_every_year_of_the_census_is_read(shared_data: Callable[[str], Path]) -> None:
    files = sorted(shared_data("cin_census").glob("*.xml"))
    assert len(files) == 10
    for path in files:
        found = whole(path, spec("Children/Child/CINdetails", **CENSUS_COLUMNS))
        assert found.frame.height >= 1
        assert found.frame["child"].null_count() == 0


def test_the_stray_text_of_the_2026_census(shared_data: Callable[[str], Path]) -> None:
    path = shared_data("cin_census") / "CIN_Census_2026.xml"
    found = whole(path, spec("Children/Child/CINdetails", **CENSUS_COLUMNS))
    (finding,) = found.findings
    assert (finding.line, finding.field, finding.value) == (23, "ChildIdentifiers", "PersonBirthDate")
    assert found.frame[LINE_COLUMN].to_list() == [34, 98]
    assert found.frame["disability"].to_list() == ["HAND\x1fHEAR", "NONE"]
