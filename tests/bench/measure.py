"""How things are timed: the same work several times, and the figures that are quoted."""

from __future__ import annotations

import gc
import os
import platform
import resource
import time
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from importlib.metadata import version


@dataclass(frozen=True)
class Timing:
    """Milliseconds of one run each."""

    runs: tuple[float, ...]

    def percentile(self, share: float) -> float:
        """The run below which that share of the runs lies (nearest rank)."""
        ordered = sorted(self.runs)
        return ordered[min(len(ordered) - 1, max(0, round(share * len(ordered) + 0.5) - 1))]

    @property
    def median(self) -> float:
        """The middle run."""
        return self.percentile(0.5)

    @property
    def p95(self) -> float:
        """The run that 95 in 100 do not exceed."""
        return self.percentile(0.95)


def each(work: Callable[[str], object], items: Iterable[str]) -> Timing:
    """Time the work on each item once."""
    runs = []
    for item in items:
        start = time.perf_counter()
        work(item)
        runs.append((time.perf_counter() - start) * 1000)
    return Timing(tuple(runs))


def at_once(work: Callable[[str], object], items: Sequence[str], many: int) -> Timing:
    """Time the work on each item once, with so many under way at any time; each is timed from its own beginning."""
    with ThreadPoolExecutor(many) as people:
        timed = people.map(lambda item: each(work, [item]).runs[0], items)
    return Timing(tuple(timed))


def seconds(work: Callable[[], object]) -> float:
    """Time one piece of long work."""
    gc.collect()
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def peak_gigabytes() -> float:
    """The most memory that this process has held so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2


def machine() -> str:
    """What the figures were measured on."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1024**3
    parts = ", ".join(f"{name} {version(name)}" for name in ("ladybug", "neo4j", "polars"))
    return (
        f"{os.cpu_count()} cores, {memory:.0f} GiB, {platform.system()} {platform.machine()}, "
        f"Python {platform.python_version()}, {parts}"
    )
