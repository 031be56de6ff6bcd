"""Text on its way into a CSV file or a workbook, where a program might take it for a formula.

The rule is OWASP's "CSV Injection" (https://owasp.org/www-community/attacks/CSV_Injection). All tables leave through
`graph.table_files`, which holds to it.
"""

from __future__ import annotations

import re

# What the programs that open such files take for the beginning of a formula or a command; the wide forms are what some
# of them turn into the plain ones.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_BEGINS = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")
# Where semicolons or tabs part fields, a program that opens a file with commas begins a cell in the middle of a text.
_BEGINS_WITHIN = re.compile(r"([;\t\r\n][\s\"]*)(?=[=+\-@＝＋－＠])")
_NUMBER = re.compile(r"-[0-9]{1,15}(?:\.[0-9]{1,15})?")


def harmless(text: str) -> str:
    """The text of a cell that no program carries out: an apostrophe goes before what might begin a formula.

    Blanks in front are looked through, and a number below zero stays one. The text of a person stays readable, and a
    telephone number that begins with '+' keeps it: the apostrophe says that it is text.
    """
    if _NUMBER.fullmatch(text):
        return text
    within = _BEGINS_WITHIN.sub(r"\1'", text)
    return f"'{within}" if _BEGINS.match(within) else within
