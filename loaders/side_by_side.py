"""Work on several feeds at once, in the order in which it was given.

Reading a feed is half Python and half Polars, which lets go of the interpreter: two feeds side by side take little
more than the longer one.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from graph.errors import InputFault

T = TypeVar("T")
AT_ONCE = 2


class Stopped(BaseException):
    """Raised inside work that nobody waits for any more; never seen outside."""


def side_by_side(works: Sequence[Callable[[Callable[[], None]], T]]) -> Iterator[T | InputFault]:
    """What each work gives, or the fault that it raised; any other error ends all of them.

    A work is called with a function that it calls from time to time: that raises where the rest has been ended, so
    that Ctrl-C need not wait for a long file.
    """
    ended = threading.Event()

    def go_on() -> None:
        if ended.is_set():
            raise Stopped

    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="kinscope-gather") as pool:
        running = [pool.submit(work, go_on) for work in works]
        try:
            for one in running:
                try:
                    yield one.result()
                except InputFault as fault:
                    yield fault
        finally:
            ended.set()
            pool.shutdown(cancel_futures=True)
