"""A full row of each general mapping, as an agency would fill it in, and the same as a workbook."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from loaders.mapping import Mapping as FeedMapping
from loaders.mapping import parse_mapping
from loaders.rows.gather import SourceFile
from tests.feeds import write_csv

PERSON = {
    "Person": "7",
    "NHS number": "9990000018",
    "Given names": "Zoë",
    "Family name": "O'Brien",
    "Birth date": "2018-09-02",
    "Feed of the person's record": "housing/tenancies",
    "Its reference there": "T1 | 2",
}
FULL: Mapping[str, Mapping[str, str]] = {
    "sharing_log": {
        "Reference": "S1",
        "What happened": "shared",
        "To agency": "school; csc",
        "Asked by": "A. Osei, social worker",
        "Asked on": "2026-02-10",
        "Asked for": "attendance",
        "Decided by": "B. Lowe, manager",
        "Decided on": "2026-02-11",
        "Happened on": "12/02/2026",
        "Share by": "2026-02-14",
        "How often": "monthly",
        "Level": "summary",
        "What was shared": "attendance of one term",
        "What was withheld": "the note of 3 February",
        "Reason": "s17 assessment",
        "Purpose": "to plan help",
        "Basis": "agreement",
        "Article 6 basis": "public task",
        "Article 9 condition": "9(2)(g)",
        "Schedule 1 paragraph": "18",
        "Legal gateway": "Children Act 2004, section 10",
        "Sharing agreement": "A1",
        "Feed of the agreement": "council/agreements",
        "Version of the agreement": "3",
        "Why necessary": "no other source",
        "Why proportionate": "one term only",
        "Harm weighed": "none",
        "Policy said": "ask a manager",
        "Policy": "early-help-1",
        "Kept for": "two years",
        "May be passed on to": "nobody",
        "Family told on": "2026-02-13",
        "Family not told because": "told by telephone, no letter",
        "May be shown to the family": "yes",
        "About": "incident",
        "Feed it is in": "police/incidents",
        "Its reference there": "2026/14; P2",
        "Person": "7",
        "NHS number": "9990000018",
        "Given names": "Zoë",
        "Family name": "O'Brien",
        "Birth date": "2018-09-02",
        "Part of the person": "subject",
        "Agreement of the person": "not sought",
        "Words on the agreement": "a child of seven",
        "To person in feed": "school/pupils",
        "To person": "P9",
    },
    "sharing_agreements": {
        "Reference": "A1",
        "Title": "Early help",
        "Version": "3",
        "What flows": "attendance",
        "From agency": "school; housing",
        "To agency": "family_help",
        "In force from": "2026-01-01",
        "In force to": "2026-12-31",
    },
    "agreements_to_help": {
        "Reference": "C1",
        "Kind": "agreement to Family Help",
        "State": "given",
        "Scope": "with school and housing",
        "Words": "as long as the school is told first",
        "Competence": "assessed as competent",
        "From": "2026-01-10",
        "Last day": "2026-04-09",
        "Recorded on": "2026-01-11",
        "Given by": "8",
        "Given by NHS number": "9990000026",
        "Given by given names": "Ewa",
        "Given by family name": "Nowak",
        "Given by birth date": "1982-02-05",
        "Given by feed": "school/pupils",
        "Given by reference there": "P9",
        **PERSON,
    },
    "orders": {
        "Reference": "O1",
        "Order": "non-molestation order",
        "Made on": "2026-03-01",
        "Last day": "2027-02-28",
        "Conditions": "not within 100 metres",
        "Recorded on": "2026-03-02",
        "Part of the person": "protected person",
        **PERSON,
    },
    "contacts_and_referrals": {
        "Contact": "K1",
        "Contact received": "2026-03-01",
        "Contact received at": "2026-03-01 16:45",
        "Source": "school nurse",
        "Told to": "front door",
        "Rating": "Amber",
        "Decide by": "02/03/2026 16:45",
        "Decision": "assessment",
        "Reason of the decision": "two contacts in a month",
        "Decided on": "2026-03-02",
        "Decided by": "B. Lowe, manager",
        "Referrer told on": "2026-03-03",
        "Words": "came to school hungry",
        "Referral": "R1",
        "Referral received": "2026-03-02",
        "Primary need": "abuse or neglect",
        "No further action": "no",
        "Referral closed": "2026-04-02",
        "Reason for closure": "help given",
        "Part of the person": "child",
        **PERSON,
    },
    "observations": {
        "Reference": "B1",
        "Kind": "attendance",
        "Day": "2026-02-12",
        "Value": "71.5",
        "Unit": "%",
        "Words": "late on most days",
        "Said by": "class teacher",
        "Restricted as": "child's own account",
        "Recorded on": "2026-02-13",
        "Part of the person": "pupil",
        **PERSON,
    },
    "safety_markers": {
        "Reference": "M1",
        "Reason": "fled domestic abuse",
        "Set on": "2026-03-20",
        "Set by": "R. Stone",
        "Review on": "2026-09-20",
        "Ring": "R. Stone, 01632 960700",
        "Lifted on": "2026-10-01",
        **PERSON,
    },
}
# Columns without which a row is set apart, by the field that the fault names.
NEEDED: Mapping[str, Mapping[str, Sequence[str]]] = {
    "sharing_log": {
        "Reference": ["Reference"],
        "What happened": ["What happened"],
        "To agency or person": ["To agency", "To person"],
        "Day it happened, was decided or asked": ["Happened on", "Decided on", "Asked on"],
    },
    "sharing_agreements": {"Reference": ["Reference"], "Title": ["Title"]},
    "agreements_to_help": {"Reference": ["Reference"], "Kind": ["Kind"], "State": ["State"]},
    "orders": {"Reference": ["Reference"], "Order": ["Order"], "Made on": ["Made on"]},
    "contacts_and_referrals": {
        "Contact or referral": ["Contact", "Referral"],
        "Day of the contact or referral": ["Contact received", "Referral received"],
    },
    "observations": {"Reference": ["Reference"], "Kind": ["Kind"], "Day": ["Day"]},
    "safety_markers": {
        "Reference": ["Reference"], "Set on": ["Set on"], "Set by": ["Set by"], "Ring": ["Ring"],
    },
}  # fmt: skip
NOBODY = {"Person, or a record and its feed": ["Person", "Its reference there"]}
ABOUT_NOBODY = ("sharing_log", "sharing_agreements")


def needed(name: str) -> Mapping[str, Sequence[str]]:
    """Field at fault -> columns that are empty then."""
    return NEEDED[name] if name in ABOUT_NOBODY else {**NEEDED[name], **NOBODY}


def feed_of(name: str, **covers: str) -> FeedMapping:
    """The mapping by which an agency would load its file of that kind."""
    bounds = {"as_of": "2026-05-12", "from": "2024-01-01", "to": "2026-05-12", "area": "Northmere", **covers}
    said = ", ".join(f"{word}: {value}" for word, value in bounds.items())
    category = "category: attendance, " if name == "observations" else ""
    feed = f"{{id: police/{name}, title: Log, agency: police, {category}covers: {{{said}, ages: all}}}}"
    return parse_mapping(f"{name}.yaml", f"mapping: 1\ngeneral: {name}\nfeed: {feed}\nfiles: '*'\n")


def as_csv(path: Path, *rows: Mapping[str, str]) -> SourceFile:
    """Rows as a CSV file with the columns of the first."""
    return write_csv(path, rows, tuple(rows[0]))


def as_workbook(path: Path, *rows: Mapping[str, str]) -> SourceFile:
    """Rows as a workbook, in which what looks like a day or a number is one, as in what people keep."""
    with xlsxwriter.Workbook(path, {"default_date_format": "dd/mm/yyyy"}) as book:
        sheet = book.add_worksheet("Log")
        for across, name in enumerate(rows[0]):
            sheet.write_string(0, across, name)
            for down, row in enumerate(rows, start=1):
                _write(sheet, down, across, row.get(name, ""))
    return SourceFile.of(path)


def _write(sheet: xlsxwriter.worksheet.Worksheet, down: int, across: int, text: str) -> None:
    try:
        sheet.write_datetime(down, across, date.fromisoformat(text))
    except ValueError:
        if text.replace(".", "", 1).isdigit():
            sheet.write_number(down, across, float(text))
        else:
            sheet.write_string(down, across, text)
