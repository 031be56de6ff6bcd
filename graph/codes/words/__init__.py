"""The words that sources use for our codes: tables kept as data, looked up without regard to how they are written.

`words/LIST/TABLE.yaml` holds one table of one code list: for each code the words that mean it. The table `standard`
is there for every list: the codes that its entries name in a published standard.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from difflib import get_close_matches
from functools import cache
from pathlib import Path

from graph.codes.code_list import code_list, nearest
from graph.errors import InputFault, UsageFault
from graph.folding import squeezed
from graph.plain_yaml import plain_yaml

FOLDER = Path(__file__).parent
STANDARD = "standard"
EVERYDAY = "everyday"


@cache
def word_tables(codes: str) -> tuple[str, ...]:
    """Names of the tables of a code list, sorted. Raises UsageFault for an unknown list."""
    files = {path.stem for path in (FOLDER / code_list(codes).name).glob("*.yaml")}
    has_standard = any(entry.standard for entry in code_list(codes).codes)
    return tuple(sorted(files | {STANDARD} if has_standard else files))


@cache
def word_table(codes: str, table: str) -> Mapping[str, str]:
    """Squeezed word to code, of one table of one list. Raises UsageFault for an unknown list or table."""
    if table not in word_tables(codes):
        known = list(word_tables(codes))
        raise UsageFault(f"There is no table '{table}' of words for {codes}.{nearest(table, known)}")
    path = FOLDER / codes / f"{table}.yaml"
    listed = parse_words(path.name, path.read_text(encoding="utf-8"), codes) if path.exists() else {}
    return {**dict(_own_words(codes, table)), **listed}


def _own_words(codes: str, table: str) -> Iterator[tuple[str, str]]:
    """What needs no listing: a code and its word for people in `everyday`, its published code in `standard`."""
    for entry in code_list(codes).codes:
        if table == EVERYDAY:
            yield from ((squeezed(own), entry.code) for own in (entry.code, entry.word))
        if table == STANDARD and entry.standard:
            yield squeezed(entry.standard.code), entry.code


def parse_words(file: str, text: str, codes: str) -> dict[str, str]:
    """Text of a table to squeezed word -> code. Raises InputFault for an unknown code or a word of two codes."""
    found: dict[str, str] = {}
    for code, words in plain_yaml(text)["words"].items():
        if code not in code_list(codes):
            raise InputFault(
                file, f"is not a code of {codes}", field="words", value=str(code), fix="Correct it."
            )
        for written in words:
            key = squeezed(str(written))
            if not key or found.setdefault(key, code) != code:
                raise InputFault(
                    file, "says nothing, or means two codes", field=code, value=str(written),
                    fix="Keep it where it belongs, or leave it out: mappings can say what it means for them.",
                )  # fmt: skip
    return found


def code_for(text: str, codes: str, *tables: str) -> str | None:
    """The code that words of a source mean, by the first of these tables that knows them; None: none does."""
    key = squeezed(text)
    return next((code for table in tables if (code := word_table(codes, table).get(key))), None)


def nearest_word(text: str, known: Mapping[str, str]) -> str:
    """' Nearest word: stepmum (stepmother).' of the squeezed words known, or an empty text."""
    close = get_close_matches(squeezed(text), known, n=1)
    return f" Nearest word: {close[0]} ({known[close[0]]})." if close else ""
