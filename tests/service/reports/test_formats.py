"""The formats of a batch: rows as they arrive, each good or explained."""

import csv
import io
import json
from typing import Any

import pytest

from service.errors import MediaTypeUnsupported
from service.reports.formats import MAX_ROW_BYTES, BatchRow, reader_for

NDJSON, JSON = "application/x-ndjson", "application/json"
GEOJSON, CSV = "application/geo+json", "text/csv"
COLUMNS = ["occurred.from", "occurred.precision", "location.method", "type", "source.type"]


def row(number: int, **changes: Any) -> dict[str, Any]:
    return {
        "occurred": {"from": "2025-11-21", "precision": "day"},
        "location": {"method": "border"},
        "type": "crossing_attempt",
        "source": {"type": "media", "title": f"Row {number}"},
        **changes,
    }


def as_ndjson(rows: list[Any]) -> bytes:
    return b"".join(json.dumps(each).encode() + b"\n" for each in rows)


def as_json(rows: list[Any]) -> bytes:
    return json.dumps(rows).encode()


def as_geojson(rows: list[Any]) -> bytes:
    features = [{"type": "Feature", "geometry": None, "properties": each} for each in rows]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def as_csv(rows: list[Any], delimiter: str = ",", end: str = "\n") -> bytes:
    text = io.StringIO()
    table = csv.writer(text, delimiter=delimiter, lineterminator=end)
    table.writerow([*COLUMNS, "source.title"])
    for each in rows:
        place, when = each["location"], each["occurred"]
        cells = [when["from"], when["precision"], place["method"], each["type"]]
        table.writerow([*cells, each["source"]["type"], each["source"]["title"]])
    return text.getvalue().encode()


WRITERS = {NDJSON: as_ndjson, JSON: as_json, GEOJSON: as_geojson, CSV: as_csv}
FORMATS = pytest.mark.parametrize("media_type", list(WRITERS))


def read(media_type: str, body: bytes, step: int = 1 << 20) -> tuple[list[BatchRow], str | None]:
    reader = reader_for(media_type)
    rows: list[BatchRow] = []
    for first in range(0, len(body), step):
        rows += reader.feed(body[first : first + step])
    rows += reader.finish()
    return rows, None if reader.broken is None else reader.broken.wrong


def refused(rows: list[BatchRow]) -> list[int]:
    return [each.number for each in rows if each.report is None]


@FORMATS
@pytest.mark.parametrize("step", [1, 100, 1 << 20])
def test_every_good_row_becomes_a_report_with_its_number(media_type: str, step: int) -> None:
    rows, broken = read(media_type, WRITERS[media_type]([row(n) for n in range(1, 12)]), step)
    assert broken is None
    titles = [(each.number, each.report.source.title) for each in rows if each.report]
    assert titles == [(number, f"Row {number}") for number in range(1, 12)]


@FORMATS
def test_a_bad_seventh_row_is_explained_and_its_neighbours_are_kept(media_type: str) -> None:
    sent = [row(number) for number in range(1, 12)]
    sent[6]["type"] = "smuggling"
    rows, broken = read(media_type, WRITERS[media_type](sent))
    assert (len(rows), refused(rows), broken) == (11, [7], None)
    assert rows[6].problems[0].field == "type"


@pytest.mark.parametrize("media_type", [NDJSON, JSON, GEOJSON])
@pytest.mark.parametrize(
    "damage", [b"1e999", b"NaN", b'"\\ud800"', b'"\xff"', b"tru", b"9" * 5_000, b'{"a":1,"a":2}']
)
def test_a_seventh_row_that_is_no_json_is_explained_and_its_neighbours_are_kept(
    media_type: str, damage: bytes
) -> None:
    sent = WRITERS[media_type]([row(number) for number in range(1, 12)])
    rows, broken = read(media_type, sent.replace(b'"Row 7"', damage))
    assert (len(rows), refused(rows), broken) == (11, [7], None)


@pytest.mark.parametrize("media_type", [NDJSON, JSON, GEOJSON])
def test_an_infinity_does_not_become_a_missing_number(media_type: str) -> None:
    body = WRITERS[media_type]([row(1, persons={"low": 1, "high": 77})]).replace(b"77", b"1e999")
    rows, _ = read(media_type, body)
    assert rows[0].problems[0].field == "persons.high"


@FORMATS
def test_a_row_with_a_wrong_number_of_brackets_or_cells_does_not_hide_the_rows_before(
    media_type: str,
) -> None:
    sent = WRITERS[media_type]([row(number) for number in range(1, 12)])
    damaged = sent.replace(b'"Row 7"', b'"Row 7').replace(b"Row 7\n", b'"Row')
    rows, broken = read(media_type, damaged)
    assert [each.number for each in rows if each.report][:6] == [1, 2, 3, 4, 5, 6]
    assert 7 in refused(rows) or broken is not None


@pytest.mark.parametrize("media_type", [JSON, GEOJSON])
def test_an_array_that_breaks_off_says_so_and_keeps_what_came_before(media_type: str) -> None:
    sent = WRITERS[media_type]([row(number) for number in range(1, 12)])
    rows, broken = read(media_type, sent[: sent.index(b"Row 7")])
    assert [each.number for each in rows if each.report] == [1, 2, 3, 4, 5, 6]
    assert broken == "is not JSON from here on; the rows before were kept"


def test_a_line_that_was_cut_off_is_a_row_with_its_problem() -> None:
    sent = as_ndjson([row(number) for number in range(1, 12)])
    rows, _ = read(NDJSON, sent[: sent.index(b"Row 7")])
    assert (len(rows), refused(rows)) == (7, [7])


def test_a_table_row_that_was_cut_off_is_a_row_with_its_problem() -> None:
    sent = as_csv([row(number) for number in range(1, 12)])
    rows, _ = read(CSV, sent[: sent.index(b"Row 7") - 8])
    assert (len(rows), refused(rows)) == (7, [7])


@FORMATS
@pytest.mark.parametrize("body", [b"", b"  \n\n"])
def test_an_empty_body_has_no_rows_and_says_what_was_expected(media_type: str, body: bytes) -> None:
    rows, broken = read(media_type, body)
    assert rows == []
    assert broken is not None


@pytest.mark.parametrize(
    ("media_type", "body"),
    [
        (JSON, b"{}"),
        (JSON, b'"text"'),
        (JSON, b"\x89PNG\r\n"),
        (JSON, as_geojson([row(1)])),
        (GEOJSON, b"[]"),
        (GEOJSON, b'{"type": "Feature"}'),
        (GEOJSON, b"{}"),
        (CSV, b"a,a\n1,2\n"),
        (CSV, b",\n"),
    ],
)
def test_a_body_of_another_form_has_no_rows_and_says_so(media_type: str, body: bytes) -> None:
    rows, broken = read(media_type, body)
    assert rows == []
    assert broken is not None


@pytest.mark.parametrize("media_type", [JSON, GEOJSON])
def test_an_array_without_rows_is_whole(media_type: str) -> None:
    assert read(media_type, WRITERS[media_type]([])) == ([], None)


@pytest.mark.parametrize("media_type", [NDJSON, JSON, GEOJSON, CSV])
def test_a_byte_order_mark_is_not_part_of_the_first_row(media_type: str) -> None:
    rows, broken = read(media_type, b"\xef\xbb\xbf" + WRITERS[media_type]([row(1)]))
    assert (refused(rows), broken) == ([], None)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1250", "utf-16"])
def test_a_table_is_read_as_spreadsheets_write_it(delimiter: str, end: str, encoding: str) -> None:
    sent = [row(1), row(2, source={"type": "media", "title": "Gródek, Żubr; „cytat”"})]
    body = as_csv(sent, delimiter, end).decode().encode(encoding)
    rows, broken = read(CSV, body)
    assert (refused(rows), broken) == ([], None)
    assert rows[1].report is not None
    assert rows[1].report.source.title == "Gródek, Żubr; „cytat”"


def test_blank_lines_and_line_ends_of_windows_are_no_rows() -> None:
    body = as_ndjson([row(1), row(2)]).replace(b"\n", b"\r\n\r\n")
    rows, _ = read(NDJSON, body)
    assert [each.number for each in rows] == [1, 2]
    assert rows[0].content == json.dumps(row(1)).encode()


@pytest.mark.parametrize("media_type", [NDJSON, JSON, GEOJSON])
def test_a_row_keeps_the_exact_bytes_that_were_sent(media_type: str) -> None:
    sent = WRITERS[media_type]([row(1)]).replace(b'"type"', b'"type" ')
    rows, _ = read(media_type, sent)
    assert rows[0].content in sent
    assert b'"type" ' in rows[0].content


@pytest.mark.parametrize("media_type", [NDJSON, JSON])
def test_a_row_that_is_too_large_is_refused(media_type: str) -> None:
    rows = [row(1), row(2, narrative="x" * MAX_ROW_BYTES), row(3)]
    read_rows, _ = read(media_type, WRITERS[media_type](rows))
    assert refused(read_rows) == [2]


def test_an_element_without_an_end_is_not_held_for_ever() -> None:
    reader = reader_for(JSON)
    for chunk in (b'["', b"x" * MAX_ROW_BYTES, b"x" * MAX_ROW_BYTES):
        assert list(reader.feed(chunk)) == []
    assert reader.broken is not None
    assert reader.broken.wrong == "is too large"


@pytest.mark.parametrize(
    "media_type", ["application/json; charset=utf-8", "Application/JSON", "text/csv;header=present"]
)
def test_parameters_of_a_media_type_do_not_matter(media_type: str) -> None:
    assert reader_for(media_type).broken is None


@pytest.mark.parametrize("media_type", ["", "text/plain", "application/xml", "multipart/form-data"])
def test_another_media_type_is_answered_with_those_that_are_read(media_type: str) -> None:
    with pytest.raises(MediaTypeUnsupported) as caught:
        reader_for(media_type)
    assert all(known in caught.value.detail for known in WRITERS)


@pytest.mark.parametrize(
    "table",
    [
        b"source.title,Podlasie5577\nx,\0\n",
        b"Podlasie5577,Podlasie5577.a\n1,2\n",
        b"Podlasie5577\n1\n",
        b"Podlasie5577.a.b\n1\n",
    ],
)
def test_the_name_of_a_column_that_is_not_ours_is_not_repeated(table: bytes) -> None:
    (bad,), _ = read(CSV, table)
    assert bad.problems
    assert "Podlasie5577" not in str(bad.problems)


def test_a_column_of_ours_is_named() -> None:
    (bad,), _ = read(CSV, b"type,source.title\nother,a\0b\n")
    assert bad.problems[0].field == "source.title"
