"""The shares that the borough is made to have, and where each figure comes from.

Census: Office for National Statistics, Census 2021, TS003 (household composition) and TS017 (household
size), the ten local authorities of Greater Manchester summed. Children in need: Department for Education,
Children in need, 2024: shares for the North West, rates for England. All Open Government Licence v3.0.
Rates are per 10,000 people under 18 with England's population of that age taken as 12.0 million (ONS
mid-2023, rounded), which the statistics leave out.
"""

from __future__ import annotations

HOUSEHOLD_KINDS: dict[str, float] = {
    "one_person_66_and_over": 0.1209,
    "one_person_other": 0.1942,
    "couple_66_and_over": 0.0730,
    "married_no_children": 0.0875,
    "married_dependent_children": 0.1417,
    "married_grown_children": 0.0537,
    "cohabiting_no_children": 0.0642,
    "cohabiting_dependent_children": 0.0501,
    "cohabiting_grown_children": 0.0084,
    "lone_parent_dependent_children": 0.0828,
    "lone_parent_grown_children": 0.0461,
    "other_family": 0.0091,
    "other_dependent_children": 0.0288,
    "other_no_children": 0.0395,
}
"""Share of households of each composition, in the order of the census table."""

HOUSEHOLD_SIZES: dict[int, float] = {
    1: 0.3151,
    2: 0.3178,
    3: 0.1616,
    4: 0.1242,
    5: 0.0485,
    6: 0.0191,
    7: 0.0075,
    8: 0.0061,
}
"""Share of households of each size; 8 stands for eight or more."""

REFERRAL_SOURCES: dict[str, float] = {
    "individual": 0.0724,
    "schools": 0.1663,
    "education_services": 0.0190,
    "health_services": 0.1369,
    "housing": 0.0133,
    "local_authority_services": 0.1509,
    "police": 0.3282,
    "other_legal_agency": 0.0495,
    "other": 0.0439,
    "anonymous": 0.0172,
    "unknown": 0.0022,
}
"""Share of referrals to children's social care from each source."""

SOURCE_CODES: dict[str, tuple[str, ...]] = {
    "individual": ("1A", "1B", "1C", "1D"),
    "schools": ("2A",),
    "education_services": ("2B",),
    "health_services": ("3A", "3B", "3C", "3D", "3E", "3F"),
    "housing": ("4",),
    "local_authority_services": ("5A", "5B", "5C", "5D"),
    "police": ("6",),
    "other_legal_agency": ("7",),
    "other": ("8",),
    "anonymous": ("9",),
    "unknown": ("10",),
}
"""The children in need census's codes under each source."""

PRIMARY_NEEDS: dict[str, float] = {
    "N1": 0.6830,
    "N2": 0.0615,
    "N3": 0.0129,
    "N4": 0.0677,
    "N5": 0.1018,
    "N6": 0.0170,
    "N7": 0.0016,
    "N8": 0.0392,
    "N9": 0.0035,
    "N0": 0.0119,
}
"""Share of children in need with each primary need (N1 abuse or neglect … N0 not stated)."""

RE_REFERRALS = 0.212
"""Share of referrals within twelve months of an earlier one of the same child."""

NO_FURTHER_ACTION = 0.054
"""Share of referrals that end in no further action."""

NOT_IN_NEED = 0.273
"""Share of referrals assessed, and the child found not to be in need."""

REFERRALS_PER_10000 = 518.0
"""Referrals a year per 10,000 people under 18, England."""

IN_NEED_PER_10000 = 333.0
"""Children in need on a day per 10,000 people under 18, England."""

PLANS_PER_10000 = 41.6
"""Children on a child protection plan on a day per 10,000 people under 18, England."""

PEOPLE_UNDER_18_IN_ENGLAND = 12_000_000

SIZES: dict[str, tuple[tuple[int, ...], tuple[float, ...]]] = {
    "dependent_couple": ((3, 4, 5, 6, 7, 8), (0.329, 0.426, 0.164, 0.052, 0.016, 0.013)),
    "grown_couple": ((3, 4, 5), (0.72, 0.23, 0.05)),
    "dependent_lone": ((2, 3, 4, 5, 6), (0.47, 0.33, 0.14, 0.045, 0.015)),
    "grown_lone": ((2, 3, 4), (0.76, 0.20, 0.04)),
    "other_family": ((2, 3, 4), (0.65, 0.25, 0.10)),
    "other_dependent": ((3, 4, 5, 6, 7, 8, 9), (0.15, 0.20, 0.22, 0.20, 0.12, 0.08, 0.03)),
    "other_no_children": ((2, 3, 4, 5, 6, 7, 8), (0.40, 0.25, 0.18, 0.09, 0.05, 0.02, 0.01)),
}
"""Sizes within each composition, chosen so that all households together have HOUSEHOLD_SIZES (the census
does not publish the two crossed)."""

TENANCIES: dict[str, float] = {
    "one_person_66_and_over": 0.36,
    "one_person_other": 0.36,
    "couple_66_and_over": 0.20,
    "married_no_children": 0.25,
    "married_dependent_children": 0.27,
    "married_grown_children": 0.20,
    "cohabiting_no_children": 0.35,
    "cohabiting_dependent_children": 0.45,
    "cohabiting_grown_children": 0.30,
    "lone_parent_dependent_children": 0.62,
    "lone_parent_grown_children": 0.40,
    "other_family": 0.35,
    "other_dependent_children": 0.50,
    "other_no_children": 0.50,
}
"""Share of households of each composition with a tenancy in the housing feed: about 35 % of all (assumed)."""
