"""The family support programme: listed families, agreements to help, its sharing log, and the refuge's own
feed."""

from __future__ import annotations

import csv
from pathlib import Path
from typing import TYPE_CHECKING, TextIO

from loaders.borough.people import Agreement, Block, Listing, Person, RefugeStay, Sent, iso
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import as_of

if TYPE_CHECKING:
    from _csv import Writer as CsvWriter

AGENCY = "family_support"
LISTINGS, AGREEMENTS, LOG, REFUGE = "listings.csv", "agreements.csv", "sharing_log.csv", "refuge.csv"
HEADERS = {
    LISTINGS: (
        "listing_ref",
        "member_ref",
        "forename",
        "surname",
        "dob",
        "sex",
        "part",
        "postcode",
        "listed_on",
        "closed_on",
        "definition",
        "needs",
        "lead_practitioner",
        "lead_agency",
        "told",
        "told_on",
    ),
    AGREEMENTS: ("agreement_ref", "listing_ref", "given_by", "given_for", "state", "scope", "from", "to"),
    LOG: (
        "log_ref",
        "listing_ref",
        "to_agency",
        "to",
        "on",
        "level",
        "decision",
        "reason",
        "basis",
        "member_refs",
        "family_told",
    ),
    REFUGE: (
        "refuge_ref",
        "part",
        "forename",
        "surname",
        "dob",
        "since",
        "restricted",
        "adviser",
        "telephone",
    ),
}
_SLIPS = Slips(nickname=0.08, misspelt=0.05, no_birth_date=0.06, wrong_birth_date=0.03, late=0.1)


class FamilySupport:
    """Writes four CSV files. Member references are the programme's own and the only identifier that it
    has."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._files: list[TextIO] = []
        self._writers = {name: self._open(folder / name, header) for name, header in HEADERS.items()}
        self._as_of = as_of(AGENCY, today)
        self.hand = Hand(AGENCY, _SLIPS)
        self._listings = self._members = self._agreements = self._sent = self._refuge = 0

    def _open(self, path: Path, header: tuple[str, ...]) -> CsvWriter:
        file = path.open("w", encoding="utf-8", newline="")
        self._files.append(file)
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        return writer

    def write(self, block: Block) -> None:
        """Write the block's listings and what hangs on them, and its stays in a refuge."""
        for listing in block.listings:
            self._listing(listing, block)
        for stay in block.refuges:
            self._shelter(stay, block)

    def close(self) -> None:
        """Close the files."""
        for file in self._files:
            file.close()

    def _listing(self, listing: Listing, block: Block) -> None:
        self._listings += 1
        ref = f"FS{self._listings * 3 + 2_000:06d}"
        refs: dict[int, str] = {}
        for person, part in listing.members:
            refs[person.number] = self._member(person, part, listing, ref, block)
        self._writers[AGREEMENTS].writerows(
            self._agreement(agreement, ref, refs) for agreement in listing.agreements
        )
        self._writers[LOG].writerows(self._sending(sent, ref, refs) for sent in listing.sent)

    def _member(self, person: Person, part: str, listing: Listing, ref: str, block: Block) -> str:
        self._members += 1
        own = f"FM{self._members * 7 + 30_000:07d}"
        block.record(AGENCY, LISTINGS, own, "member", person)
        given, family = self.hand.name(person)
        at = self.hand.address(person, self._as_of)
        postcode = at.postcode if self.hand.holds(0.9) else ""
        self._writers[LISTINGS].writerow(
            (
                ref,
                own,
                given,
                family,
                iso(self.hand.born(person)),
                person.sex,
                part,
                postcode,
                iso(listing.since),
                iso(listing.until),
                listing.definition,
                ";".join(listing.needs),
                listing.lead,
                listing.lead_agency,
                listing.told,
                iso(listing.told_on),
            )
        )
        return own

    def _agreement(self, agreement: Agreement, ref: str, refs: dict[int, str]) -> tuple[str, ...]:
        self._agreements += 1
        own, by, about = f"AG{self._agreements:07d}", refs[agreement.by.number], refs[agreement.about.number]
        return own, ref, by, about, agreement.state, "engagement", iso(agreement.since), iso(agreement.until)

    def _sending(self, sent: Sent, ref: str, refs: dict[int, str]) -> tuple[str, ...]:
        self._sent += 1
        basis = "agreement to help" if sent.level == "summary" else "public task"
        members = ";".join(refs[person.number] for person in sent.about)
        place = (f"FL{self._sent:06d}", ref, sent.to, sent.to_name, iso(sent.day), sent.level, sent.decision)
        return *place, sent.reason, basis, members, sent.told_family

    def _shelter(self, stay: RefugeStay, block: Block) -> None:
        """The woman and the child each have a row under one reference; no address, town or postcode is
        held."""
        self._refuge += 1
        ref = f"RF{self._refuge * 3 + 100:05d}"
        for person, part in ((stay.woman, "woman"), (stay.child, "child")):
            block.record(AGENCY, REFUGE, f"{ref}/{part}", part, person)
            row = (
                ref,
                part,
                person.given,
                person.family,
                iso(person.born),
                iso(stay.since),
                "yes",
                stay.adviser,
            )
            self._writers[REFUGE].writerow((*row, "01632 960011"))
