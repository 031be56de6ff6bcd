"""The ledger: what we did. Loads, quarantined rows, findings, decisions and the audit trail, append-only."""

from graph.ledger.entries import (
    ERASED,
    INTERRUPTED,
    Decision,
    DecisionEntry,
    Erased,
    Finding,
    FindingEntry,
    LedgerDamaged,
    LoadCounts,
    LoadEntry,
    LoadId,
    QuarantinedEntry,
    QuarantinedRow,
    Replay,
    RowCorrection,
    TrailCheck,
    TrailEntry,
    TrailRecord,
)
from graph.ledger.ledger import Ledger, open_ledger
from graph.ledger.suppression import Suppression

__all__ = [
    "ERASED",
    "INTERRUPTED",
    "Decision",
    "DecisionEntry",
    "Erased",
    "Finding",
    "FindingEntry",
    "Ledger",
    "LedgerDamaged",
    "LoadCounts",
    "LoadEntry",
    "LoadId",
    "QuarantinedEntry",
    "QuarantinedRow",
    "Replay",
    "RowCorrection",
    "Suppression",
    "TrailCheck",
    "TrailEntry",
    "TrailRecord",
    "open_ledger",
]
