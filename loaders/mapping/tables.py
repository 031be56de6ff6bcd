"""The parts of a mapping that say how a table is read and what its columns hold."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from graph.codes import list_names
from loaders.mapping.checked import check_formats, check_pattern, codes_of_sources
from loaders.mapping.databases import check_database, query_of
from loaders.mapping.document import Section, nearest
from loaders.mapping.model import Column, ColumnKind, Derived, Expectation, Split
from loaders.mapping.words import names_tables, words_of
from loaders.readers import FORMATS, SQL, ReadSpec

COLUMN_TYPES = ("text", "date", "datetime", "integer", "number", "boolean", "code")
COLUMN_WORDS = {
    "type", "format", "values", "codes", "otherwise", "required", "optional", "also", "path", "several",
}  # fmt: skip
WAYS = ("join", "first_of", "column", "const")
MADE_WORDS = {"type", "format", "values", "codes", "otherwise", "required"}
CHANGES = ("pattern", "plus_days", "found_in")
WORDS_OF_A_WAY = {
    "join": {"join", "with"},
    "first_of": {"first_of"},
    "column": {"column", *CHANGES},
    "const": {"const"},
}
DERIVED_WORDS = MADE_WORDS.union(*WORDS_OF_A_WAY.values())
SPLIT_WORDS = {"at", "keep"}
EXPECT_WAYS = ("pattern", "equals", "among", "found_in", "past")
EXPECT_WORDS = {"column", "words", *EXPECT_WAYS}
READ_WORDS = {"format", "encoding", "delimiter", "header", "table", "query", "rows", "missing", "short_rows"}
WITH_PATHS = ("xml", "json", "ndjson")


def read_specs(table: Section) -> tuple[ReadSpec, ...]:
    """The `read:` part, one way or a list of them, and the paths of `columns:`. Raises InputFault for an unknown word
    or format."""
    is_list = isinstance(table.data.get("read"), list)
    ways = tuple(table.items("read")) if is_list else (table.section("read"),)
    specs = tuple(_read_spec(way, table.section("columns")) for way in ways)
    if not specs:
        table.fault("read", "names no way to read it", fix="For example 'read: {format: csv}'.")
    _paths_have_a_tree(table.section("columns"), specs)
    return specs


def _read_spec(section: Section, columns: Section) -> ReadSpec:
    section.only(READ_WORDS)
    forms, rows = _read_formats(section), section.texts("rows")
    if len(rows) > 1 and "xml" in forms:
        section.fault("rows", "one path only leads to the rows of XML", fix="Declare a table for each.")
    check_database(section, forms)
    table = section.texts("table")
    return ReadSpec(
        format=forms[0],
        or_formats=forms[1:],
        encoding=section.optional_text("encoding") or "utf-8",
        delimiter=section.optional_text("delimiter") or ",",
        header=section.integer("header") or 1,
        table=None if not table else table[0] if len(table) == 1 else table,
        rows=rows[0] if rows else None,
        or_rows=rows[1:],
        columns=_paths(columns, forms),
        missing=("", *section.texts("missing")),
        short_rows=section.flag("short_rows"),
        query=query_of(section),
    )


def _read_formats(section: Section) -> tuple[str, ...]:
    """One format, or several of which the end of a file's name says which it has."""
    found = section.texts("format") or (section.text("format"),)
    for form in found:
        if form not in {*FORMATS, SQL}:
            section.fault("format", "unknown word", value=form, fix=nearest(form, {*FORMATS, SQL}))
    return found


def _paths(columns: Section, forms: tuple[str, ...]) -> Mapping[str, str]:
    """Where each column stands in a tree; a column without a path stands under its own name. Of a database, the names
    that a column may have, so that only these are fetched."""
    if SQL in forms:
        return {name: name for own in columns.data for name in (own, *_also(columns, own))}
    declared = {name: _path(columns, name) for name in columns.data}
    if "xml" in forms or (any(form in WITH_PATHS for form in forms) and any(declared.values())):
        return {name: path or name for name, path in declared.items()}
    return {}


def _paths_have_a_tree(columns: Section, specs: tuple[ReadSpec, ...]) -> None:
    if any(form in WITH_PATHS for spec in specs for form in (spec.format, *spec.or_formats)):
        return
    for name in columns.data:
        path = _path(columns, name)
        if path is not None:
            columns.section(name).fault("path", "only files that are trees have paths", value=path,
                                        fix=f"Take it out; it is for {', '.join(WITH_PATHS)}.")  # fmt: skip


def _path(columns: Section, name: str) -> str | None:
    return columns.section(name).optional_text("path") if isinstance(columns.data[name], dict) else None


def _also(columns: Section, name: str) -> tuple[str, ...]:
    return columns.section(name).texts("also") if isinstance(columns.data[name], dict) else ()


def columns(section: Section) -> dict[str, Column]:
    """The `columns:` part: name to a type, or to a mapping of words."""
    outer = section.section("columns")
    found = {}
    for name, value in outer.data.items():
        if value is None or isinstance(value, str):
            kind = outer.one_of(name, COLUMN_TYPES, default="text")
            found[name] = Column(name, kind, _formats(outer, name, kind, ()))
        else:
            found[name] = _column(name, outer.section(name))
    for name, column in found.items():
        for other in column.also:
            if other in found:
                outer.section(name).fault("also", "there is a column of this name", value=other,
                                          fix="A name of the file can stand for one column only.")  # fmt: skip
    return found


def _column(name: str, section: Section) -> Column:
    section.only(COLUMN_WORDS)
    kind, formats, values, codes, otherwise = _reading(section)
    return Column(
        name, kind or "text", formats, values, codes, otherwise, section.flag("required"), section.flag("optional"),
        section.data.get("several") or Column.several, section.texts("also"),
        names_tables(section),
    )  # fmt: skip


def _reading(
    section: Section,
) -> tuple[str | None, tuple[str, ...], Mapping[str, str | bool], str | None, str | None]:
    """type, format, values, codes and otherwise; a type of None where nothing says one."""
    has_codes = bool("values" in section or "codes" in section)
    kind = section.one_of("type", COLUMN_TYPES) if "type" in section else "code" if has_codes else None
    if has_codes and kind not in ("code", "boolean"):
        section.fault("type", "has no values or codes", value=kind, fix="Leave 'type' out, or the values.")
    if kind == "code" and not has_codes:
        section.fault("codes", "is missing", fix="Name a code list, or give 'values'.")
    if "otherwise" in section and kind != "code":
        section.fault("otherwise", "is only for codes", fix="Take it out, or give 'values'.")
    formats = _formats(section, "format", kind, section.texts("format"))
    if kind == "boolean":
        return kind, formats, _true_and_false(section), None, None
    return kind, formats, *_codes(section)


def _formats(section: Section, word: str, kind: str | None, formats: tuple[str, ...]) -> tuple[str, ...]:
    if kind not in ("date", "datetime"):
        if formats:
            section.fault(word, "is only for dates", fix="Take it out, or write 'type: date'.")
        return ()
    if not formats:
        section.fault(word, "a date needs its format", fix="For example {type: date, format: '%d/%m/%Y'}.")
    check_formats(section, word, kind, formats)
    return formats


def _true_and_false(section: Section) -> Mapping[str, str | bool]:
    if "codes" in section:
        section.fault("codes", "is not for true and false", fix="Take it out.")
    table = section.section("values")
    return {word: table.one_of(word, ("true", "false")) == "true" for word in table.data}


def _codes(section: Section) -> tuple[Mapping[str, str | bool], str | None, str | None]:
    """`values`, `codes` and `otherwise`, checked against the code list."""
    if "codes" not in section and not names_tables(section):
        table = section.section("values")
        return {word: table.text(word) for word in table.data}, None, section.optional_text("otherwise")
    codes = codes_of_sources(section.one_of("codes", list_names()))
    valid = [code.code for code in codes.codes]
    otherwise = section.one_of("otherwise", valid) if "otherwise" in section else None
    if names_tables(section):
        return words_of(section, codes.name), codes.name, otherwise
    table = section.section("values")
    values: dict[str, str | bool] = {word: table.one_of(word, valid) for word in table.data}
    return values or codes.words(), codes.name, otherwise


def splits(section: Section, declared: Mapping[str, Column]) -> dict[str, Split]:
    """The `split:` part: a column of text and what parts its values; each value makes a row."""
    inner = section.section("split")
    for name in inner.data:
        if name not in declared:
            inner.fault(name, "no such column", value=name, fix=nearest(name, declared))
        if declared[name].type != "text":
            inner.fault(name, "only a column of text can be split", value=declared[name].type,
                        fix="Declare it as text, and derive a column of the other type.")  # fmt: skip
    return {name: _split(inner, name) for name in inner.data}


def _split(section: Section, name: str) -> Split:
    if not isinstance(section.data[name], dict):
        return Split(section.text(name))
    inner = section.section(name)
    inner.only(SPLIT_WORDS)
    at, keep = inner.text("at"), inner.optional_text("keep")
    if keep is not None and at not in keep:
        inner.fault("keep", "holds nothing at which the cell would be split", value=keep, fix="Take it out.")
    return Split(at, keep)


def derived(section: Section, declared: Mapping[str, Column]) -> tuple[Derived, ...]:
    """The `derive:` part, in order: a column may use those derived before it."""
    kinds = {name: column.kind for name, column in declared.items()}
    found = []
    for name, inner in section.sections("derive"):
        if name in kinds:
            section.section("derive").fault(
                name, "there is a column of this name", fix="Choose another name."
            )
        one = _derived(name, inner, kinds)
        kinds[name] = one.kind
        found.append(one)
    return tuple(found)


def _derived(name: str, section: Section, kinds: Mapping[str, ColumnKind]) -> Derived:
    section.only(DERIVED_WORDS)
    ways = [way for way in WAYS if way in section]
    if len(ways) != 1:
        section.fault(ways[1] if ways else "column", "needs exactly one way to be made", value=", ".join(ways) or None,
                      fix=f"Use one of {', '.join(WAYS)}.")  # fmt: skip
    section.only(MADE_WORDS | WORDS_OF_A_WAY[ways[0]])
    used = {way: section.texts(way) for way in ("join", "first_of", "column")}
    for way, names in used.items():
        for column in names:
            if column not in kinds:
                section.fault(way, "no such column", value=column, fix=nearest(column, kinds))
    kind, formats, values, codes, otherwise = _reading(section)
    made = _made(section, used, kinds)
    if kind is not None and made.type not in ("text", "code"):
        section.fault("type", f"a column that is a {made.type} already cannot be read again", value=kind,
                      fix="Declare the column as text, and derive what it means.")  # fmt: skip
    return Derived(
        name=name,
        kind=ColumnKind(kind, codes) if kind else made,
        join=used["join"],
        with_=str(section.data.get("with", " ")),
        first_of=used["first_of"],
        column=section.optional_text("column"),
        pattern=section.optional_text("pattern"),
        plus_days=section.integer("plus_days"),
        found_in=_table_to_column(section),
        constant=section.optional_text("const"),
        type=kind,
        formats=formats,
        values=values,
        codes=codes,
        otherwise=otherwise,
        required=section.flag("required"),
        any_spelling=names_tables(section),
    )


def _made(
    section: Section, used: Mapping[str, tuple[str, ...]], kinds: Mapping[str, ColumnKind]
) -> ColumnKind:
    """What the chosen way gives, before it is read as another type."""
    text = ColumnKind("text")
    if used["first_of"]:
        first, *others = (kinds[column] for column in used["first_of"])
        if any(other != first for other in others):
            section.fault(
                "first_of", "its columns hold different things", fix="Give them the same type and codes."
            )
        return first
    if not used["column"]:
        return text
    source = kinds[used["column"][0]]
    changes = [change for change in CHANGES if change in section]
    if len(changes) > 1:
        section.fault(changes[1], "is one change too many", fix=f"Derive a column by '{changes[0]}' first.")
    if "found_in" in section:
        return ColumnKind("boolean")
    if "pattern" in section:
        check_pattern(section, "pattern", groups=1)
        return text
    if "plus_days" in section:
        _is(section, "plus_days", source, ("date", "datetime"))
    return source


def _is(section: Section, word: str, kind: ColumnKind, types: Collection[str]) -> None:
    if kind.type not in types:
        section.fault(word, f"needs a column of {' or '.join(types)}", value=kind.type, fix="Declare it so.")


def _table_to_column(section: Section) -> dict[str, str]:
    inner = section.section("found_in")
    return {name: inner.text(name) for name in inner.data}


def expectations(section: Section, kinds: Mapping[str, ColumnKind]) -> tuple[Expectation, ...]:
    """The `expect:` part: name to what is expected of a column."""
    return tuple(_expectation(name, inner, kinds) for name, inner in section.sections("expect"))


def _expectation(name: str, section: Section, kinds: Mapping[str, ColumnKind]) -> Expectation:
    section.only(EXPECT_WORDS)
    ways = [way for way in EXPECT_WAYS if way in section]
    if len(ways) != 1:
        section.fault(ways[1] if ways else "pattern", "needs exactly one thing that is expected",
                      value=", ".join(ways) or None, fix=f"Use one of {', '.join(EXPECT_WAYS)}.")  # fmt: skip
    if "pattern" in section:
        check_pattern(section, "pattern", groups=0)
    if "equals" in section:
        section.one_of("equals", kinds)
    column = section.one_of("column", kinds)
    if "past" in section:
        _is(section, "past", kinds[column], ("date", "datetime"))
    return Expectation(
        name, column, section.text("words"), section.optional_text("pattern"),
        section.optional_text("equals"), section.texts("among"), _table_to_column(section), section.flag("past"),
    )  # fmt: skip
