"""Map: typed rows of one feed to nodes and edges, by its mapping. Pure: frames in, frames out.

People do not exist here yet: where an edge ends at a Person, the key of the record about them stands in its place
until linkage says who that is.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

import polars as pl

from graph import addresses, identifiers
from graph.codes import ContactSystem, IdentifierScheme, canonical
from graph.frames import EdgeEnds, Frames
from graph.schema import Schema
from loaders import ids
from loaders.mapping import EdgeRule, Feed, NodeRule, TableRule, Value
from loaders.mapping.model import When
from loaders.mapping.rules import FEED_AGENCY
from loaders.rows.typed import ROW_COLUMN

SECOND = "~address"


@dataclass(frozen=True)
class Mapped:
    """frames: what the rows give; mentioned: ids of nodes that are described elsewhere, by kind; empty_rows: numbers
    (`_row`) of rows in which whatever makes an id is empty."""

    frames: Frames
    mentioned: dict[str, pl.Series] = field(default_factory=dict)
    empty_rows: tuple[int, ...] = ()


def map_rows(rows: pl.DataFrame, table: TableRule, feed: Feed, schema: Schema, loaded_on: date) -> Mapped:
    """The nodes and edges that typed rows give. `loaded_on`: the day declared for the delivery."""
    known = rows.with_columns(
        column.alias(name) for rule in table.nodes.values() for name, column in _id_columns(rule, feed)
    )
    empty = _rows_without_ids(known, table)
    known = _nulled_where_not(known, table.nodes)
    nodes: dict[str, list[pl.DataFrame]] = {}
    mentioned: dict[str, list[pl.Series]] = {}
    for rule in table.nodes.values():
        if is_mention(rule, feed, schema):
            mentioned.setdefault(rule.kind, []).append(known[_id(rule.alias)].drop_nulls())
        else:
            nodes.setdefault(rule.kind, []).extend(_nodes(known, rule, feed, schema, loaded_on))
    edges: dict[EdgeEnds, list[pl.DataFrame]] = {}
    for edge in table.edges:
        for start, end in _ends(edge, table.nodes):
            part = _edges(known, edge, start, end, feed, table, loaded_on)
            edges.setdefault(EdgeEnds(edge.kind, *edge.ends), []).append(part)
    return Mapped(
        Frames(
            {kind: pl.concat(parts, how="diagonal") for kind, parts in nodes.items()},
            {ends: pl.concat(parts, how="diagonal") for ends, parts in edges.items()},
        ),
        {kind: pl.concat(parts).unique() for kind, parts in mentioned.items()},
        empty,
    )


def is_mention(rule: NodeRule, feed: Feed, schema: Schema) -> bool:
    """Whether the rule only names a node that another table or feed describes."""
    return rule.of != feed.id or (schema.nodes[rule.kind].owned and not rule.set)


def _rows_without_ids(known: pl.DataFrame, table: TableRule) -> tuple[int, ...]:
    """Rows of which no piece has an id for any node; a row whose nodes a `when` leaves out is not one of them."""
    aliases = [alias for alias in table.nodes if alias != FEED_AGENCY]
    keyed = [alias for alias in aliases if table.nodes[alias].key] or aliases
    ids_of_rows = pl.col([_id(alias) for alias in keyed])
    if not keyed or known.select(pl.any_horizontal(ids_of_rows.is_not_null()).all()).item():
        return ()
    empty = known.group_by(ROW_COLUMN).agg(pl.all_horizontal(ids_of_rows.is_null()).all().alias("empty"))
    return tuple(empty.filter("empty")[ROW_COLUMN].sort())


def _id(alias: str) -> str:
    return f"_id {alias}"


def looked_up(alias: str) -> str:
    """The column with the ids of the agencies that the node of this alias looked up."""
    return f"_looked_up {alias}"


def value(of: Value | None) -> pl.Expr:
    """The expression of a value; null where there is none."""
    if of is None:
        return pl.lit(None, dtype=pl.String)
    return pl.col(of.column) if of.column is not None else pl.lit(of.constant)


def text(of: Value | None) -> pl.Expr:
    """The same as text, for what is looked at letter by letter."""
    return value(of).cast(pl.String)


def _id_columns(rule: NodeRule, feed: Feed) -> Iterator[tuple[str, pl.Expr]]:
    if rule.kind == "Residence":
        uprn, *lines = (text(rule.set.get(name)) for name in ("uprn", "address", "postcode"))
        yield _id(rule.alias), addresses.residence_ids(uprn, *lines)
        if "uprn" in rule.set:
            # Where the UPRN is known the address is kept as well, so that agencies which know only one of them meet.
            known = identifiers.valid(IdentifierScheme.UPRN, uprn)
            by_address = addresses.residence_ids(pl.lit(None, dtype=pl.String), *lines)
            yield _id(rule.alias + SECOND), pl.when(known).then(by_address)
        return
    yield _id(rule.alias), node_id(rule, feed)


def node_id(rule: NodeRule, feed: Feed) -> pl.Expr:
    """The id of the node that a rule gives on typed rows; null where it gives none. A Residence may have two."""
    match rule.kind:
        case "Identifier":
            return ids.identifier_id(_scheme(rule), text(rule.set.get("value")), feed.id)
        case "ContactPoint":
            return ids.contact_id(_system(rule), text(rule.set.get("value")))
        case "Agency" if rule.look_up is not None:
            return pl.col(looked_up(rule.alias))
        case "Agency":
            name = text(rule.key[0] if rule.key else rule.set.get("name"))
            return ids.slug(name).str.replace_all("-", "_", literal=True)
        case "Source":
            return text(rule.key[0])
        case "Service" | "Professional":
            agency = rule.of.partition("/")[0]
            if rule.key:
                return ids.owned_id(agency, [value(part) for part in rule.key])
            return ids.named_id(agency, text(rule.set.get("name")))
        case _ if rule.of_column is not None:
            return ids.referred_id(text(Value(column=rule.of_column)), [value(part) for part in rule.key])
        case _:
            return ids.owned_id(rule.of, [value(part) for part in rule.key])


def _scheme(rule: NodeRule) -> IdentifierScheme:
    return IdentifierScheme(str(rule.set["scheme"].constant))


def _system(rule: NodeRule) -> ContactSystem:
    return ContactSystem(str(rule.set["system"].constant))


def _nulled_where_not(known: pl.DataFrame, nodes: Mapping[str, NodeRule]) -> pl.DataFrame:
    """A node that is not wanted on a row has no id there."""
    for rule in nodes.values():
        if rule.when is not None:
            names = [name for name in (_id(rule.alias), _id(rule.alias + SECOND)) if name in known.columns]
            known = known.with_columns(pl.when(condition(rule.when)).then(pl.col(names)))
    return known


def condition(when: When) -> pl.Expr:
    """Whether a rule applies on a row."""
    column = pl.col(when.column)
    return column.cast(pl.String).is_in(when.values) if when.values else column.is_not_null()


def _nodes(
    known: pl.DataFrame, rule: NodeRule, feed: Feed, schema: Schema, loaded_on: date
) -> Iterator[pl.DataFrame]:
    kind, key = schema.nodes[rule.kind], pl.col(_id(rule.alias))
    columns = {name: value(of) for name, of in rule.set.items()}
    if rule.kind == "Identifier":
        columns |= ids.identifier_properties(_scheme(rule), key, feed.id)
    elif rule.kind == "ContactPoint":
        columns |= ids.contact_properties(_system(rule), key)
    elif rule.kind == "Residence":
        columns = ids.residence_properties(key)
        if "uprn" in rule.set:
            second = ids.residence_properties(pl.col(_id(rule.alias + SECOND)))
            yield _chosen(known, rule.alias + SECOND, second, follows_from_id=True)
    if kind.owned:
        # What a register says of a Source's agency and category goes before the register's own.
        columns = _provenance([rule.restriction], feed, loaded_on) | columns
    if rule.named_in:
        columns["named_in"] = pl.col(_id(rule.named_in))
    follows_from_id = not kind.owned and not any(prop.combine for prop in kind.own)
    found = _chosen(known, rule.alias, columns, follows_from_id=follows_from_id)
    yield found if kind.owned else found.unique(maintain_order=True)


def _chosen(
    known: pl.DataFrame, alias: str, columns: Mapping[str, pl.Expr], *, follows_from_id: bool
) -> pl.DataFrame:
    """The rows on which the node is wanted; where all that is kept of it follows from its id, one row an id."""
    rows = known.filter(pl.col(_id(alias)).is_not_null())
    if follows_from_id:
        rows = rows.unique(_id(alias), maintain_order=True)
    return rows.select(**{**columns, "id": pl.col(_id(alias))})


def _provenance(restrictions: Sequence[Value | None], feed: Feed, loaded_on: date) -> dict[str, pl.Expr]:
    """Who says so. restrictions: the first class that a row has holds, else the feed's."""
    return {
        "source": pl.lit(feed.id),
        "agency": pl.lit(feed.agency),
        "category": pl.lit(feed.category),
        "restriction": pl.coalesce(
            *(value(one) for one in restrictions), pl.lit(feed.restriction, dtype=pl.String)
        ),
        "loaded_on": pl.lit(loaded_on),
    }


def _ends(edge: EdgeRule, nodes: Mapping[str, NodeRule]) -> Iterator[tuple[str, str]]:
    yield edge.start, edge.end
    if nodes[edge.end].kind == "Residence" and "uprn" in nodes[edge.end].set:
        yield edge.start, edge.end + SECOND


def _edges(
    known: pl.DataFrame, edge: EdgeRule, start: str, end: str, feed: Feed, table: TableRule, loaded_on: date
) -> pl.DataFrame:
    at_ends = [table.nodes[alias] for alias in (edge.start, edge.end)]
    said_by = [rule for rule in at_ends if rule.kind == "Record"]
    columns = {
        "start": pl.col(_id(start)),
        "end": pl.col(_id(end)),
        **{name: value(of) for name, of in edge.set.items()},
        **_provenance([rule.restriction for rule in at_ends], feed, loaded_on),
        "record_id": pl.col(_id(said_by[0].alias)) if said_by else pl.lit(None, dtype=pl.String),
    }
    if edge.ends == ("Person", "Person"):
        columns["other_record_id"] = pl.col(_id(end))
    rows = known if edge.when is None else known.filter(condition(edge.when))
    found = rows.select(expression.alias(name) for name, expression in columns.items())
    found = found.filter(pl.col("start").is_not_null() & pl.col("end").is_not_null())
    return canonical_relationships(found) if edge.kind == "RELATED_TO" else found


def canonical_relationships(found: pl.DataFrame) -> pl.DataFrame:
    """Each statement in the one direction in which its relationship is kept ('daughter of' turns into 'parent of'),
    with the word of the source beside it."""
    if "stated_as" not in found.columns:
        found = found.with_columns(stated_as=pl.col("relationship"))
    turned = {str(code): canonical(code) for code in found["relationship"].drop_nulls().unique()}
    code = {word: str(kept) for word, (kept, _) in turned.items()}
    is_flipped = pl.col("relationship").replace_strict(
        {w: flip for w, (_, flip) in turned.items()}, default=False, return_dtype=pl.Boolean
    )

    def swapped(one: str, other: str) -> pl.Expr:
        return pl.when(is_flipped).then(pl.col(other)).otherwise(pl.col(one)).alias(one)

    return found.filter(pl.col("relationship").is_not_null()).with_columns(
        swapped("start", "end"),
        swapped("end", "start"),
        swapped("record_id", "other_record_id"),
        swapped("other_record_id", "record_id"),
        pl.col("relationship").replace(code),
    )
