import socket

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.search import terms
from graph.search.terms import name_tokens, nicknames_of, search_columns, sound

TEXT_COLUMNS = ("given_names", "family_name", "other_names", "preferred_name")


def records(rows: list[tuple[str | None, ...]]) -> pl.DataFrame:
    return pl.DataFrame(rows, schema=dict.fromkeys(TEXT_COLUMNS, pl.String), orient="row").with_columns(
        birth_date=pl.lit(None, pl.Date)
    )


@pytest.mark.parametrize(
    ("name", "tokens"),
    [
        ("O'Brien", ("obrien",)),
        ("O’Brien", ("obrien",)),
        ("O BRIEN", ("obrien",)),
        ("OBrien", ("obrien",)),
        ("Mac Donald", ("macdonald",)),
        ("Smith-Jones", ("smith", "jones")),
        ("Smith – Jones", ("smith", "jones")),
        ("Łukasz", ("lukasz",)),
        ("Siân Mary", ("sian", "mary")),
        ("D'Souza, Ann-Marie (Annie)", ("dsouza", "ann", "marie", "annie")),
        ("Al-Hassan", ("al", "hassan")),
        ("Олена", ("олена",)),
        ("Ann Ann", ("ann",)),
        ("  ", ()),
        ("42", ()),
    ],
)
def test_names_fall_into_tokens(name: str, tokens: tuple[str, ...]) -> None:
    assert name_tokens(name) == tokens


def test_several_names_give_distinct_tokens_in_order() -> None:
    assert name_tokens("Maya", None, "Kerr-Marsh", "maya") == ("maya", "kerr", "marsh")


@given(st.text(max_size=20))
def test_tokens_of_tokens_are_themselves(name: str) -> None:
    tokens = name_tokens(name)
    assert all(token and not token.isspace() for token in tokens)
    assert name_tokens(" ".join(tokens)) == tokens or any(
        token in {"o", "mc", "mac", "fitz"} for token in tokens
    )


def test_other_scripts_have_no_sound_code() -> None:
    assert sound("олена") == ""
    assert sound("kerr") == sound("ker") != ""


def test_nicknames_go_both_ways() -> None:
    assert "margaret" in nicknames_of("maggie")
    assert "maggie" in nicknames_of("margaret")
    assert "katarzyna" in nicknames_of("kasia")
    assert "kasia" in nicknames_of("katarzyna")
    assert "kerr" not in nicknames_of("kerr")
    assert nicknames_of("zzz") == frozenset()


def test_nicknames_are_read_without_a_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("the network was asked")

    monkeypatch.setattr(socket, "socket", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    terms._nicknames.cache_clear()
    nicknames_of.cache_clear()
    assert "robert" in nicknames_of("bob")


def test_short_forms_are_written_as_tokens() -> None:
    for full, shorts in terms._name_lists()["short_forms"].items():
        assert name_tokens(full) == (full,)
        assert len(set(shorts)) == len(shorts)
        assert all(name_tokens(short) == (short,) for short in shorts)


def test_search_columns_of_a_frame() -> None:
    frame = search_columns(
        records(
            [
                ("Maya Rose", "Kerr-Marsh", None, "Maya"),
                (None, None, None, None),
                ("Олена", "O'Brien", "", None),
            ]
        )
    )
    assert frame["name_tokens"].to_list() == ["maya rose kerr marsh", "", "олена obrien"]
    assert frame["name_sounds"].to_list() == [
        " ".join(sound(token) for token in ("maya", "rose", "kerr", "marsh")), "", sound("obrien"),
    ]  # fmt: skip


NAMES = st.one_of(
    st.none(), st.sampled_from(["Maya", "O'Brien", "Kerr-Ker", "Олена", "", "Ann  Ann", "Nowak", "é"])
)


@given(st.lists(st.tuples(NAMES, NAMES, NAMES, NAMES), max_size=6))
def test_search_columns_say_what_single_names_say(rows: list[tuple[str | None, ...]]) -> None:
    frame = search_columns(records(rows))
    assert frame.select(*TEXT_COLUMNS, "birth_date").equals(records(rows))
    for row, tokens, sounds in zip(rows, frame["name_tokens"], frame["name_sounds"], strict=True):
        assert tokens == " ".join(name_tokens(*row))
        spoken = dict.fromkeys(sound(token) for token in name_tokens(*row))
        assert sounds == " ".join(code for code in spoken if code)
