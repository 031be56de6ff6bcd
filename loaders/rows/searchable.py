"""What search looks at in a record."""

from __future__ import annotations

import polars as pl

from graph.search import search_columns


def searchable(records: pl.DataFrame) -> pl.DataFrame:
    """Add what search looks at. Former names and names that the source does not part count as other names."""
    others = pl.concat_str("former_family_name", "name_as_given", separator=" ", ignore_nulls=True)
    return search_columns(records.with_columns(others.alias("other_names"))).drop("other_names")
