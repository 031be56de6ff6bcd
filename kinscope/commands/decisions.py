"""`kinscope decisions`: what was decided about records, from the ledger."""

from __future__ import annotations

import json as json_text
from collections.abc import Mapping

from graph.codes import DecisionGround, RecordDecision, word
from graph.ledger import DecisionEntry, Erased, open_ledger
from kinscope.printing import console, table
from kinscope.settings import Settings

FORMAT = "kinscope.decisions/1"
DETAILS = ("field", "from", "to", "id", "said_by", "said_on", "words")


def run(*, json: bool) -> None:
    """List them in the order in which they were recorded."""
    with open_ledger(Settings().ledger) as ledger:
        found = [entry for entry in ledger.decisions() if entry.kind in set(RecordDecision)]
    if json:
        rows = [as_data(entry) for entry in found]
        print(json_text.dumps({"format": FORMAT, "decisions": rows}, indent=2, ensure_ascii=False))
        return
    if not found:
        console.print("Nothing was decided about any record.")
        return
    heads = ("Day", "Decision", "Record", "Ground", "Decided by", "")
    console.print(table(heads, [_row(entry) for entry in found]))


def as_data(entry: DecisionEntry) -> dict[str, object]:
    """One decision as plain data. An erasure that is done has neither record nor details any more; one that still
    has them was broken off, and the next load or erasure finishes it."""
    details = entry.details if isinstance(entry.details, Mapping) else {}
    return {
        "decision": entry.kind,
        "record": None if isinstance(entry.subject, Erased) else entry.subject,
        "ground": entry.rule,
        "decided_by": entry.by,
        "decided_on": entry.on.date().isoformat(),
        "details": {name: details[name] for name in DETAILS if name in details},
    }


def _row(entry: DecisionEntry) -> tuple[str, ...]:
    data = as_data(entry)
    record = "erased" if data["record"] is None else str(data["record"])
    decision = word(RecordDecision(entry.kind))
    if entry.kind == RecordDecision.ERASE and data["record"] is not None:
        decision += " (not finished)"
    details = data["details"] if isinstance(data["details"], dict) else {}
    said = ", ".join(
        f"{name.replace('_', ' ')}: {value}" for name, value in details.items() if value is not None
    )
    return (str(data["decided_on"]), decision, record, word(DecisionGround(entry.rule)), entry.by, said)
