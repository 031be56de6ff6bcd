"""Text on its way into a CSV file or a workbook, where a program might take it for a formula."""

from __future__ import annotations

# What the programs that open such files take for the beginning of a formula or a command, OWASP "CSV Injection";
# the wide forms are what some of them turn into the plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def harmless(text: str) -> str:
    """The text of a cell that no program carries out: an apostrophe goes before what might begin a formula.

    Blanks in front are looked through. The text of a person stays readable, and the apostrophe says that it is text.
    """
    begins = text.lstrip(" \u00a0")
    return f"'{text}" if text.startswith(FORMULA_STARTS) or begins.startswith(FORMULA_STARTS) else text
