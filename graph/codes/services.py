"""Codes about agencies and their work. Words, signs and definitions stand in the YAML files beside."""

from __future__ import annotations

from enum import StrEnum


class AgencyKind(StrEnum):
    """What kind of agency it is."""

    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    SCHOOL = "school"
    HEALTH_VISITING = "health_visiting"
    GP_PRACTICE = "gp_practice"
    POLICE = "police"
    HOUSING = "housing"
    ADULT_SOCIAL_CARE = "adult_social_care"
    FAMILY_SUPPORT = "family_support"
    HEALTH = "health"
    COURT = "court"
    VOLUNTARY = "voluntary"
    LOCAL_AUTHORITY = "local_authority"
    OTHER = "other"


class AgencyNaming(StrEnum):
    """How an agency is named: by a name, or by one of the codes of public registers."""

    NAME = "name"
    OTHER_NAME = "other_name"
    GSS_CODE = "gss_code"
    FORMER_GSS_CODE = "former_gss_code"
    ONS_CODE = "ons_code"
    REGISTER_CODE = "register_code"
    EDUCATION_NUMBER = "education_number"
    FINANCE_CODE = "finance_code"


class Category(StrEnum):
    """Category of information: what a feed, an agreement or a policy is about."""

    CHILDRENS_SOCIAL_CARE = "childrens_social_care"
    EDUCATION = "education"
    ATTENDANCE = "attendance"
    SPECIAL_EDUCATIONAL_NEEDS = "special_educational_needs"
    EARLY_YEARS = "early_years"
    SCHOOL_NURSING = "school_nursing"
    HEALTH_VISITING = "health_visiting"
    MATERNITY = "maternity"
    GENERAL_PRACTICE = "general_practice"
    HOSPITAL = "hospital"
    MENTAL_HEALTH = "mental_health"
    SUBSTANCE_MISUSE = "substance_misuse"
    POLICE_INCIDENT = "police_incident"
    POLICE_OFFENCE = "police_offence"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION = "probation"
    HOUSING = "housing"
    HOMELESSNESS = "homelessness"
    ANTI_SOCIAL_BEHAVIOUR = "anti_social_behaviour"
    ADULT_SOCIAL_CARE = "adult_social_care"
    FAMILY_SUPPORT = "family_support"
    FINANCIAL_SUPPORT = "financial_support"
    COURT_ORDER = "court_order"
    DOMESTIC_ABUSE_SERVICE = "domestic_abuse_service"
    REFUGE = "refuge"
    MARAC = "marac"
    SEXUAL_ASSAULT_SERVICE = "sexual_assault_service"
    ADOPTION = "adoption"
    REGISTER = "register"
    AGENCY_REGISTER = "agency_register"
    SHARING_LOG = "sharing_log"
    FAMILY_SAYS = "family_says"
    FAMILY_TREE = "family_tree"
    RECORDED_HERE = "recorded_here"


class InvolvementKind(StrEnum):
    """Kind of a person's involvement with a service."""

    CHILD_IN_NEED = "child_in_need"
    CHILD_PROTECTION = "child_protection"
    LOOKED_AFTER = "looked_after"
    CARE_LEAVER = "care_leaver"
    ASSESSMENT = "assessment"
    EARLY_HELP = "early_help"
    FAMILY_HELP = "family_help"
    FAMILY_SUPPORT = "family_support"
    SCHOOL_ENROLMENT = "school_enrolment"
    HOME_EDUCATION = "home_education"
    SPECIAL_EDUCATIONAL_NEEDS = "special_educational_needs"
    HEALTH_VISITING = "health_visiting"
    SCHOOL_NURSING = "school_nursing"
    MATERNITY_CARE = "maternity_care"
    GP_REGISTRATION = "gp_registration"
    MENTAL_HEALTH_CARE = "mental_health_care"
    SUBSTANCE_MISUSE_TREATMENT = "substance_misuse_treatment"
    ADULT_CARE = "adult_care"
    CARER_SUPPORT = "carer_support"
    TENANCY = "tenancy"
    HOMELESSNESS_APPLICATION = "homelessness_application"
    YOUTH_JUSTICE = "youth_justice"
    PROBATION_SUPERVISION = "probation_supervision"
    DOMESTIC_ABUSE_SUPPORT = "domestic_abuse_support"
    UNSPECIFIED = "unspecified"


class ReferralSource(StrEnum):
    """Who referred a child, in the codes of the Children in Need census."""

    INDIVIDUAL_FAMILY = "individual_family"
    INDIVIDUAL_ACQUAINTANCE = "individual_acquaintance"
    INDIVIDUAL_SELF = "individual_self"
    INDIVIDUAL_OTHER = "individual_other"
    SCHOOL = "school"
    EDUCATION_SERVICES = "education_services"
    GP = "gp"
    HEALTH_VISITOR = "health_visitor"
    SCHOOL_NURSE = "school_nurse"
    OTHER_PRIMARY_HEALTH = "other_primary_health"
    ACCIDENT_AND_EMERGENCY = "accident_and_emergency"
    OTHER_HEALTH = "other_health"
    HOUSING = "housing"
    LOCAL_AUTHORITY_SOCIAL_CARE = "local_authority_social_care"
    LOCAL_AUTHORITY_OTHER_INTERNAL = "local_authority_other_internal"
    LOCAL_AUTHORITY_EXTERNAL = "local_authority_external"
    POLICE = "police"
    OTHER_LEGAL_AGENCY = "other_legal_agency"
    OTHER = "other"
    ANONYMOUS = "anonymous"
    UNKNOWN = "unknown"


class PrimaryNeed(StrEnum):
    """Primary need at assessment, in the codes of the Children in Need census."""

    NOT_STATED = "not_stated"
    ABUSE_OR_NEGLECT = "abuse_or_neglect"
    CHILDS_DISABILITY_OR_ILLNESS = "childs_disability_or_illness"
    PARENTAL_DISABILITY_OR_ILLNESS = "parental_disability_or_illness"
    FAMILY_IN_ACUTE_STRESS = "family_in_acute_stress"
    FAMILY_DYSFUNCTION = "family_dysfunction"
    SOCIALLY_UNACCEPTABLE_BEHAVIOUR = "socially_unacceptable_behaviour"
    LOW_INCOME = "low_income"
    ABSENT_PARENTING = "absent_parenting"
    OTHER_THAN_CHILD_IN_NEED = "other_than_child_in_need"


class SevenThemes(StrEnum):
    """The seven themes on which a feed or an agreement is checked."""

    SEMANTICS = "semantics"
    SYNTAX = "syntax"
    DATA_QUALITY = "data_quality"
    RIGHTS = "rights"
    TRUST = "trust"
    TRANSPORT = "transport"
    INFORMATION_GOVERNANCE = "information_governance"
