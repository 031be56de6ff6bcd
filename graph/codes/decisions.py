"""Codes of what is decided about a record here. Words, signs and definitions stand in the YAML files beside."""

from __future__ import annotations

from enum import StrEnum


class RecordDecision(StrEnum):
    """What somebody decides about a record."""

    ERASE = "erase"
    CORRECT = "correct"
    UNDO_CORRECTION = "undo_correction"
    RESTRICT = "restrict"
    LIFT_RESTRICTION = "lift_restriction"
    DISPUTE = "dispute"
    WITHDRAW_DISPUTE = "withdraw_dispute"


class LinkAnswer(StrEnum):
    """What somebody says about two records that may be about one person."""

    SAME = "same"
    DIFFERENT = "different"
    UNSURE = "unsure"
    TAKEN_BACK = "taken_back"


class DecisionGround(StrEnum):
    """Why it is decided."""

    NO_LONGER_NEEDED = "no_longer_needed"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION_UPHELD = "objection_upheld"
    UNLAWFUL = "unlawful"
    LEGAL_DUTY_TO_ERASE = "legal_duty_to_erase"
    ONLINE_SERVICE_TO_CHILD = "online_service_to_child"
    INACCURATE = "inaccurate"
    INCOMPLETE = "incomplete"
    ACCURACY_CONTESTED = "accuracy_contested"
    UNLAWFUL_BUT_KEPT = "unlawful_but_kept"
    LEGAL_CLAIMS = "legal_claims"
    OBJECTION_PENDING = "objection_pending"
    SAFETY = "safety"
    PERSON_DISPUTES = "person_disputes"
    DECIDED_IN_ERROR = "decided_in_error"
    SETTLED = "settled"
