"""What somebody decided about records here: erased, corrected, restricted, disputed.

The ledger holds the decisions; each is carried out on the store at once (`erasing`, `changing`) and applied to every
delivery from then on (`standing`, `applied`), so that a store that is built anew from its files is the same.
"""

from loaders.decided.applied import applied
from loaders.decided.changing import (
    correct,
    dispute,
    lift_restriction,
    restrict,
    undo_correction,
    withdraw_dispute,
)
from loaders.decided.disputes import disputes_in, replay_disputes
from loaders.decided.erasing import Erasure, erase, finish_erasures
from loaders.decided.making import Made
from loaders.decided.standing import NOTHING_DECIDED, Standing, read_standing

__all__ = [
    "NOTHING_DECIDED", "Erasure", "Made", "Standing", "applied", "correct", "dispute", "disputes_in", "erase",
    "finish_erasures", "lift_restriction", "read_standing", "replay_disputes", "restrict", "undo_correction",
    "withdraw_dispute",
]  # fmt: skip
