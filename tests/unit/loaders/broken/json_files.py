"""JSON documents and files of JSON lines, broken."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from tests.unit.loaders.broken.case import Case, Refused, Row, Rows, content

MAYA: Final = '{"Ref": "1", "Name": "Maya Kerr", "Born": "2017-03-04", "Note": null}'
LEVELS: Final = 100_000
INVALID: Final = "not valid JSON"
# Rows that are no rows, with the field and the reason.
ROWS: Final = {
    "a key twice": ('{"Ref": "2", "Name": "Lee", "Name": "Dana"}', None, "more than once"),
    "a number that is none": ('{"Ref": "2", "Score": NaN}', None, "NaN is not JSON"),
    "a number without end": ('{"Ref": "2", "Score": -Infinity}', None, "-Infinity is not JSON"),
    "a number too large": ('{"Ref": "2", "Score": 1e999}', "Score", "is not a number"),
    "a number of many digits": ('{"Ref": "2", "Count": ' + "9" * 5_000 + "}", "Count", "whole number"),
    "half a character": ('{"Ref": "2", "Name": "L\\ud83dee"}', "Name", "half a character"),
    "half a character in a key": ('{"Ref": "2", "N\\ud83d": "Lee"}', None, "half a character"),
    "a NUL byte": ('{"Ref": "2", "Name": "L\\u0000ee"}', "Name", "NUL byte"),
    "a list where an object should be": ('["2", "Lee"]', None, "a list, not an object"),
    "a text where an object should be": ('"Lee"', None, "a text, not an object"),
    "null where an object should be": ("null", None, "null, not an object"),
    "a row without its key": ('{"Name": "Lee"}', "Ref", "empty but required"),
}
# Lines that are no JSON at all, with the reason.
LINES: Final = {
    "cut": ('{"Ref": "2", "Na', INVALID),
    "a comma too many": ('{"Ref": "2",}', INVALID),
    "single quotation marks": ("{'Ref': '2'}", INVALID),
    "a remark": ('{"Ref": "2"} // Lee', INVALID),
    "two objects": ('{"Ref": "2"} {"Ref": "3"}', INVALID),
    "a control sign": ('{"Ref": "2", "Name": "L\tee"}', INVALID),
    "a hundred thousand levels": ('{"Note": ' + "[" * LEVELS + "]" * LEVELS + "}", "nested too deeply"),
}


def document(name: str, outcome: Refused | Rows, *parts: str | bytes, declared: str = "json") -> Case:
    """A case of a document with this content."""
    return Case(name, declared, content("people.json", *parts), outcome)


def lines(name: str, outcome: Refused | Rows, *parts: str | bytes) -> Case:
    """A case of a file of lines with this content."""
    return Case(name, "ndjson", content("people.ndjson", *parts), outcome)


def sparse(folder: Path) -> Path:
    """A document larger than is held, which takes no room on the disk."""
    path = folder / "people.json"
    with path.open("wb") as file:
        file.truncate(65 * 1024 * 1024)
    return path


TOLD: Final = tuple((field, words) for _, field, words in ROWS.values())
OF_ROWS: Final = (
    document(
        "rows that are none",
        Rows(1, tuple(Row(3 + place, *told) for place, told in enumerate(TOLD))),
        f"[\n{MAYA},\n",
        ",\n".join(text for text, _, _ in ROWS.values()),
        "\n]",
    ),
    lines(
        "rows that are none",
        Rows(1, tuple(Row(2 + place, *told) for place, told in enumerate(TOLD))),
        f"{MAYA}\n",
        "\n".join(text for text, _, _ in ROWS.values()),
    ),
)
OF_LINES: Final = (
    *(document(name, Refused(words), f"[\n{MAYA},\n{text}\n]") for name, (text, words) in LINES.items()),
    lines(
        "lines that are none",
        Rows(2, tuple(Row(2 + place, None, words) for place, (_, words) in enumerate(LINES.values()))),
        f"{MAYA}\n",
        *(f"{text}\n" for text, _ in LINES.values()),
        MAYA.replace('"1"', '"2"'),
    ),
)
WHOLE: Final = (
    document(
        "lists within lists, a hundred thousand deep",
        Refused("nested too deeply", 1),
        "[" * LEVELS,
        "]" * LEVELS,
    ),
    document(
        "objects within objects, a hundred thousand deep",
        Refused("nested too deeply", 1),
        f"[\n{MAYA},\n",
        '{"a":' * LEVELS,
        "1",
        "}" * LEVELS,
        "]",
    ),
    document(
        "as deep as can just be read",
        Rows(2),
        f"[\n{MAYA},\n",
        '{"Ref": "2", "Note": ' + "[" * 150 + "]" * 150 + "}]",
    ),
    document(
        "as deep as can nearly be read",
        Refused("nested too deeply", 1),
        f"[\n{MAYA},\n",
        '{"Ref": "2", "Note": ' + "[" * 985 + "]" * 985 + "}]",
    ),
    document("UTF-16", Refused("the mark of utf-16", 1, "encoding"), f"[{MAYA}]".encode("utf-16")),
    document("not UTF-8", Refused("is not utf-8", 2), f'[{MAYA},\n{{"Ref": "Zoë"}}]'.encode("cp1252")),
    document("lines where a document should be", Refused("more after the end", 2), f"{MAYA}\n{MAYA}\n"),
    document("one object where a list should be", Refused("no list of rows here", 1, "rows"), MAYA),
    document("a number alone", Refused("no list of rows here", 1, "rows"), "42"),
    document(
        "another key than the one that leads to the rows",
        Refused("not in the document", 1, "rows"),
        f'{{"data": {{"row": [{MAYA}]}}}}',
        declared="json_rows",
    ),
    document(
        "a list where a key should lead on",
        Refused("not in the document", 1, "rows"),
        f'{{"data": [{MAYA}]}}',
        declared="json_rows",
    ),
    document("no rows", Refused("no column names"), "[]"),
    document("an empty file", Refused("the file is empty")),
    document("blank lines alone", Refused(INVALID), "\n \n\n"),
    document("NUL bytes alone", Refused(INVALID, 1), b"\0" * 1000),
    Case("a document larger than is held", "json", sparse, Refused("held at once")),
    lines("a document where lines should be", Refused("no column names"), f"[\n{MAYA},\n]\n"),
    lines("not UTF-8", Refused("is not utf-8", 2), f'{MAYA}\n{{"Ref": "Zoë"}}'.encode("cp1252")),
    lines("a mark in the middle", Rows(1, (Row(2, None, INVALID),)), MAYA, "\n\ufeff", MAYA),
    lines("blank lines alone", Refused("no column names"), "\n\n \n"),
    lines("an empty file", Refused("the file is empty")),
)
CASES: Final = (*OF_ROWS, *OF_LINES, *WHOLE)
