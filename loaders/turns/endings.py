"""Endings: how a fact that a source says no longer has come to its end. Pure.

The three are told apart as docs/late-files.md says: what a rolling window no longer reaches back to has left it; what
stands in another statement of the same record's place was corrected; all else was withdrawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from graph.codes import Delivery, Ending
from graph.frames import EdgeEnds, Frames
from graph.schema import EdgeKind, Schema
from loaders.mapping import Feed

HAPPENED = (
    "happened_on", "received_on", "requested_on", "decided_on", "closed_on", "made_on", "set_on", "observed_on",
    "evidenced_on", "expressed_on", "listed_on", "starts_on", "ends_on",
)  # fmt: skip
"""Days of what a node tells of, in the words of the schema."""
IN_REGISTERS = ("Identifier", "ContactPoint")
PEOPLE = ("Person", "Record")
SORT_IN_REGISTER = "^([^:]+):"


def window_start(feed: Feed, current_on: date) -> date | None:
    """The first day in the window of a delivery that is current on that day; None: every delivery is whole."""
    if feed.delivery is not Delivery.ROLLING_WINDOW or feed.window_days is None:
        return None
    return current_on - timedelta(days=feed.window_days - 1)


def current_on(facts: Frames, feed: str) -> date | None:
    """The day up to which a feed is current by its own words; None: it does not say."""
    sources = facts.nodes.get("Source")
    days = [] if sources is None else sources.filter(pl.col("id") == feed)["as_of"].to_list()
    return next(iter(days), None)


@dataclass(frozen=True)
class Endings:
    """usual: how a fact ends of which nothing more is known; window_from: first day of the window of a rolling feed, or
    None; last_days: of what the facts tell, as far as they bear days: `of` (see `_named`) and `day`."""

    usual: Ending
    window_from: date | None
    last_days: pl.DataFrame

    @classmethod
    def of(cls, usual: Ending, window_from: date | None, facts: Frames, schema: Schema) -> Endings:
        """facts: among which are all that may end."""
        looks = window_from is not None and usual is Ending.LEFT_WINDOW
        return cls(usual, window_from if looks else None, _last_days(facts if looks else Frames(), schema))

    def of_nodes(self, kind: str, missing: pl.DataFrame) -> pl.Series:
        """How each of these nodes ends, as codes."""
        return self._by_day(missing.select(_named(kind, "id").alias("of")))

    def of_edges(
        self, ends: EdgeEnds, missing: pl.DataFrame, said: pl.DataFrame, schema: Schema
    ) -> pl.Series:
        """How each of these edges ends, as codes. said: edges of the kind that are said in their place, if any."""
        edge = schema.edges[ends.edge]
        by_key = self._by_day(missing.select(_named("", "key").alias("of")))
        by_record = self._by_day(missing.select(_named("Record", "record_id").alias("of")))
        frame = missing.with_columns(
            pl.when(self._has_day(missing)).then(by_key).otherwise(by_record).alias("ending")
        )
        corrected = pl.concat([_replaced(frame, said, columns) for columns in _places(edge, ends)])
        is_corrected = pl.col("key").is_in(corrected.implode())
        corrected_as = pl.when(is_corrected).then(pl.lit(str(Ending.CORRECTED)))
        return frame.select(corrected_as.otherwise(pl.col("ending")).alias("ending")).to_series()

    def _has_day(self, edges: pl.DataFrame) -> pl.Series:
        return edges.select(_named("", "key").is_in(self.last_days["of"].implode())).to_series()

    def _by_day(self, named: pl.DataFrame) -> pl.Series:
        if self.window_from is None:
            return pl.Series("ending", [str(self.usual)] * named.height, dtype=pl.String)
        days = named.join(self.last_days, on="of", how="left", maintain_order="left")
        in_window = pl.col("day") >= self.window_from
        ending = (
            pl.when(in_window).then(pl.lit(str(Ending.WITHDRAWN))).otherwise(pl.lit(str(Ending.LEFT_WINDOW)))
        )
        return days.select(ending.alias("ending")).to_series()


def _places(edge: EdgeKind, ends: EdgeEnds) -> tuple[list[str], list[str]]:
    """What two statements share, of which one stands in the other's place: the same thing of another at the same time,
    or another thing of the same."""
    about = "record_id" if ends.start in PEOPLE else "start"
    other = "other_record_id" if ends.start == ends.end == "Person" else "end"
    sort = ["sort"] if ends.end in IN_REGISTERS else []
    return [about, *edge.told_apart_by, "valid_from", *sort], list(dict.fromkeys([about, other]))


def _replaced(missing: pl.DataFrame, said: pl.DataFrame, columns: list[str]) -> pl.Series:
    """Keys of those that are missing and share these columns with one that is said."""
    sort = pl.col("end").str.extract(SORT_IN_REGISTER, 1).alias("sort")
    about = pl.col(columns[0]).is_not_null()
    gone, here = (frame.filter(about).with_columns(sort) for frame in (missing, said))
    return gone.join(here, on=columns, how="semi", nulls_equal=True)["key"]


def _named(kind: str, column: str) -> pl.Expr:
    """A node by kind and id, as kinds may share ids; an edge by its key alone."""
    return pl.concat_str([pl.lit(kind), pl.col(column)], separator=" ")


def _last_days(facts: Frames, schema: Schema) -> pl.DataFrame:
    """The last day that each fact tells of: an edge's own, else those of the nodes at its ends, else that of its
    recording; a node's own and those of its edges; a record's by all that it says."""
    own = [
        _days(frame, kind, "id", [prop.name for prop in schema.nodes[kind].own if prop.name in HAPPENED])
        for kind, frame in facts.nodes.items()
    ]
    of_nodes = _latest(own)
    edges = [_edge_days(ends, frame, of_nodes) for ends, frame in facts.edges.items()]
    places = [
        frame.select(pl.col(place).alias("of"), "day")
        for frame in edges
        for place in ("of", "starts", "ends", "says")
    ]
    return _latest([of_nodes, *places])


def _days(frame: pl.DataFrame, kind: str, column: str, days: list[str]) -> pl.DataFrame:
    day = pl.max_horizontal(days) if days else pl.lit(None, dtype=pl.Date)
    return frame.select(_named(kind, column).alias("of"), day.alias("day"))


def _edge_days(ends: EdgeEnds, frame: pl.DataFrame, of_nodes: pl.DataFrame) -> pl.DataFrame:
    named = frame.select(
        _named("", "key").alias("of"),
        _named(ends.start, "start").alias("starts"),
        _named(ends.end, "end").alias("ends"),
        _named("Record", "record_id").alias("says"),
        "valid_from", "valid_to", "recorded_on",
    )  # fmt: skip
    for side in ("starts", "ends"):
        named = named.join(of_nodes.rename({"of": side, "day": f"day {side}"}), on=side, how="left")
    happened = pl.max_horizontal("valid_from", "valid_to", "day starts", "day ends")
    return named.with_columns(pl.coalesce(happened, "recorded_on").alias("day"))


def _latest(parts: list[pl.DataFrame]) -> pl.DataFrame:
    empty = pl.DataFrame(schema={"of": pl.String, "day": pl.Date})
    return pl.concat([empty, *parts]).drop_nulls().group_by("of").agg(pl.col("day").max())
