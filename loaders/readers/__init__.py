"""Reading: files of any known format become frames of text with line numbers.

A further format is one module with `read`, `header` and `tables`, and one line in `formats.FORMATS`.
"""

from loaders.readers.formats import FORMATS, header, read, tables
from loaders.readers.spec import JOINED_BY, LINE_COLUMN, SQL, Chunk, ReadSpec, RejectedRow, RowFinding

__all__ = [
    "FORMATS",
    "JOINED_BY",
    "LINE_COLUMN",
    "SQL",
    "Chunk",
    "ReadSpec",
    "RejectedRow",
    "RowFinding",
    "header",
    "read",
    "tables",
]
