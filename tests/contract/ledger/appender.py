"""Run as a program: appends to the trail of the ledger at argv[1] and prints each hash that is reported back.

argv[2]: a name that marks its entries; argv[3]: how many, 0 for without end.
"""

from __future__ import annotations

import sys
from itertools import count

from graph.ledger import TrailEntry, open_ledger


def main(uri: str, viewer: str, number: int) -> None:
    with open_ledger(uri) as ledger:
        for turn in range(number) if number else count():
            entry = TrailEntry(
                viewer, "mash_analyst", "hub", "s47", "find", {"turn": turn}, [f"csc/cin/{turn % 7}"]
            )
            print(ledger.append_trail(entry), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
