"""GP practices: Parquet files of registrations and of the addresses given at each practice."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from loaders.borough.identifiers import wrong_check_digit
from loaders.borough.people import NEVER, Block, Person
from loaders.borough.places import address
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import as_of
from loaders.borough.services import known_until, surgery

AGENCY = "gp_practices"
FILE = "registrations.parquet"
ADDRESSES = "addresses.parquet"
_SLIPS = Slips(nickname=0.02, misspelt=0.015, no_birth_date=0.001, wrong_birth_date=0.004, late=0.05)
_SEXES = {"M": "M", "F": "F", "X": "I"}
_ROWS_IN_GROUP = 50_000
_EPOCH = date(1970, 1, 1).toordinal()
_REGISTRATION = pa.schema(
    [
        ("patient_id", pa.string()),
        ("nhs_number", pa.string()),
        ("given_name", pa.string()),
        ("family_name", pa.string()),
        ("sex", pa.string()),
        ("date_of_birth", pa.date32()),
        ("date_of_death", pa.date32()),
        ("practice_code", pa.string()),
        ("practice_name", pa.string()),
        ("registered_from", pa.date32()),
        ("registered_to", pa.date32()),
        ("mobile", pa.string()),
    ]
)
_ADDRESS = pa.schema(
    [
        ("patient_id", pa.string()),
        ("address_line", pa.string()),
        ("town", pa.string()),
        ("postcode", pa.string()),
        ("address_from", pa.date32()),
        ("address_to", pa.date32()),
    ]
)


class _Table:
    """One Parquet file, written a row group at a time from rows in memory."""

    def __init__(self, path: Path, schema: pa.Schema) -> None:
        self._schema, self._rows = schema, list[tuple[object, ...]]()
        self._writer = pq.ParquetWriter(path, schema, compression="zstd")

    def add(self, rows: list[tuple[object, ...]]) -> None:
        self._rows += rows
        if len(self._rows) >= _ROWS_IN_GROUP:
            self._flush()

    def _flush(self) -> None:
        columns = [
            pa.array(values, pa.int32()).cast(field.type)
            if field.type == pa.date32()
            else pa.array(values, field.type)
            for values, field in zip(zip(*self._rows, strict=True), self._schema, strict=True)
        ]
        self._writer.write_table(pa.Table.from_arrays(columns, schema=self._schema))
        self._rows = []

    def close(self) -> None:
        if self._rows:
            self._flush()
        self._writer.close()


class GpPractices:
    """Writes registrations.parquet and addresses.parquet. Nearly everyone is registered."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._registrations = _Table(folder / FILE, _REGISTRATION)
        self._addresses = _Table(folder / ADDRESSES, _ADDRESS)
        self._as_of = as_of(AGENCY, today)
        self.hand = Hand(AGENCY, _SLIPS)
        self._patients = 0

    def write(self, block: Block) -> None:
        """Write the block's patients."""
        registrations: list[tuple[object, ...]] = []
        addresses: list[tuple[object, ...]] = []
        for person in block.people:
            if not self._is_patient(person):
                continue
            number = self._register(person, block, registrations)
            addresses += self._lived(person, number)
        self._registrations.add(registrations)
        self._addresses.add(addresses)

    def close(self) -> None:
        """Write out what is left and close the files."""
        self._registrations.close()
        self._addresses.close()

    def _is_patient(self, person: Person) -> bool:
        if person.unborn or not person.stays or max(person.stays[0].since, person.begun) >= self._as_of:
            return False
        return self.hand.holds(0.97) or person.fault == "nhs_in_gp"

    def _register(self, person: Person, block: Block, rows: list[tuple[object, ...]]) -> str:
        self._patients += 1
        hand, home = self.hand, person.home
        code, name = surgery(home.block, home.number)
        number = f"{code}-{self._patients * 17 % 100_000_000:08d}"
        given, family = hand.name(person)
        nhs = person.nhs if hand.holds(0.985) else None
        if person.fault == "nhs_in_gp":
            nhs = wrong_check_digit(person.nhs)
        since = max(person.stays[0].since + int(hand.chance.random() * 30), person.born, person.begun)
        ended = known_until(person)
        sex = _SEXES[person.sex]
        phone = person.telephone if person.telephone and hand.holds(0.7) else None
        days = (
            _day(hand.born(person)),
            self._seen(person.died),
            _day(min(since, self._as_of)),
            self._seen(ended),
        )
        rows.append((number, nhs, given, family, sex, days[0], days[1], code, name, days[2], days[3], phone))
        block.record(AGENCY, FILE, number, "patient", person)
        return number

    def _lived(self, person: Person, number: str) -> list[tuple[object, ...]]:
        """The stays that the practice was told of: not those of the last weeks where it is told late."""
        told = self._as_of - (60 if AGENCY in person.late_in else 0)
        stays = [stay for stay in person.stays if stay.dwelling > 0 and stay.since <= told]
        rows: list[tuple[object, ...]] = []
        for place, stay in enumerate(stays):
            found = address(stay.dwelling)
            last = place == len(stays) - 1
            until = known_until(person) if last else stay.until
            rows.append((number, found.line, found.town, found.postcode, _day(stay.since), self._seen(until)))
        return rows

    def _seen(self, day: int) -> int | None:
        return _day(day) if day <= self._as_of else None


def _day(day: int) -> int | None:
    return None if day == 0 or day >= NEVER else day - _EPOCH
