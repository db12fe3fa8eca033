"""Words of a source stay words: no format runs, loads or sets them as anything else."""

import io
import zipfile
from typing import Any
from xml.etree import ElementTree

import orjson
import pytest
from openpyxl import load_workbook

from service.summaries.bulletin.geojson import as_geojson
from service.summaries.bulletin.page import as_html
from service.summaries.bulletin.pdf import as_pdf
from service.summaries.bulletin.tabular import as_csv
from service.summaries.bulletin.workbook import as_xlsx
from tests.service.summaries.bulletin.documents import BASE, context, full_week, official
from tests.service.summaries.bulletin.reading_back import Document, Page, csv_rows, pdf_text

HOSTILE = {
    "html": '<script>alert(1)</script><img src=x onerror=alert(1)>"><b>',
    "attribute": "\" onmouseover='alert(1)' x=\"",
    "template": "{{ 7*7 }} {% for x in y %} {bulletin.title} {0} %(x)s",
    "typst": '#panic("x") #let a = 1; *bold* _it_ $x^2$ @ref <label> `raw` // = ] } \\ ',
    "svg": '</title><svg onload="alert(1)"/>]]>',
    "xml": '<!ENTITY x SYSTEM "file:///etc/passwd">&x; ]]> &#0;',
    "formula": "=cmd|' /C calc'!A0",
    "plus": '+HYPERLINK("https://evil.example")',
    "at": "@SUM(1+1)*2",
    "web": "https://evil.example/?a=1&b=2",
    "letters": "\N{GRINNING FACE} \u6f22 \u0639 \x00\x07 \u202e abc \ufeff \u200b",
}
every_text = pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)


def hostile(text: str) -> Document:
    """A week that says this wherever somebody's own words can stand."""
    document: dict[str, Any] = {
        **full_week(),
        "reason": text,
        "official": official(text, f"javascript:{text}"),
        "context": context(text, {"title": text, "url": f"data:text/html,{text}"}),
    }
    document["official"][0]["claimant"] = text
    document["official"][1]["measure"] = text
    document["changes"][0]["classes"] = [text]
    document["attributions"] = [text]
    return document


@every_text
def test_the_page_shows_it_as_text(text: str) -> None:
    calm, page = Page(as_html(full_week(), "en", BASE)), Page(as_html(hostile(text), "en", BASE))
    assert [tag for tag, _ in page.elements if tag != "a"] == [
        tag for tag, _ in calm.elements if tag != "a"
    ]
    assert {name for _, attributes in page.elements for name in attributes} <= {
        name for _, attributes in calm.elements for name in attributes
    }
    assert all(word in page.text for word in text.split() if word.isprintable())
    assert "\x00" not in page.text
    assert "\u202e" not in page.text


@every_text
def test_the_page_links_only_to_addresses_that_are_fetched(text: str) -> None:
    page = Page(as_html(hostile(text), "pl", BASE))
    assert all(href.startswith(("https://", "#")) for href in page.attributes("href"))


@every_text
def test_the_pdf_sets_it_as_text(text: str) -> None:
    pdf = as_pdf(hostile(text), "en", BASE)
    assert b"/JavaScript" not in pdf
    assert b"/OpenAction" not in pdf
    if text.isascii():
        # Lines are broken where they are full, so only the letters are compared.
        assert "".join(text.split())[:12] in "".join(pdf_text(pdf).split())


@every_text
def test_the_workbook_holds_it_as_a_string(text: str) -> None:
    content = as_xlsx(hostile(text), "en", BASE)
    book = load_workbook(io.BytesIO(content))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n", "b"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        names = archive.namelist()
        assert not any(
            "external" in name or "vba" in name or "rels/sheet" in name for name in names
        )
        for name in names:
            ElementTree.fromstring(archive.read(name))  # noqa: S314  # Our own file.


@every_text
def test_no_field_of_the_csv_begins_as_a_formula(text: str) -> None:
    rows = csv_rows(as_csv(hostile(text), BASE))
    words = [field for row in rows for field in row.values() if not _number(field)]
    assert not any(field.startswith(("=", "+", "-", "@", "\t", "\r")) for field in words)


def _number(field: str) -> bool:
    return field.removeprefix("-").replace(".", "", 1).isdigit()


@every_text
def test_the_map_holds_it_as_json(text: str) -> None:
    collection = orjson.loads(as_geojson(hostile(text), BASE))
    assert collection["attributions"][0] == text
