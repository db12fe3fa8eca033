"""The workbook: a sheet to read first, typed cells, ready to print, the same file each time."""

import io
from datetime import datetime

import pytest
from openpyxl import Workbook, load_workbook

from service.summaries.bulletin.naming import checksum
from service.summaries.bulletin.words import words
from service.summaries.bulletin.workbook import as_xlsx
from service.vocabulary import LANGUAGES
from tests.service.summaries.bulletin.documents import BASE, empty_week, full_week

FULL = full_week()


def book(language: str = "en") -> Workbook:
    return load_workbook(io.BytesIO(as_xlsx(FULL, language, BASE)))


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_sheet_says_what_it_is_and_how_to_cite_it(language: str) -> None:
    said, sheet = words(language), book(language).worksheets[0]
    text = "\n".join(str(row[0]) for row in sheet.iter_rows(values_only=True))
    assert sheet.title == said.text("book.readme")
    for part in (said.text("cite.title"), said.text("licence"), said.text("book.readme.null"),
                 checksum(FULL), f"{BASE}/api/summaries/weekly/2025-W47?vintage=2"):  # fmt: skip
        assert part in text


def test_numbers_are_numbers_and_codes_stand_beside_their_labels() -> None:
    sheet = book()["Sector and type"]
    heads, *rows = sheet.iter_rows(values_only=True)
    first = dict(zip(heads, rows[0], strict=True))
    assert first["Sector"] == "Whole border"
    assert first["Sector [sector]"] == "_T"
    assert isinstance(first["Incidents"], int)
    assert first["Adds up"] is True


def test_null_is_an_empty_cell_and_a_mean_keeps_its_fraction() -> None:
    heads, *rows = book()["Comparisons"].iter_rows(values_only=True)
    made = [dict(zip(heads, row, strict=True)) for row in rows]
    written = FULL["comparisons"]
    assert [row["Year before"] for row in made] == [row["year_before"] for row in written]
    assert [row["Mean of 4 weeks before"] for row in made] == [row["mean_4"] for row in written]


def test_each_sheet_keeps_its_heading_in_sight_and_fits_a_page() -> None:
    for sheet in book().worksheets[1:]:
        assert sheet.freeze_panes == "B2"
        assert sheet.print_title_rows == "$1:$1"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.auto_filter.ref


def test_the_same_vintage_is_the_same_file() -> None:
    assert as_xlsx(FULL, "pl", BASE) == as_xlsx(full_week(), "pl", BASE)
    assert book().properties.created == datetime(2025, 12, 30, 9, 15)  # noqa: DTZ001


def test_an_empty_week_has_its_sheet_to_read() -> None:
    made = load_workbook(io.BytesIO(as_xlsx(empty_week(), "en", BASE)))
    assert made.worksheets[0].title == "Read me"
