"""Ids of nodes: the feed and the agency's own id for what one feed says, the thing itself for what all share."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable

import polars as pl

from graph import addresses, contact_points, identifiers
from graph.codes import ContactSystem, IdentifierScheme, entry

FEED_OF_RECORD = "^([^/]+/[^/]+)/"
SLUG = r"[^0-9a-z]+"


def owned_id(feed: str, parts: list[pl.Expr]) -> pl.Expr:
    """'housing/tenancies/T1/2'; null where a part is null."""
    texts = [part.cast(pl.String).str.replace_all("/", "-", literal=True) for part in parts]
    return pl.concat_str([pl.lit(feed), *texts], separator="/", ignore_nulls=False)


def named_id(agency: str, name: pl.Expr) -> pl.Expr:
    """Services and professionals: 'housing/north-team'; null where the name is null."""
    return pl.concat_str([pl.lit(agency), slug(name)], separator="/", ignore_nulls=False)


def slug(text: pl.Expr) -> pl.Expr:
    """Lower case, with everything but letters and digits as one hyphen."""
    return text.str.to_lowercase().str.replace_all(SLUG, "-").str.strip_chars("-")


def identifier_id(scheme: IdentifierScheme, value: pl.Expr, feed: str) -> pl.Expr:
    """'nhs_number:9434765919'; a number of somebody's own register carries the register: 'agency_local_id:csc/cases:7'.

    A former UPN stands in the same register as a UPN. Null where the value is null."""
    prefix = [str(identifiers.link_scheme(scheme)), *register_of(scheme, feed)]
    return pl.concat_str(
        [pl.lit(":".join(prefix)), identifiers.kept(scheme, value)], separator=":", ignore_nulls=False
    )


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


def contact_columns(system: ContactSystem, value: pl.Expr) -> dict[str, pl.Expr]:
    """id, value and valid of a ContactPoint."""
    if system is ContactSystem.TELEPHONE:
        kept, valid = contact_points.kept_telephone(value), contact_points.valid_telephone(value)
    else:
        kept, valid = contact_points.kept_email(value), contact_points.valid_email(value)
    return {
        "id": pl.concat_str([pl.lit(f"{system}:"), kept], ignore_nulls=False),
        "system": pl.when(kept.is_not_null()).then(pl.lit(str(system))),
        "value": kept,
        "valid": valid,
    }


def residence_columns(uprn: pl.Expr, lines: pl.Expr, postcode: pl.Expr) -> dict[str, pl.Expr]:
    """id, uprn, address and postcode of a Residence. With a valid UPRN the id alone says which it is, and the
    address stays with the record that gave it: another agency's wording must not show through a shared node.
    Everything follows from the id, so that two sources of one address never differ."""
    is_known = identifiers.valid(IdentifierScheme.UPRN, uprn).fill_null(False)
    folded = addresses.normalised_lines(lines)
    in_key = addresses.address_keys(lines, postcode).str.strip_prefix(folded).str.strip_chars()
    return {
        "id": addresses.residence_ids(uprn, lines, postcode),
        "uprn": pl.when(is_known).then(identifiers.normalised(IdentifierScheme.UPRN, uprn)),
        "address": pl.when(~is_known).then(folded),
        "postcode": pl.when(~is_known & (in_key != "")).then(in_key),
    }


def hashed(texts: Iterable[str]) -> list[str]:
    """A short, stable hash of each text (96 bits as hexadecimal digits)."""
    return [hashlib.blake2b(text.encode(), digest_size=12).hexdigest() for text in texts]
