"""All public records that match go out in pieces, or are broken off; a page stays a page."""

import asyncio
import csv
import io
from collections import deque
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
import orjson
import pytest
from httpx2 import Response
from starlette.testclient import TestClient
from starlette.types import Message

from service.errors import BrokenOff
from service.features import service
from service.features.collections import INCIDENTS
from service.features.filters import Filter, PageAsked
from service.features.formats import answers
from service.features.formats.rendering import LINES
from service.features.geojson import Page, Question
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import Planted
from tests.service.features.formats.stage import Service, multiply
from tests.service.features.test_recorded_reads import entries
from tests.service.projections.stage import move
from tests.service.reports.test_at_once import await_ready, server_in_thread, server_process

CODES = {form.code: form.media_type for form in LINES}
MANY = 2 * answers.PIECE + 10
MANY_MORE = 200_000
PATH = "/api/collections/incidents/items"


def ids(answer: Response) -> list[str]:
    """Of the features in a sequence, in lines or in a table."""
    if answer.headers["content-type"].startswith("text/csv"):
        return [row["id"] for row in csv.DictReader(io.StringIO(answer.text.lstrip("\ufeff")))]
    return [orjson.loads(text.strip(b"\x1e"))["id"] for text in answer.content.splitlines()]


def all_ids(items: Service, **parameters: str) -> list[str]:
    """As the pages of GeoJSON tell them."""
    page = items.get("incidents", limit=10_000, **parameters).json()
    assert "next" not in {each["rel"] for each in page["links"]}
    return [feature["id"] for feature in page["features"]]


@pytest.mark.parametrize("f", CODES)
def test_without_a_limit_it_is_all_that_match(house: Installation, items: Service, f: str) -> None:
    multiply(house, MANY)
    answer = items.get("incidents", f)
    assert ids(answer) == all_ids(items)
    assert len(ids(answer)) == MANY + 5
    assert "content-length" not in answer.headers
    assert "next" not in answer.links
    assert answer.links["license"]["url"] == "https://creativecommons.org/licenses/by/4.0/"
    some = items.get("incidents", f, week="2025-W21")
    assert ids(some) == all_ids(items, week="2025-W21") != []
    assert ids(items.get("incidents", f, sector="CZE")) == []


def test_with_a_limit_it_is_a_page(house: Installation, items: Service) -> None:
    multiply(house, 10)
    answer = items.get("incidents", "ndjson", limit=4)
    found = ids(answer)
    assert len(found) == 4
    while "next" in answer.links:
        answer = items.client.get(answer.links["next"]["url"])
        found += ids(answer)
    assert found == all_ids(items)


def test_from_a_cursor_it_is_all_that_follows(house: Installation, items: Service) -> None:
    multiply(house, MANY)
    following = items.get("incidents", "csv", limit=3).links["next"]["url"]
    asked = dict(part.split("=") for part in urlsplit(following).query.split("&"))
    answer = items.get("incidents", "csv", cursor=asked["cursor"])
    assert ids(answer) == all_ids(items)[3:]


def test_a_bad_question_is_refused_before_anything_is_sent(items: Service) -> None:
    refused = items.client.get(PATH, params={"f": "csv", "cursor": "AAAA"})
    assert problem(refused, "query_invalid")["errors"][0]["field"] == "cursor"


def test_how_many_there_are_is_no_stream(items: Service) -> None:
    answer = items.get("incidents", "ndjson", resultType="hits")
    assert (answer.content, answer.headers["ogc-numbermatched"]) == (b"", "5")


@pytest.mark.parametrize("f", CODES)
def test_who_holds_it_all_is_sent_nothing(
    house: Installation, items: Service, planted: Planted, f: str
) -> None:
    whole = items.get("incidents", f)
    tag = whole.headers["etag"]
    assert tag != items.get("incidents", f, limit=answers.PIECE).headers["etag"]
    held = {"If-None-Match": tag}
    unchanged = items.client.get(PATH, params={"f": f}, headers=held)
    assert (unchanged.status_code, unchanged.content) == (304, b"")
    assert unchanged.headers["vary"] == whole.headers["vary"] == "Accept, Accept-Encoding"
    move(house, planted.full["point"], "withdrawn")
    assert items.client.get(PATH, params={"f": f}, headers=held).status_code == 200


@pytest.mark.parametrize("f", CODES)
def test_a_head_and_a_304_read_no_row(
    items: Service, monkeypatch: pytest.MonkeyPatch, f: str
) -> None:
    tag = items.get("incidents", f).headers["etag"]

    def refuse(*_: object) -> Page:
        raise AssertionError("a row was read")

    monkeypatch.setattr(service, "_table_page", refuse)
    head = items.client.head(PATH, params={"f": f})
    assert (head.status_code, head.headers["etag"], head.content) == (200, tag, b"")
    assert (
        head.headers["content-type"]
        == items.client.head(PATH, params={"f": f}).headers["content-type"]
    )
    held = items.client.get(PATH, params={"f": f}, headers={"If-None-Match": tag})
    assert held.status_code == 304


def test_pages_that_no_longer_belong_together_do_not_follow_one_another(
    house: Installation, planted: Planted
) -> None:
    asked = PageAsked(2)
    question = Question(INCIDENTS, "http://testserver", Filter(), asked, cursors=house.cursors)
    with service.reading_page(house.database, question) as (revision, read):
        first = read()
    following = service.following_pages(house.database, question, revision, first)
    assert next(following).count == 2
    move(house, planted.full["verified"], "withdrawn")
    with pytest.raises(BrokenOff):
        next(following)


@pytest.mark.parametrize("coding", ["identity", "gzip", "br", "zstd"])
def test_an_answer_that_is_broken_off_has_no_end_in_any_coding(
    house: Installation, items: Service, planted: Planted, coding: str
) -> None:
    multiply(house, 10 * answers.PIECE)
    messages: list[Message] = []

    async def receive() -> Message:
        await asyncio.sleep(60)
        return {"type": "http.disconnect"}

    async def send(message: Message) -> None:
        messages.append(message)
        if len(messages) == 2:
            move(house, planted.full["point"], "withdrawn")

    scope = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "server": ("testserver", 80),
        "client": None,
        "root_path": "",
        "method": "GET",
        "path": PATH,
        "query_string": b"f=ndjson",
        "headers": [(b"accept-encoding", coding.encode())],
    }
    with pytest.raises(ConnectionAbortedError):
        asyncio.run(items.client.app(scope, receive, send))
    assert len(messages) > 1
    assert all(message["more_body"] for message in messages[1:])


def test_a_client_sees_that_the_answer_was_broken_off(
    house: Installation, items: Service, planted: Planted
) -> None:
    """The rest does not fit into what waits between the two, so the server is still at it."""
    multiply(house, 20 * answers.PIECE)

    def read_slowly(answer: Response) -> None:
        pieces = answer.iter_raw(1_000)
        next(pieces)
        move(house, planted.full["point"], "withdrawn")
        deque(pieces, maxlen=0)

    plain = {"Accept-Encoding": "identity"}
    with (
        server_in_thread(house) as address,
        httpx2.stream("GET", f"{address}{PATH}?f=ndjson", headers=plain) as answer,
        pytest.raises(httpx2.RemoteProtocolError, match="incomplete"),
    ):
        read_slowly(answer)


@pytest.mark.parametrize("f", ["fgb", *CODES])
def test_each_page_of_the_full_collection_is_recorded_first_in_every_form(
    house: Installation, client: TestClient, people: People, planted: Planted, f: str
) -> None:
    path = "/api/collections/incidents-full/items"
    page = client.get(path, params={"f": f, "limit": 3}, headers=people.partner)
    assert page.headers["ogc-numberreturned"] == "3"
    client.get(page.links["next"]["url"], headers=people.partner)
    client.head(path, params={"f": f}, headers=people.partner)
    held = {**people.partner, "If-None-Match": page.headers["etag"]}
    again = client.get(path, params={"f": f, "limit": 3}, headers=held)
    assert again.status_code == 304
    assert [each["details"]["features"] for each in entries(house)] == [3, 3]
    client.get(f"{path}/{planted.full['point']}", params={"f": f}, headers=people.partner)
    assert entries(house)[-1]["subject"] == planted.full["point"]


def test_the_full_collection_is_never_sent_whole(
    house: Installation, client: TestClient, people: People, planted: Planted
) -> None:
    """It has no revision by which a change could be seen, and each page is an entry."""
    path = "/api/collections/incidents-full/items"
    answer = client.get(path, params={"f": "ndjson"}, headers=people.partner)
    assert answer.headers["ogc-numberreturned"] == "7"
    assert [each["details"]["features"] for each in entries(house)] == [7]


@pytest.mark.slow
def test_memory_does_not_grow_with_what_is_sent(house: Installation, items: Service) -> None:
    multiply(house, MANY_MORE)
    with server_process(house) as address, httpx2.Client(base_url=address, timeout=120) as caller:
        await_ready(address)
        for f in CODES:
            # What the first answer loads once stays.
            caller.get(PATH, params={"f": f, "limit": 10_000})
        before = _peak_mib(address)
        for f, coding in (("geojsonseq", "gzip"), ("csv", "identity")):
            headers = {"Accept-Encoding": coding}
            with caller.stream("GET", PATH, params={"f": f}, headers=headers) as answer:
                assert answer.headers.get("content-encoding", "identity") == coding
                lines = sum(chunk.count(b"\n") for chunk in answer.iter_bytes())
            assert lines == MANY_MORE + 5 + (f == "csv")
        assert _peak_mib(address) - before < 30


def _peak_mib(address: str) -> float:
    """The most memory that the server ever held."""
    (status,) = [
        process / "status"
        for process in Path("/proc").glob("[0-9]*")
        if f"--port\0{urlsplit(address).port}\0".encode() in (process / "cmdline").read_bytes()
    ]
    (line,) = [each for each in status.read_text().splitlines() if each.startswith("VmHWM:")]
    return int(line.split()[1]) / 1024
