"""Text files: the declared encoding checked over the whole file, and physical lines of bounded length."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from graph.errors import InputFault
from loaders.readers.spec import ReadSpec

LINE_LIMIT = 16 * 1024 * 1024
BLOCK = 1024 * 1024
UNIVERSAL, LINE_FEED = "", "\n"
# Letters of one byte among bytes of zero: text in two bytes a letter.
UNMARKED = {
    re.compile(rb"[^\x00]\x00[^\x00]\x00", re.DOTALL): "utf-16-le",
    re.compile(rb"\x00[^\x00]\x00[^\x00]", re.DOTALL): "utf-16-be",
}
MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


def codec_of(path: Path, spec: ReadSpec) -> str:
    """Return Python's name of the declared encoding; the one that drops the mark for UTF-8."""
    try:
        "".encode(spec.encoding)
        name = codecs.lookup(spec.encoding).name
    except (LookupError, ValueError) as problem:
        fix = "Declare one that Python knows, such as utf-8, cp1252, iso-8859-1 or utf-16."
        reason = "there is no such text encoding"
        raise InputFault(str(path), reason, field="encoding", value=spec.encoding, fix=fix) from problem
    return "utf-8-sig" if name == "utf-8" else name


def check_encoding(path: Path, spec: ReadSpec) -> str:
    """Read the whole file once in blocks; return the codec, or raise InputFault with line and byte.

    Done before any row is handed out, so that a load is not stopped half-way by a letter in its last line.
    """
    codec = codec_of(path, spec)
    _check_mark(path, spec, codec)
    decoder = codecs.getincrementaldecoder(codec)()
    done = 0
    with path.open("rb") as file:
        while True:
            block = file.read(BLOCK)
            pending = len(decoder.getstate()[0])
            try:
                decoder.decode(block, final=not block)
            except UnicodeDecodeError as problem:
                raise _encoding_fault(path, spec, codec, done - pending + problem.start, problem) from problem
            except UnicodeError as problem:
                reason, fix = f"the file is not {spec.encoding}: {problem}", "Declare its encoding."
                raise InputFault(str(path), reason, field="encoding", fix=fix) from problem
            if not block:
                return codec
            done += len(block)


def _check_mark(path: Path, spec: ReadSpec, codec: str) -> None:
    with path.open("rb") as file:
        start = file.read(4)
    for form, encoding in UNMARKED.items():
        if form.fullmatch(start) and not codec.startswith("utf-16"):
            raise InputFault(
                str(path),
                f"the file looks like {encoding}, without a mark",
                line=1,
                field="encoding",
                value=spec.encoding,
                fix=f"Declare 'encoding: {encoding}'.",
            )
    for mark, encoding in MARKS.items():
        if start.startswith(mark) and not codec.startswith((encoding, "utf-32")):
            raise InputFault(
                str(path),
                f"the file begins with the mark of {encoding}",
                line=1,
                field="encoding",
                value=spec.encoding,
                fix=f"Declare 'encoding: {encoding}'.",
            )


def _encoding_fault(
    path: Path, spec: ReadSpec, codec: str, offset: int, problem: UnicodeDecodeError
) -> InputFault:
    line = _line_of_byte(path, codec, offset)
    bad = problem.object[problem.start : max(problem.end, problem.start + 1)]
    found = " ".join(f"0x{byte:02X}" for byte in bad[:4]) or "end of file"
    hint = " A file saved by Excel on Windows is often cp1252." if codec == "utf-8-sig" else ""
    return InputFault(
        str(path),
        f"byte {offset} of the file (counted from 0) is not {spec.encoding}",
        line=line,
        value=found,
        fix=f"Declare the encoding that the file was written in, or save it again as {spec.encoding}.{hint}",
    )


def _line_of_byte(path: Path, codec: str, offset: int) -> int:
    decoder = codecs.getincrementaldecoder(codec)()
    line, ended_in_return = 1, False
    with path.open("rb") as file:
        while offset > 0:
            block = file.read(min(BLOCK, offset))
            if not block:
                break
            offset -= len(block)
            text = decoder.decode(block)
            line += text.count("\n") + text.count("\r") - text.count("\r\n")
            line -= int(ended_in_return and text.startswith("\n"))
            ended_in_return = text.endswith("\r") if text else ended_in_return
    return line


def physical_lines(file: TextIO) -> Iterator[str]:
    """Yield the lines with their ends; of a line over LINE_LIMIT characters only its first LINE_LIMIT."""
    while line := file.readline(LINE_LIMIT):
        yield line
        if len(line) == LINE_LIMIT and not line.endswith(("\n", "\r")):
            _skip_line(file)


def _skip_line(file: TextIO) -> None:
    while rest := file.readline(LINE_LIMIT):
        if rest.endswith(("\n", "\r")):
            return
