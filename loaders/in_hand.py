"""One feed on its way through the pipeline."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from graph.ledger import LoadId, QuarantinedRow
from loaders.difference import Difference
from loaders.report import KindCounts, Withheld
from loaders.rows.gather import Gathered
from loaders.turns.turn import Turn


@dataclass
class InHand:
    """One feed on its way through."""

    gathered: Gathered
    load: LoadId
    faults: tuple[QuarantinedRow, ...]
    turn: Turn
    difference: Difference | None = None
    built: Mapping[str, KindCounts] = field(default_factory=dict)

    @property
    def changes_anything(self) -> bool:
        """Whether its difference writes anything."""
        return self.difference is not None and self.difference.changes.rows() > 0

    @property
    def withheld(self) -> Withheld | None:
        """Why what is missing from it may not be closed. None: it may."""
        return Withheld.OVERTAKEN if self.turn.is_late else self.gathered.withheld
