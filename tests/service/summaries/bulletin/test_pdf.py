"""The PDF: PDF/UA-1 by typst's own check, the same bytes for the same vintage, in each language."""

import re

import pytest

from service.summaries.bulletin.pdf import as_pdf
from service.summaries.bulletin.words import words
from service.vocabulary import LANGUAGES
from tests.service.summaries.bulletin.documents import BASE, earlier_format, empty_week, full_week


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("document", [full_week(), empty_week(), earlier_format()])
def test_each_language_meets_the_standard(document: dict[str, object], language: str) -> None:
    """typst refuses to write a PDF/UA-1 that lacks a title, a language or a text for a drawing."""
    pdf = as_pdf(document, language, BASE)
    assert pdf.startswith(b"%PDF-1.7")
    assert b"<pdfuaid:part>1</pdfuaid:part>" in pdf
    assert f"/Lang({language})".encode() in pdf
    assert b"/MarkInfo" in pdf


def test_the_same_vintage_is_the_same_file() -> None:
    first = as_pdf(full_week(), "pl", BASE)
    assert as_pdf(full_week(), "pl", BASE) == first
    assert b"2025-12-30" in first


def test_nothing_in_it_runs_or_is_fetched() -> None:
    pdf = as_pdf(full_week(), "en", BASE)
    assert not re.search(rb"/(JavaScript|JS|Launch|OpenAction|EmbeddedFile|SubmitForm)\b", pdf)


def test_a_document_of_few_members_is_set_too() -> None:
    few = ("week", "from", "to", "cells", "vintage", "released_at")
    document = {name: value for name, value in full_week().items() if name in few}
    assert as_pdf(document, "de", BASE).startswith(b"%PDF")


def test_the_words_of_the_page_number_are_not_text_of_the_template() -> None:
    assert "{page}" in words("en").texts["page_of"]
