"""Odd addresses and parameters of every read: answered or refused, never a failure."""

from typing import Any
from urllib.parse import quote

import pytest
from fastapi.routing import iter_route_contexts
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.fuzz.mutations import TEXTS
from tests.service.answers import MARKER, assert_answered

NAMES = [
    "lon", "lat", "accuracy_m", "q", "lang", "limit", "bbox", "datetime", "sector", "type",
    "equipment", "week", "status", "cursor", "f", "draft", "vintage", "crs", "properties",
]  # fmt: skip
WORDS = TEXTS | st.sampled_from(
    ["0", "-1", "1e999", "NaN", "true", "2025-W47", "2025-W54", "2025-11-21/..", "../..", "/",
     "23,52,24,53", "23,52,24", "-181,0,181,0", "a,b,c,d", "9" * 400, "json", "fgb", "%", "%00",
     "2025-11-21T22:30:00Z", "2025-11-21T22:30:00", "0000-01-01", "9999-12-31/0001-01-01", "BIA",
     "BIA,XYZ", "ladder", "crossing_attempt", "' OR 1=1 --", "*", "\\", "{}", "é"]
)  # fmt: skip
QUERIES = st.lists(st.tuples(st.sampled_from(NAMES) | TEXTS, WORDS), max_size=4)
SEGMENTS = st.lists(WORDS | st.sampled_from(["api", "reports", "collections", "items"]), max_size=5)


def escaped(text: str) -> str:
    return quote(text.encode("utf-8", errors="surrogatepass"), safe="")


def address(path: str, query: list[tuple[str, str]]) -> str:
    pairs = "&".join(f"{escaped(name)}={escaped(value)}" for name, value in query)
    return f"{path}?{pairs}"


def reads(caller: TestClient) -> list[str]:
    routes: Any = caller.app
    return sorted(
        {
            str(context.path)
            for context in iter_route_contexts(routes.routes)
            if "GET" in (context.methods or ())
        }
    )


@settings(max_examples=300)
@given(data=st.data(), query=QUERIES)
def test_odd_parameters_of_every_read_are_used_or_refused(
    caller: TestClient, data: st.DataObject, query: list[tuple[str, str]]
) -> None:
    path = data.draw(st.sampled_from(reads(caller)))
    while "{" in path:
        before, _, rest = path.partition("{")
        path = before + escaped(data.draw(WORDS)) + rest.partition("}")[2]
    answer = caller.get(address(path, query), headers={"Accept": "application/json"})
    if answer.status_code >= 300:
        assert_answered(answer)


@given(segments=SEGMENTS, method=st.sampled_from(["GET", "POST", "PUT", "PATCH", "DELETE"]))
def test_odd_addresses_are_refused(caller: TestClient, segments: list[str], method: str) -> None:
    path = "/" + "/".join(escaped(each) for each in segments)
    answer = caller.request(method, path, follow_redirects=False)
    if answer.status_code >= 300:
        assert_answered(answer)


@pytest.mark.parametrize(
    "header",
    ["If-None-Match", "Accept", "Accept-Encoding", "Accept-Language", "Origin", "Host"],
)
@given(value=st.text(st.characters(max_codepoint=255, exclude_categories=["Cc"]), max_size=60))
def test_odd_headers_of_a_read_do_no_harm(caller: TestClient, header: str, value: str) -> None:
    sent = [(header.encode(), value.strip().encode("latin-1"))]
    for path in ("/api/collections/incidents/items", "/api/locate?lon=23.8&lat=52.7", "/api"):
        answer = caller.get(path, headers=sent)
        assert answer.status_code in (200, 304), answer.text
        assert MARKER not in answer.text
