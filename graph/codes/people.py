"""Codes about people and readers. Words, signs and definitions stand in the YAML files beside."""

from __future__ import annotations

from enum import StrEnum


class Lens(StrEnum):
    """Who counts as family."""

    HOUSEHOLD = "household"
    EXTENDED_HOUSEHOLD = "extended_household"
    KIN = "kin"
    CARE = "care"
    PROGRAMME = "programme"
    NETWORK = "network"


class Role(StrEnum):
    """What a viewer does; it decides, with the policies, what they may see."""

    MASH_DECISION_MAKER = "mash_decision_maker"
    MASH_ANALYST = "mash_analyst"
    AGENCY_PRACTITIONER = "agency_practitioner"
    LEAD_PRACTITIONER = "lead_practitioner"
    PRACTICE_REVIEWER = "practice_reviewer"
    PROGRAMME_LEAD = "programme_lead"
    RESEARCHER = "researcher"
    DATA_OFFICER = "data_officer"
    DATA_PROTECTION_OFFICER = "data_protection_officer"
    REVIEWING_OFFICER = "reviewing_officer"
    ADMINISTRATOR = "administrator"
    FAMILY_MEMBER = "family_member"


class RestrictionClass(StrEnum):
    """Why something is shown to few."""

    REFUGE = "refuge"
    MARAC = "marac"
    SEXUAL_ASSAULT_SERVICE = "sexual_assault_service"
    ADOPTION = "adoption"
    REFERRER_WITHOUT_NAME = "referrer_without_name"
    GENDER_HISTORY = "gender_history"
    CHILDS_OWN_ACCOUNT = "childs_own_account"
    SAFETY_MARKER = "safety_marker"
    SENSITIVE_HEALTH = "sensitive_health"
    MARKED_CONFIDENTIAL = "marked_confidential"
    RESTRICTED_BY_DECISION = "restricted_by_decision"


class IncidentRole(StrEnum):
    """A person's part in an incident, as the recording agency put it."""

    SUSPECT = "suspect"
    ALLEGED = "alleged"
    VICTIM = "victim"
    WITNESS = "witness"
    PRESENT = "present"
    REPORTED_BY = "reported_by"
    NAMED = "named"


class Sex(StrEnum):
    """Sex as recorded by a source."""

    FEMALE = "female"
    MALE = "male"
    INDETERMINATE = "indeterminate"
    NOT_KNOWN = "not_known"
    NOT_SPECIFIED = "not_specified"


class DateAccuracy(StrEnum):
    """How sure one part of a birth date is."""

    ACCURATE = "accurate"
    ESTIMATED = "estimated"
    UNKNOWN = "unknown"


class IdentifierScheme(StrEnum):
    """Kinds of identifier that a record can carry."""

    NHS_NUMBER = "nhs_number"
    UPN = "upn"
    FORMER_UPN = "former_upn"
    UPRN = "uprn"
    PNC_ID = "pnc_id"
    NATIONAL_INSURANCE_NUMBER = "national_insurance_number"
    LOCAL_AUTHORITY_CHILD_ID = "local_authority_child_id"
    AGENCY_LOCAL_ID = "agency_local_id"
