"""All formats of a vintage say the numbers of its JSON."""

import re
from typing import Any

import orjson
import pytest

from geo.sector_files import sector_set
from service.summaries.bulletin.geojson import as_geojson
from service.summaries.bulletin.page import as_html
from service.summaries.bulletin.pdf import as_pdf
from service.summaries.bulletin.tabular import as_csv, flat_rows
from service.summaries.bulletin.words import words
from service.summaries.bulletin.workbook import as_xlsx, column_heads, sheet_columns
from service.vocabulary import LANGUAGES
from tests.service.summaries.bulletin.documents import (
    BASE,
    earlier_format,
    empty_week,
    full_week,
    unseen_week,
)
from tests.service.summaries.bulletin.reading_back import (
    Document,
    Page,
    csv_rows,
    numbers_of,
    pdf_text,
    sheets,
)

DOCUMENTS = {"full": full_week(), "empty": empty_week(), "earlier": earlier_format(),
             "unseen": unseen_week()}  # fmt: skip
every_language = pytest.mark.parametrize("language", LANGUAGES)
every_document = pytest.mark.parametrize("document", DOCUMENTS.values(), ids=DOCUMENTS)


@every_language
@every_document
def test_each_number_of_the_page_is_the_number_of_the_document(
    document: Document, language: str
) -> None:
    page, numbers = Page(as_html(document, language, BASE)), numbers_of(document)
    assert page.numbers.keys() <= numbers.keys()
    assert {key: next(iter(found)) for key, found in page.numbers.items()} == {
        key: numbers[key] for key in page.numbers
    }
    assert all(len(found) == 1 for found in page.numbers.values())


def test_the_page_leaves_out_no_number_of_its_main_tables() -> None:
    document = DOCUMENTS["full"]
    shown, numbers = Page(as_html(document, "en", BASE)).numbers, numbers_of(document)
    for row in document["cells"]:
        if row["type"] == "_T" and row["incidents"] is not None:
            assert f"cells/{row['series']}/{row['sector']}/_T/incidents" in shown
        elif row["series"] == "reported" and row["incidents"]:
            assert f"cells/reported/{row['sector']}/{row['type']}/pair" in shown
    for table, measures in {"held": ("incidents", "items"), "supply": ("incidents",)}.items():
        places = {key.rpartition("/")[0] for key in numbers if key.startswith(f"{table}/")}
        assert {f"{place}/incidents" for place in places} <= shown.keys()
        assert "items" not in measures or any(key.endswith("/items") for key in shown)
    assert sum(key.startswith("curve/") and key.endswith("/incidents") for key in shown) == 104


@every_document
def test_the_csv_gives_back_every_row(document: Document) -> None:
    rows = [row for row in csv_rows(as_csv(document, BASE)) if row["table"] != "about"]
    told = [
        {
            "table": table, "week": document["week"], "vintage": str(document["vintage"]),
            **{name: _field(value) for name, value in row.items() if value is not None},
        }
        for table, row in flat_rows(document)
    ]  # fmt: skip
    assert rows == told


def _field(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


@every_language
@every_document
def test_the_workbook_gives_back_every_row_with_its_types(
    document: Document, language: str
) -> None:
    said, tables = words(language), {}
    for table, row in flat_rows(document):
        tables.setdefault(table, []).append(row)
    found = sheets(as_xlsx(document, language, BASE))
    assert list(found) == [said.text(f"table.{table}") for table in tables]
    for table, rows in tables.items():
        columns = sheet_columns(rows)
        heads = dict(zip(columns, column_heads(said, columns), strict=True))
        assert len(set(heads.values())) == len(columns)
        plain = [name for name in columns if ":" not in name]
        assert [
            {heads[name]: row[name] for name in plain if row.get(name) is not None} for row in rows
        ] == [
            {head: row[head] for name, head in heads.items() if name in plain and head in row}
            for row in found[said.text(f"table.{table}")]
        ]


@every_document
def test_the_map_carries_the_numbers_of_each_sector(document: Document) -> None:
    features = orjson.loads(as_geojson(document, BASE))["features"]
    cells = {(row["series"], row["sector"], row["type"]): row for row in document["cells"]}
    assert [feature["id"] for feature in features] == list(sector_set().codes)
    for feature in features:
        shown = feature["properties"]
        for series in ("reported", "headline"):
            cell = cells.get((series, feature["id"], "_T"), {})
            for name in ("incidents", "attempts_low", "attempts_high", "obs_status"):
                assert shown[f"{series}_{name}"] == cell.get(name)
    for (series, sector, type_), cell in cells.items():
        if type_ != "_T" and sector in sector_set().codes:
            (shown,) = (each["properties"] for each in features if each["id"] == sector)
            assert shown[f"{series}_{type_}"] == cell["incidents"]


@every_language
def test_the_pdf_prints_the_table_of_sectors(language: str) -> None:
    document, said = DOCUMENTS["full"], words(language)
    lines = pdf_text(as_pdf(document, language, BASE)).splitlines()
    cells = {
        (row["series"], row["sector"]): row for row in document["cells"] if row["type"] == "_T"
    }
    seen = [code for code in sector_set().codes if cells["reported", code]["incidents"] is not None]
    for code in (*seen, "_T"):
        numbers = [cells[series, code]["incidents"] for series in ("reported", "headline")]
        row = rf"^ *{re.escape(said.sector(code))} +{numbers[0]} +{numbers[1]} "
        assert any(re.match(row, line) for line in lines), row
    gap = said.text("value.no_data")
    for code in {*sector_set().codes} - {*seen}:
        row = rf"^ *{re.escape(said.sector(code))} +{gap} +{gap} "
        assert any(re.match(row, line) for line in lines), row
