"""Workbooks put together part by part, as no program would write them."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

MAIN: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"
XML: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
TYPES: Final = (
    f'{XML}<Types xmlns="{PACKAGE}/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
SHEET: Final = "xl/worksheets/sheet1.xml"
STRINGS: Final = "xl/sharedStrings.xml"
# Cell formats: 0 is general, 1 a day.
FORMATS: Final = '<cellXfs count="2"><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs>'
STYLES: Final = f'{XML}<styleSheet xmlns="{MAIN}">{FORMATS}</styleSheet>'
HEADER: Final = ("Ref", "Name", "Born", "Note")


def cell(place: str, text: str) -> str:
    """A cell that holds a text."""
    return f'<c r="{place}" t="inlineStr"><is><t>{text}</t></is></c>'


def number(place: str, value: float, style: int = 0) -> str:
    """A cell that holds a number."""
    return f'<c r="{place}" s="{style}"><v>{value}</v></c>'


def row(line: int, *cells: str) -> str:
    """A row with cells as they are written; a text alone stands in the next column."""
    written = (
        one if one.startswith("<") else cell(f"{'ABCDEFG'[place]}{line}", one)
        for place, one in enumerate(cells)
        if one
    )
    return f'<row r="{line}">{"".join(written)}</row>'


def sheet(rows: Sequence[str], *, before: str = "", after: str = "", document_type: str = "") -> str:
    """A sheet with the usual header in its first row."""
    body = "".join((row(1, *HEADER), *rows))
    return f'{XML}{document_type}<worksheet xmlns="{MAIN}">{before}<sheetData>{body}</sheetData>{after}</worksheet>'


def parts(
    *sheets: str, state: str = "visible", date_1904: bool = False, extra: Mapping[str, str] | None = None
) -> dict[str, str]:
    """All parts of a workbook by name. state: of the first sheet; extra: further parts, or others in their place."""
    places = [f"worksheets/sheet{number}.xml" for number in range(1, len(sheets) + 1)]
    listed = "".join(
        f'<sheet name="Sheet{number}" sheetId="{number}" r:id="r{number}" '
        f'state="{state if number == 1 else "visible"}"/>'
        for number in range(1, len(sheets) + 1)
    )
    related = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/worksheet" Target="{place}"/>'
        for number, place in enumerate(places, start=1)
    )
    return {
        "[Content_Types].xml": TYPES,
        "_rels/.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships"><Relationship Id="r1" '
        f'Type="{OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        "xl/workbook.xml": f'{XML}<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><workbookPr date1904="{int(date_1904)}"/>'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f'{XML}<Relationships xmlns="{PACKAGE}/relationships">{related}'
        f'<Relationship Id="s" Type="{OFFICE}/styles" Target="styles.xml"/>'
        f'<Relationship Id="t" Type="{OFFICE}/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        "xl/styles.xml": STYLES,
        STRINGS: f'{XML}<sst xmlns="{MAIN}"/>',
        **{f"xl/{place}": text for place, text in zip(places, sheets, strict=True)},
        **(extra or {}),
    }


def workbook(folder: Path, parted: Mapping[str, str | bytes], name: str = "people.xlsx") -> Path:
    """A workbook of these parts."""
    path = folder / name
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for place, text in parted.items():
            archive.writestr(place, text)
    return path
