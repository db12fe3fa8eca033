"""A cell of a CSV file is text or a number, whatever a spreadsheet would make of it."""

import pytest

from service.spreadsheets import cell


@pytest.mark.parametrize("text", ["=1+1", "+A1", "-A1", "@SUM(A1)", "\t=1", "\r=1", "=A()"])
def test_what_would_be_a_formula_is_text(text: str) -> None:
    assert cell(text) == f"'{text}"


@pytest.mark.parametrize("text", ["-1", "+1.5", "-2e3", "a=b", "2025-W47", "", "Straż"])
def test_numbers_and_other_words_stay_as_they_are(text: str) -> None:
    assert cell(text) == text


def test_other_values_have_one_spelling() -> None:
    assert [cell(value) for value in (None, True, False, -3, 0.5)] == [
        "",
        "true",
        "false",
        "-3",
        "0.5",
    ]
