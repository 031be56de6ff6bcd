"""General mappings: tables that the feed of any agency may have, such as a sharing log.

A mapping of one feed names one with `general:` and says only whose feed it is, what it covers and which files it fits.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from pathlib import Path

from loaders.mapping.document import Section, parse_document

GENERAL = Path(__file__).parent.parent / "general"
GENERAL_WORDS = {"mapping", "title", "feed", "tables"}
GENERAL_FEED_WORDS = {"category", "restriction"}


@dataclass(frozen=True)
class GeneralMapping:
    """document: its words, checked only where a feed uses them; text: the file, for the ledger's hash."""

    name: str
    document: Section
    text: str

    @property
    def title(self) -> str:
        """What people call it."""
        return self.document.text("title")


@cache
def general_names() -> tuple[str, ...]:
    """Names of the general mappings that come with Kinscope, sorted."""
    return tuple(sorted(path.stem for path in GENERAL.glob("*.yaml")))


@cache
def general_mapping(name: str) -> GeneralMapping:
    """One of `general_names`. Raises InputFault for one that cannot be read."""
    path = GENERAL / f"{name}.yaml"
    text = path.read_text(encoding="utf-8")
    document = parse_document(path.name, text)
    document.only(GENERAL_WORDS)
    return GeneralMapping(name, document, text)
