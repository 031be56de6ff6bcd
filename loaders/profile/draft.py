"""What a table of people becomes: columns, nodes and edges of a mapping, as lines of YAML."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from loaders.mapping.unfinished import FILL_IN, WHAT_TO_WRITE
from loaders.profile.guess import Guess
from loaders.profile.scalars import comment, flow, flow_list, scalar

PERSON, HOME, ADDRESS = "person", "home", "whole address"
NOT_MAPPED = "not mapped yet: "
LONGEST_NAME = 200
LIKELY_IDS_SHOWN = 5


def is_about_people(guesses: Sequence[Guess]) -> bool:
    """Whether a column is mapped that only people have, or an id that is said to be a person's."""
    return any(
        one.place in ("record", "identifier") or (one.place == "key" and one.names_person) for one in guesses
    )


def column_lines(guesses: Sequence[Guess], paths: Mapping[str, str]) -> Iterator[str]:
    """Each column below the reasons for its guess; those that are not mapped yet commented out, ready to be read."""
    mapped = [one for one in guesses if _is_used(one, guesses)]
    yield "columns:"
    for one in guesses:
        if len(one.column) > LONGEST_NAME:
            yield comment(f"a column with a name of {len(one.column):,} characters is left out")
            continue
        path = paths.get(one.column)
        declared = f"{scalar(one.column)}: {_declared(one, path if path != one.column else None)}"
        why = "; ".join(one.why)
        if one in mapped:
            yield f"  {comment(why)}"
            yield f"  {declared}"
        else:
            yield f"  {comment(NOT_MAPPED + _with_doubt(one, why))}"
            yield f"  # {declared}"


def _is_used(one: Guess, guesses: Sequence[Guess]) -> bool:
    return (
        one.is_mapped and len(one.column) <= LONGEST_NAME and (one.place != "address" or _has_line(guesses))
    )


def _with_doubt(one: Guess, why: str) -> str:
    return f"{why}; without a street it is no address" if one.place == "address" else why


def _has_line(guesses: Sequence[Guess]) -> bool:
    return any(one.place == "address" and one.meaning and one.meaning.becomes[1] == "line" for one in guesses)


def _declared(one: Guess, path: str | None) -> str:
    words: dict[str, str] = {} if path is None else {"path": scalar(path)}
    reading = one.reading
    if reading.type not in ("text", "code"):
        words["type"] = reading.type
    if reading.formats:
        words["format"] = (
            scalar(reading.formats[0]) if len(reading.formats) == 1 else flow_list(reading.formats)
        )
    if reading.codes:
        words["codes"] = reading.codes
    if reading.values:
        words["values"] = flow({word: scalar(code) for word, code in reading.values.items()})
    if one.place == "key":
        words["required"] = "true"
    if set(words) <= {"type"}:
        return words.get("type", "text")
    return flow(words)


def node_lines(guesses: Sequence[Guess], rows: int) -> Iterator[str]:
    """A Record, and beside it the identifiers, telephones, email addresses and the home that are mapped."""
    used = [one for one in guesses if _is_used(one, guesses)]
    key = next((one for one in used if one.place == "key"), None)
    address = [one.column for one in used if one.place == "address"]
    whole = address[0] if len(address) == 1 else _free_name(guesses)
    if len(address) > 1:
        yield "derive:"
        yield f'  {scalar(whole)}: {{join: {flow_list(address)}, with: ", "}}'
    beside = list(_beside(used))
    home = _home(used, whole if address else None)
    yield "nodes:"
    yield f"  {PERSON}:"
    yield "    kind: Record"
    yield from (f"    {line}" for line in _key_lines(key, guesses, rows))
    yield "    set:"
    yield from (f"      {line}" for line in _set_lines(key, used, whole if address else None))
    yield from (
        f"  {scalar(alias)}: {{kind: {kind}, set: {flow(words)}}}" for alias, kind, _, words, _ in beside
    )
    if home:
        yield f"  {HOME}: {{kind: Residence, set: {flow(home)}}}"
    if beside or home:
        yield "edges:"
    yield from (f"  - {line}" for line in _edge_lines(beside, home))


def _free_name(guesses: Sequence[Guess]) -> str:
    taken = {one.column for one in guesses}
    return next(
        name for name in (ADDRESS, *(f"{ADDRESS} {n}" for n in range(len(taken) + 1))) if name not in taken
    )


def _key_lines(key: Guess | None, guesses: Sequence[Guess], rows: int) -> Iterator[str]:
    if key is not None:
        if key.distinct < rows:
            yield comment(f"several rows are of one person: {key.distinct:,} ids on {rows:,} rows")
        yield f"key: {flow_list([key.column])}"
        return
    yield comment(f"no column is clearly the agency's own id of a person. Write {WHAT_TO_WRITE['key']}.")
    likely = [scalar(one.column) for one in guesses if rows and one.distinct == rows and not one.is_mapped]
    if likely:
        yield comment(f"a value of its own on every row has {', '.join(likely[:LIKELY_IDS_SHOWN])}")
    yield f"key: {FILL_IN}"


def _set_lines(key: Guess | None, used: Sequence[Guess], address: str | None) -> Iterator[str]:
    if key is not None:
        yield f"own_id: {scalar(key.column)}"
    for one in used:
        if one.meaning and one.place == "record":
            yield f"{one.meaning.becomes[1]}: {scalar(one.column)}"
    if address is not None:
        yield f"address: {scalar(address)}"
    for one in used:
        if one.meaning and one.meaning.name == "postcode":
            yield f"postcode: {scalar(one.column)}"


Beside = tuple[str, str, str, dict[str, str], str]


def _beside(used: Sequence[Guess]) -> Iterator[Beside]:
    """Alias, kind, edge, what is set, and column of each identifier and contact point."""
    aliases: dict[str, int] = {}
    for one in used:
        if one.meaning is None or one.place not in ("identifier", "contact"):
            continue
        code = one.meaning.becomes[1]
        aliases[code] = aliases.get(code, 0) + 1
        alias = code.replace("_", " ") + (f" {aliases[code]}" if aliases[code] > 1 else "")
        is_number = one.place == "identifier"
        kind, edge = ("Identifier", "HAS_IDENTIFIER") if is_number else ("ContactPoint", "HAS_CONTACT_POINT")
        words = {"scheme" if is_number else "system": flow({"const": code}), "value": scalar(one.column)}
        yield alias, kind, edge, words, one.column


def _home(used: Sequence[Guess], address: str | None) -> dict[str, str]:
    """What is set of the residence; nothing where neither an address nor a UPRN says which it is."""
    found = {"address": scalar(address)} if address is not None else {}
    for one in used:
        if one.meaning and one.place == "residence":
            found[one.meaning.becomes[1]] = scalar(one.column)
    return found if {"address", "uprn"} & set(found) else {}


def _edge_lines(beside: Sequence[Beside], home: Mapping[str, str]) -> Iterator[str]:
    for alias, _, edge, _, column in beside:
        recorded = {"set": flow({"as_recorded": scalar(column)})} if edge == "HAS_IDENTIFIER" else {}
        yield flow({"edge": edge, "from": PERSON, "to": scalar(alias), **recorded})
    if home:
        said = {"set": flow({"address_as_recorded": home["address"]})} if "address" in home else {}
        yield flow({"edge": "LIVES_AT", "from": PERSON, "to": HOME, **said})
