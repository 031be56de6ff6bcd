"""What a person hands over for one feed."""

from __future__ import annotations

from dataclasses import dataclass

from loaders import mapping
from loaders.delivered.sources import Source


@dataclass(frozen=True)
class Delivered:
    """What a person hands over for one feed: its mapping, and its files and databases. is_part: corrected rows of a
    delivery that was loaded before."""

    mapping: mapping.Mapping
    files: tuple[Source, ...]
    is_part: bool = False
