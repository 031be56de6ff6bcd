"""A YAML file whose every value knows its line, so that an error can name file, line, field and value.

Values stay the text that was written: YAML would turn `No` into false and `010` into 8, which are ordinary words and
codes in an extract. What should be a number or true or false is read as one where it is asked for.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from difflib import get_close_matches
from typing import Any, NoReturn

import yaml

from graph.errors import InputFault
from graph.plain_yaml import LOADER

Path = tuple[str | int, ...]


NULL = "tag:yaml.org,2002:null"


@dataclass(frozen=True)
class Document:
    """A parsed file: its name and the line of each value, by path."""

    file: str
    lines: dict[Path, int]


@dataclass(frozen=True)
class Section:
    """A mapping inside a document. Every read is checked; what is wrong raises InputFault."""

    document: Document
    path: Path
    data: dict[str, Any]

    def fault(self, field: str, reason: str, *, value: object = None, fix: str) -> NoReturn:
        """Raise InputFault at the line of that field, or of what it would be part of where it is not there."""
        where = (*self.path, field)
        around = (where[:length] for length in range(len(where), -1, -1))
        line = next((self.document.lines[path] for path in around if path in self.document.lines), None)
        name = ".".join(str(part) for part in where)
        shown = None if value is None else str(value)
        raise InputFault(self.document.file, reason, line=line, field=name, value=shown, fix=fix)

    def only(self, words: Collection[str]) -> None:
        """Refuse words that the language does not have."""
        for word in self.data:
            if word not in words:
                self.fault(word, "unknown word", value=word, fix=nearest(word, words))

    def __contains__(self, word: str) -> bool:
        return self.data.get(word) is not None

    def text(self, word: str) -> str:
        """A text that must be there."""
        found = self.optional_text(word)
        if found is None:
            self.fault(word, "is missing", fix=f"Add '{word}: …'.")
        return found

    def optional_text(self, word: str) -> str | None:
        """A text, or None where it is left out."""
        value = self.data.get(word)
        if value is None:
            return None
        if not isinstance(value, str):
            self.fault(word, "must be a single value", fix="Write one word or text.")
        return value

    def one_of(self, word: str, valid: Collection[str], default: str | None = None) -> str:
        """One of these words. Without a default it must be there."""
        value = self.optional_text(word) if default is not None else self.text(word)
        if value is None:
            return str(default)
        if value not in valid:
            self.fault(word, "unknown word", value=value, fix=nearest(value, valid))
        return value

    def integer(self, word: str) -> int | None:
        """A whole number, or None where it is left out."""
        value = self.optional_text(word)
        if value is None:
            return None
        try:
            return int(value)
        except ValueError:
            self.fault(word, "must be a whole number", value=value, fix="Write digits only.")

    def flag(self, word: str) -> bool:
        """true or false; false where it is left out."""
        value = self.optional_text(word)
        if value not in (None, "true", "false"):
            self.fault(word, "must be true or false", value=value, fix="Write true or false.")
        return value == "true"

    def texts(self, word: str) -> tuple[str, ...]:
        """A text or a list of texts; () where it is left out."""
        value = self.data.get(word)
        if value is None:
            return ()
        found = value if isinstance(value, list) else [value]
        if not all(isinstance(item, str) for item in found):
            self.fault(word, "must be a text or a list of texts", fix="Write one word, or [one, other].")
        return tuple(found)

    def section(self, word: str) -> Section:
        """A mapping; an empty one where it is left out."""
        value = self.data.get(word)
        if value is None:
            value = {}
        if not isinstance(value, dict):
            self.fault(word, "must be a mapping of words to values", fix="Indent its words below it.")
        return Section(self.document, (*self.path, word), value)

    def sections(self, word: str) -> Iterator[tuple[str, Section]]:
        """The mappings inside a mapping, with their names."""
        outer = self.section(word)
        for name in outer.data:
            yield name, outer.section(name)

    def items(self, word: str) -> Iterator[Section]:
        """The mappings inside a list."""
        value = self.data.get(word)
        if value is None:
            return
        if not isinstance(value, list):
            self.fault(word, "must be a list", fix="Begin each entry with '- '.")
        for place, item in enumerate(value):
            if not isinstance(item, dict):
                self.fault(
                    word, "must be a list of mappings", value=item, fix="See docs/mapping-language.md."
                )
            yield Section(self.document, (*self.path, word, place), item)


def nearest(word: str, valid: Collection[str]) -> str:
    """A hint: the nearest valid word, or all of them where none is near."""
    close = get_close_matches(word, [str(one) for one in valid], n=1, cutoff=0.5)
    return f"Did you mean '{close[0]}'?" if close else f"Valid here: {', '.join(sorted(valid))}."


def parse_document(file: str, text: str) -> Section:
    """Text to its outermost mapping. Raises InputFault for YAML that cannot be read and for repeated words."""
    try:
        root = yaml.compose(text, Loader=LOADER)
        _no_aliases(file, text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else None
        raise InputFault(
            file, f"is not YAML: {error.problem}", line=line, fix="Check the indentation and quotes."
        ) from error
    except yaml.YAMLError as error:
        raise InputFault(file, f"is not YAML: {error}", fix="Save it as plain text in UTF-8.") from error
    if not isinstance(root, yaml.MappingNode):
        raise InputFault(file, "is not a mapping of words to values", fix="Begin with 'mapping: 1'.")
    lines: dict[Path, int] = {(): root.start_mark.line + 1}
    return Section(Document(file, lines), (), _mapping(file, root, (), lines))


def _no_aliases(file: str, text: str) -> None:
    """An alias can stand inside what it stands for, or unfold without end."""
    for event in yaml.parse(text, Loader=LOADER):
        if isinstance(event, yaml.AliasEvent):
            line = event.start_mark.line + 1 if event.start_mark else None
            raise InputFault(
                file, "an alias (*) is not part of the mapping language", line=line,
                value=event.anchor, fix="Write it out; 'repeat' stands for nodes and edges that are alike.",
            )  # fmt: skip


def _plain(file: str, node: yaml.Node, path: Path, lines: dict[Path, int]) -> Any:
    lines.setdefault(path, node.start_mark.line + 1)
    if isinstance(node, yaml.MappingNode):
        return _mapping(file, node, path, lines)
    if isinstance(node, yaml.SequenceNode):
        return [_plain(file, item, (*path, place), lines) for place, item in enumerate(node.value)]
    return None if node.tag == NULL else str(node.value)


def _mapping(file: str, node: yaml.MappingNode, path: Path, lines: dict[Path, int]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in node.value:
        word = key.value
        line = key.start_mark.line + 1
        if not isinstance(word, str):
            raise InputFault(file, "is no word", line=line, fix="Write 'word: value'.")
        if word in found:
            raise InputFault(file, "is given twice", line=line, field=word, fix="Keep one of them.")
        lines[(*path, word)] = line
        found[word] = _plain(file, value, (*path, word), lines)
    return found
