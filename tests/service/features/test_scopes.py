"""A key that is limited to sectors: no parameter widens it, and the rest is as if it were not."""

from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from tests.conftest import People, bearer
from tests.service.answers import problem
from tests.service.features.conftest import FULL, PUBLIC, Planted

Headers = dict[str, str]


def limited(house: Installation, *sectors: str) -> Headers:
    return bearer(house, "partner", scopes=["incidents:read"], sectors=list(sectors))


@pytest.fixture
def krynki(house: Installation) -> Headers:
    return limited(house, "KRY")


def ids(answer: Response) -> list[str]:
    assert answer.status_code == 200, answer.text
    return [feature["id"] for feature in answer.json()["features"]]


def test_a_page_holds_the_records_of_the_keys_sectors(
    client: TestClient, house: Installation, planted: Planted, krynki: Headers
) -> None:
    assert planted.names(client.get(FULL, headers=krynki)) == ["severe", "verified"]
    both = limited(house, "NAR", "BIA")
    # What is told for two sectors lies in none of them, even for a key that reads both.
    assert planted.names(client.get(FULL, headers=both)) == ["sector", "point"]


@pytest.mark.parametrize(
    ("parameters", "names"),
    [
        ({"sector": "KRY"}, ["severe", "verified"]),
        ({"sector": "BIA"}, []),
        ({"sector": "BIA,KRY,NAR"}, ["severe", "verified"]),
        ({"bbox": "20,50,30,56"}, ["severe", "verified"]),
        ({"datetime": "2025-01-01/.."}, ["severe", "verified"]),
        ({"type": "crossing_attempt"}, []),
        ({"status": "received,verified"}, ["severe", "verified"]),
    ],
)
def test_no_parameter_widens_the_limit(
    client: TestClient,
    planted: Planted,
    krynki: Headers,
    parameters: dict[str, str],
    names: list[str],
) -> None:
    answer = client.get(FULL, params=parameters, headers=krynki)
    assert planted.names(answer) == names


def test_a_foreign_item_is_the_404_of_a_missing_one(
    client: TestClient, planted: Planted, krynki: Headers
) -> None:
    own = client.get(f"{FULL}/{planted.full['severe']}", headers=krynki)
    assert own.status_code == 200
    missing = client.get(f"{FULL}/0c1f2a52-6f0e-4a52-9f3c-0d7f6c4b1a10", headers=krynki)
    for name in ("point", "sector", "month", "two sectors"):
        foreign = client.get(f"{FULL}/{planted.full[name]}", headers=krynki)
        problem(foreign, "not_found")
        for answer in (foreign, missing):
            answer.headers.pop("x-request-id", None)
        assert (foreign.content, foreign.headers) == (missing.content, missing.headers)


def test_pages_of_a_limited_key_follow_one_another(
    client: TestClient, planted: Planted, krynki: Headers
) -> None:
    first = client.get(FULL, params={"limit": 1}, headers=krynki)
    assert planted.names(first) == ["severe"]
    second = client.get(next_link(first), headers=krynki)
    assert planted.names(second) == ["verified"]
    assert "next" not in [link["rel"] for link in second.json()["links"]]


def test_a_cursor_belongs_to_the_limit_it_was_made_under(
    client: TestClient, house: Installation, people: People, planted: Planted, krynki: Headers
) -> None:
    of_limited = next_link(client.get(FULL, params={"limit": 1}, headers=krynki))
    of_all = next_link(client.get(FULL, params={"limit": 1}, headers=people.analyst))
    other = limited(house, "KRY", "NAR")
    for headers, address in (
        (people.analyst, of_limited), (other, of_limited), (krynki, of_all), (other, of_all)
    ):  # fmt: skip
        problem(client.get(address, headers=headers), "query_invalid")


def test_limits_share_no_tag_even_where_they_show_the_same(
    client: TestClient, house: Installation, people: People, planted: Planted
) -> None:
    """A 304 to the tag of another key would tell that the other one sees the same."""
    keys = [people.analyst, limited(house, "KRY"), limited(house, "KRY", "WLO")]
    question: dict[str, Any] = {"params": {"type": "aerial_object"}}
    answers = [client.get(FULL, headers=key, **question) for key in keys]
    item = f"{FULL}/{planted.full['verified']}"
    items = [client.get(item, headers=key) for key in keys]
    for found in (answers, items):
        assert len({answer.content for answer in found}) == 1
        assert len({answer.headers["etag"] for answer in found}) == 3
    for key, answer in zip(keys, answers, strict=True):
        for tag in (each.headers["etag"] for each in answers):
            status = client.get(FULL, headers={**key, "If-None-Match": tag}, **question).status_code
            assert status == (304 if tag == answer.headers["etag"] else 200)


def test_the_description_tells_only_when_the_keys_own_records_begin(
    client: TestClient, people: People, planted: Planted, house: Installation
) -> None:
    address = "/api/collections/incidents-full"

    def begins(headers: Headers) -> Any:
        extent = client.get(address, headers=headers).json()["extent"]
        return extent.get("temporal", {}).get("interval")

    assert begins(limited(house, "KRY")) == begins(people.analyst)
    assert begins(limited(house, "NAR"))[0][0].startswith("2025-05-20")
    assert begins(limited(house, "WLO")) is None


def test_the_public_collection_is_the_same_for_a_limited_key(
    client: TestClient, planted: Planted, krynki: Headers
) -> None:
    assert client.get(PUBLIC, headers=krynki).content == client.get(PUBLIC).content


@pytest.mark.parametrize("scopes", [[], ["reports:write"], ["summaries:read"]])
def test_without_the_scope_the_collection_is_not_there(
    client: TestClient, house: Installation, planted: Planted, scopes: list[str]
) -> None:
    headers = bearer(house, "partner", scopes=scopes)
    listed = client.get("/api/collections", headers=headers).json()["collections"]
    assert "incidents-full" not in [each["id"] for each in listed]
    nowhere = client.get("/api/collections/nothing/items", headers=headers)
    for path in (FULL, f"{FULL}/{planted.full['point']}"):
        answer = client.get(path, headers=headers)
        problem(answer, "not_found")
        assert answer.content == nowhere.content


def next_link(answer: Response) -> str:
    (address,) = (link["href"] for link in answer.json()["links"] if link["rel"] == "next")
    return str(address)
