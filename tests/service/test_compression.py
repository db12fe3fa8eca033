"""What is compressed, for whom, and by which tag it is known."""

import gzip
import zlib
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import brotli
import pytest
import zstandard
from fastapi import FastAPI, Request
from httpx2 import Response
from starlette.responses import Response as Answer
from starlette.responses import StreamingResponse
from starlette.testclient import TestClient

from service.compression import Compression, coding_of
from service.conditional import answer, tag_of_body
from tests.conftest import People

WORDS = b"one and the same word again, " * 100
READ: dict[str, Callable[[bytes], bytes]] = {
    "zstd": lambda body: zstandard.ZstdDecompressor().decompressobj().decompress(body),
    "br": brotli.decompress,
    "gzip": gzip.decompress,
}
TYPES = ["application/json", "text/csv; charset=utf-8", "application/flatgeobuf", "image/svg+xml"]
# What browsers, GDAL and programs send, and what a stranger may.
HEADERS = [
    ("gzip, deflate, br, zstd", "zstd"),
    ("gzip, deflate, br", "br"),
    ("gzip", "gzip"),
    ("GZip;q=0.5", "gzip"),
    ("br;q=0, *", "zstd"),
    ("zstd;q=0, br;q=0.000, *;q=0.1", "gzip"),
    ("gzip, gzip;q=0", None),
    ("gzip;q=much", None),
    ("deflate, identity", None),
    ("", None),
]


@pytest.fixture
def small() -> Iterator[TestClient]:
    """An application of a few addresses behind the middleware."""
    app = FastAPI()
    app.add_middleware(Compression)

    @app.api_route("/made", methods=["GET", "HEAD", "POST"])
    @app.api_route("/api/collections/any/items", methods=["GET"])
    def made(request: Request, media_type: str = "text/plain", times: int = 1) -> Answer:
        body = WORDS * times
        return answer(request, tag_of_body(body), lambda: body, media_type, {})

    @app.get("/short")
    def short(request: Request) -> Answer:
        return answer(request, tag_of_body(b"short"), lambda: b"short", "text/plain", {})

    @app.get("/parts")
    def parts() -> Answer:
        return StreamingResponse(iter([WORDS] * 3), media_type="application/x-ndjson")

    @app.get("/coded")
    def coded(request: Request) -> Answer:
        body = gzip.compress(WORDS)
        headers = {"Content-Encoding": "gzip", "Vary": "Accept-Encoding"}
        return answer(request, tag_of_body(body), lambda: body, "text/plain", headers)

    with TestClient(app) as client:
        yield client


def fetch(client: TestClient, path: str, accepted: str, **headers: str) -> tuple[Response, bytes]:
    """The answer and the bytes as they came."""
    with client.stream("GET", path, headers={"Accept-Encoding": accepted, **headers}) as found:
        return found, b"".join(found.iter_raw())


@pytest.mark.parametrize(("accepted", "coding"), HEADERS)
def test_the_best_coding_that_a_client_takes_is_used_and_named_by_the_tag(
    small: TestClient, accepted: str, coding: str | None
) -> None:
    found, raw = fetch(small, "/made", accepted)
    assert found.headers.get("content-encoding") == coding
    assert found.headers["vary"] == "Accept-Encoding"
    assert found.headers["content-length"] == str(len(raw))
    if coding is None:
        assert raw == WORDS
        assert found.headers["etag"] == tag_of_body(WORDS)
    else:
        assert READ[coding](raw) == WORDS
        assert found.headers["etag"] == f'{tag_of_body(WORDS)[:-1]}-{coding}"'


@pytest.mark.parametrize("media_type", TYPES)
def test_types_that_have_room_are_compressed(small: TestClient, media_type: str) -> None:
    found, raw = fetch(small, f"/made?media_type={quote(media_type)}", "gzip")
    assert found.headers["content-encoding"] == "gzip"
    assert found.headers["etag"].endswith('-gzip"')
    assert len(raw) < len(WORDS) / 10


@pytest.mark.parametrize("media_type", ["image/png", "application/pdf", "application/problem+json"])
def test_other_types_are_left_alone(small: TestClient, media_type: str) -> None:
    found, raw = fetch(small, f"/made?media_type={quote(media_type)}", "gzip")
    assert raw == WORDS
    assert found.headers["etag"] == tag_of_body(WORDS)
    assert "vary" not in found.headers


def test_a_short_body_is_sent_as_it_is_under_the_tag_of_those_who_take_a_coding(
    small: TestClient,
) -> None:
    found, raw = fetch(small, "/short", "gzip")
    assert (raw, found.headers.get("content-encoding")) == (b"short", None)
    assert found.headers["vary"] == "Accept-Encoding"
    again, _ = fetch(small, "/short", "gzip", **{"If-None-Match": found.headers["etag"]})
    assert (again.status_code, again.headers["etag"]) == (304, found.headers["etag"])


def test_what_is_coded_already_is_not_coded_again(small: TestClient) -> None:
    found, raw = fetch(small, "/coded", "gzip, br")
    assert gzip.decompress(raw) == WORDS
    assert found.headers["etag"] == tag_of_body(raw)
    assert found.headers["vary"] == "Accept-Encoding"


def test_a_head_tells_what_a_get_would(small: TestClient) -> None:
    found, _ = fetch(small, "/made", "gzip")
    head = small.head("/made", headers={"Accept-Encoding": "gzip"})
    for name in ("etag", "vary", "content-encoding", "content-length"):
        assert head.headers[name] == found.headers[name]


@pytest.mark.parametrize("accepted", ["gzip", "br", "identity"])
@pytest.mark.parametrize("ending", ["", "-zstd", "-br", "-gzip"])
def test_who_holds_the_answer_in_one_coding_needs_no_other(
    small: TestClient, accepted: str, ending: str
) -> None:
    held = f'{tag_of_body(WORDS)[:-1]}{ending}"'
    found, _ = fetch(small, "/made", accepted, **{"If-None-Match": f'"a", W/{held}'})
    whole, _ = fetch(small, "/made", accepted)
    assert found.status_code == 304
    for name in ("etag", "vary"):
        assert found.headers[name] == whole.headers[name]
    changed, _ = fetch(small, "/made?times=2", accepted, **{"If-None-Match": held})
    assert changed.status_code == 200


def test_a_stream_is_compressed_while_it_is_made(small: TestClient) -> None:
    found, raw = fetch(small, "/parts", "gzip")
    assert zlib.decompress(raw, 31) == WORDS * 3
    assert "content-length" not in found.headers


def test_what_a_caller_with_a_token_gets_is_as_long_as_it_is(small: TestClient) -> None:
    for path, is_compressed in (("/made", False), ("/api/collections/any/items", True)):
        found, _ = fetch(small, path, "gzip", Authorization="Bearer token")
        assert ("content-encoding" in found.headers) is is_compressed
        assert found.headers["etag"].endswith('-gzip"') is is_compressed


def test_what_a_post_answers_is_not_compressed(small: TestClient) -> None:
    found = small.post("/made", headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in found.headers


def test_what_staff_reads_is_not_compressed(client: TestClient, people: People) -> None:
    for path in ("/api/collections", "/api/vocabulary"):
        assert "content-encoding" in fetch(client, path, "gzip")[0].headers
        found, _ = fetch(client, path, "gzip", **people.admin)
        assert "content-encoding" not in found.headers


@pytest.mark.parametrize(("accepted", "coding"), HEADERS)
def test_the_coding_is_read_as_the_library_reads_it(accepted: str, coding: str | None) -> None:
    scope: dict[str, Any] = {"type": "http", "headers": [(b"accept-encoding", accepted.encode())]}
    assert coding_of(scope) == coding
