"""The parts of a mapping that say how a table is read and what its columns hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import fields

from graph.codes import code_list, list_names
from loaders.mapping.document import Section, nearest
from loaders.mapping.model import Column, Derived
from loaders.readers import FORMATS, ReadSpec

COLUMN_TYPES = {"text", "date", "datetime", "integer", "number", "boolean", "code"}
COLUMN_WORDS = {"type", "format", "values", "codes", "otherwise", "required", "optional"}
DERIVED_WORDS = {
    "join", "with", "first_of", "column", "pattern", "plus_days", "values", "codes", "otherwise", "type", "format",
    "const",
}  # fmt: skip
WAYS = ("join", "first_of", "column", "const")
READ_WORDS = {field.name for field in fields(ReadSpec)}


def read_spec(section: Section) -> ReadSpec:
    """The `read:` part. Raises InputFault for an unknown word or format."""
    section.only(READ_WORDS)
    columns = section.section("columns")
    table = section.texts("table")
    return ReadSpec(
        format=section.one_of("format", set(FORMATS)),
        encoding=section.optional_text("encoding") or "utf-8",
        delimiter=section.optional_text("delimiter") or ",",
        header=section.integer("header") or 1,
        table=None if not table else table[0] if len(table) == 1 else table,
        rows=section.optional_text("rows"),
        columns={name: columns.text(name) for name in columns.data},
        missing=("", *section.texts("missing")),
        short_rows=section.flag("short_rows"),
    )


def columns(section: Section) -> dict[str, Column]:
    """The `columns:` part: name to a type, or to a mapping of words."""
    outer = section.section("columns")
    found = {}
    for name, value in outer.data.items():
        if value is None or isinstance(value, str):
            found[name] = Column(name, outer.one_of(name, COLUMN_TYPES, default="text"))
        else:
            found[name] = _column(name, outer.section(name))
    return found


def _column(name: str, section: Section) -> Column:
    section.only(COLUMN_WORDS)
    values, codes, otherwise = code_words(section)
    kind = section.one_of("type", COLUMN_TYPES, default="code" if values or codes else "text")
    formats = section.texts("format")
    if kind in ("date", "datetime") and not formats:
        section.fault("format", "is missing", fix="Declare it, for example 'format: \"%d/%m/%Y\"'.")
    return Column(
        name, kind, formats, values, codes, otherwise, section.flag("required"), section.flag("optional")
    )


def code_words(section: Section) -> tuple[Mapping[str, str | bool], str | None, str | None]:
    """`values`, `codes` and `otherwise`, checked against the code list."""
    name, otherwise = section.optional_text("codes"), section.optional_text("otherwise")
    table = section.section("values")
    values = {str(word): table.data[word] for word in table.data}
    if name is None:
        return values, None, otherwise
    if name not in list_names():
        section.fault("codes", "unknown code list", value=name, fix=nearest(name, list_names()))
    valid = {code.code for code in code_list(name).codes}
    for word in values:
        table.one_of(word, valid)
    if otherwise is not None:
        section.one_of("otherwise", valid)
    return values or {code: code for code in valid}, name, otherwise


def derived(section: Section, declared: Collection[str]) -> tuple[Derived, ...]:
    """The `derive:` part, in order: a column may use those derived before it."""
    known = set(declared)
    found = []
    for name, inner in section.sections("derive"):
        one = _derived(name, inner)
        for column in (*one.join, *one.first_of, *([one.column] if one.column else [])):
            if column not in known:
                inner.fault("column", "no such column", value=column, fix=nearest(column, known))
        known.add(name)
        found.append(one)
    return tuple(found)


def _derived(name: str, section: Section) -> Derived:
    section.only(DERIVED_WORDS)
    ways = [way for way in WAYS if way in section]
    if len(ways) != 1:
        section.fault("join", "needs exactly one way to be made", value=", ".join(ways) or "none",
                      fix=f"Use one of {', '.join(WAYS)}.")  # fmt: skip
    values, codes, otherwise = code_words(section)
    return Derived(
        name=name,
        join=section.texts("join"),
        with_=str(section.data.get("with", " ")),
        first_of=section.texts("first_of"),
        column=section.optional_text("column"),
        pattern=section.optional_text("pattern"),
        plus_days=section.integer("plus_days"),
        values=values,
        codes=codes,
        otherwise=otherwise,
        type=section.one_of("type", COLUMN_TYPES, default="text"),
        formats=section.texts("format"),
        constant=section.optional_text("const"),
    )
