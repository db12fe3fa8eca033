"""Every read carries a tag and answers 304 to who holds it; HEAD tells the same without a body."""

from collections.abc import Callable

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People
from tests.service.features.conftest import FULL, PUBLIC, REPORTS, Planted
from tests.service.projections.stage import move, submit

PUBLIC_READS = [
    "/api",
    "/api/collections",
    "/api/collections/incidents",
    "/api/collections/sectors",
    PUBLIC,
    f"{PUBLIC}?limit=2&type=crossing_attempt",
    f"{PUBLIC}?crs=http://www.opengis.net/def/crs/EPSG/0/3857&properties=type",
    "/api/collections/border/items",
    "/api/collections/sectors/items?bbox=23,52,24,53",
    "/api/collections/sectors/items/BIA",
    "/api/collections/crossings/items?limit=2",
    "/api/vocabulary",
    "/api/policy",
    "/api/places?q=bia",
]
FULL_READS = ["/api/collections", "/api/collections/incidents-full", FULL, f"{FULL}?limit=2"]

Fetch = Callable[..., Response]


@pytest.fixture
def fetch(client: TestClient, planted: Planted) -> Fetch:
    def send(path: str, method: str = "GET", **headers: str) -> Response:
        return client.request(
            method, path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )

    return send


def assert_conditional(fetch: Fetch, path: str, **key: str) -> None:
    whole = fetch(path, **key)
    tag = whole.headers["etag"]
    assert whole.status_code == 200
    assert tag.startswith('"')

    for held in (tag, f'"other", {tag}', f"W/{tag}", "*"):
        unchanged = fetch(path, if_none_match=held, **key)
        assert (unchanged.status_code, unchanged.content) == (304, b"")
        for name in ("etag", "cache-control", "vary"):
            assert unchanged.headers.get(name) == whole.headers.get(name)
    changed = fetch(path, if_none_match='"other", "', **key)
    assert (changed.status_code, changed.content) == (200, whole.content)

    head = fetch(path, "HEAD", **key)
    assert (head.status_code, head.content) == (200, b"")
    for name in ("etag", "content-type", "content-length", "cache-control"):
        assert head.headers[name] == whole.headers[name]
    assert fetch(path, "HEAD", if_none_match=tag, **key).status_code == 304


@pytest.mark.parametrize("path", PUBLIC_READS)
def test_a_public_read_is_conditional(fetch: Fetch, path: str) -> None:
    assert_conditional(fetch, path)
    assert fetch(path).headers["cache-control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("path", FULL_READS)
def test_a_read_with_a_key_is_conditional_and_kept_by_nobody_else(
    fetch: Fetch, people: People, path: str
) -> None:
    key = people.partner["Authorization"]
    assert_conditional(fetch, path, authorization=key)
    headers = fetch(path, authorization=key).headers
    assert headers["cache-control"].startswith("private, ")
    assert "Authorization" in headers["vary"].split(", ")


def test_exact_places_are_not_stored_by_any_cache(fetch: Fetch, people: People) -> None:
    headers = fetch(FULL, authorization=people.analyst["Authorization"]).headers
    assert headers["cache-control"] == "private, no-store"


def test_a_single_record_is_conditional(fetch: Fetch, people: People, planted: Planted) -> None:
    assert_conditional(fetch, f"{PUBLIC}/{planted.public['point']}")
    key = people.partner["Authorization"]
    assert_conditional(fetch, f"{FULL}/{planted.full['point']}", authorization=key)


def test_each_question_has_a_tag_of_its_own(fetch: Fetch) -> None:
    paths = [PUBLIC, f"{PUBLIC}?limit=2", f"{PUBLIC}?type=crossing_attempt", f"{PUBLIC}?sector=BIA"]
    assert len({fetch(path).headers["etag"] for path in paths}) == len(paths)


def test_the_same_question_in_other_words_has_the_same_tag(fetch: Fetch) -> None:
    one = fetch(f"{PUBLIC}?type=objects_thrown,crossing_attempt&bbox=23.0,52,24,53.0")
    other = fetch(f"{PUBLIC}?bbox=23,52.0,24.00,53&type=crossing_attempt,objects_thrown")
    assert one.headers["etag"] == other.headers["etag"]
    assert one.content == other.content


def test_a_public_tag_changes_with_the_public_table_and_with_nothing_else(
    house: Installation, fetch: Fetch, planted: Planted
) -> None:
    before = fetch(PUBLIC).headers["etag"]
    submit(house, *REPORTS.values())
    move(house, planted.full["unreviewed"], "in_review")
    assert fetch(PUBLIC, if_none_match=before).status_code == 304
    move(house, planted.full["point"], "withdrawn")
    after = fetch(PUBLIC, if_none_match=before)
    assert after.status_code == 200
    assert len(after.json()["features"]) == len(planted.public) - 1


def test_a_full_tag_changes_with_what_the_page_holds(
    house: Installation, fetch: Fetch, people: People, planted: Planted
) -> None:
    key = people.partner["Authorization"]
    before = fetch(FULL, authorization=key).headers["etag"]
    submit(house, *REPORTS.values())
    assert fetch(FULL, authorization=key, if_none_match=before).status_code == 200


def test_the_list_of_collections_differs_by_key(fetch: Fetch, people: People) -> None:
    anyone = fetch("/api/collections")
    partner = fetch("/api/collections", authorization=people.partner["Authorization"])
    assert "Accept" in anyone.headers["vary"].split(", ")
    for answer in (anyone, partner):
        assert "Authorization" in answer.headers["vary"].split(", ")
    assert anyone.headers["etag"] != partner.headers["etag"]


def test_a_problem_has_no_tag(fetch: Fetch) -> None:
    assert "etag" not in fetch(f"{PUBLIC}?limit=0").headers
