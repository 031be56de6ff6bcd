"""The tables of families, and of parents and siblings as families say them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, product
from pathlib import Path

from loaders.readers.gedcom.index import (
    ADOPTED,
    HUSBAND,
    NOBODY,
    NOT_SAID,
    WIFE,
    Claim,
    Index,
    pedigree_of,
    pointer,
)
from loaders.readers.gedcom.lines import FAMILY, Entry, LineFault, Record, records
from loaders.readers.gedcom.people import stray_texts
from loaders.readers.gedcom.rows import Item, finding, rejected, set_apart
from loaders.readers.spec import RowFinding

FAMILY_COLUMNS = ("tree", "family", "partners", "children", "confidential")
PARENT_COLUMNS = (
    "tree", "family", "parent", "child", "role", "parent_sex", "pedigree", "pedigree_as_written", "state",
    "child_is_adopted", "confidential",
)  # fmt: skip
SIBLING_COLUMNS = ("tree", "family", "sibling", "other_sibling", "confidential")
# Of one parent alone, as several programs write it below CHIL.
OF_ONE_PARENT = {HUSBAND: "_FREL", WIFE: "_MREL"}
PARTNER_LIMIT = 10
SIBLING_LIMIT = 50


@dataclass(frozen=True)
class Parentage:
    """What makes somebody a child of one partner of a family."""

    pedigree: str = NOT_SAID
    written: str | None = None
    state: str = NOT_SAID


def family_rows(path: Path, codec: str, index: Index) -> Iterator[Item]:
    """A row for each FAM; one that points to nobody is set apart, and its other links still stand."""
    for record in records(path, codec):
        if record.tag != FAMILY:
            continue
        fault = record.fault or set_apart(record, index) or _wrong(record, index)
        if fault is None:
            members = [
                "; ".join(one.value.strip("@") for one in part)
                for part in (_partners(record), _children(record))
            ]
            yield (
                record.line,
                (path.stem, record.number, *(part or None for part in members), index.close(record)),
            )
        else:
            yield rejected(record, fault)
        yield from stray_texts(record)
        yield from _findings(record, index)


def parent_rows(path: Path, codec: str, index: Index) -> Iterator[Item]:
    """A row for each child, parent and way of being their child. Who is set apart has none."""
    for record in families(path, codec, index):
        fathers_and_mothers = named(_partners(record), index)
        children = [*named(_children(record), index), *_claimed_alone(record, index)]
        for (entry, child), (partner, parent) in product(children, fathers_and_mothers):
            if parent == child:
                continue
            is_adopted = "yes" if child in index.adopted else None
            for one in _parentage(record, partner.tag, entry, child, index):
                yield entry.line, (
                    path.stem, record.number, parent, child, partner.tag, index.sexes[parent], one.pedigree,
                    one.written, one.state, is_adopted, index.close(record, parent, child),
                )  # fmt: skip


def sibling_rows(path: Path, codec: str, index: Index) -> Iterator[Item]:
    """A row for each two children of a family whose parents the tree does not name; nothing else says that they are
    brothers and sisters."""
    for record in families(path, codec, index):
        children = named(_children(record), index)
        if named(_partners(record), index) or len(children) < 2:
            continue
        if len(children) > SIBLING_LIMIT:
            words = (
                f"A family without parents has more than {SIBLING_LIMIT} children; nothing was made of them."
            )
            yield finding(record.line, "CHIL", str(len(children)), "siblings_not_read", words)
            continue
        for (entry, one), (_, other) in combinations(children, 2):
            if one != other:
                yield entry.line, (path.stem, record.number, one, other, index.close(record, one, other))


def families(path: Path, codec: str, index: Index) -> Iterator[Record]:
    """The families whose own record can be read."""
    for record in records(path, codec):
        if record.tag == FAMILY and record.fault is None and set_apart(record, index) is None:
            yield record


def named(entries: Sequence[Entry], index: Index) -> list[tuple[Entry, str]]:
    """The lines that point to a person of the file whose record can be read, with the person's number; each once."""
    found: dict[str, Entry] = {}
    for entry in entries:
        number = pointer(entry)
        if number is not None and number in index.sexes and number not in index.withheld:
            found.setdefault(number, entry)
    return [(entry, number) for number, entry in found.items()]


def _partners(record: Record) -> list[Entry]:
    return list(record.all(HUSBAND, WIFE))


def _children(record: Record) -> list[Entry]:
    return list(record.all("CHIL"))


def _claimed_alone(record: Record, index: Index) -> Iterator[tuple[Entry, str]]:
    """Children who name the family, which does not name them."""
    listed = {pointer(entry) for entry in _children(record)}
    said = index.claims.get(record.number or "", ())
    lines = {claim.child: claim.line for claim in reversed(said)}
    for child, line in lines.items():
        if child not in listed and child not in index.withheld:
            yield Entry("FAMC", f"@{child}@", line), child


def _parentage(record: Record, role: str, entry: Entry, child: str, index: Index) -> Sequence[Parentage]:
    """How the child is this partner's child. What is said of one parent stands over what is said of the family."""
    of_one = entry.first(OF_ONE_PARENT[role])
    if of_one is not None and of_one.value:
        return [Parentage(*pedigree_of(of_one))]
    claims = [one for one in index.claims.get(record.number or "", ()) if one.child == child]
    adopters = {role for claim in claims for role in claim.adopters}
    found = dict.fromkeys(_one(claim, role, adopters) for claim in claims)
    told = [one for one in found if one.pedigree != NOT_SAID or one.state != NOT_SAID]
    return told or [Parentage()]


def _one(claim: Claim, role: str, adopters: set[str]) -> Parentage:
    if claim.pedigree == ADOPTED and adopters and role not in adopters:
        return Parentage()
    return Parentage(claim.pedigree, claim.written if not claim.adopters else "ADOPTED", claim.state)


def _wrong(record: Record, index: Index) -> LineFault | None:
    """The first line of the family that points to nobody or that cannot be meant so."""
    partners = _partners(record)
    if len(partners) > PARTNER_LIMIT:
        reason = f"a family with more than {PARTNER_LIMIT} partners"
        return LineFault(record.line, None, str(len(partners)), reason, "Part it into families of two.")
    seen: set[str] = set()
    for entry in partners:
        fault = _wrong_pointer(entry, index, seen)
        if fault is not None:
            return fault
        seen.add(entry.value)
    faults = (_wrong_pointer(entry, index, seen) for entry in _children(record))
    return next((fault for fault in faults if fault is not None), None)


def _wrong_pointer(entry: Entry, index: Index, partners: set[str]) -> LineFault | None:
    number = pointer(entry)
    if number is None:
        fix = "Write the number of a person between two signs @, or @VOID@."
        return None if entry.value == NOBODY else _line_fault(entry, "this points to no record", fix)
    if number not in index.sexes:
        fix = "Have the tree exported whole; or write @VOID@ for somebody who is not named."
        return _line_fault(entry, "no person of the file has this number", fix)
    if entry.value in partners:
        reason = "this person is a partner of the same family already"
        return _line_fault(entry, reason, "Correct the number, or take the line out.")
    return None


def _line_fault(entry: Entry, reason: str, fix: str) -> LineFault:
    return LineFault(entry.line, entry.tag, entry.value, reason, fix)


def _findings(record: Record, index: Index) -> Iterator[RowFinding]:
    for entry in (*_partners(record), *_children(record)):
        if entry.value == NOBODY:
            words = "The tree says that there is somebody here and does not name them."
            yield finding(entry.line, entry.tag, entry.value, "not_named", words)
    for entry, _ in _claimed_alone(record, index):
        words = "This person names the family as theirs, and the family does not name them; the person's word stands."
        yield finding(entry.line, entry.tag, f"@{record.number}@", "one_sided_link", words)
