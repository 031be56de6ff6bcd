"""What links records for a command: the model that ships, and who and when, for the history."""

from __future__ import annotations

from datetime import UTC, date, datetime

from graph.ledger import Ledger
from kinscope.settings import LinkBy
from loaders.linkage.model import shipped_model
from loaders.linkage.run import Linker


def linker_for(link_by: LinkBy, ledger: Ledger, *, by: str, today: date) -> Linker | None:
    """What a load hands its records to. None: their identifiers link them."""
    if link_by is LinkBy.IDENTIFIERS:
        return None
    return Linker(shipped_model(), ledger, by, datetime.now(UTC), today)
