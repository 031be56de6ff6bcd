"""What stands decided, applied to one delivery before it is compared with the store. Pure: a delivery in, one out.

A row of an erased record counts as loaded, so that read = loaded + quarantined holds and nothing withholds the sweep;
what is left of it is a finding that holds no value.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING

import polars as pl

from graph.codes import RestrictionClass
from graph.frames import EdgeEnds, Frames
from loaders.decided.standing import Correction, Standing
from loaders.decided.stated import Stated, named_in, stated, without
from loaders.decided.values import as_stored, as_text
from loaders.readers import RejectedRow, RowFinding
from loaders.report import FileRows
from loaders.rows.row_records import keys_of_rejected
from loaders.rows.searchable import searchable

if TYPE_CHECKING:
    from loaders.rows.gather import Gathered

LEFT_OUT = "erased_record_left_out"
OVERTAKEN = "correction_overtaken"
RESTRICTED = str(RestrictionClass.RESTRICTED_BY_DECISION)
LEFT_OUT_WORDS = "The delivery holds a record that was erased here by decision. It was left out."


def applied(gathered: Gathered, standing: Standing, loaded_on: date) -> Gathered:
    """The same delivery without what was erased, with what was corrected and restricted."""
    if standing.is_empty:
        return gathered
    corrected, overtaken = _corrected(_without_erased(gathered, standing), standing.corrections, loaded_on)
    restricted = restrict_frames(corrected.frames, standing.restricted)
    return replace(corrected, frames=restricted, findings=[*corrected.findings, *overtaken])


def _without_erased(gathered: Gathered, standing: Standing) -> Gathered:
    """Nodes that are only mentioned go where their id was erased, with what is said of them here."""
    if not standing.erased:
        return gathered
    mentioned = {kind: standing.erased.among(ids) for kind, ids in gathered.mentioned.items()}
    records, described = _records(gathered.frames), _described(gathered.frames, mentioned)
    erased = standing.erased.among(records["id"])
    keys = named_in(records, erased | mentioned.get("Record", frozenset()))
    # An incident that was erased with the one person in it is another's too, once its feed says so.
    others = {kind: ids - described.get(kind, set()) for kind, ids in mentioned.items() if kind != "Record"}
    gone = stated(gathered.frames, {"Record": keys, **others})
    rejected = _rejected_of_others(gathered, standing)
    left_out = len(keys & set(records["id"])) + len(gathered.rejected) - len(rejected)
    findings = [one for one in gathered.findings if not _is_of(one[1], keys, standing)]
    said = RowFinding("", None, None, None, LEFT_OUT, LEFT_OUT_WORDS)
    return replace(
        gathered,
        frames=without(gathered.frames, gone),
        mentioned=_still_mentioned(gathered.mentioned, gone),
        rejected=rejected,
        findings=[*findings, *[(gathered.files[0].name, said)] * left_out],
        loaded=gathered.read - len(rejected),
        rows=_counted(gathered.rows, rejected),
    )


def _records(frames: Frames) -> pl.DataFrame:
    blank = pl.DataFrame(schema={"id": pl.String, "named_in": pl.String})
    return frames.nodes.get("Record", blank).select("id", "named_in")


def _described(frames: Frames, kinds: Iterable[str]) -> dict[str, set[str]]:
    return {kind: set(frames.nodes[kind]["id"]) for kind in kinds if kind in frames.nodes}


def _rejected_of_others(gathered: Gathered, standing: Standing) -> list[tuple[str, RejectedRow]]:
    keys = keys_of_rejected([row for _, row in gathered.rejected], gathered.mapping)
    return [
        one for one, of_row in zip(gathered.rejected, keys, strict=True) if not standing.erased.among(of_row)
    ]


def _counted(rows: Iterable[FileRows], rejected: Iterable[tuple[str, RejectedRow]]) -> list[FileRows]:
    quarantined = Counter(file for file, _ in rejected)
    return [replace(one, quarantined=quarantined[one.file]) for one in rows]


def _is_of(finding: RowFinding, keys: set[str], standing: Standing) -> bool:
    return finding.record is not None and (finding.record in keys or standing.erased.holds(finding.record))


def _still_mentioned(mentioned: Mapping[str, pl.Series], gone: Stated) -> dict[str, pl.Series]:
    kept = {
        kind: ids.filter(~ids.is_in(pl.Series(sorted(gone.nodes.get(kind, ())), dtype=pl.String).implode()))
        for kind, ids in mentioned.items()
    }
    return {kind: ids for kind, ids in kept.items() if len(ids)}


def _corrected(
    gathered: Gathered, corrections: Mapping[str, Mapping[str, Correction]], loaded_on: date
) -> tuple[Gathered, list[tuple[str, RowFinding]]]:
    records = gathered.frames.nodes.get("Record")
    if records is None or not corrections:
        return gathered, []
    findings: list[tuple[str, RowFinding]] = []
    rows = []
    for row in records.filter(pl.col("id").is_in(list(corrections))).iter_slices(1):
        of_record = corrections[row["id"].item()]
        rows.append(correct_record(row, of_record.values(), loaded_on))
        findings += [(gathered.files[0].name, one) for one in _overtaken(row, of_record.values())]
    if not rows:
        return gathered, []
    others = records.filter(~pl.col("id").is_in(list(corrections)))
    nodes = {**gathered.frames.nodes, "Record": pl.concat([others, *rows])}
    return replace(gathered, frames=Frames(nodes, gathered.frames.edges)), findings


def correct_record(record: pl.DataFrame, corrections: Iterable[Correction], loaded_on: date) -> pl.DataFrame:
    """One record (a frame of one row) with its corrections. Where the source says neither what it said nor what was
    put in its place, it knows something new, and that stands.

    A delivery of an earlier day than a correction's, as in a store that is built anew, keeps what stood until then.
    """
    found = record
    for one in corrections:
        if as_text(record[one.field].item()) != one.before or one.before == one.after:
            continue
        found = found.with_columns(as_stored(one.field, one.after).alias(one.field))
        if one.on > loaded_on:
            found = found.with_columns(pl.lit(_until(found, one, loaded_on)).alias("earlier"))
    return searchable(found)


def _until(record: pl.DataFrame, one: Correction, loaded_on: date) -> str:
    earlier = record["earlier"].item()
    states = [
        *(json.loads(earlier) if earlier else []),
        {one.field: one.before, "loaded_on": loaded_on.isoformat(), "until": one.on.isoformat()},
    ]
    return json.dumps(sorted(states, key=lambda state: str(state["until"])), ensure_ascii=False)


def _overtaken(record: pl.DataFrame, corrections: Iterable[Correction]) -> Iterator[RowFinding]:
    for one in corrections:
        said = as_text(record[one.field].item())
        if said not in (one.before, one.after):
            words = (
                "The source says something else than when this value was corrected here, so it stands. Undo the "
                "correction if the source is right, or correct it again."
            )
            yield RowFinding("", None, one.field, said, OVERTAKEN, words, record["id"].item())


def restrict_frames(frames: Frames, restricted: Iterable[str]) -> Frames:
    """The same graph with what these records state restricted, as far as its source has not restricted it itself."""
    here = named_in(_records(frames), set(restricted))
    found = stated(frames, {"Record": here})
    if not found.edges and not here & set(_records(frames)["id"]):
        return frames
    nodes = {
        kind: frame.with_columns(_closed(pl.col("id").is_in(sorted(found.nodes[kind]))))
        if kind in found.nodes and "restriction" in frame.columns
        else frame
        for kind, frame in frames.nodes.items()
    }
    return Frames(nodes, {ends: _closed_edges(frame, found, ends) for ends, frame in frames.edges.items()})


def _closed_edges(frame: pl.DataFrame, found: Stated, ends: EdgeEnds) -> pl.DataFrame:
    if ends not in found.edges:
        return frame
    return frame.with_columns(_closed(pl.col("key").is_in(found.edges[ends]["key"].implode())))


def _closed(these: pl.Expr) -> pl.Expr:
    return (
        pl.when(these & pl.col("restriction").is_null())
        .then(pl.lit(RESTRICTED))
        .otherwise(pl.col("restriction"))
        .alias("restriction")
    )
