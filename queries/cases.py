"""The families that a viewer works with, by the people that linkage holds their records to describe today."""

from __future__ import annotations

from dataclasses import replace

from queries.kept import KeptRows
from queries.reading import part_of
from queries.viewer import CaseRelation, Viewer


def with_linked_records(viewer: Viewer, kept: KeptRows, version: int) -> Viewer:
    """The viewer, each of whose cases also names the other records of the same people.

    What is fetched here decides what may be seen; none of it goes into an answer.
    """
    if not viewer.case_relations:
        return viewer
    return replace(
        viewer, case_relations=tuple(_linked(case, kept, version) for case in viewer.case_relations)
    )


def _linked(case: CaseRelation, kept: KeptRows, version: int) -> CaseRelation:
    described = kept.each("records/person", sorted(case.records), version)
    people = {str(part_of(row, "person")["id"]) for rows in described.values() for row in rows}
    records = kept.each("people/records", sorted(people), version)
    keys = {str(part_of(row, "record")["id"]) for rows in records.values() for row in rows}
    return replace(case, records=case.records | keys)
