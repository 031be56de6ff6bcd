"""Children's social care: its case management system's export, one JSON object a child and line."""

from __future__ import annotations

import json
from pathlib import Path

from loaders.borough.people import Block, Case, Contact, Involvement, Person, Referral, Tie, iso
from loaders.borough.places import Address
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import as_of

AGENCY = "childrens_social_care"
FILE = "children.ndjson"
_SLIPS = Slips(nickname=0.04, misspelt=0.04, no_birth_date=0.01, wrong_birth_date=0.02, late=0.06)
_FAMILY_SLIPS = Slips(nickname=0.06, misspelt=0.06, no_birth_date=0.22, wrong_birth_date=0.04, late=0.12)
_SEXES = {"M": 1, "F": 2, "X": 9}
_RELATIONS = {
    "mother": "MO",
    "father": "FA",
    "parent": "PA",
    "step_mother": "SM",
    "step_father": "SF",
    "step_parent": "SP",
    "foster_carer": "FC",
    "adoptive_mother": "AM",
    "adoptive_father": "AF",
    "adoptive_parent": "AP",
    "prospective_adopter": "PC",
}
_DECISIONS = {"referral": "REF", "no_further_action": "NFA"}
_OUTCOMES = {"nfa": "NFA", "not_in_need": "NIN", "in_need": "CIN"}
_RESPONSIBILITY = {"holds": "Y", "does_not": "N", "unknown": "NK"}


class ChildrensSocialCare:
    """Writes children.ndjson. Case numbers are this agency's own; family members have person numbers of
    it."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._file = (folder / FILE).open("w", encoding="utf-8", newline="\n")
        self._as_of = as_of(AGENCY, today)
        self.hand, self._family_hand = Hand(AGENCY, _SLIPS), Hand(AGENCY, _FAMILY_SLIPS)
        self._cases = self._persons = 0
        self._numbers: dict[int, str] = {}

    def write(self, block: Block) -> None:
        """Write the block's cases."""
        self._family_hand.chance = self.hand.chance
        self._numbers = {}
        lines = [
            json.dumps(self._case(case, block), ensure_ascii=False) for _, case in sorted(block.cases.items())
        ]
        if lines:
            self._file.write("\n".join(lines) + "\n")

    def close(self) -> None:
        """Close the file."""
        self._file.close()

    def _case(self, case: Case, block: Block) -> dict[str, object]:
        self._cases += 1
        number, child, hand = f"CS{self._cases * 13 + 500_000:07d}", case.child, self.hand
        given, family = hand.name(child)
        block.record(AGENCY, FILE, number, "child", child)
        row: dict[str, object] = {
            "case_number": number,
            "forename": given,
            "surname": family,
            "date_of_birth": iso(hand.born(child)) or None,
            "date_of_birth_accuracy": "AAA",
            "sex": _SEXES[child.sex],
            "nhs_number": child.nhs if hand.holds(0.6) else None,
            "upn": child.upn if child.upn and hand.holds(0.7) else None,
            "address": _address(hand.address(child, min(self._as_of, child.ended - 1))),
            "family": [self._member(tie, child, number, block) for tie in child.ties],
        }
        row["contacts"] = [_contact(number, place, one) for place, one in enumerate(case.contacts, 1)]
        row["referrals"] = [_referral(number, place, one) for place, one in enumerate(case.referrals, 1)]
        row["involvements"] = [
            _involvement(number, place, one) for place, one in enumerate(case.involvements, 1)
        ]
        row["last_updated"] = iso(self._as_of)
        return row

    def _member(self, tie: Tie, child: Person, number: str, block: Block) -> dict[str, object]:
        person, hand = tie.person, self._family_hand
        own = self._numbers.get(person.number)
        if own is None:
            self._persons += 1
            own = self._numbers[person.number] = f"CP{self._persons * 7 + 100_000:07d}"
        block.record(AGENCY, FILE, number, own, person)
        given, family = hand.name(person)
        elsewhere = person.home is not child.home
        knows = hand.holds(0.8)
        return {
            "person_number": own,
            "forename": given or None,
            "surname": family,
            "date_of_birth": iso(hand.born(person)) or None,
            "relationship": _RELATIONS[tie.kind],
            "parental_responsibility": _RESPONSIBILITY[tie.responsibility] if knows else "NK",
            "lives_with_child": not elsewhere and not person.died,
            "deceased": True if person.died else None,
            "nhs_number": person.nhs if person.nhs and hand.holds(0.6) else None,
            "ni_number": person.nino if person.nino and hand.holds(0.5) else None,
            "telephone": person.telephone if person.telephone and hand.holds(0.6) else None,
            "address": _address(hand.address(person, self._as_of)) if elsewhere and hand.holds(0.6) else None,
        }


def _address(found: Address) -> dict[str, str | None] | None:
    if not found.line:
        return None
    return {"uprn": found.uprn, "line": found.line, "town": found.town, "postcode": found.postcode}


def _contact(number: str, place: int, contact: Contact) -> dict[str, object]:
    return {
        "contact_id": f"{number}-C{place}",
        "received": f"{iso(contact.day)}T{contact.minute // 60:02d}:{contact.minute % 60:02d}",
        "source_code": contact.source,
        "rag": contact.urgency,
        "decision": _DECISIONS[contact.decision],
        "referrer_told": contact.told,
    }


def _referral(number: str, place: int, referral: Referral) -> dict[str, object]:
    return {
        "referral_id": f"{number}-R{place}",
        "contact_id": f"{number}-C{referral.contact}",
        "received": iso(referral.day),
        "source_code": referral.source,
        "primary_need": referral.need,
        "outcome": _OUTCOMES[referral.outcome],
    }


def _involvement(number: str, place: int, episode: Involvement) -> dict[str, object]:
    return {
        "involvement_id": f"{number}-I{place}",
        "kind": episode.kind,
        "started": iso(episode.since),
        "ended": iso(episode.until) or None,
        "worker": episode.worker,
        "reason_closed": episode.reason or None,
    }
