"""What a person does with a starting mapping, done at once: every mark gives way to something that is allowed there."""

from __future__ import annotations

import re

from loaders.mapping.unfinished import FILL_IN
from loaders.profile.scalars import scalar

KNOWN = {
    "id": "agency/feed", "title": "Feed", "agency": "agency", "agency_kind": "other", "agency_name": "Agency",
    "category": "register", "as_of": "unknown", "from": "2020-01-01", "to": "unknown", "area": "all",
    "ages": "{from: 0, to: 17}", "delivery": "whole",
}  # fmt: skip
NOT_MAPPED = re.compile(r"^(\s+# not mapped yet: .*\n\s+)# ", re.MULTILINE)


def read_all(text: str) -> str:
    """The mapping with every column that is not mapped yet read, as its comment offers."""
    return NOT_MAPPED.sub(r"\1", text)


def finished(text: str, *key: str) -> str:
    """The mapping with all marks filled in. key: the columns of the own id, for tables where that is marked."""
    for word, value in KNOWN.items():
        text = re.sub(rf"^(\s+{word}): {FILL_IN}", rf"\1: {value}", text, flags=re.MULTILINE)
    columns = f"[{', '.join(map(scalar, key))}]"
    text = text.replace(f"key: {FILL_IN}", f"key: {columns}")
    row = f"{{row: {{kind: Record, key: {columns}, set: {{own_id: {scalar(key[0])}}}}}}}" if key else FILL_IN
    return text.replace(f"nodes: {FILL_IN}", f"nodes: {row}")
