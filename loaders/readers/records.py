"""Delimited records with the physical line each starts on, and a way back where quotation marks go wrong."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass

from loaders.readers.text_lines import LINE_LIMIT

FIELD_LIMIT = 1024 * 1024
RECORD_LINES = 10_000
REREAD_LIMIT = 64 * 1024 * 1024
BLOCK_LINES = 8_192
BLOCK_TEXT = LINE_LIMIT


@dataclass(frozen=True)
class Broken:
    """A physical line that could not be split into fields. reason, fix: words for a person."""

    line: int
    text: str
    reason: str
    fix: str


class QuotesNeverPair(Exception):
    """So much had to be read again because of open quotation marks that going on would never end."""


class _EndlessRecord(Exception):
    """The record at hand is longer than any record can be."""


class Records:
    """The records of a delimited text, from the physical lines `fresh`; `line` is where the next one starts.

    A record that turns out broken costs only its first line: the lines read with it are read again as records
    of their own, so one forgotten quotation mark does not swallow the rows below it.
    """

    def __init__(self, fresh: Iterator[str], delimiter: str, first_line: int = 1) -> None:
        # The limit is one number for the whole process; only its being large enough matters here.
        csv.field_size_limit(FIELD_LIMIT)
        self.line = first_line
        self._delimiter = delimiter
        self._fresh = fresh
        self._again: deque[str] = deque()
        self._held: list[str] = []
        self._held_size = 0
        self._done = 0
        self._reread = 0
        self._parser = csv.reader(self, delimiter=delimiter, strict=True)

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        line = self._again.popleft() if self._again else next(self._fresh)
        self._held.append(line)
        self._held_size += len(line)
        if self._held_size >= LINE_LIMIT or len(self._held) > RECORD_LINES:
            raise _EndlessRecord
        return line

    def one(self) -> tuple[int, list[str]] | Broken | None:
        """Return the next record with its line, a broken line, or None at the end; skip blank lines."""
        while True:
            self._held, self._held_size = [], 0
            try:
                fields = next(self._parser)
            except StopIteration:
                return None
            except (csv.Error, _EndlessRecord) as problem:
                return self._give_back(problem)
            start, self.line = self.line, self.line + len(self._held)
            self._done += self._held_size
            if fields:
                return start, fields

    def plain_block(self, most: int, width: int) -> tuple[int, int, list[list[str]]] | None:
        """Return (first line, characters, rows) of the next lines if each is one whole row of `width` fields.

        The common case, split at the speed of C. None: nothing was consumed, go on with `one`.
        """
        block, size = self._take(min(most, BLOCK_LINES))
        rows = self._split(block, width) if block and size < BLOCK_TEXT else None
        if rows is None:
            self._again.extendleft(reversed(block))
            return None
        start, self.line = self.line, self.line + len(block)
        self._done += size
        return start, size, rows

    def _take(self, most: int) -> tuple[list[str], int]:
        block: list[str] = []
        size = 0
        while len(block) < most and size < BLOCK_TEXT:
            line = self._again.popleft() if self._again else next(self._fresh, "")
            if not line:
                break
            block.append(line)
            size += len(line)
        return block, size

    def _split(self, block: list[str], width: int) -> list[list[str]] | None:
        try:
            rows = list(csv.reader(block, delimiter=self._delimiter, strict=True))
        except csv.Error:
            return None
        same = len(rows) == len(block) and all(len(row) == width for row in rows)
        return rows if same else None

    def _give_back(self, problem: Exception) -> Broken:
        broken = Broken(self.line, self._held[0].rstrip("\r\n"), *_words(problem, self._held))
        rest = self._held[1:]
        self._again.extendleft(reversed(rest))
        self._done += len(self._held[0])
        self._reread += sum(map(len, rest))
        # What is read twice may grow with the file, but not faster: that keeps the time in proportion to its size.
        if self._reread > REREAD_LIMIT + 2 * self._done:
            raise QuotesNeverPair(broken.line)
        self.line += 1
        return broken


def _words(problem: Exception, held: list[str]) -> tuple[str, str]:
    if len(held[0]) >= LINE_LIMIT:
        return f"the line is longer than {LINE_LIMIT:,} characters", "Check that the file has line ends."
    if "field larger than field limit" in str(problem) and len(held) == 1:
        return f"a field is longer than {FIELD_LIMIT:,} characters", "Shorten it, or export it elsewhere."
    if "expected after" in str(problem) and len(held) == 1:
        return (
            "a quotation mark stands inside a field that begins with one",
            'Write a quotation mark inside a quoted field twice: "".',
        )
    return (
        "a quotation mark opens a field and is never closed",
        'Close the field with a second quotation mark; write one that belongs to the text twice: "".',
    )
