"""Scenario 1, written out as what is in the graph once the agencies' records are linked, but for 'Craig
D.'."""

from __future__ import annotations

from datetime import date

from tests.contract.explorer.small_graph import LOADED, SmallGraph

TODAY = date(2026, 5, 12)
HOUSING, SCHOOL, CARE = "housing/tenancies", "school/roll", "care/cases"
HEALTH, POLICE, LOG = "health/visits", "police/incidents", "police/log"
ALDER, POPLAR, QUAY, BIRCH = "12 Alder St", "7 Poplar Ct", "40 Quay Rd", "3 Birch Close"
BORN = {
    "maya": date(2017, 3, 4),
    "joel": date(2023, 11, 9),
    "dana": date(1994, 6, 17),
    "lee": date(1990, 2, 2),
    "craig": date(1988, 8, 21),
    "kyle": date(2013, 1, 30),
}


def kerr_family(loaded_on: date = LOADED, *, joels_father: str = "craig-d") -> SmallGraph:
    """All six feeds, the sharing log and an agency that has given none. joels_father: whom the record of
    'Craig D.' describes; 'craig' once a reviewer has linked it."""
    graph = SmallGraph(loaded_on)
    _feeds(graph)
    _housing(graph)
    _school(graph)
    _care(graph)
    _health(graph, joels_father)
    _police(graph)
    return graph


def _feeds(graph: SmallGraph) -> None:
    names = {"care": "Children's social care", "gp": "GP", "health": "Health visiting", "housing": "Housing"}
    for agency, name in {**names, "police": "Police", "school": "School"}.items():
        graph.agency(agency, name, "01632 960000" if agency == "gp" else None)
    graph.feed(
        HOUSING, "housing", "Housing: tenants and occupants",
        covers_from=date(2010, 4, 1), covers_to=date(2026, 5, 5), as_of=date(2026, 5, 5),
    )  # fmt: skip
    graph.feed(
        SCHOOL, "education", "School roll", covers_from=date(2020, 9, 1), covers_to=date(2026, 5, 8),
        covers_age_from=4, covers_age_to=16,
    )  # fmt: skip
    graph.feed(
        CARE, "childrens_social_care", "Children's social care", covers_from=date(2015, 4, 1),
        covers_to=date(2026, 5, 11), covers_age_from=0, covers_age_to=17,
    )  # fmt: skip
    graph.feed(
        HEALTH, "health_visiting", "Health visiting", covers_from=date(2024, 1, 1),
        covers_to=date(2026, 4, 30), covers_age_from=0, covers_age_to=5,
    )  # fmt: skip
    period = {"covers_from": date(2024, 5, 1), "covers_to": date(2026, 5, 10)}
    graph.feed(POLICE, "police_incident", "Police: domestic abuse incidents", **period)
    graph.feed(LOG, "sharing_log", "Police: sharing log", **period)


def _housing(graph: SmallGraph) -> None:
    for person, since in {"dana": date(2019, 9, 3), "maya": date(2019, 9, 3), "joel": BORN["joel"]}.items():
        name = f"{person.title()} Kerr"
        record = graph.record(HOUSING, person, person, name, birth_date=BORN[person])
        graph.home(HOUSING, person, ALDER, record_id=record, valid_from=since, area="Elmshire")


def _school(graph: SmallGraph) -> None:
    maya = graph.record(SCHOOL, "M1", "maya", "Maya Kerr", birth_date=BORN["maya"], sex="female")
    enrolled = graph.involvement(
        SCHOOL,
        "M1",
        "maya",
        "school_enrolment",
        status="current",
        valid_from=date(2021, 9, 1),
        record_id=maya,
    )
    graph.service(SCHOOL, enrolled, "Elm Primary")
    for person, name, relationship in (("dana", "Dana Kerr", "mother"), ("lee", "Lee Marsh", "father")):
        named = graph.record(SCHOOL, f"M1-{person}", person, name, named_in=maya)
        graph.related(SCHOOL, person, relationship, "maya", record_id=named, other_record_id=maya)


def _care(graph: SmallGraph) -> None:
    maya = graph.record(CARE, "C1", "maya", "Maya Kerr", birth_date=BORN["maya"])
    graph.contact(CARE, "C1", "maya", received_on=date(2024, 10, 3), decision="no further action")
    lee = graph.record(CARE, "C1-lee", "lee", "Lee Marsh", birth_date=BORN["lee"], named_in=maya)
    graph.home(CARE, "lee", POPLAR, record_id=lee)
    graph.related(CARE, "lee", "father", "maya", record_id=lee)
    graph.responsible(CARE, "lee", "holds", "maya", record_id=lee, recorded_on=date(2024, 10, 3))
    kyle = graph.record(CARE, "C2", "kyle", "Kyle Dunn", birth_date=BORN["kyle"])
    plan = graph.involvement(
        CARE, "C2", "kyle", "child_in_need", status="current", valid_from=date(2026, 1, 6), record_id=kyle
    )
    graph.lead(CARE, plan, "A. Osei", role="social worker", telephone="01632 960111")
    graph.home(CARE, "kyle", BIRCH, record_id=kyle)
    craig = graph.record(CARE, "C2-father", "craig", "Craig Dunn", birth_date=BORN["craig"], named_in=kyle)
    graph.home(CARE, "craig", QUAY, record_id=craig)
    graph.related(CARE, "craig", "father", "kyle", record_id=craig)


def _health(graph: SmallGraph, joels_father: str) -> None:
    joel = graph.record(HEALTH, "H1", "joel", "Joel Kerr", birth_date=BORN["joel"])
    graph.involvement(
        HEALTH, "H1", "joel", "health_visiting", status="current", valid_from=date(2024, 1, 1),
        last_contact_on=date(2026, 3, 12), record_id=joel,
    )  # fmt: skip
    dana = graph.record(HEALTH, "H1-mother", "dana", "Dana Kerr", named_in=joel)
    graph.related(HEALTH, "dana", "mother", "joel", record_id=dana)
    graph.responsible(HEALTH, "dana", "holds", "joel", record_id=dana)
    named = {"given_names": None, "family_name": None, "name_as_given": "Craig D.", "named_in": joel}
    father = graph.record(HEALTH, "H1-father", joels_father, "Craig D.", **named)
    graph.related(HEALTH, joels_father, "father", "joel", record_id=father)


def _police(graph: SmallGraph) -> None:
    for person in ("craig", "dana", "maya", "joel"):
        name = "Craig Dunn" if person == "craig" else f"{person.title()} Kerr"
        graph.record(POLICE, person, person, name, birth_date=BORN[person])
    graph.home(POLICE, "craig", QUAY, record_id=f"{POLICE}/craig")
    first = graph.incident(
        POLICE, "P1", date(2026, 2, 14), {"craig": "suspect", "dana": "victim", "maya": "present"}
    )
    recorded = {"recorded_on": date(2026, 4, 29)}
    graph.incident(
        POLICE, "P2", date(2026, 4, 28), {"craig": "suspect", "dana": "victim", "joel": "present"}, **recorded
    )
    graph.sharing(LOG, "S1", ("Incident", first), "school", date(2026, 2, 15))
