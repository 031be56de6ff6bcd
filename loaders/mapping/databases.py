"""The words of `read:` that are for databases, checked before one is reached."""

from __future__ import annotations

import re

from loaders.mapping.document import Section
from loaders.readers import SQL

WITH_QUERIES = (SQL, "sqlite")
ONLY_FOR_FILES = ("encoding", "delimiter", "header", "rows", "short_rows")
_READS = re.compile(r"(select|with)\b", re.IGNORECASE)


def query_of(section: Section) -> str | None:
    """The query, without the ';' at its end; None where a table is read. Raises InputFault unless it is one statement
    that reads: a database would carry out whatever stands behind it as well."""
    query = section.optional_text("query")
    if query is None:
        return None
    query = query.strip().removesuffix(";").strip()
    if not _READS.match(query):
        section.fault(
            "query", "does not begin with SELECT or WITH", value=query, fix="A query may only read."
        )
    if ";" in query:
        section.fault("query", "holds a ';', which begins another statement", value=query,
                      fix="Write one statement; for the sign itself write chr(59), or char(59) in SQLite.")  # fmt: skip
    return query


def check_database(section: Section, forms: tuple[str, ...]) -> None:
    """Whether the other words fit a database, or a file. Raises InputFault."""
    if "query" in section and not set(forms) <= {*WITH_QUERIES}:
        section.fault("query", "only databases can be asked", fix="Take it out, or write 'format: sql'.")
    if "query" in section and "table" in section:
        section.fault("query", "stands beside 'table'", fix="Keep one of them.")
    if SQL not in forms:
        return
    if len(forms) > 1:
        section.fault("format", "a database is no form of a file", value=SQL,
                      fix="Write a list under 'read': one way for files, one with 'format: sql'.")  # fmt: skip
    if "table" not in section and "query" not in section:
        section.fault("table", "is missing", fix="Name the table or view, or write a 'query'.")
    for word in ONLY_FOR_FILES:
        if word in section:
            section.fault(word, "is only for files", fix="Take it out.")
