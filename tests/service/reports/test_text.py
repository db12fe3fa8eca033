"""Text as it may enter the database."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic_core import PydanticCustomError

from service.reports.text import clean_text


@pytest.mark.parametrize(
    "text",
    ["Białowieża", "Белавежа", "two\nlines\r\n\tand a tab", "😀 of four bytes", "Kurdî: ê î û", ""],
)
def test_words_of_any_language_stay_as_they_are(text: str) -> None:
    assert clean_text(text) == text


def test_decomposed_letters_are_composed() -> None:
    assert clean_text("Bia\u0142owiez\u0307a") == "Bia\u0142owie\u017ca"


@pytest.mark.parametrize(
    "control", ["\0", "\x07", "\x1b", "\x7f", "\x85", chr(0xD800), chr(0xDFFF)]
)
def test_control_characters_and_lone_surrogates_are_refused(control: str) -> None:
    with pytest.raises(PydanticCustomError, match="control character"):
        clean_text(f"before{control}after ż")


@pytest.mark.parametrize("mark", "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
def test_characters_that_turn_the_direction_of_writing_are_refused(mark: str) -> None:
    with pytest.raises(PydanticCustomError, match="direction"):
        clean_text(f"invoice{mark}fdp.exe")


@given(st.text())
def test_what_passes_is_composed_and_can_be_written_as_utf_8(text: str) -> None:
    try:
        cleaned = clean_text(text)
    except PydanticCustomError:
        return
    assert unicodedata.is_normalized("NFC", cleaned)
    assert "\0" not in cleaned
    assert cleaned.encode() == clean_text(cleaned).encode()
