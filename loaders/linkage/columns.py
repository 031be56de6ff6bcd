"""Linkage columns: what is compared of each record, one row a record, from the frames that feeds state. Pure.

What is not recorded, or only estimated, is null or an empty list here: missing is no evidence, for or against. Nothing
is corrected or guessed; each name, address and number that a record gives is one of several that may agree.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import polars as pl

from graph.addresses import normalised_lines
from graph.codes import ContactSystem, Sex
from graph.frames import EdgeEnds, Frames, edge_columns, node_columns, shaped
from graph.schema import load_schema
from graph.search import name_tokens
from loaders.linkage.link import identifiers_of, in_registers

COLUMNS: Final[dict[str, pl.DataType]] = {
    "record": pl.String(), "source": pl.String(), "given_names": pl.List(pl.String()),
    "family_names": pl.List(pl.String()), "birth_year": pl.Int32(), "birth_month": pl.Int8(), "birth_day": pl.Int8(),
    "death_date": pl.Date(), "sex": pl.String(), "residences": pl.List(pl.String()),
    "streets": pl.List(pl.String()), "places": pl.List(pl.String()), "postcodes": pl.List(pl.String()),
    "telephones": pl.List(pl.String()), "emails": pl.List(pl.String()), "identifiers": pl.List(pl.String()),
}  # fmt: skip
TITLES: Final = frozenset([
    "mr", "mrs", "ms", "miss", "mx", "master", "dr", "prof", "rev", "sir", "dame", "lord", "lady",
])  # fmt: skip
SEXES: Final = (Sex.FEMALE, Sex.MALE)


def linkage_columns(frames: Frames) -> pl.DataFrame:
    """COLUMNS of all standing records, in order of key. frames: as mapped, records where people will stand.

    given_names, family_names: distinct name tokens in their order, preferred and former ones last. birth_year,
    birth_month, birth_day: each where it is accurate. sex: female or male, else null. residences: ids of all
    addresses ever given; one that anybody calls communal is left out here and below, as many unrelated people give it.
    streets, places: of these, the last part of the lines where it has no figure, folded, and all before it. postcodes,
    telephones, emails, identifiers (scheme and value): valid ones alone.
    """
    records = _standing(frames)
    lived = _lived(records, frames)
    lists = [
        _listed(_residences(frames), "residences"),
        _listed(lived.select("record", value=_street(pl.col("address"))), "streets"),
        _listed(lived.select("record", value=_place(pl.col("address"))), "places"),
        _listed(lived.select("record", value="postcode"), "postcodes"),
        _listed(_contact_points(frames, ContactSystem.TELEPHONE), "telephones"),
        _listed(_contact_points(frames, ContactSystem.EMAIL), "emails"),
        _listed(_identifiers(frames), "identifiers"),
    ]
    found = records.select(
        pl.col("id").alias("record"),
        "source",
        *_names(records),
        *_birth_parts(),
        "death_date",
        pl.when(pl.col("sex").is_in(SEXES)).then(pl.col("sex")).alias("sex"),
    )
    for one in lists:
        name = one.columns[-1]
        found = found.join(one, on="record", how="left").with_columns(pl.col(name).fill_null([]))
    return found.select(pl.col(name).cast(kind) for name, kind in COLUMNS.items()).sort("record")


def _standing(frames: Frames) -> pl.DataFrame:
    kind = load_schema().nodes["Record"]
    records = shaped(frames.nodes.get("Record", pl.DataFrame()), node_columns(kind))
    return records.filter(pl.col("source").is_not_null(), pl.col("ended_on").is_null())


def _edges(frames: Frames, edge: str, start: str, end: str) -> pl.DataFrame:
    ends = EdgeEnds(edge, start, end)
    return shaped(frames.edges.get(ends, pl.DataFrame()), edge_columns(load_schema().edges[edge]))


def _nodes(frames: Frames, kind: str) -> pl.DataFrame:
    return shaped(frames.nodes.get(kind, pl.DataFrame()), node_columns(load_schema().nodes[kind])).unique(
        "id"
    )


def _listed(rows: pl.DataFrame, name: str) -> pl.DataFrame:
    """rows: `record` and `value`. Returns `record` and the distinct values in order as a list, under that name."""
    return rows.drop_nulls().group_by("record").agg(pl.col("value").unique().sort()).rename({"value": name})


def _residences(frames: Frames) -> pl.DataFrame:
    return _said_of(frames).join(_communal(frames), on="value", how="anti")


def _said_of(frames: Frames) -> pl.DataFrame:
    """`record` and as `value` the id of each residence where it says one lives or lived."""
    edges = _edges(frames, "LIVES_AT", "Person", "Residence")
    return edges.select(pl.coalesce("record_id", "start").alias("record"), pl.col("end").alias("value"))


def _communal(frames: Frames) -> pl.DataFrame:
    """`value`: ids of the residences that anybody calls communal."""
    edges = _edges(frames, "LIVES_AT", "Person", "Residence").filter(pl.col("communal"))
    return edges.select(pl.col("end").alias("value")).unique()


def _lived(records: pl.DataFrame, frames: Frames) -> pl.DataFrame:
    """`record`, `address`, `postcode` of the address that a record itself gives and of all where it says one lives;
    of communal ones neither."""
    places = _nodes(frames, "Residence").select(pl.col("id").alias("value"), "address", "postcode")
    lived = _residences(frames).join(places, on="value").select("record", "address", "postcode")
    communal = places.join(_communal(frames), on="value", how="semi")
    given = (
        records.select(pl.col("id").alias("record"), "address", "postcode", lines=normalised_lines(pl.col("address")))
        .join(
            communal.select("postcode", lines=normalised_lines(pl.col("address"))),
            on=["lines", "postcode"], how="anti", nulls_equal=True,
        )
        .join(_said_of(frames).join(communal, on="value"), on=["record", "postcode"], how="anti")
    )  # fmt: skip
    return pl.concat([given.select("record", "address", "postcode"), lived])


def _street(address: pl.Expr) -> pl.Expr:
    return normalised_lines(_before_place(address)).replace("", None)


def _place(address: pl.Expr) -> pl.Expr:
    return normalised_lines(address.str.strip_prefix(_before_place(address))).replace("", None)


def _before_place(address: pl.Expr) -> pl.Expr:
    return address.str.replace(r"[,;\r\n][^,;\r\n0-9]*$", "")


def _identifiers(frames: Frames) -> pl.DataFrame:
    return in_registers(identifiers_of(frames)).select(
        "record", value=pl.concat_str("scheme", "value", separator=" ")
    )


def _contact_points(frames: Frames, system: ContactSystem) -> pl.DataFrame:
    points = _nodes(frames, "ContactPoint").filter(pl.col("valid"), pl.col("system") == system)
    edges = _edges(frames, "HAS_CONTACT_POINT", "Record", "ContactPoint").filter(pl.col("ended_on").is_null())
    return edges.join(points.select("id", "value"), left_on="end", right_on="id").select(
        pl.col("start").alias("record"), "value"
    )


def _birth_parts() -> Iterable[pl.Expr]:
    """Day, month and year in the order of the accuracy's three letters; without letters a date is taken as said."""
    accuracy = pl.col("birth_date_accuracy").fill_null("AAA")
    for place, part in enumerate(("day", "month", "year")):
        value = getattr(pl.col("birth_date").dt, part)()
        yield pl.when(accuracy.str.slice(place, 1) == "A").then(value).alias(f"birth_{part}")


def _names(records: pl.DataFrame) -> tuple[pl.Series, pl.Series]:
    whole = records.select("given_names", "family_name", "name_as_given")
    parted = [
        ((), ()) if given or family else _parted(whole_name) for given, family, whole_name in whole.rows()
    ]
    given = _tokens(records, ("given_names", "preferred_name"), [one for one, _ in parted])
    family = _tokens(records, ("family_name", "former_family_name"), [one for _, one in parted])
    return given.alias("given_names"), family.alias("family_names")


def _tokens(records: pl.DataFrame, columns: Iterable[str], others: list[tuple[str, ...]]) -> pl.Series:
    """The distinct tokens of these columns of each record, then those that were found otherwise."""
    rows = records.select(columns).rows()
    found = [list(dict.fromkeys((*name_tokens(*row), *more))) for row, more in zip(rows, others, strict=True)]
    return pl.Series(found, dtype=pl.List(pl.String))


def _parted(whole: str | None) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Given and family names of a name that the source does not part: 'Smith, Ann Jane', or the last word as the
    family's. One word alone may be either, so it stands as both."""
    before, comma, after = (whole or "").partition(",")
    if comma and name_tokens(after):
        return _untitled(after), name_tokens(before)
    tokens = _untitled(whole)
    return (tokens[:-1] or tokens), tokens[-1:]


def _untitled(name: str | None) -> tuple[str, ...]:
    return tuple(token for token in name_tokens(name) if token not in TITLES)
