"""What is asked by a body is answered as the same question by an address."""

import threading
import time
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from bench.filling import make_block, write_block
from service.features.searched import IN_ADDRESS, IN_BODY
from service.installation import Installation
from tests.conftest import People
from tests.service.answers import MARKER, assert_quiet, problem
from tests.service.features.conftest import FULL, PUBLIC, Planted, released
from tests.service.features.test_cors import ORIGIN, cors, preflight
from tests.service.features.test_recorded_reads import entries
from tests.service.projections.stage import ON_SQLITE
from tests.service.reports.test_at_once import server_in_thread
from tests.service.test_admission import Serve, clock, serve, statuses

__all__ = ["clock", "serve"]

Body = dict[str, Any]

WEEKS = "/api/collections/sector-weeks/items"
SECTORS = "/api/collections/sectors/items"
CROSSINGS = "/api/collections/crossings/items"
FORMS = ("json", "fgb", "geojsonseq", "ndjson", "csv")
METRES = "http://www.opengis.net/def/crs/EPSG/0/3857"
DRAFT = {"filter": "sector ILIKE 'nar'", "filter-lang": "cql-text"}
IN_NAREWKA: Body = {"op": "=", "args": [{"property": "sector"}, "NAR"]}
# The answer's own: its id, how it is packed, and where the other pages are.
APART = {"etag", "link", "miedza-next-cursor", "x-request-id", "content-length", "content-encoding"}


def json_filter(column: str, *codes: str) -> Body:
    return {"op": "in", "args": [{"property": column}, list(codes)]}


# A path, a body, and the same as parameters.
QUESTIONS: list[tuple[str, Body, dict[str, str]]] = [
    (PUBLIC, {}, {}),
    (PUBLIC, {"limit": 2}, {"limit": "2"}),
    (PUBLIC, {"limit": 2, "offset": 1}, {"limit": "2", "offset": "1"}),
    (PUBLIC, {"bbox": [23, 52.6, 24.5, 53.1]}, {"bbox": "23,52.6,24.5,53.1"}),
    (PUBLIC, {"bbox": "23,52.6,24.5,53.1"}, {"bbox": "23,52.6,24.5,53.1"}),
    (PUBLIC, {"sector": ["NAR", "BIA"]}, {"sector": "NAR,BIA"}),
    (PUBLIC, {"sector": "NAR", "type": ["tunnel"]}, {"sector": "NAR", "type": "tunnel"}),
    (PUBLIC, {"datetime": "2025-05-01/.."}, {"datetime": "2025-05-01/.."}),
    (PUBLIC, {"sortby": ["-type", "week"], "limit": 2}, {"sortby": "-type,week", "limit": "2"}),
    (PUBLIC, {"sortby": ["+type"]}, {"sortby": "+type"}),
    (
        PUBLIC,
        {"properties": ["week", "type"], "skipGeometry": True},
        {"properties": "week,type", "skipGeometry": "true"},
    ),
    (PUBLIC, {"crs": METRES, "skipGeometry": False}, {"crs": METRES}),
    (PUBLIC, {"filter": "sector = 'NAR'"}, {"filter": "sector = 'NAR'"}),
    (PUBLIC, DRAFT, DRAFT),
    (PUBLIC, {"filter": IN_NAREWKA}, {"filter": "sector = 'NAR'"}),
    (PUBLIC, {"filter": IN_NAREWKA, "filter-lang": "cql2-json"}, {"filter": "sector = 'NAR'"}),
    (PUBLIC, {"filter": "type LIKE 'b%&=+ż'"}, {"filter": "type LIKE 'b%&=+ż'"}),
    (PUBLIC, {"resultType": "hits"}, {"resultType": "hits"}),
    (PUBLIC, {"undated": ["2025-05"]}, {"undated": "2025-05"}),
    (FULL, {"limit": 3}, {"limit": "3"}),
    (FULL, {"persons_low": 3}, {"persons_low": "3"}),
    (FULL, {"filter": json_filter("sector", "NAR", "KRY")}, {"filter": "sector IN ('NAR', 'KRY')"}),
    (WEEKS, {"week": "2025-W20", "sector": ["BIA"]}, {"week": "2025-W20", "sector": "BIA"}),
    (SECTORS, {"bbox": [23, 52.6, 24, 53], "limit": 1}, {"bbox": "23,52.6,24,53", "limit": "1"}),
    (CROSSINGS, {"limit": 2, "properties": ["name"]}, {"limit": "2", "properties": "name"}),
    ("/api/collections/border/items", {}, {}),
]  # fmt: skip


@pytest.fixture
def search(client: TestClient, people: People) -> Callable[..., Response]:
    """A search as a partner sends it, who may read everything."""

    def search(path: str, body: Any, **headers: str) -> Response:
        return client.post(f"{path}/search", json=body, headers={**people.partner, **headers})

    return search


Search = Callable[..., Response]


def without_links(answer: Response) -> Any:
    if not answer.headers["content-type"].endswith(("/json", "+json")):
        return answer.content
    return {name: value for name, value in answer.json().items() if name != "links"}


def own_headers(answer: Response) -> dict[str, str]:
    """All others; what a POST answers does not come compressed."""
    kept = {name: value for name, value in answer.headers.items() if name not in APART}
    varies = [each for each in kept.get("vary", "").split(", ") if each != "Accept-Encoding"]
    return {**kept, "vary": ", ".join(varies)}


def links_of(answer: Response) -> dict[str, Any]:
    return {link["rel"]: link for link in answer.json()["links"] if link["rel"] != "alternate"}


@pytest.mark.parametrize(("path", "body", "parameters"), QUESTIONS)
def test_each_form_is_what_get_gives(
    client: TestClient, people: People, planted: Planted, house: Installation, search: Search,
    path: str, body: Body, parameters: dict[str, str],
) -> None:  # fmt: skip
    released(house, "2025-W20")
    for f in FORMS:
        asked = client.get(path, params={**parameters, "f": f}, headers=people.partner)
        assert asked.status_code == 200, asked.text
        found = search(path, {**body, "f": f})
        assert found.status_code == 200, found.text
        assert without_links(found) == without_links(asked), f
        assert own_headers(found) == own_headers(asked), f
        assert "etag" not in found.headers
    accepted = {"Accept": "text/csv"}
    asked = client.get(path, params=parameters, headers={**people.partner, **accepted})
    assert search(path, body, **accepted).content == asked.content


@pytest.mark.parametrize("path", [PUBLIC, FULL, CROSSINGS])
def test_all_pages_are_walked_by_the_bodies_of_their_links(
    house: Installation, client: TestClient, people: People, path: str
) -> None:
    write_block(house.database, make_block(0, 60, seed=3))
    whole = client.get(path, params={"limit": 10_000}, headers=people.partner).json()["features"]
    body: Body = {"limit": len(whole) // 3 or 1, "bbox": [20, 50, 26, 56]}
    inside = client.get(f"{path}?limit=10000&bbox=20,50,26,56", headers=people.partner)
    pages = list(_walk(client, people, path, body, "next"))
    assert [each for page in pages for each in page] == [
        each["id"] for each in inside.json()["features"]
    ]
    assert len(pages) > 2


def _walk(
    client: TestClient, people: People, path: str, body: Body, rel: str
) -> Iterator[list[str]]:
    href, asked = f"{path}/search", body
    while True:
        answer = client.post(href, json=asked, headers=people.partner)
        assert answer.status_code == 200, answer.text
        yield [each["id"] for each in answer.json()["features"]]
        links = links_of(answer)
        assert links["self"]["body"] == asked
        if rel not in links:
            return
        following = links[rel]
        assert following["method"] == "POST"
        assert {**following["body"], "cursor": None} == {**body, "cursor": None}
        href, asked = urlsplit(following["href"]).path, following["body"]


def test_a_page_leads_back_and_leaves_the_offset_out(planted: Planted, search: Search) -> None:
    body = {"limit": 2, "offset": 1, "sortby": ["type"]}
    first = search(PUBLIC, body)
    second = search(PUBLIC, links_of(first)["next"]["body"])
    back = search(PUBLIC, links_of(second)["prev"]["body"])
    assert planted.names(back) == planted.names(first)
    assert "offset" not in links_of(first)["next"]["body"]


def test_the_other_forms_of_a_page_are_bodies_too(planted: Planted, search: Search) -> None:
    answer = search(PUBLIC, {"sector": ["NAR"]}).json()
    others = [link for link in answer["links"] if link["rel"] == "alternate"]
    assert [link["body"]["f"] for link in others] == ["fgb", "geojsonseq", "ndjson", "csv"]
    for link in others:
        path = urlsplit(link["href"]).path.removesuffix("/search")
        assert search(path, link["body"]).headers["content-type"].startswith(link["type"])
    # What leads elsewhere is an address as ever.
    assert "body" not in next(link for link in answer["links"] if link["rel"] == "collection")


@pytest.mark.parametrize("f", ["fgb", "geojsonseq", "ndjson", "csv"])
def test_the_other_forms_say_the_next_cursor_in_a_header(
    planted: Planted, search: Search, client: TestClient, people: People, f: str
) -> None:
    found_type = {"op": "<>", "args": [{"property": "type"}, "barrier_damaged"]}
    body: Body = {"limit": 2, "f": f, "filter": found_type}
    parameters = {"limit": 2, "f": f, "filter": "type <> 'barrier_damaged'"}
    asked = client.get(PUBLIC, params=parameters, headers=people.partner)  # type: ignore[arg-type]
    pages = 0
    while True:
        found = search(PUBLIC, body)
        assert found.content == asked.content
        assert 'rel="next"' not in found.headers["link"]
        assert 'rel="prev"' not in found.headers["link"]
        assert 'rel="license"' in found.headers["link"]
        pages += 1
        if "miedza-next-cursor" not in found.headers:
            assert "next" not in asked.links
            break
        body = {**body, "cursor": found.headers["miedza-next-cursor"]}
        asked = client.get(str(asked.links["next"]["url"]), headers=people.partner)
    assert pages == 2


def test_a_filter_may_be_longer_than_an_address(planted: Planted, search: Search) -> None:
    text = " OR ".join(["sector = 'NAR'", *[f"cell = '{'x' * 400}'"] * 450])
    assert len(text) > 20 * IN_ADDRESS.characters
    listed = {"op": "or", "args": [IN_NAREWKA, json_filter("cell", *["y" * 400] * 400)]}
    for filter_, names in ((text, {"sector"}), (listed, {"sector"})):
        answer = search(PUBLIC, {"filter": filter_, "limit": 1})
        assert set(planted.names(answer)) == names
        assert links_of(answer)["self"]["body"]["filter"] == filter_


WRONG: list[tuple[Body, str]] = [
    ({"filter": "sector ="}, "filter"),
    ({"filter": {"op": "=", "args": [{"property": MARKER}, "x"]}}, "filter"),
    ({"filter": 3}, "filter"),
    ({"filter": None}, "filter"),
    ({"filter": ["type = 'tunnel'"]}, "filter"),
    ({"filter": IN_NAREWKA, "filter-lang": "cql2-text"}, "filter-lang"),
    ({"filter-lang": "sql"}, "filter-lang"),
    ({"limit": 0}, "limit"),
    ({"limit": "5"}, "limit"),
    ({"limit": 2.5}, "limit"),
    ({"limit": True}, "limit"),
    ({"limit": 10**30}, "limit"),
    ({"offset": -1}, "offset"),
    ({"skipGeometry": "true"}, "skipGeometry"),
    ({"skipGeometry": 1}, "skipGeometry"),
    ({"bbox": [1, 2, 3]}, "bbox"),
    ({"bbox": [[1, 2, 3, 4]]}, "bbox"),
    ({"bbox": {"west": 1}}, "bbox"),
    ({"datetime": ["2025-05-01"]}, "datetime"),
    ({"datetime": 2025}, "datetime"),
    ({"sector": ["BIA,NAR"]}, "sector"),
    ({"sector": []}, "sector"),
    ({"sector": None}, "sector"),
    ({"sector": [MARKER]}, "sector"),
    ({"week": ["2025-W20"] * 1000}, "week"),
    ({"sortby": ["equipment"]}, "sortby"),
    ({"properties": [True]}, "properties"),
    ({"cursor": "x"}, "cursor"),
    ({"f": "html"}, "f"),
    ({"f": "xlsx"}, "f"),
    ({"filter": "x" * (IN_BODY.characters + 1)}, "filter"),
    # Named as the parameters of an address are when one of them is not known.
    ({MARKER: MARKER}, "query"),
    ({"cell": "10kmN337E525", "sectr": "NAR"}, "query"),
]


@pytest.mark.parametrize(("body", "field"), WRONG)
def test_what_is_wrong_is_named_by_its_member(search: Search, body: Body, field: str) -> None:
    (fault,) = problem(search(PUBLIC, body), "query_invalid")["errors"]
    assert fault["field"] == field
    assert fault["wrong"]


def test_a_long_filter_is_read_however_short_reports_must_be(serve: Serve) -> None:
    client = serve(max_report_bytes=1024)
    headers = {"Content-Type": "application/json"}
    for size, code in ((262_144, "query_invalid"), (262_145, "body_too_large")):
        content = b'{"filter": "' + b"x" * (size - 14) + b'"}'
        assert len(content) == size
        answer = client.post(f"{PUBLIC}/search", content=content, headers=headers)
        problem(answer, code)
    problem(client.post("/api/reports", content=content[:2000], headers=headers), "body_too_large")


@pytest.mark.parametrize("parameter", ["sortby", "filter", "sector"])
def test_a_layer_takes_what_its_read_takes(search: Search, parameter: str) -> None:
    (fault,) = problem(search(SECTORS, {parameter: "BIA"}), "query_invalid")["errors"]
    assert fault["field"] == "query"
    assert "bbox" in fault["right"]


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "json_invalid"),
        (b"{", "json_invalid"),
        (b'{"limit": 1, "limit": 2}', "json_invalid"),
        (b'{"limit": NaN}', "json_invalid"),
        (b'{"bbox": [1e999, 0, 0, 0]}', "json_invalid"),
        (b'{"filter": ' + b"[" * 300 + b"]" * 300 + b"}", "json_invalid"),
        (b"[]", "body_invalid"),
        (b'"limit"', "body_invalid"),
        (b"null", "body_invalid"),
    ],
)
@ON_SQLITE
def test_what_is_no_object_is_refused(client: TestClient, content: bytes, code: str) -> None:
    headers = {"Content-Type": "application/json"}
    problem(client.post(f"{PUBLIC}/search", content=content, headers=headers), code)


@pytest.mark.parametrize(
    "kind", ["application/x-www-form-urlencoded", "text/plain", "multipart/form-data", "text/json"]
)
@ON_SQLITE
def test_nothing_but_json_is_read(client: TestClient, kind: str) -> None:
    answer = client.post(f"{PUBLIC}/search", content=b"{}", headers={"Content-Type": kind})
    assert "application/json" in problem(answer, "media_type_unsupported")["detail"]


@ON_SQLITE
def test_the_question_stands_in_the_body_alone(client: TestClient) -> None:
    problem(client.post(f"{PUBLIC}/search?limit=1", json={}), "query_invalid")
    problem(client.post("/api/collections/nothing/items/search", json={}), "not_found")
    answer = client.put(f"{PUBLIC}/search", json={})
    problem(answer, "method_not_allowed")
    assert "POST" in answer.headers["allow"]


def test_a_held_answer_is_sent_again(planted: Planted, client: TestClient) -> None:
    tag = client.get(PUBLIC).headers["etag"]
    for held in (tag, "*"):
        answer = client.post(f"{PUBLIC}/search", json={}, headers={"If-None-Match": held})
        assert (answer.status_code, len(answer.json()["features"])) == (200, len(planted.public))


def test_to_others_the_full_collection_is_not_there(
    planted: Planted, client: TestClient, people: People
) -> None:
    for headers in ({}, people.monitor):
        for sent in ({"json": {}}, {"json": []}, {"content": b"{"}):
            problem(client.post(f"{FULL}/search", **sent, headers=headers), "not_found")  # type: ignore[arg-type]


def test_basic_is_for_reads_by_get_alone(
    planted: Planted, client: TestClient, people: People
) -> None:
    basic = ("anyone", people.partner["Authorization"].removeprefix("Bearer "))
    assert client.get(FULL, auth=basic).status_code == 200
    problem(client.post(f"{FULL}/search", json={}, auth=basic), "not_found")


def test_each_page_of_the_full_collection_is_recorded(
    planted: Planted, house: Installation, client: TestClient, people: People, search: Search
) -> None:
    client.get(FULL, params={"limit": 2, "sector": "NAR,BIA"}, headers=people.partner)
    search(FULL, {"limit": 2, "sector": ["BIA", "NAR"]})
    asked, searched = entries(house)
    assert asked == searched
    assert searched["details"]["features"] == 2
    problem(search(FULL, {"limit": 0}), "query_invalid")
    assert len(entries(house)) == 2


def test_a_search_is_one_request_of_an_allowance(serve: Serve) -> None:
    client = serve(anonymous_requests_per_minute=3)
    found = [client.post(f"{PUBLIC}/search", json={"f": f}) for f in ("json", "csv")]
    assert [answer.status_code for answer in found] == [200, 200]
    assert statuses(client, 2, "/api/policy") == [200, 429]


@ON_SQLITE
def test_the_log_tells_the_route_and_nothing_of_the_body(
    client: TestClient, people: People, lines: list[dict[str, Any]]
) -> None:
    wrong = client.post(f"{PUBLIC}/search", json={"filter": f"cell = '{MARKER}"})
    assert_quiet(wrong)
    client.post(f"{FULL}/search", json={"filter": f"week = '{MARKER}'"}, headers=people.partner)
    refused, found = lines
    assert (refused["method"], refused["route"]) == ("POST", f"{PUBLIC}/search")
    assert (found["method"], found["route"], found["status"]) == ("POST", f"{FULL}/search", 200)
    assert found["role"] == "partner"
    assert MARKER not in str(lines)


def test_a_web_page_may_search_what_is_public(planted: Planted, client: TestClient) -> None:
    asked = preflight(client, f"{PUBLIC}/search", "POST", "content-type")
    assert asked.headers["access-control-allow-origin"] == "*"
    assert "POST" in asked.headers["access-control-allow-methods"]
    assert "Content-Type" in asked.headers["access-control-allow-headers"]
    assert "access-control-allow-credentials" not in asked.headers
    for body, status in (({"limit": 1, "f": "csv"}, 200), ({"limit": 0}, 400)):
        answer = client.post(f"{PUBLIC}/search", json=body, headers=ORIGIN)
        assert (answer.status_code, answer.headers["access-control-allow-origin"]) == (status, "*")
        assert "Miedza-Next-Cursor" in answer.headers["access-control-expose-headers"]
    assert "POST" not in preflight(client, PUBLIC).headers["access-control-allow-methods"]


def test_what_needs_a_key_is_closed_to_web_pages(
    planted: Planted, client: TestClient, people: People
) -> None:
    assert not cors(preflight(client, f"{FULL}/search", "POST", "content-type"))
    for path in (PUBLIC, FULL):
        answer = client.post(f"{path}/search", json={}, headers={**ORIGIN, **people.partner})
        assert (answer.status_code, cors(answer)) == (200, set())


def _polygon(vertices: int) -> Body:
    ring = [[23 + at % 7 / 8, 52] for at in range(vertices)]
    return {
        "op": "s_intersects",
        "args": [{"property": "geometry"}, {"type": "Polygon", "coordinates": [ring]}],
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("filter_", "code"),
    [
        ({"op": "or", "args": [IN_NAREWKA] * 10_000}, "query_invalid"),
        (json_filter("week", *["2025-W20"] * 10_000), "query_invalid"),
        (_polygon(20_000), "query_invalid"),
        (_polygon(1_000_000), "body_too_large"),
    ],
)
@ON_SQLITE
def test_too_much_is_refused_quickly_while_others_are_answered(
    house: Installation, planted: Planted, filter_: Body, code: str
) -> None:
    body = httpx2.Request("POST", "http://testserver", json={"filter": filter_}).content
    with server_in_thread(house) as address:
        refusals: list[Response] = []

        def send() -> None:
            with httpx2.Client(base_url=address, timeout=30) as mine:
                for _ in range(5):
                    headers = {"Content-Type": "application/json"}
                    refusals.append(mine.post(f"{PUBLIC}/search", content=body, headers=headers))

        with httpx2.Client(base_url=address, timeout=30) as other:
            assert other.get(PUBLIC).status_code == 200
            sending = threading.Thread(target=send)
            sending.start()
            waited = []
            while sending.is_alive():
                begun = time.perf_counter()
                assert other.get(PUBLIC).status_code == 200
                waited.append(time.perf_counter() - begun)
            sending.join()
    assert len(refusals) == 5
    # Far beyond what it takes, for a busy machine.
    assert max(waited, default=0) < 2
    for answer in refusals:
        document = problem(answer, code)
        said = document["detail"] if code == "body_too_large" else document["errors"][0]["right"]
        assert "at most" in said
