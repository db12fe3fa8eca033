"""The catalogue of texts: the same in four languages, with the plural forms of each."""

import json
import re
from string import Formatter
from typing import Any

import pytest

from service.summaries.bulletin.tabular import COLUMNS, GUARDED, NOT_SHOWN, PERIODS, TABLES
from service.summaries.bulletin.words import FOLDER, words
from service.vocabulary import LANGUAGES

FORMS = {
    "pl": {"one", "few", "many", "other"},
    "en": {"one", "other"},
    "de": {"one", "other"},
    "be": {"one", "few", "many", "other"},
}
# What a bulletin may not say: that one thing followed from another.
CAUSAL = {
    "pl": r"\b(spowodowa\w*|wskutek|z powodu|dzięki|doprowadzi\w*|w wyniku)\b",
    "en": r"\b(caused?|because|due to|led to|as a result|triggered)\b",
    "de": r"\b(verursacht\w*|wegen|aufgrund|infolge|führte zu|ausgelöst)\b",
    "be": r"\b(выклікал\w*|з-за|дзякуючы|прывял\w*|у выніку)\b",
}
every_language = pytest.mark.parametrize("language", LANGUAGES)


def texts(language: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return read


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name}


def variants(entry: str | dict[str, str]) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry.values())


@every_language
def test_each_language_has_the_same_texts_in_the_same_order(language: str) -> None:
    assert list(texts(language)) == list(texts("en"))


@every_language
def test_each_text_takes_the_same_values_and_none_is_empty(language: str) -> None:
    for key, entry in texts(language).items():
        assert isinstance(entry, str) == isinstance(texts("en")[key], str), key
        for text in variants(entry):
            assert text.strip(), key
            assert names(text) == names(variants(texts("en")[key])[0]), key


@every_language
def test_each_counted_text_has_the_plural_forms_of_its_language(language: str) -> None:
    for key, entry in texts(language).items():
        assert isinstance(entry, str) or set(entry) == FORMS[language], key


@every_language
def test_no_text_says_that_one_thing_followed_from_another(language: str) -> None:
    for key, entry in texts(language).items():
        # The analyst's own reason for a vintage is no cause of an incident.
        for text in variants(entry) if key != "reason" else ():
            assert not re.search(CAUSAL[language], text, re.IGNORECASE), key


@every_language
def test_each_table_and_column_of_the_files_has_a_heading(language: str) -> None:
    present = texts(language)
    assert all(f"table.{table}" in present for table in (*TABLES, *PERIODS, GUARDED, NOT_SHOWN))
    # A draft has no workbook, and three columns name the row itself.
    drafts = re.compile(r"(incidents|encampments|\w+_low)_(before|change)")
    headless = {name for name in COLUMNS if f"column.{name}" not in present}
    assert {name for name in headless if not drafts.fullmatch(name)} == {
        "table", "week", "vintage", "member", "text",
    }  # fmt: skip


@pytest.mark.parametrize(
    ("language", "number", "said"),
    [
        ("pl", 1, "1 z nich jest zweryfikowane lub potwierdzone z innych źródeł."),
        ("pl", 3, "3 z nich są zweryfikowane lub potwierdzone z innych źródeł."),
        ("pl", 12, "12 z nich jest zweryfikowanych lub potwierdzonych z innych źródeł."),
        ("pl", 22, "22 z nich są zweryfikowane lub potwierdzone z innych źródeł."),
        ("be", 1, "З іх 1 пацверджана доказамі або іншымі крыніцамі."),
        ("be", 21, "З іх 21 пацверджана доказамі або іншымі крыніцамі."),
        ("be", 24, "З іх 24 пацверджаны доказамі або іншымі крыніцамі."),
        ("de", 1, "1 davon ist verifiziert oder durch andere Quellen gestützt."),
        ("en", 0, "0 of them are verified or corroborated."),
        ("en", 1, "1 of them is verified or corroborated."),
    ],
)
def test_a_number_takes_its_plural_form(language: str, number: int, said: str) -> None:
    assert words(language).count("lead.verified", number) == said


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [(None, None, "not stated"), (20, None, "at least 20"), (None, 5, "at most 5"),
     (7, 7, "7"), (16, 60, "16–60"), (0, 0, "0"), (0, 5, "0–5"), (1200, None, "at least 1,200")],
)  # fmt: skip
def test_an_open_end_stays_open_and_null_is_not_nought(
    low: int | None, high: int | None, said: str
) -> None:
    assert words("en").span(low, high) == said


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("pl", "29 grudnia 2025 – 4 stycznia 2026"),
        ("en", "29 December 2025 – 4 January 2026"),
        ("de", "29. Dezember 2025 – 4. Januar 2026"),
        ("be", "29 снежня 2025 года – 4 студзеня 2026 года"),
    ],
)
def test_a_week_over_new_year_names_both_years(language: str, said: str) -> None:
    assert words(language).dates("2025-12-29", "2026-01-04").replace("\u202f", " ") == said


def test_a_week_within_a_month_names_it_once() -> None:
    assert words("de").dates("2025-11-17", "2025-11-23") == "17.–23. November 2025"
    assert words("pl").dates("2025-11-17", "2025-11-23") == "17–23 listopada 2025"


def test_a_change_has_its_sign() -> None:
    assert [words("en").change(each) for each in (3, -3, 0)] == ["+3", "−3", "0"]


def test_a_code_of_another_vocabulary_stands_for_itself() -> None:
    assert words("pl").label("type", "teleport") == "teleport"
    assert words("pl").sector("XYZ") == "XYZ"


def test_belarusian_names_of_sectors_stand_where_there_are_any() -> None:
    assert words("be").sector("BIA") == "Белавежа"
    assert words("be").sector("BOH") == "Bohukały"


def test_another_language_is_refused() -> None:
    with pytest.raises(KeyError):
        words("../../etc")
