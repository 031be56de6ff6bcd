"""`make bench`: measure everything, write docs/performance.md, and fail where a question grows with the store.

KINSCOPE_BENCH_PEOPLE: size of the borough (200,000). NEO4J_URI: measure Neo4j too; its database is emptied first.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.bench.asking import asked_apart
from tests.bench.bolt import build_seconds, dictionaries_seconds, drop_constraints
from tests.bench.borough import FOLDER, Loaded, bare_copy_seconds, loaded, remove
from tests.bench.measure import Timing, peak_gigabytes, seconds
from tests.bench.monthly import month_later
from tests.bench.page import Figures, page
from tests.bench.questions import growing, named_questions
from tests.stores import empty_neo4j

PEOPLE = int(os.environ.get("KINSCOPE_BENCH_PEOPLE", "200000"))
SMALL = max(2000, PEOPLE // 10)
PAGE = Path("docs/performance.md")
BOLT_TURNS = 2


def main() -> int:
    """Run all parts. Returns 1 where a question about one person grows with the store."""
    FOLDER.mkdir(parents=True, exist_ok=True)
    figures = Figures(PEOPLE)
    _starts(figures)
    _embedded(figures)
    _write(figures)
    uri = os.environ.get("NEO4J_URI")
    if uri:
        _server(figures, uri)
    else:
        figures.not_measured.append("Neo4j: NEO4J_URI is not set (`make neo4j` starts one)")
        _write(figures)
    return 1 if any(figures.growing.values()) else 0


def _write(figures: Figures) -> None:
    """Write what is measured so far: a part that breaks off later loses nothing."""
    PAGE.write_text(page(figures), encoding="utf-8")
    print(PAGE.read_text(encoding="utf-8"), flush=True)


def _embedded(figures: Figures) -> None:
    _say(f"LadybugDB, {SMALL:,} people")
    place = FOLDER / "small"
    remove(place)
    small = loaded(SMALL, f"ladybug:{place}")
    few = named_questions(small.store)
    _month(figures, "LadybugDB", small)
    small.close()
    _say(f"LadybugDB, {PEOPLE:,} people")
    place = FOLDER / "large"
    remove(place)
    large = loaded(PEOPLE, f"ladybug:{place}")
    _load_figures(figures, "LadybugDB", large)
    _say("The bare COPY of the same frames")
    bare = bare_copy_seconds(large.frames)
    ratio = large.build_seconds / bare
    rows = large.frames.rows()
    figures.loads.append(
        (
            "build against bare COPY",
            f"{large.build_seconds:.1f} s / {bare:.1f} s = {ratio:.2f} for {rows:,} nodes and edges (target ≤ 1.5)",
        )
    )
    _questions(figures, "LadybugDB", large, few)
    _month(figures, "LadybugDB", large)
    large.close()


def _server(figures: Figures, uri: str) -> None:
    _say(f"Neo4j, {SMALL:,} people")
    empty_neo4j(uri)
    small = loaded(SMALL, uri)
    few = named_questions(small.store)
    _month(figures, "Neo4j", small)
    small.close()
    _bolt(figures, uri, small)
    _say(f"Neo4j, {PEOPLE:,} people")
    empty_neo4j(uri)
    large = loaded(PEOPLE, uri)
    _load_figures(figures, "Neo4j", large)
    _questions(figures, "Neo4j", large, few)
    _month(figures, "Neo4j", large)
    large.close()
    _write(figures)
    empty_neo4j(uri)


def _bolt(figures: Figures, uri: str, small: Loaded) -> None:
    """In turn, on a server that has been at work: a fresh one takes twice as long for whoever comes first."""
    _say(f"Neo4j: building, and the common way of writing, {SMALL:,} people")
    ours, common, rows = [], [], small.frames.rows()
    for _ in range(BOLT_TURNS):
        empty_neo4j(uri)
        common.append(dictionaries_seconds(small.frames, uri))
        drop_constraints(uri)
        empty_neo4j(uri)
        ours.append(build_seconds(small.frames, uri))
    figures.loads.append(
        (
            f"Neo4j: build over Bolt against UNWIND of dictionaries, best of {BOLT_TURNS} in turn",
            f"{rows / min(ours):,.0f} against {rows / min(common):,.0f} nodes and edges/s = "
            f"{min(common) / min(ours):.2f} for {rows:,} (target ≥ 2)",
        )
    )


def _load_figures(figures: Figures, store: str, large: Loaded) -> None:
    rate = large.source_rows / large.load_seconds
    figures.loads += [
        (f"{store}: files to graph", f"{large.source_rows:,} rows in {large.load_seconds:.1f} s = {rate:,.0f} rows/s"
         + (" (target ≥ 20,000)" if store == "LadybugDB" else "")),
        (
            f"{store}: in the graph",
            f"{large.report.people:,} people, {large.frames.rows():,} nodes and edges",
        ),
        (f"{store}: most memory held so far", f"{peak_gigabytes():.1f} GiB"),
    ]  # fmt: skip


def _questions(figures: Figures, store: str, large: Loaded, few: Mapping[str, Timing]) -> None:
    _say(f"{store}: questions")
    large.close()
    figures.asked[store] = asked_apart(large)
    large.open()
    many = named_questions(large.store)
    figures.questions[store] = (few, many)
    figures.growing[store] = growing(few, many)


def _month(figures: Figures, store: str, one: Loaded) -> None:
    _say(f"{store}: a month later, {one.people:,} people")
    figures.months.append((store, one.people, month_later(one)))


def _starts(figures: Figures) -> None:
    _say("Starting")
    command = Path(sys.executable).with_name("kinscope")
    runs = sorted(
        seconds(lambda: subprocess.run([command, "--help"], check=True, capture_output=True))
        for _ in range(7)
    )
    figures.starts.append(("kinscope --help, median of 7", f"{runs[3]:.2f} s (target < 0.4)"))
    start = time.perf_counter()
    subprocess.run(
        [command, "demo", "--no-serve", "--folder", str(FOLDER / "demo")], check=True, capture_output=True
    )
    took = time.perf_counter() - start
    figures.starts.append(
        ("kinscope demo, until the dashboard would be served", f"{took:.1f} s (target < 60)")
    )


def _say(what: str) -> None:
    print(f"== {what}", flush=True)


if __name__ == "__main__":
    sys.exit(main())
