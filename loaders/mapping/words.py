"""The part of a mapping that says in which tables of words, and words of its own, a code is looked up."""

from __future__ import annotations

from graph.codes import code_list
from graph.codes.words import word_table, word_tables
from graph.folding import squeezed
from loaders.mapping.document import Section, nearest


def names_tables(section: Section) -> bool:
    """Whether `values` names tables of words, alone or in a list: then it does not matter how a word is written."""
    return isinstance(section.data.get("values"), (str, list))


def words_of(section: Section, codes: str) -> dict[str, str | bool]:
    """Squeezed word to code, of all that `values` lists; what stands first knows best. Raises InputFault."""
    value = section.data["values"]
    found: dict[str, str | bool] = {}
    for place, item in enumerate(value if isinstance(value, list) else [value]):
        if isinstance(item, dict):
            own = Section(section.document, (*section.path, "values", place), item)
            words = {
                squeezed(word): own.one_of(word, [code.code for code in code_list(codes).codes])
                for word in item
            }
        else:
            words = dict(_table(section, codes, item))
        found = {**words, **found}
    return found


def _table(section: Section, codes: str, name: object) -> dict[str, str]:
    tables = word_tables(codes)
    if name not in tables:
        fix = nearest(str(name), tables) if tables else "Write its words out, as in {theirs: ours}."
        section.fault("values", f"is no table of words for {codes}", value=name, fix=fix)
    return dict(word_table(codes, str(name)))
