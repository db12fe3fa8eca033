"""How many features there are: exact, or not said."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import People
from tests.service.answers import problem
from tests.service.features.conftest import FULL, PUBLIC, Planted

QUESTIONS = [
    "", "type=crossing_attempt", "sector=NAR,BIA", "week=2025-W20", "equipment=ladder",
    "bbox=23.0,52.0,24.5,53.0", "datetime=2025-05-01/2025-05-31", "datetime=../2025-04-30",
    "status=verified", "type=pushback",
]  # fmt: skip


@pytest.mark.parametrize("path", [PUBLIC, FULL])
@pytest.mark.parametrize("question", QUESTIONS)
def test_hits_are_as_many_as_the_features_of_all_pages(
    client: TestClient, people: People, planted: Planted, path: str, question: str
) -> None:
    counted = client.get(f"{path}?resultType=hits&{question}", headers=people.partner).json()
    assert (counted["features"], counted["numberReturned"]) == ([], 0)
    address, found = f"{path}?limit=2&{question}", 0
    while address:
        page = client.get(address, headers=people.partner).json()
        found += page["numberReturned"]
        address = next((each["href"] for each in page["links"] if each["rel"] == "next"), "")
    assert counted["numberMatched"] == found


@pytest.mark.parametrize("collection_id", ["sectors", "border", "crossings", "sector-weeks"])
def test_every_collection_counts(client: TestClient, planted: Planted, collection_id: str) -> None:
    path = f"/api/collections/{collection_id}/items"
    for box in ("", "&bbox=23.4,52.6,24.0,52.9"):
        hits = client.get(f"{path}?resultType=hits{box}").json()
        assert (
            hits["numberMatched"] == client.get(f"{path}?limit=1000{box}").json()["numberReturned"]
        )


def test_the_only_page_says_how_many_there_are_and_one_of_several_does_not(
    client: TestClient, planted: Planted
) -> None:
    whole = client.get(PUBLIC).json()
    assert whole["numberMatched"] == whole["numberReturned"] == 5
    first = client.get(f"{PUBLIC}?limit=3").json()
    assert "numberMatched" not in first
    last = client.get(next(e["href"] for e in first["links"] if e["rel"] == "next")).json()
    assert last["numberReturned"] == 2
    assert "numberMatched" not in last


def test_a_collection_says_how_many_it_holds(
    client: TestClient, people: People, planted: Planted
) -> None:
    for collection in client.get("/api/collections", headers=people.partner).json()["collections"]:
        path = f"/api/collections/{collection['id']}/items?resultType=hits"
        hits = client.get(path, headers=people.partner).json()
        assert collection["itemCount"] == hits["numberMatched"]


def test_another_result_is_refused(client: TestClient) -> None:
    (wrong,) = problem(client.get(f"{PUBLIC}?resultType=all"), "query_invalid")["errors"]
    assert wrong["field"] == "resultType"
