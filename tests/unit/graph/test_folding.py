import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from graph.folding import Rules, Words, without_marks, without_marks_column

VALUE = pl.col("value")


def column(values: list[str], expression: pl.Expr) -> list[object]:
    return (
        pl.DataFrame({"value": values}, schema={"value": pl.String}).select(expression).to_series().to_list()
    )


@pytest.mark.parametrize(
    ("written", "plain"),
    [("Małgorzata", "Malgorzata"), ("Siân", "Sian"), ("Søren", "Soren"), ("Weiß", "Weiss"), ("Yıldız", "Yildiz"),
     ("Nguyễn", "Nguyen"), ("O’Brien", "O'Brien"), ("Æthel", "AEthel"), ("Олена", "Олена")],
)  # fmt: skip
def test_marks_and_special_letters_fold(written: str, plain: str) -> None:
    assert without_marks(written) == plain
    assert column([written], without_marks_column(VALUE)) == [plain]


@given(st.text(st.characters(max_codepoint=0x24FF, exclude_categories=["Cs", "Cn"]), max_size=12))
def test_a_column_folds_as_single_values_do(text: str) -> None:
    assert column([text], without_marks_column(VALUE)) == [without_marks(text)]


def test_rules_apply_in_order_with_groups() -> None:
    rules = Rules([(r"([0-9]) ([A-Z])", r"\1\2"), (r"B", "C")])
    assert rules.text("1 B") == "1C"
    assert column(["1 B"], rules.column(VALUE)) == ["1C"]


@given(st.lists(st.sampled_from(["RD", "ROAD", "ST", "X"]), max_size=6).map(" ".join))
def test_words_replace_whole_words_only(text: str) -> None:
    words = Words({"RD": "ROAD", "X": "RD"})
    expected = " ".join({"RD": "ROAD", "X": "RD"}.get(word, word) for word in text.split(" "))
    assert words.text(text) == expected
    assert column([text], words.column(VALUE)) == [expected]
