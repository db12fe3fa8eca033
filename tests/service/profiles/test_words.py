"""Words and their wildcard."""

import pytest

from service.profiles.words import MAX_WORDS, find_code, matches, shortened, squeezed


@pytest.mark.parametrize(
    ("pattern", "word", "fits"),
    [
        ("stone", "stone", True),
        ("stone", "Stone", True),
        ("stone", "stones", False),
        ("attempt*", "attempt", True),
        ("attempt*", "attempt_repelled", True),
        ("*services*", "Belarusian services present", True),
        ("Świsłocz", "świsłocz", True),
        ("", "", True),
        ("", "x", False),
        ("*", "", False),
        ("*", "x", True),
        ("a.c", "abc", False),
        ("(x)", "(x)", True),
    ],
)
def test_a_star_stands_for_any_letters_and_nothing_else_is_special(
    pattern: str, word: str, fits: bool
) -> None:
    assert matches(pattern, word) is fits


def test_the_first_pattern_that_fits_gives_the_code() -> None:
    table = {"*civilian*": "plain", "*soldiers*": "army"}
    assert find_code(table, "soldiers in civilian clothes") == "plain"
    assert find_code(table, "nobody") is None


def test_long_words_are_cut_where_a_report_ends() -> None:
    assert len(shortened("x" * 1000)) == MAX_WORDS
    assert shortened("short") == "short"


def test_words_are_one_line_with_single_spaces() -> None:
    assert squeezed("  a \n\t b ") == "a b"
