"""The states that must never be confused. Words, signs and definitions stand in the YAML files beside."""

from __future__ import annotations

from enum import StrEnum


class KnowledgeState(StrEnum):
    """What one feed says of one person."""

    CURRENT = "current"
    HISTORIC = "historic"
    RECORDED = "recorded"
    NAMED = "named"
    NOTHING_FOUND = "nothing_found"
    NOT_COVERED = "not_covered"
    NOT_LOADED = "not_loaded"
    CANNOT_BE_SAID = "cannot_be_said"
    HELD_NOT_SHOWN = "held_not_shown"
    NOT_SHOWN_OR_NOT_FOUND = "not_shown_or_not_found"


class SharingState(StrEnum):
    """What became of an item that one agency holds and another may need."""

    SHARED = "shared"
    AGREED_NOT_SENT = "agreed_not_sent"
    AGREED_LAPSED = "agreed_lapsed"
    ASKED_NO_REPLY = "asked_no_reply"
    UNDER_REVIEW = "under_review"
    WITHHELD = "withheld"
    NO_RECORD = "no_record"
    CANNOT_BE_SAID = "cannot_be_said"
    ENDED = "ended"


class ShareLevel(StrEnum):
    """How much of an item is shared, from least to most."""

    FLAG = "flag"
    CONTACT = "contact"
    SUMMARY = "summary"
    DETAIL = "detail"


class ConsentState(StrEnum):
    """Agreement to help, or data-protection consent, of one person."""

    GIVEN = "given"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    NOT_SOUGHT = "not_sought"
    NOT_REQUIRED = "not_required"
    UNKNOWN = "unknown"


class LawfulBasis(StrEnum):
    """Bases of UK GDPR Article 6(1)."""

    CONSENT = "consent"
    CONTRACT = "contract"
    LEGAL_OBLIGATION = "legal_obligation"
    VITAL_INTERESTS = "vital_interests"
    PUBLIC_TASK = "public_task"
    RECOGNISED_LEGITIMATE_INTEREST = "recognised_legitimate_interest"
    LEGITIMATE_INTERESTS = "legitimate_interests"


class Decision(StrEnum):
    """What policy says of a proposed sharing."""

    SUPPORTED = "supported"
    ASK_A_MANAGER = "ask_a_manager"
    NOT_ON_THIS_BASIS = "not_on_this_basis"


class Ending(StrEnum):
    """How a fact came to be no longer said by its source."""

    LEFT_WINDOW = "left_window"
    WITHDRAWN = "withdrawn"
    CORRECTED = "corrected"
    ERASED = "erased"


class ResponsibilityState(StrEnum):
    """Whether a person holds parental responsibility for a child."""

    HOLDS = "holds"
    DOES_NOT = "does_not"
    UNKNOWN = "unknown"


class InvolvementStatus(StrEnum):
    """Whether an involvement is open, as its source says."""

    CURRENT = "current"
    HISTORIC = "historic"
    NOT_SPECIFIED = "not_specified"
