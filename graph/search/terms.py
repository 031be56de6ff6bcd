"""The terms under which a record is found: tokens of its names, and how each sounds.

The sound code is Metaphone after a respelling for names of these islands, South Asia and Poland. Metaphone
keeps the consonants in order and drops vowels inside a word, and vowels are what changes from one
transliteration to the next (Hussain, Hussein); NYSIIS keeps them, and Soundex cannot tell long names apart.
"""

from __future__ import annotations

import re
from collections import defaultdict
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import jellyfish
import polars as pl
from nicknames import NickNamer

from graph.folding import Rules, without_marks
from graph.plain_yaml import plain_yaml

NAME_COLUMNS = ("given_names", "family_name", "other_names", "preferred_name")

_APOSTROPHE = re.compile(r"(?<=\w)['’](?=\w)")
_PARTICLE = re.compile(r"\b(o|mc|mac|fitz) (?=[^\W\d_]{3,})")
_TOKEN = re.compile(r"[^\W\d_]+")

_RESPELLING = Rules([
    (r"^mac([^aeiouhk])", r"mc\1"),
    (r"^thom(p?)s", "toms"),
    (r"^(k|g|b|d|j)h", r"\1"),
    (r"([a-z])(k|d)h", r"\1\2"),
    (r"ugh", ""),
    (r"szcz", "sh"),
    (r"sz", "sh"),
    (r"cz", "ch"),
    (r"rz", "z"),
    (r"ow(a?)([sc])", r"ov\1\2"),
    (r"([aeiou])w([aeiouy])", r"\1v\2"),
    (r"^w([aoiy])([jls]ci)", r"v\1\2"),
    (r"([aeo])j([^aeiou]|$)", r"\1i\2"),
    (r"ai|ay|ei|ey", "e"),
])  # fmt: skip


def name_tokens(*names: str | None) -> tuple[str, ...]:
    """Names -> distinct lower-case tokens without diacritics, in order; None and empty names give none.

    "O'Brien" and "O Brien" -> obrien; 'Smith-Jones' -> smith, jones; 'Mac Donald' -> macdonald. Letters of
    other scripts stay as they are.
    """
    found: dict[str, None] = {}
    for name in names:
        found.update(dict.fromkeys(_tokens(name) if name else ()))
    return tuple(found)


@lru_cache(maxsize=200_000)
def _tokens(name: str) -> tuple[str, ...]:
    plain = _APOSTROPHE.sub("", without_marks(name)).lower()
    spaced = " ".join(_TOKEN.findall(plain))
    return tuple(_PARTICLE.sub(r"\1", spaced).split())


@lru_cache(maxsize=200_000)
def sound(token: str) -> str:
    """How a token of `name_tokens` sounds, as a short code; empty for other scripts, which have none.

    Equal codes say that two names may sound alike, not that they do.
    """
    if not token.isascii():
        return ""
    heard = _name_lists()["respelt"].get(token, token)
    return str(jellyfish.metaphone(_RESPELLING.text(heard))).replace(" ", "")


@cache
def nicknames_of(token: str) -> frozenset[str]:
    """Tokens that are short or other forms of this one, or of which this one is; itself left out."""
    return frozenset(_nicknames().get(token, frozenset()))


@cache
def _nicknames() -> dict[str, set[str]]:
    """Every pair in both directions. The package reads a file that it brings along, and no network."""
    other_forms: dict[str, set[str]] = defaultdict(set)
    for lists in (NickNamer.default_lookup(), _name_lists()["short_forms"]):
        for full, shorts in lists.items():
            for short in shorts:
                if short != full:
                    other_forms[full].add(short)
                    other_forms[short].add(full)
    return dict(other_forms)


@cache
def _name_lists() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = plain_yaml(Path(__file__).with_name("names.yaml").read_text("utf-8"))
    return loaded


def search_columns(frame: pl.DataFrame) -> pl.DataFrame:
    """Adds `name_tokens` and `name_sounds`, both text with one blank between entries, to a frame of records.

    frame: text columns given_names, family_name, other_names, preferred_name (and birth_date, which stays as
    it is). Tokens are distinct, in the order of these columns; sounds are distinct, without the empty ones. A
    record without a name gets empty texts, never null. Only distinct names and distinct tokens are worked on.
    """
    names = pl.concat_list([_mapped(frame, column) for column in NAME_COLUMNS])
    tokens = names.list.join(" ").str.strip_chars().str.split(" ").list.unique(maintain_order=True)
    with_tokens = frame.with_columns(name_tokens=tokens.list.eval(pl.element().filter(pl.element() != "")))
    sounds = _sounds(with_tokens["name_tokens"])
    spoken = pl.col("name_tokens").list.eval(
        pl.element().replace_strict(list(sounds), list(sounds.values()), default="", return_dtype=pl.String)
    )
    return with_tokens.with_columns(
        name_sounds=spoken.list.unique(maintain_order=True)
        .list.join(" ")
        .str.strip_chars()
        .str.replace("  ", " "),
        name_tokens=pl.col("name_tokens").list.join(" "),
    )


def _mapped(frame: pl.DataFrame, column: str) -> pl.Expr:
    """The tokens of one name column, joined by blanks; empty text for null."""
    distinct = frame[column].cast(pl.String).drop_nulls().unique().to_list()
    joined = [" ".join(name_tokens(name)) for name in distinct]
    mapped = (
        pl.col(column).cast(pl.String).replace_strict(distinct, joined, default="", return_dtype=pl.String)
    )
    return mapped.fill_null("")


def _sounds(tokens: pl.Series) -> dict[str, str]:
    distinct = tokens.explode().drop_nulls().unique().to_list()
    return {token: sound(token) for token in distinct}
