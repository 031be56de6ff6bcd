"""How much text the cells of a workbook come to: a text is in the file once, and a million cells may name it."""

from __future__ import annotations

import re
from array import array
from collections.abc import Iterator, Sequence

IS_LIST = re.compile(rb"<(?:\w+:)?sst[\s>]")
_TEXT = re.compile(rb"<(?:\w+:)?si[\s>/]")
_NAMES_ONE = re.compile(rb"""<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']s["']""")
_WHICH = re.compile(
    rb"""<(?:\w+:)?c\s[^>]*\bt\s*=\s*["']s["'][^>]*>\s*(?:<(?:\w+:)?f[^<]*</(?:\w+:)?f>\s*)?<(?:\w+:)?v>\s*(\d{1,9})\s*<"""
)


def lengths_of(pieces: Iterator[bytes]) -> array[int]:
    """The bytes that each text of a list takes in the file, marks of its form among them."""
    starts, before = array("Q"), 0
    for piece in pieces:
        starts.extend(before + match.start() for match in _TEXT.finditer(piece))
        before += len(piece)
    ends = (*starts[1:], before) if starts else ()
    return array("Q", (end - start for start, end in zip(starts, ends, strict=True)))


def text_of_cells(pieces: Iterator[bytes], lists: Sequence[array[int]]) -> int:
    """At most how many bytes the texts of a sheet's cells come to, each as often as a cell names it."""
    lengths = _longest_by_place(lists)
    longest = max(lengths, default=0)
    total = 0
    for piece in pieces:
        named = [int(which) for which in _WHICH.findall(piece)]
        # A cell that hides which text it names is taken to name the longest.
        hidden = max(len(_NAMES_ONE.findall(piece)) - len(named), 0)
        total += hidden * longest + sum(lengths[which] for which in named if which < len(lengths))
    return total


def _longest_by_place(lists: Sequence[array[int]]) -> Sequence[int]:
    if len(lists) == 1:
        return lists[0]
    count = max(map(len, lists), default=0)
    return [max(one[place] for one in lists if place < len(one)) for place in range(count)]
