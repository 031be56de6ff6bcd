"""The eight agencies of the borough, one module each: what it holds, written in its own format."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from loaders.borough.agencies.adult_social_care import AdultSocialCare
from loaders.borough.agencies.childrens_social_care import ChildrensSocialCare
from loaders.borough.agencies.family_support import FamilySupport
from loaders.borough.agencies.gp_practices import GpPractices
from loaders.borough.agencies.health_visiting import HealthVisiting
from loaders.borough.agencies.housing import Housing
from loaders.borough.agencies.police import Police
from loaders.borough.agencies.schools import Schools
from loaders.borough.people import Block
from loaders.borough.recording import Hand


class AgencyFiles(Protocol):
    """One agency's files: written a block at a time, then closed."""

    hand: Hand

    def write(self, block: Block) -> None:
        """Write what the agency holds of the block, and note in it whom each record is about."""

    def close(self) -> None:
        """Finish the files."""


def open_agencies(out: Path, today: int) -> dict[str, AgencyFiles]:
    """The eight agencies by id, each with its folder under `out` made and its files begun."""
    return {
        "childrens_social_care": ChildrensSocialCare(out / "childrens_social_care", today),
        "schools": Schools(out / "schools", today),
        "health_visiting": HealthVisiting(out / "health_visiting", today),
        "gp_practices": GpPractices(out / "gp_practices", today),
        "police": Police(out / "police", today),
        "housing": Housing(out / "housing", today),
        "adult_social_care": AdultSocialCare(out / "adult_social_care", today),
        "family_support": FamilySupport(out / "family_support", today),
    }
