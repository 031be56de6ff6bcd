"""The pages on mappings: every word of the language is in them, and every example is true."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from loaders.mapping import looking_up, parse, parse_mapping, rules, tables
from tests.feeds import gathered, rows_of, write

DOCS = Path(__file__).parents[4] / "docs"
LANGUAGE = (DOCS / "mapping-language.md").read_text(encoding="utf-8")
SOURCE = (DOCS / "add-a-source.md").read_text(encoding="utf-8")
WORDS = {
    *parse.TOP_WORDS, *parse.FEED_WORDS, *parse.COVERS_WORDS, *parse.AGES_WORDS, *parse.TABLE_WORDS, *tables.READ_WORDS,
    *tables.COLUMN_WORDS, *tables.COLUMN_TYPES, *tables.DERIVED_WORDS, *tables.EXPECT_WORDS, *rules.NODE_WORDS,
    *rules.EDGE_WORDS, *rules.WHEN_WORDS, *looking_up.LOOK_UP_WORDS, *tables.SPLIT_WORDS,
}  # fmt: skip


def blocks(text: str, language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", text, re.DOTALL)


@pytest.mark.parametrize("word", sorted(WORDS))
def test_every_word_of_the_language_is_explained(word: str) -> None:
    explained = {one for row in LANGUAGE.splitlines() for one in re.findall(r"`([a-z_]+)`", row)}
    assert word in explained


def test_every_example_is_a_sound_mapping() -> None:
    examples = blocks(LANGUAGE, "yaml") + blocks(SOURCE, "yaml")
    assert len(examples) == 2
    for example in examples:
        parse_mapping("example.yaml", example)


def test_the_source_that_is_added_in_the_guide_loads_as_the_guide_says(tmp_path: Path) -> None:
    (mapping,), (sample,) = blocks(SOURCE, "yaml"), blocks(SOURCE, "csv")
    file = write(tmp_path / "early_help.csv", sample)
    found = gathered(parse_mapping("early_help.yaml", mapping), file)
    assert (found.read, found.loaded, found.findings) == (3, 2, [])
    ((_, row),) = found.rejected
    assert (row.line, row.field, row.value) == (4, "Born", "30/01/13")
    assert rows_of(found.frames, "HAS_INVOLVEMENT", "start", "status") == [
        ("early_help/cases/EH1", "current"), ("early_help/cases/EH2", "historic"),
    ]  # fmt: skip
    corrected = mapping.replace(
        'Born: {type: date, format: "%d/%m/%Y"}', 'Born: {type: date, format: ["%d/%m/%Y", "%d/%m/%y"]}'
    )
    assert gathered(parse_mapping("early_help.yaml", corrected), file).loaded == 3
