"""Adult social care: an XML export of clients, their episodes and carers."""

from __future__ import annotations

from pathlib import Path
from xml.sax.saxutils import escape, quoteattr

from loaders.borough.people import Block, Involvement, Person, iso
from loaders.borough.recording import Hand, Slips
from loaders.borough.register import as_of

AGENCY = "adult_social_care"
FILE = "clients.xml"
_SLIPS = Slips(nickname=0.05, misspelt=0.04, no_birth_date=0.02, wrong_birth_date=0.02, late=0.1)
_SEXES = {"M": "male", "F": "female", "X": "other"}


class AdultSocialCare:
    """Writes clients.xml."""

    def __init__(self, folder: Path, today: int) -> None:
        folder.mkdir(parents=True)
        self._file = (folder / FILE).open("w", encoding="utf-8", newline="\n")
        self._as_of = as_of(AGENCY, today)
        self._file.write(f'<?xml version="1.0" encoding="UTF-8"?>\n<Clients asOf="{iso(self._as_of)}">\n')
        self.hand = Hand(AGENCY, _SLIPS)
        self._clients = 0

    def write(self, block: Block) -> None:
        """Write the block's clients."""
        self._file.writelines(
            self._client(person, episodes, carer, block) for person, episodes, carer in block.adult_care
        )

    def close(self) -> None:
        """End the document and close the file."""
        self._file.write("</Clients>\n")
        self._file.close()

    def _client(self, person: Person, episodes: list[Involvement], carer: Person | None, block: Block) -> str:
        self._clients += 1
        number = f"A{self._clients * 3 + 90_000:07d}"
        block.record(AGENCY, FILE, number, "client", person)
        parts = [f"<Client id={quoteattr(number)}>", *self._who(person), self._address(person)]
        parts += [self._episode(number, place, episode) for place, episode in enumerate(episodes, 1)]
        if carer is not None and self.hand.holds(0.6):
            parts.append(self._carer(person, carer, number, block))
        return "  " + "".join(part for part in parts if part) + "</Client>\n"

    def _who(self, person: Person) -> list[str]:
        given, family = self.hand.name(person)
        return [
            f"<Name><Given>{escape(given)}</Given><Family>{escape(family)}</Family></Name>",
            _element("Born", iso(self.hand.born(person))),
            _element("Died", iso(person.died) if person.died <= self._as_of else ""),
            _element("Sex", _SEXES[person.sex]),
            _element("NHSNumber", person.nhs if self.hand.holds(0.8) else ""),
            _element("Telephone", person.telephone if self.hand.holds(0.6) else ""),
        ]

    def _address(self, person: Person) -> str:
        found = self.hand.address(person, min(self._as_of, (person.died or self._as_of) - 1))
        if not found.line:
            return ""
        inner = (
            _element("Line", found.line) + _element("Town", found.town) + _element("Postcode", found.postcode)
        )
        return f'<Address uprn="{found.uprn}">{inner}</Address>'

    def _episode(self, number: str, place: int, episode: Involvement) -> str:
        ended = f' ended="{iso(episode.until)}"' if episode.until else ""
        worker = quoteattr(episode.worker)
        since = iso(episode.since)
        own = f'id="{number}-{place}" kind="{episode.kind}"'
        return f'<Episode {own} started="{since}"{ended} worker={worker}/>'

    def _carer(self, person: Person, carer: Person, number: str, block: Block) -> str:
        block.record(AGENCY, FILE, number, "carer", carer)
        given, family = self.hand.name(carer)
        relationship = "partner" if carer is person.partner else "son or daughter"
        telephone = _element("Telephone", carer.telephone if self.hand.holds(0.8) else "")
        return (
            f'<Carer relationship="{relationship}"><Given>{escape(given)}</Given>'
            f"<Family>{escape(family)}</Family>{telephone}</Carer>"
        )


def _element(name: str, value: str) -> str:
    return f"<{name}>{escape(value)}</{name}>" if value else ""
