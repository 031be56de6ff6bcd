"""Ids of nodes: the feed and the agency's own id for what one feed says, the thing itself for what all share."""

from __future__ import annotations

from collections.abc import Iterable

import polars as pl
from polars_hash import CryptographicHashingNameSpace

from graph import contact_points, identifiers
from graph.addresses import POSTCODE_SHAPE
from graph.codes import ContactSystem, IdentifierScheme, entry

POSTCODE_AT_END = f" ({POSTCODE_SHAPE[1:-1]})$"
FEED_OF_RECORD = "^([^/]+/[^/]+)/"
HASH_DIGITS = 24
SLUG = r"[^0-9a-z]+"


def owned_id(feed: str, parts: list[pl.Expr]) -> pl.Expr:
    """'housing/tenancies/T1/2'; null where a part is null."""
    texts = [part.cast(pl.String).str.replace_all("/", "-", literal=True) for part in parts]
    return pl.concat_str([pl.lit(feed), *texts], separator="/", ignore_nulls=False)


def referred_id(feed: pl.Expr, parts: list[pl.Expr]) -> pl.Expr:
    """The id of a node of the feed that a column names, as a person refers to it: where that feed makes its ids of
    several columns, their parts stand in one cell with '|' between them. Null where a part is null."""
    texts = [part.cast(pl.String).str.replace_all("/", "-", literal=True) for part in parts]
    strokes = [text.str.replace_all(r"\s*\|\s*", "/") for text in texts]
    return pl.concat_str([feed, *strokes], separator="/", ignore_nulls=False)


def named_id(agency: str, name: pl.Expr) -> pl.Expr:
    """Services and professionals: 'housing/north-team'; null where the name is null."""
    return pl.concat_str([pl.lit(agency), slug(name)], separator="/", ignore_nulls=False)


def slug(text: pl.Expr) -> pl.Expr:
    """Lower case, with everything but letters and digits as one hyphen."""
    return text.str.to_lowercase().str.replace_all(SLUG, "-").str.strip_chars("-")


def identifier_id(scheme: IdentifierScheme, value: pl.Expr, feed: str) -> pl.Expr:
    """'nhs_number:9434765919'; a number of somebody's own register carries the register: 'agency_local_id:csc/cases:7'.

    A former UPN stands in the same register as a UPN. Null where the value is null."""
    kept = identifiers.kept(scheme, value)
    return pl.concat_str([pl.lit(_prefix(scheme, feed)), kept], ignore_nulls=False)


def identifier_properties(scheme: IdentifierScheme, key: pl.Expr, feed: str) -> dict[str, pl.Expr]:
    """scheme, value and valid of an Identifier, from its id; invalid ones, and temporary UPNs, never link."""
    value = key.str.strip_prefix(_prefix(scheme, feed))
    return {
        "scheme": pl.lit(str(identifiers.link_scheme(scheme))),
        "value": value,
        "valid": identifiers.linkable(scheme, value, same_register=_is_local(scheme)),
    }


def _prefix(scheme: IdentifierScheme, feed: str) -> str:
    return "".join(f"{part}:" for part in (identifiers.link_scheme(scheme), *register_of(scheme, feed)))


def register_of(scheme: str, feed: str) -> tuple[str, ...]:
    """Whose register a local number is from: the council's for a child's number, the feed itself for any other;
    () for a number that is the same everywhere."""
    if scheme == IdentifierScheme.LOCAL_AUTHORITY_CHILD_ID:
        return (feed.partition("/")[0],)
    return (feed,) if _is_local(IdentifierScheme(scheme)) else ()


def identifier_columns(scheme: IdentifierScheme, value: pl.Expr) -> dict[str, pl.Expr]:
    """scheme, value and valid of an Identifier; invalid ones, and temporary UPNs, never link."""
    return {
        "scheme": pl.lit(str(identifiers.link_scheme(scheme))),
        "value": identifiers.kept(scheme, value),
        "valid": identifiers.linkable(scheme, value, same_register=_is_local(scheme)),
    }


def _is_local(scheme: IdentifierScheme) -> bool:
    return entry(scheme).facts["links"] == "same_register"


def contact_id(system: ContactSystem, value: pl.Expr) -> pl.Expr:
    """'telephone:+441632960001'; null where the value is null."""
    kept = contact_points.kept_telephone if system is ContactSystem.TELEPHONE else contact_points.kept_email
    return pl.concat_str([pl.lit(f"{system}:"), kept(value)], ignore_nulls=False)


def contact_properties(system: ContactSystem, key: pl.Expr) -> dict[str, pl.Expr]:
    """system, value and valid of a ContactPoint, from its id."""
    value = key.str.strip_prefix(f"{system}:")
    valid = (
        contact_points.valid_telephone if system is ContactSystem.TELEPHONE else contact_points.valid_email
    )
    return {"system": pl.lit(str(system)), "value": value, "valid": valid(value)}


def residence_properties(key: pl.Expr) -> dict[str, pl.Expr]:
    """uprn, address and postcode of a Residence, from its id. With a valid UPRN the id alone says which it is, and
    the address stays with the record that gave it: another agency's wording must not show through a shared node."""
    number, lines = key.str.strip_prefix("uprn:"), key.str.strip_prefix("address:")
    is_known = number != key
    postcode = lines.str.extract(POSTCODE_AT_END, 1)
    return {
        "uprn": pl.when(is_known).then(number),
        "address": pl.when(~is_known).then(lines.str.replace(POSTCODE_AT_END, "")),
        "postcode": pl.when(~is_known).then(postcode),
    }


def hashed(text: pl.Expr) -> pl.Expr:
    """A short, stable hash of a text: the first 96 bits of its SHA-256 as hexadecimal digits. Null where it is null."""
    digest: pl.Expr = CryptographicHashingNameSpace(text).sha2_256()
    return digest.str.head(HASH_DIGITS)


def hashes(texts: Iterable[str]) -> list[str]:
    """The same of each of some texts."""
    return pl.select(hashed(pl.lit(pl.Series(texts, dtype=pl.String)))).to_series().to_list()
