"""Police: a SQLite database of people, incidents and who was in them, and a CSV log of what was sent to
whom."""

from __future__ import annotations

import csv
import sqlite3
from pathlib import Path

from loaders.borough.people import Block, Incident, Person, Sent, iso
from loaders.borough.places import address
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import as_of

AGENCY = "police"
FILE = "police.sqlite"
LOG = "sharing_log.csv"
LOG_HEADER = (
    "log_ref",
    "incident_ref",
    "sent_to_agency",
    "sent_to",
    "sent_on",
    "level",
    "decision",
    "person_refs",
    "family_told",
)
_SLIPS = Slips(nickname=0.06, misspelt=0.07, no_birth_date=0.05, wrong_birth_date=0.04, late=0.15)
_ROLES = {"victim": "VIC", "suspect": "SUS", "witness": "WIT", "present": "PRE"}
_SEXES = {"M": "m", "F": "f", "X": "u"}
_TABLES = """
CREATE TABLE person (
    person_ref TEXT PRIMARY KEY, pnc_id TEXT, forename TEXT, surname TEXT, birth_date TEXT, sex TEXT,
    address TEXT, town TEXT, postcode TEXT, telephone TEXT, recorded_on TEXT
);
CREATE TABLE incident (
    incident_ref TEXT PRIMARY KEY, kind TEXT, happened_on TEXT, happened_at TEXT, recorded_on TEXT,
    address TEXT, town TEXT, postcode TEXT
);
CREATE TABLE incident_person (
    incident_ref TEXT, person_ref TEXT, role TEXT, PRIMARY KEY (incident_ref, person_ref, role)
);
"""


class Police:
    """Writes police.sqlite and sharing_log.csv. One person in twenty is recorded a second time under a new
    reference."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._base = sqlite3.connect(folder / FILE, isolation_level=None)
        self._base.executescript(
            "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA page_size = 4096;" + _TABLES
        )
        self._base.execute("BEGIN")
        self._log = (folder / LOG).open("w", encoding="utf-8", newline="")
        self._writer = csv.writer(self._log, lineterminator="\n")
        self._writer.writerow(LOG_HEADER)
        self._as_of = as_of(AGENCY, today)
        self.hand = Hand(AGENCY, _SLIPS)
        self._people = self._incidents = self._sent = 0
        self._refs: dict[int, str] = {}
        self._rows: list[tuple[str | None, ...]] = []

    def write(self, block: Block) -> None:
        """Write the block's incidents and the people in them."""
        self._refs, self._rows = {}, []
        incidents: list[tuple[str, ...]] = []
        roles: list[tuple[str, str, str]] = []
        for incident in sorted(block.incidents, key=lambda one: (one.day, one.minute)):
            ref, row = self._incident(incident)
            incidents.append(row)
            refs = {person.number: self._ref(person, incident, block) for person, _ in incident.people}
            roles += [(ref, refs[person.number], _ROLES[role]) for person, role in incident.people]
            self._writer.writerows(self._sending(ref, sent, refs) for sent in incident.sent)
        self._base.executemany("INSERT INTO person VALUES (?,?,?,?,?,?,?,?,?,?,?)", self._rows)
        self._base.executemany("INSERT INTO incident VALUES (?,?,?,?,?,?,?,?)", incidents)
        self._base.executemany("INSERT INTO incident_person VALUES (?,?,?)", roles)

    def close(self) -> None:
        """Commit and close both files."""
        self._base.execute("COMMIT")
        self._base.close()
        self._log.close()

    def _incident(self, incident: Incident) -> tuple[str, tuple[str, ...]]:
        self._incidents += 1
        ref = f"NP{self._incidents * 3 + 400_000:08d}"
        at = address(incident.dwelling)
        time = f"{incident.minute // 60:02d}:{incident.minute % 60:02d}"
        place = (at.line, at.town, at.postcode) if incident.dwelling > 0 else ("", "", "")
        return ref, (ref, incident.kind, iso(incident.day), time, iso(incident.recorded), *place)

    def _ref(self, person: Person, incident: Incident, block: Block) -> str:
        ref = self._refs.get(person.number)
        if ref is None or self.hand.holds(0.05):
            self._people += 1
            ref = self._refs[person.number] = f"N{self._people * 7 + 3_000_000:09d}"
            self._rows.append(self._person(person, ref, incident))
            block.record(AGENCY, FILE, ref, "person", person)
        return ref

    def _person(self, person: Person, ref: str, incident: Incident) -> tuple[str | None, ...]:
        given, family = self.hand.name(person)
        at = self.hand.address(person, incident.day)
        phone = person.telephone if self.hand.holds(0.5) else ""
        sex = _SEXES[person.sex] if self.hand.holds(0.97) else "u"
        born = iso(self.hand.born(person)) or None
        seen = iso(incident.recorded)
        return (
            ref,
            person.pnc or None,
            given,
            family,
            born,
            sex,
            at.line,
            at.town,
            at.postcode,
            phone or None,
            seen,
        )

    def _sending(self, incident: str, sent: Sent, refs: dict[int, str]) -> tuple[str, ...]:
        self._sent += 1
        people = ";".join(refs[person.number] for person in sent.about)
        log = f"L{self._sent:07d}"
        return (
            log,
            incident,
            sent.to,
            sent.to_name,
            iso(sent.day),
            sent.level,
            sent.decision,
            people,
            sent.told_family,
        )
