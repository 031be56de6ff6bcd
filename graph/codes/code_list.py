"""Reads the code lists: one YAML file each, checked so that no word, sign or key can slip in unseen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from graph.errors import InputFault, UsageFault
from graph.plain_yaml import plain_yaml

FOLDER = Path(__file__).parent
LIST_KEYS = {"name", "title", "source", "facts", "codes"}
CODE_KEYS = {"code", "word", "sign", "definition", "standard"}
NEEDED_KEYS = {"code", "word", "sign", "definition"}
LONGEST_SIGN = 4


@dataclass(frozen=True)
class Standard:
    """The same code in a published standard: the system's name and the code there."""

    system: str
    code: str


@dataclass(frozen=True)
class Code:
    """One code: snake_case on the wire, with its word and sign for people.

    `facts` holds what this list says beyond that (its header names them); a fact that is None is not known
    or does not apply. `standard` is None where no standard has the code.
    """

    code: str
    word: str
    sign: str
    definition: str
    standard: Standard | None
    facts: Mapping[str, str | None]


@dataclass(frozen=True)
class CodeList:
    """All codes of one list, in the order in which people should meet them."""

    name: str
    title: str
    source: str
    codes: tuple[Code, ...]

    def __getitem__(self, code: str) -> Code:
        """The entry for a code. Raises UsageFault, naming the nearest code, where the list has none such."""
        found = {entry.code: entry for entry in self.codes}
        if code not in found:
            raise UsageFault(f"'{code}' is not a code of {self.name}.{nearest(code, list(found))}")
        return found[code]

    def __contains__(self, code: object) -> bool:
        return any(entry.code == code for entry in self.codes)

    def words(self) -> dict[str, str]:
        """Each code and each word for people -> the code."""
        return {entry.word: entry.code for entry in self.codes} | {
            entry.code: entry.code for entry in self.codes
        }

    def from_standard(self, code: str) -> Code | None:
        """The entry whose published code is this one (blanks and case aside), or None."""
        wanted = code.strip().upper()
        return next((c for c in self.codes if c.standard and c.standard.code.upper() == wanted), None)


def nearest(given: str, known: list[str]) -> str:
    """ " Did you mean '…'?" for the closest of the known words, or an empty text."""
    close = get_close_matches(given, known, n=1)
    return f" Did you mean '{close[0]}'?" if close else ""


@cache
def code_list(name: str) -> CodeList:
    """The code list of that snake_case name. Raises UsageFault for an unknown name."""
    path = FOLDER / f"{name}.yaml"
    if name not in list_names():
        raise UsageFault(f"There is no code list '{name}'.{nearest(name, list(list_names()))}")
    return parse_code_list(path.name, path.read_text(encoding="utf-8"))


@cache
def list_names() -> tuple[str, ...]:
    """Names of all code lists, sorted."""
    return tuple(sorted(path.stem for path in FOLDER.glob("*.yaml")))


def code_lists() -> tuple[CodeList, ...]:
    """All code lists, sorted by name."""
    return tuple(code_list(name) for name in list_names())


def parse_code_list(file: str, text: str) -> CodeList:
    """Text of a code list file -> CodeList. Raises InputFault for an unknown, missing or repeated key."""
    raw = plain_yaml(text)
    if not isinstance(raw, dict):
        raise InputFault(file, "is not a mapping", fix="Begin with name, title, source and codes.")
    _check_keys(file, None, raw, LIST_KEYS, LIST_KEYS - {"facts"})
    if f"{raw['name']}.yaml" != file:
        raise InputFault(
            file,
            "name differs from the file's name",
            field="name",
            value=str(raw["name"]),
            fix="Give both the same snake_case name.",
        )
    facts = tuple(raw.get("facts", ()))
    codes = tuple(_code(file, entry, facts) for entry in raw["codes"])
    for field in ("code", "word", "sign"):
        _check_distinct(file, field, [getattr(code, field) for code in codes])
    return CodeList(raw["name"], raw["title"], raw["source"], codes)


def _code(file: str, raw: dict[str, Any], facts: tuple[str, ...]) -> Code:
    name = raw.get("code")
    _check_keys(file, name, raw, CODE_KEYS | set(facts), NEEDED_KEYS | set(facts))
    for field in NEEDED_KEYS:
        if not isinstance(raw[field], str) or not raw[field].strip():
            raise InputFault(
                file,
                f"{field} of '{name}' is not a text",
                field=field,
                value=str(raw[field]),
                fix="Write it as text, in quotes where it looks like a number.",
            )
    if len(raw["sign"]) > LONGEST_SIGN:
        raise InputFault(
            file,
            f"the sign of '{name}' is too long",
            field="sign",
            value=raw["sign"],
            fix=f"Use at most {LONGEST_SIGN} characters.",
        )
    return Code(
        raw["code"],
        raw["word"],
        raw["sign"],
        raw["definition"],
        _standard(file, raw),
        {fact: raw[fact] for fact in facts},
    )


def _standard(file: str, raw: dict[str, Any]) -> Standard | None:
    standard = raw.get("standard")
    if standard is None:
        return None
    _check_keys(file, raw["code"], standard, {"system", "code"}, {"system", "code"})
    return Standard(str(standard["system"]), str(standard["code"]))


def _check_keys(file: str, code: str | None, raw: dict[str, Any], known: set[str], needed: set[str]) -> None:
    where = f" of '{code}'" if code else ""
    for key in raw:
        if key not in known:
            raise InputFault(
                file,
                f"unknown key{where}",
                field=str(key),
                fix=f"Known keys: {', '.join(sorted(known))}.{nearest(str(key), list(known))}",
            )
    for key in sorted(needed - set(raw)):
        raise InputFault(file, f"missing key{where}", field=key, fix="Add it.")


def _check_distinct(file: str, field: str, values: list[str]) -> None:
    for index, value in enumerate(values):
        if value in values[:index]:
            raise InputFault(
                file,
                "is used twice in this list",
                field=field,
                value=value,
                fix="Give each code its own; people tell states apart by it.",
            )
