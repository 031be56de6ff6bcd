"""Codes about feeds and about what people agree to and ask for."""

from __future__ import annotations

from enum import StrEnum


class ContactSystem(StrEnum):
    """Ways to reach a person."""

    TELEPHONE = "telephone"
    EMAIL = "email"


class ConsentKind(StrEnum):
    """What a person agrees to."""

    AGREEMENT_TO_HELP = "agreement_to_help"
    DATA_PROTECTION = "data_protection"


class WishKind(StrEnum):
    """What a person asks about information."""

    DO_NOT_TELL = "do_not_tell"
    DISPUTED = "disputed"


class Delivery(StrEnum):
    """What one delivery of a feed holds."""

    WHOLE = "whole"
    ROLLING_WINDOW = "rolling_window"
    ADDITIONS = "additions"
