"""Batches of bent rows: each row gets its result, and no row harms another."""

import csv
import io
import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.fuzz.mutations import TEXTS, VALID, bent_reports
from tests.service.answers import LARGEST_ANSWER, MARKER, assert_answered

ROWS = st.lists(bent_reports(), max_size=5)
COLUMNS = [
    "occurred.from", "occurred.to", "occurred.precision", "location.method", "location.lon",
    "location.lat", "location.sectors", "type", "also", "equipment", "casualties", "persons.low",
    "source.type", "source.url", "observed_at", "id", "narrative",
]  # fmt: skip
CELLS = TEXTS | st.sampled_from(
    ["", "gnss", "border", "other", "media", "2025", "day", "23.8", "52.7", "ladder:2", ";;", ":::"]
)


def send(caller: TestClient, media_type: str, content: bytes) -> dict[str, Any]:
    headers = {"Content-Type": media_type}
    answer = caller.post("/api/reports/batch", content=content, headers=headers)
    assert answer.status_code == 200, answer.text
    assert MARKER not in answer.text
    result: dict[str, Any] = answer.json()
    assert len(answer.content) < LARGEST_ANSWER * (1 + len(result["results"]))
    numbers = [row["row"] for row in result["results"]]
    assert len(numbers) == result["rows"]
    # Only tables have rows that say nothing; they are counted, so that a person finds the others.
    assert numbers == sorted(set(numbers))
    assert media_type == "text/csv" or numbers == list(range(1, len(numbers) + 1))
    return result


def lines(rows: list[Any]) -> list[bytes]:
    return [json.dumps(row).encode("utf-8", errors="surrogatepass") for row in rows]


@given(rows=ROWS)
def test_good_lines_between_bent_ones_are_kept(caller: TestClient, rows: list[Any]) -> None:
    content = b"\n".join(lines([VALID[1], *rows, VALID[2]]))
    result = send(caller, "application/x-ndjson", content)
    assert result["rows"] == len(rows) + 2
    kept = [row["result"] for row in (result["results"][0], result["results"][-1])]
    assert all(each in ("created", "unchanged") for each in kept)


@given(rows=ROWS)
def test_good_elements_between_bent_ones_are_kept(caller: TestClient, rows: list[Any]) -> None:
    content = b"[" + b",".join(lines([VALID[1], *rows, VALID[2]])) + b"]"
    result = send(caller, "application/json", content)
    assert (result["rows"], result["complete"]) == (len(rows) + 2, True)
    kept = [row["result"] for row in (result["results"][0], result["results"][-1])]
    assert all(each in ("created", "unchanged") for each in kept)


@given(rows=ROWS, geometry=st.sampled_from([None, {}, {"type": "Point", "coordinates": [23, 52]}]))
def test_bent_features_are_stored_or_refused(
    caller: TestClient, rows: list[Any], geometry: Any
) -> None:
    features = [{"type": "Feature", "geometry": geometry, "properties": row} for row in rows]
    content = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    assert send(caller, "application/geo+json", content)["rows"] == len(rows)


@settings(max_examples=100)
@given(
    header=st.lists(st.sampled_from(COLUMNS) | TEXTS, min_size=1, max_size=17),
    table=st.lists(st.lists(CELLS, max_size=17), max_size=4),
    delimiter=st.sampled_from(",;\t"),
    encoding=st.sampled_from(["utf-8", "utf-8-sig", "cp1250", "utf-16"]),
)
def test_bent_tables_are_stored_or_refused(
    caller: TestClient, header: list[str], table: list[list[str]], delimiter: str, encoding: str
) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows([header, *table])
    send(caller, "text/csv", text.getvalue().encode(encoding, errors="replace"))


@pytest.mark.parametrize(
    "media_type", ["application/x-ndjson", "application/json", "application/geo+json", "text/csv"]
)
@given(content=st.binary(max_size=300) | st.text(max_size=100).map(str.encode))
def test_bytes_of_any_kind_get_a_result(
    caller: TestClient, media_type: str, content: bytes
) -> None:
    send(caller, media_type, content)


@given(media_type=st.text(st.characters(codec="ascii", exclude_categories=["Cc"]), max_size=40))
def test_media_types_that_nobody_reads_are_refused(caller: TestClient, media_type: str) -> None:
    headers = {"Content-Type": media_type}
    assert_answered(caller.post("/api/reports/batch", content=b"[]", headers=headers))
