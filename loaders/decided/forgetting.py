"""What else the ledger holds of a record beside what stands under its own key: rows that were set apart, findings,
decisions about others, and what was typed into a search that showed it."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from graph.ledger import Erased, Ledger, QuarantinedEntry
from loaders import ids

SEARCH = "find"


@dataclass(frozen=True)
class Forgotten:
    """A record as it is known in rows and sentences. own_id: the agency's own id, None where it gives none."""

    key: str
    own_id: str | None

    @property
    def source(self) -> str:
        """The feed that states it."""
        return "/".join(self.key.split("/")[:2])

    @property
    def parts(self) -> frozenset[str]:
        """What makes its key."""
        return frozenset(self.key.split("/")[2:])


def names_to_forget(ledger: Ledger, records: Collection[Forgotten]) -> list[str]:
    """Names of all keys that are to be destroyed, each once."""
    names = [record.key for record in records]
    for source in sorted({record.source for record in records}):
        names += _of_loads(ledger, source, [record for record in records if record.source == source])
    names += _of_decisions(ledger, {record.key for record in records})
    for record in records:
        names += _of_trail(ledger, record)
    return list(dict.fromkeys(names))


def _of_loads(ledger: Ledger, source: str, records: Collection[Forgotten]) -> Iterator[str]:
    corrected = {one.quarantine_id: one.row for one in ledger.row_corrections()}
    for load in ledger.loads(source):
        for row in ledger.quarantined(load.id):
            if _holds(row, corrected.get(row.id), records):
                yield row.key_name
        for finding in ledger.findings_of(load.id):
            said = [text for text in (finding.value, finding.words) if isinstance(text, str)]
            if finding.record_key is None and any(
                _names(text, record) for text in said for record in records
            ):
                yield str(finding.key_name)


def _holds(
    row: QuarantinedEntry, corrected: Mapping[str, str | None] | Erased | None, records: Collection[Forgotten]
) -> bool:
    """Whether a row that was set apart, or what somebody made of it since, is of one of the records."""
    if isinstance(row.row, Erased) or isinstance(row.records, Erased):
        return False
    if any(record.key in row.records for record in records):
        return True
    # Where nobody could tell whose row it is, what looks like the record's is taken for it.
    cells = _cells(row.row) if not row.records else set()
    if corrected is not None and not isinstance(corrected, Erased):
        cells |= _cells(corrected)
    return any(record.own_id in cells or record.parts <= cells for record in records)


def _cells(row: Mapping[str, str | None]) -> set[str]:
    return {cell.strip().replace("/", "-") for cell in row.values() if cell}


def _names(text: str, record: Forgotten) -> bool:
    return record.key in text or text.strip() == record.own_id


def _of_decisions(ledger: Ledger, keys: Collection[str]) -> Iterator[str]:
    """Those that name a record, or the id that its key gave a person."""
    named = {*keys, *ids.hashes(sorted(keys))}
    for entry in ledger.decisions():
        texts = set() if isinstance(entry.details, Erased) else _texts(entry.details)
        words = {word for text in texts for word in (text, *text.split())}
        if entry.key_name is not None and not named.isdisjoint(words):
            yield entry.key_name


def _texts(value: object) -> set[str]:
    """All texts in plain JSON values, the names of their parts too."""
    if isinstance(value, Mapping):
        return _texts([*value, *value.values()])
    if isinstance(value, list | tuple):
        return {text for one in value for text in _texts(one)}
    return {value} if isinstance(value, str) else set()


def _of_trail(ledger: Ledger, record: Forgotten) -> Iterator[str]:
    """That somebody looked stays; what they typed to find it, and an id that its key made, do not."""
    (person,) = ids.hashes([record.key])
    for entry in ledger.trail_of(record.key):
        if entry.question == SEARCH or person in json.dumps(entry.parameters, default=str):
            yield entry.key_name
