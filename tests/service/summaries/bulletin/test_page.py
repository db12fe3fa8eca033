"""The page: complete without script, in the reader's language, calm where there is nothing."""

import re
from base64 import b64encode
from collections import Counter
from hashlib import sha256

import pytest

from service.summaries.bulletin.naming import checksum
from service.summaries.bulletin.page import as_html
from service.summaries.bulletin.style import page_policy, style
from service.summaries.bulletin.words import words
from service.vocabulary import LANGUAGES
from tests.service.summaries.bulletin.documents import (
    BASE,
    earlier_format,
    empty_week,
    full_week,
    unseen_week,
)
from tests.service.summaries.bulletin.reading_back import Document, Page

FULL = full_week()
OPTIONAL = (
    "comparisons", "acts", "mentioned", "equipment_named", "held", "supply", "precision", "states",
    "undated", "curve", "effort", "official", "context", "guarded", "changes", "schedule", "status",
    "next", "audit", "reason",
)  # fmt: skip
every_language = pytest.mark.parametrize("language", LANGUAGES)


def page(document: Document, language: str = "en") -> Page:
    return Page(as_html(document, language, BASE))


@every_language
def test_a_page_says_its_language_and_leads_to_the_others(language: str) -> None:
    made = page(FULL, language)
    (html,) = (attributes for tag, attributes in made.elements if tag == "html")
    assert html["lang"] == language
    assert set(made.attributes("hreflang")) == set(LANGUAGES)
    assert words(language).text("heading") in made.text


def test_nothing_is_loaded_and_nothing_runs() -> None:
    made = page(FULL)
    tags = {tag for tag, _ in made.elements}
    assert not tags & {"script", "img", "iframe", "object", "embed", "form", "audio", "video"}
    assert not made.attributes("src")
    assert not [name for _, of in made.elements for name in of if name.startswith("on")]
    assert "style" not in {name for _, of in made.elements for name in of}
    assert {of["rel"] for tag, of in made.elements if tag == "link"} <= {
        "canonical", "license", "alternate",
    }  # fmt: skip


def test_the_policy_lets_in_the_style_sheet_of_the_page_alone() -> None:
    content = as_html(FULL, "en", BASE).decode()
    (found,) = re.findall(r"<style>(.*?)</style>", content, re.DOTALL)
    assert found == style()
    digest = b64encode(sha256(found.encode()).digest()).decode()
    assert page_policy().startswith(f"default-src 'none'; style-src 'sha256-{digest}';")
    assert "url(" not in found


def test_headings_tables_and_charts_can_be_found_without_seeing_them() -> None:
    made = page(FULL)
    counted = Counter(tag for tag, _ in made.elements)
    assert counted["h1"] == 1
    assert counted["caption"] == counted["table"] > 10
    assert counted["svg"] == counted["title"] - 1 == counted["desc"] == 3
    assert counted["main"] == 1
    assert all(of.get("scope") in ("row", "col") for tag, of in made.elements if tag == "th")
    ids = made.attributes("id")
    assert len(ids) == len(set(ids))
    named = [name for of in made.attributes("aria-labelledby") for name in of.split()]
    assert set(named) <= set(ids)
    assert set(made.attributes("href")) >= {"#figures"}


def test_each_vintage_is_named_so_that_it_can_be_cited() -> None:
    made = page(FULL)
    assert f"SHA-256 {checksum(FULL)}" in made.text
    assert f"{BASE}/api/summaries/weekly/2025-W47?vintage=2" in made.attributes("href")
    for said in ("CC BY 4.0", "OpenStreetMap contributors", "GeoNames", "vintage 2", "Revised",
                 str(FULL["policy"]["digest"])[:12]):  # fmt: skip
        assert said in made.text


def test_other_formats_and_earlier_vintages_are_one_step_away() -> None:
    addresses = page(FULL, "de").attributes("href")
    week = f"{BASE}/api/summaries/weekly/2025-W47?vintage"
    assert f"{week}=2&f=pdf&lang=de" in addresses
    assert f"{week}=2&f=xlsx&lang=de" in addresses
    assert f"{week}=2&f=csv" in addresses
    assert f"{week}=2&f=geojson" in addresses
    assert f"{week}=1&f=html&lang=de" in addresses
    assert f"{BASE}/api/summaries/weekly?f=atom&lang=de" in addresses


def test_the_headline_is_a_sentence_with_its_uncertainty() -> None:
    text = page(FULL).text
    assert "46 incidents were reported along the border in the week of 17–23 November 2025." in text
    assert "26 of them are verified or corroborated." in text
    assert "8 incidents state no number." in text
    assert "12 severe incidents are counted, which are never shown as records." in text


def test_no_data_is_told_apart_from_nought() -> None:
    content = as_html(FULL, "en", BASE).decode()
    row = re.search(r'<tr><th scope="row">Sławatycze</th>.*?</tr>', content)
    assert row is not None
    assert row[0].count('<td class="gap">no data</td>') == 3
    nought = re.search(r'<tr><th scope="row">Płaska</th>.*?</tr>', content)
    assert nought is not None
    assert 'value="0"' in nought[0]
    assert "no data" not in nought[0]


@every_language
def test_an_empty_week_says_what_its_emptiness_means(language: str) -> None:
    made, said = page(empty_week(), language), words(language)
    assert said.text("lead.empty.means") in made.text
    for key in ("types.empty", "held.empty", "supply.empty", "official.empty", "context.empty",
                "changes.first", "guarded.empty", "curve.empty"):  # fmt: skip
        assert said.text(key) in made.text


@pytest.mark.parametrize("member", OPTIONAL)
def test_a_document_without_a_member_still_makes_a_page(member: str) -> None:
    made = page({name: value for name, value in FULL.items() if name != member})
    assert "How to cite" in made.text


def test_a_document_without_any_of_them_still_makes_a_page() -> None:
    made = page({name: value for name, value in FULL.items() if name not in OPTIONAL})
    assert "46 incidents were reported" in made.text


def test_a_week_in_which_nobody_looked_is_no_quiet_week() -> None:
    content = as_html(unseen_week(), "en", BASE).decode()
    assert "There are no data for the week" in content
    assert "nobody is known to have looked" in content
    # Three columns of 20 sectors and the border; two series of the weeks before.
    assert content.count('<td class="gap">no data</td>') == 3 * 21 + 2 * 52
    assert 'value="0" data-key="cells' not in content


def test_reported_incidents_of_which_none_is_verified_are_no_missing_data() -> None:
    only = {"series": "reported", "sector": "_T", "type": "_T", "incidents": 3, "obs_status": "P"}
    gap = {**only, "series": "headline", "incidents": None, "obs_status": "L"}
    text = page({**empty_week(), "cells": [only, gap]}).text
    assert "3 incidents were reported" in text
    assert "None of them is verified or corroborated so far." in text
    assert "Verified or corroborated no data" not in text


def test_a_vintage_from_before_shows_its_band() -> None:
    text = page(earlier_format()).text
    assert "5–9 reported incidents are counted without being shown as records." in text
    assert "severe" not in text.lower()


def test_the_same_vintage_is_the_same_page() -> None:
    assert as_html(FULL, "be", BASE) == as_html(full_week(), "be", BASE)


@pytest.mark.parametrize(
    ("dated", "precision", "said"),
    [
        ("2025-03-27", "day", "27 March 2025"),
        ("2025-09", "month", "September 2025"),
        ("2025-01", "season", "winter 2024/2025"),
        ("2025-07", "season", "summer 2025"),
        ("2025", "year", "2025"),
    ],
)
def test_an_event_is_dated_as_closely_as_it_is_known(dated: str, precision: str, said: str) -> None:
    entry = {"date": dated, "date_precision": precision, "kind": "law", "titles": {"pl": "Ustawa"},
             "source": "Dziennik Ustaw"}  # fmt: skip
    text = page({**FULL, "context": [entry]}).text
    assert f"{said} Law Ustawa Dziennik Ustaw" in text


def test_totals_of_others_say_what_they_count_where_and_how_much_of_the_week() -> None:
    text = page(FULL).text
    assert "Crossing attempts (attempts) Whole border 17–19 November 2025 214" in text
    assert "3 of 7 days stated" in text
    assert "Crossings detected (persons) Eastern land border of the EU since 1 January 2025" in text
    assert "at least 10,846 within a year" in text
