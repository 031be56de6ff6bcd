"""The code lists: snake_case on the wire, a word and a sign for people, a definition with its source.

Each list is a YAML file here, which a practitioner can read, and a StrEnum, which mypy and a reader can
see; a test proves that the two agree.
"""

from __future__ import annotations

import re
from enum import StrEnum
from functools import cache

from graph.codes.code_list import Code, CodeList, Standard, code_list, code_lists, list_names
from graph.codes.dates import date_accuracy_words, valid_date_accuracy
from graph.codes.decisions import DecisionGround, LinkAnswer, RecordDecision
from graph.codes.feeds import ConsentKind, ContactSystem, Delivery, WishKind
from graph.codes.people import (
    DateAccuracy,
    IdentifierScheme,
    IncidentRole,
    Lens,
    RestrictionClass,
    Role,
    Sex,
)
from graph.codes.relationship import canonical, inverse, relationship_word
from graph.codes.relationship_codes import Relationship
from graph.codes.services import (
    AgencyKind,
    AgencyNaming,
    Category,
    InvolvementKind,
    PrimaryNeed,
    ReferralSource,
    SevenThemes,
)
from graph.codes.states import (
    ConsentState,
    Decision,
    Ending,
    InvolvementStatus,
    KnowledgeState,
    LawfulBasis,
    ResponsibilityState,
    ShareLevel,
    SharingState,
)

ENUMS: tuple[type[StrEnum], ...] = (
    AgencyKind, AgencyNaming, Category, ConsentKind, ConsentState, ContactSystem, DateAccuracy, Decision,
    DecisionGround, Delivery, Ending, IdentifierScheme, IncidentRole, InvolvementKind, InvolvementStatus,
    KnowledgeState, LawfulBasis, Lens, LinkAnswer, PrimaryNeed, RecordDecision, ReferralSource, Relationship,
    ResponsibilityState, RestrictionClass, Role, SevenThemes, Sex, ShareLevel, SharingState, WishKind,
)  # fmt: skip


@cache
def list_name(codes: type[StrEnum]) -> str:
    """KnowledgeState -> 'knowledge_state', the name of its list."""
    return re.sub(r"(?<!^)(?=[A-Z])", "_", codes.__name__).lower()


def entry(code: StrEnum) -> Code:
    """Word, sign, definition, standard and facts of a code."""
    return code_list(list_name(type(code)))[code]


def word(code: StrEnum) -> str:
    """The word for people."""
    return entry(code).word


def sign(code: StrEnum) -> str:
    """The short mark that tells the code from the others of its list without colour."""
    return entry(code).sign


def grounds_for(decision: RecordDecision) -> tuple[DecisionGround, ...]:
    """The grounds on which that can be decided, in the order of their list."""
    undoes = decision not in {str(entry(ground).facts["for"]) for ground in DecisionGround}
    wanted = "undo" if undoes else str(decision)
    return tuple(ground for ground in DecisionGround if entry(ground).facts["for"] == wanted)


def referring_agency(source: ReferralSource) -> AgencyKind | None:
    """The kind of agency that a census referral source means; None for individuals, anonymous and unknown."""
    kind = entry(source).facts["agency_kind"]
    return None if kind is None else AgencyKind(kind)


__all__ = [
    "ENUMS", "AgencyKind", "AgencyNaming", "Category", "Code", "CodeList", "ConsentKind", "ConsentState",
    "ContactSystem", "DateAccuracy", "Decision", "DecisionGround", "Delivery", "Ending", "IdentifierScheme",
    "IncidentRole", "InvolvementKind", "InvolvementStatus", "KnowledgeState", "LawfulBasis", "Lens", "LinkAnswer",
    "PrimaryNeed", "RecordDecision", "ReferralSource", "Relationship", "ResponsibilityState", "RestrictionClass",
    "Role", "SevenThemes", "Sex", "ShareLevel", "SharingState", "Standard", "WishKind", "canonical", "code_list",
    "code_lists", "date_accuracy_words", "entry", "grounds_for", "inverse", "list_name", "list_names",
    "referring_agency", "relationship_word", "sign", "valid_date_accuracy", "word",
]  # fmt: skip
