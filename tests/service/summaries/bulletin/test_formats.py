"""What a router asks for: each format by its code, with its media type and headers."""

import subprocess
import sys

import pytest

from service.summaries.bulletin.formats import MADE, headers, make, media_type
from service.summaries.bulletin.naming import FORMATS
from service.summaries.bulletin.style import page_policy
from tests.service.summaries.bulletin.documents import BASE, full_week

FIRST = {"html": b"<!doctype html>", "pdf": b"%PDF-1.7", "xlsx": b"PK", "csv": b"\xef\xbb\xbf",
         "geojson": b"{"}  # fmt: skip


@pytest.mark.parametrize("f", MADE)
def test_each_format_is_made_by_its_code(f: str) -> None:
    assert make(f, full_week(), "be", BASE).startswith(FIRST[f])


def test_every_format_but_the_json_itself_is_made() -> None:
    assert {*MADE, "json"} == set(FORMATS)


def test_a_page_brings_its_policy_and_a_file_its_name() -> None:
    page = headers("html", "2025-W47", 2, "pl")
    assert page == {"Content-Language": "pl", "Content-Security-Policy": page_policy()}
    assert headers("pdf", "2025-W47", 2, "pl") == {
        "Content-Language": "pl",
        "Content-Disposition": 'inline; filename="miedza-2025-W47-v2-pl.pdf"',
    }
    assert headers("csv", "2025-W47", None, "pl") == {
        "Content-Disposition": 'inline; filename="miedza-2025-W47-draft.csv"'
    }


def test_texts_name_their_letters() -> None:
    assert media_type("html") == "text/html; charset=utf-8"
    assert media_type("csv") == "text/csv; charset=utf-8"
    assert media_type("pdf") == "application/pdf"


def test_a_server_that_knows_the_formats_holds_none_of_their_libraries() -> None:
    script = "import sys, service.summaries.bulletin.formats; print(*sys.modules)"
    command = [sys.executable, "-c", script]
    loaded = subprocess.run(command, capture_output=True, text=True, check=True).stdout.split()
    assert not {"jinja2", "babel", "typst", "xlsxwriter"} & set(loaded)
