import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.contact_points import (
    is_valid_email,
    is_valid_telephone,
    kept_email,
    kept_telephone,
    normalise_email,
    normalise_telephone,
    normalised_email,
    normalised_telephone,
    valid_email,
    valid_telephone,
)


@pytest.mark.parametrize(
    "written",
    ["0113 496 0303", "(0113) 4960303", "+44 (0)113 496 0303", "0044 113 496 0303", "Tel: 0113-496-0303",
     "0113 496 0303 ext 12", "1134960303"],
)  # fmt: skip
def test_one_number_in_its_spellings(written: str) -> None:
    assert normalise_telephone(written) == "+441134960303"
    assert is_valid_telephone(written)


@pytest.mark.parametrize("written", ["0800 1111", "020 7946 0018", "07700 900123", "+353 1 555 0100"])
def test_numbers_that_can_be_right(written: str) -> None:
    assert is_valid_telephone(written)


@pytest.mark.parametrize(
    "written", ["", "none", "0113", "07700 90012", "00000000000", "07777777777", "12 Alder St"]
)
def test_numbers_that_cannot_be_right(written: str) -> None:
    assert not is_valid_telephone(written)


def test_email_is_folded_and_checked() -> None:
    assert normalise_email(" mailto:A.Osei@Example.ORG ") == "a.osei@example.org"
    assert is_valid_email("a.osei@example.org")
    assert not any(
        is_valid_email(text) for text in ("a.osei", "a@b", "a b@example.org", "a@@example.org", "")
    )


def test_what_cannot_be_right_is_kept_as_recorded() -> None:
    frame = pl.DataFrame(
        {"telephone": ["0113 496 0303", "ask mum", None], "email": ["A@B.org ", "A at B", None]}
    )
    kept = frame.select(kept_telephone(pl.col("telephone")), kept_email(pl.col("email")))
    assert kept["telephone"].to_list() == ["+441134960303", "ask mum", None]
    assert kept["email"].to_list() == ["a@b.org", "A at B", None]


@given(st.lists(st.one_of(st.none(), st.text("0123456789 +()-.extab@", max_size=20)), max_size=8))
def test_columns_give_what_single_values_give(values: list[str | None]) -> None:
    value = pl.col("value")
    answer = pl.DataFrame({"value": values}, schema={"value": pl.String}).select(
        normalised_telephone(value).alias("telephone"),
        valid_telephone(value).alias("telephone_valid"),
        normalised_email(value).alias("email"),
        valid_email(value).alias("email_valid"),
    )
    assert answer["telephone"].to_list() == [None if v is None else normalise_telephone(v) for v in values]
    assert answer["telephone_valid"].to_list() == [v is not None and is_valid_telephone(v) for v in values]
    assert answer["email"].to_list() == [None if v is None else normalise_email(v) for v in values]
    assert answer["email_valid"].to_list() == [v is not None and is_valid_email(v) for v in values]
