"""A child in two agencies' files, somebody else in each, and what is done about them in these tests."""

from __future__ import annotations

from datetime import UTC, date, datetime

from graph.codes import LinkAnswer
from graph.ledger import Ledger
from loaders.linkage.answers import Answer, answered, pair_of
from loaders.linkage.model import shipped_model
from loaders.linkage.run import Linked, Linker, link_store
from tests.feeds import Hub, person

NOW = datetime(2026, 5, 14, 12, tzinfo=UTC)
TODAY = date(2026, 5, 14)
ADA = {"Given": "Adaeze", "Family": "Okonkwo-Bell", "Born": "03/02/2015"}
HOME = {"Address": "12 Alder Street, Harrow Vale, LS99 1AA", "Since": "01/03/2024"}
APART = [["housing/people/1"], ["housing/people/2"], ["school/people/8"], ["school/people/9"]]
TOGETHER = [["housing/people/1", "school/people/8"], ["housing/people/2"], ["school/people/9"]]
CHILD, OTHERS = person("1", **ADA, **HOME), [person("2", Given="Piotr", Family="Nowak", Born="11/11/1980")]
PUPILS = [
    person("8", **ADA, **HOME, Team="Elm"),
    person("9", Given="Chloe", Family="Marsh", Born="19/07/2012"),
]


def link(hub: Hub) -> Linked:
    return link_store(hub.store, linker(hub.ledger))


def linker(ledger: Ledger) -> Linker:
    return Linker(shipped_model(), ledger, "an analyst", NOW, TODAY)


def say(hub: Hub, answer: LinkAnswer, by: str = "a reviewer") -> None:
    pair = pair_of("school/people/8", "housing/people/1")
    hub.ledger.decide([answered(pair, Answer(answer, by, NOW, None))])
