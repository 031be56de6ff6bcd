"""Who decided what, on which ground and when: what every decision has in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time

from graph.codes import DecisionGround, RecordDecision, grounds_for
from graph.errors import UsageFault
from graph.ledger import Decision
from graph.query import Row
from graph.store import Store
from graph.time import LONDON


@dataclass(frozen=True)
class Made:
    """ground: why; by: who decided, a name or an office that stays on record; on: the day of the decision; today: the
    day from which it has effect here."""

    ground: DecisionGround
    by: str
    on: date
    today: date

    def decision(self, kind: RecordDecision, record: str, details: Mapping[str, object]) -> Decision:
        """The decision as the ledger takes it. Raises UsageFault for a ground of another kind of decision, and where
        nobody or a day to come is named."""
        grounds = grounds_for(kind)
        if self.ground not in grounds:
            raise UsageFault(
                f"'{self.ground}' is no ground for this. Valid here: {', '.join(grounds)} (docs/decisions.md)."
            )
        if not self.by.strip():
            raise UsageFault("Say who decided: the name or the office that answers for it.")
        if self.on > self.today:
            raise UsageFault(f"A decision of {self.on} has not been made yet: today is {self.today}.")
        on = datetime.combine(self.on, time(12), LONDON)
        return Decision(str(kind), record, None, str(self.ground), self.by.strip(), on, details)


def record_of(store: Store, record: str) -> Row:
    """The properties of a record. Raises UsageFault where there is none, which names no other: keys of records are as
    confidential as what they hold."""
    found = [row for row in store.nodes("Record", [record]) if row["source"] is not None]
    if not found:
        raise UsageFault(
            "No record here has that key. A key is the agency, the feed and the agency's own id, as in "
            "housing/tenancies/T1; what answers a question names the records that it rests on."
        )
    return found[0]
