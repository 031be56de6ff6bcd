"""Texts of a file as they may stand in YAML: never more than one line, and never taken for anything but text."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

import yaml

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_/.%()' -]*[A-Za-z0-9_%)]|[A-Za-z0-9]+")
_TAKEN_FOR_SOMETHING_ELSE = re.compile(
    r"(?i)y|n|yes|no|on|off|true|false|null|~|[0-9.]+|[0-9]*e[0-9]*|0x.*|0o.*"
)
NO_WRAPPING = 10**9


def scalar(text: str) -> str:
    """The text as a YAML scalar for a block or a flow, in quotation marks where it needs them."""
    if _PLAIN.fullmatch(text) and not _TAKEN_FOR_SOMETHING_ELSE.fullmatch(text):
        return text
    dumped: str = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=NO_WRAPPING)
    return dumped.strip()


def flow_list(texts: Iterable[str]) -> str:
    """'[one, other]'."""
    return f"[{', '.join(map(scalar, texts))}]"


def flow(words: Mapping[str, str]) -> str:
    """'{word: value}' of words and of values that are YAML already."""
    return "{" + ", ".join(f"{scalar(word)}: {value}" for word, value in words.items()) + "}"


def comment(text: str) -> str:
    """'# text' on one line."""
    return f"# {' '.join(text.split())}"
