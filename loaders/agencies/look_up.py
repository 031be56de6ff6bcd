"""Agencies that a column names: which each of them is, by the register of agencies, and what to say where none is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

import polars as pl

from loaders.agencies.register import AgencyRegister, Meaning, Resolved
from loaders.mapping import LookUp, Mapping, NodeRule, TableRule
from loaders.readers import LINE_COLUMN, RejectedRow, RowFinding
from loaders.rows.map import condition, looked_up
from loaders.rows.typed import ROW_COLUMN

WORDS = {
    Meaning.UNKNOWN: "No register here names such an agency.",
    Meaning.AMBIGUOUS: "This could be more than one agency.",
    Meaning.NOT_YET: "This agency did not act yet on that day.",
    Meaning.NO_SUCCESSOR: "This agency had come to an end by then, and no register says which one followed it.",
}
FIX = "Write the name or code as the register has it, or load a register that has this one."
NOT_FOUND = "no agency is found by it"


@dataclass(frozen=True)
class Unresolved:
    """A row whose agency could not be found. row: its number (`_row`); line: where it stands in the file."""

    row: int
    line: int
    rule: LookUp
    text: str
    answer: Resolved

    @property
    def words(self) -> str:
        """What is wrong, with the nearest names where there are any."""
        near = f" Near: {'; '.join(self.answer.near)}." if self.answer.near else ""
        return f"{WORDS[self.answer.meaning]}{near}"


@dataclass(frozen=True)
class LookedUp:
    """rows: those that can be mapped, with the id of each agency (`loaders.rows.map.looked_up`), null where none is
    found; unresolved: what was not found."""

    rows: pl.DataFrame
    unresolved: tuple[Unresolved, ...] = ()

    def findings(self, table: str) -> Iterator[RowFinding]:
        """What was not found, where the mapping does not want such a row set apart."""
        for one in self.unresolved:
            if not one.rule.required:
                kind = f"agency_{one.answer.meaning}"
                yield RowFinding(table, one.line, one.rule.column, one.text, kind, one.words)

    def rejected(self, table: str, originals: pl.DataFrame) -> Iterator[RejectedRow]:
        """The rows that the mapping wants set apart. originals: the chunk as it was read."""
        first = {one.row: one for one in reversed(self.unresolved) if one.rule.required}
        for number, one in sorted(first.items()):
            row = originals.row(number, named=True)
            row.pop(LINE_COLUMN)
            yield RejectedRow(
                table, one.line, one.rule.column, one.text, NOT_FOUND, f"{one.words} {FIX}", row
            )


def looks_up(mapping: Mapping) -> bool:
    """Whether any node of the mapping is an agency that is looked up."""
    return any(rule.look_up for table in mapping.tables for rule in table.nodes.values())


def look_up_agencies(
    rows: pl.DataFrame, table: TableRule, register: AgencyRegister, loaded_on: date
) -> LookedUp:
    """Typed rows with the agencies that their columns name. loaded_on: the day that counts where a rule names none."""
    asking = [(rule, rule.look_up) for rule in table.nodes.values() if rule.look_up is not None]
    unresolved: list[Unresolved] = []
    for rule, wanted in asking:
        asked = _asked(rows, rule, wanted, loaded_on)
        answers = _answers(asked, wanted, register)
        ids = [None if key[0] is None else answers[key].agency for key in asked.iter_rows()]
        rows = rows.with_columns(pl.Series(looked_up(rule.alias), ids, dtype=pl.String))
        unresolved += _unresolved(rows, asked, wanted, answers)
    apart = [one.row for one in unresolved if one.rule.required]
    return LookedUp(rows.filter(~pl.col(ROW_COLUMN).is_in(apart)), tuple(dict.fromkeys(unresolved)))


def _asked(rows: pl.DataFrame, rule: NodeRule, wanted: LookUp, loaded_on: date) -> pl.DataFrame:
    """The text and the day of each row; a row on which the node is not wanted asks for nothing."""
    text = pl.col(wanted.column).cast(pl.String)
    day = pl.lit(loaded_on) if wanted.on is None else pl.col(wanted.on).cast(pl.Date)
    return rows.select(text=text if rule.when is None else pl.when(condition(rule.when)).then(text), day=day)


_Asked = tuple[str, date | None]


def _answers(asked: pl.DataFrame, wanted: LookUp, register: AgencyRegister) -> dict[_Asked, Resolved]:
    """Each text and day once: files name few agencies many times."""
    pairs: Iterable[_Asked] = asked.drop_nulls("text").unique().iter_rows()
    return {(text, day): register.resolve(text, by=wanted.by, on=day) for text, day in pairs}


def _unresolved(
    rows: pl.DataFrame, asked: pl.DataFrame, wanted: LookUp, answers: dict[_Asked, Resolved]
) -> Iterator[Unresolved]:
    places = rows.select(ROW_COLUMN, LINE_COLUMN).iter_rows()
    for (number, line), key in zip(places, asked.iter_rows(), strict=True):
        answer = None if key[0] is None else answers[key]
        if answer is not None and answer.agency is None:
            yield Unresolved(number, line, wanted, key[0], answer)
