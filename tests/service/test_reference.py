"""What clients look up: the place of a point, the gazetteer, the codes, the policy."""

import logging
from typing import Any

import pytest
from starlette.testclient import TestClient

from geo.errors import FarFromBorder
from geo.locate import locate
from geo.places import search_places
from service.vocabulary import document
from tests.service.answers import fields, problem

pytestmark = pytest.mark.parametrize("house", ["sqlite"], indirect=True)


def located(client: TestClient, lon: float, lat: float, **more: float) -> dict[str, Any]:
    answer = client.get("/api/locate", params={"lon": lon, "lat": lat, **more})
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def test_a_point_in_poland_has_a_kilometre_a_positive_distance_and_a_sector(
    client: TestClient,
) -> None:
    found = located(client, 23.8473, 52.7012)
    assert (found["side"], found["side_certain"], found["sector"]) == ("pl", True, "BIA")
    assert found["border_distance_m"] > 0
    assert found["shares"] == {"BIA": 1.0}


def test_a_point_in_belarus_has_a_negative_distance(client: TestClient) -> None:
    found = located(client, 24.05, 52.70)
    assert found["side"] == "by"
    assert found["border_distance_m"] < 0


def test_a_poor_fix_near_the_line_leaves_the_side_open(client: TestClient) -> None:
    near = located(client, 23.9, 52.7)
    unsure = located(client, 23.9, 52.7, accuracy_m=abs(near["border_distance_m"]) + 100)
    assert unsure["side"] == near["side"]
    assert unsure["side_certain"] is False


def test_a_circle_over_a_sector_limit_is_shared(client: TestClient) -> None:
    found = located(client, 23.8473, 52.7012, accuracy_m=20_000)
    assert len(found["shares"]) > 1
    assert sum(found["shares"].values()) == pytest.approx(1, abs=0.001)


@pytest.mark.parametrize(
    ("lon", "lat"),
    [
        (23.5147, 53.9556),  # The tripoint with Lithuania.
        (23.6055, 51.5173),  # The tripoint with Ukraine, in the Bug.
        (23.6534, 52.0700),  # A meander of the Bug.
        (23.6530, 52.0705),
    ],
)
def test_tripoints_and_meanders_have_an_answer(client: TestClient, lon: float, lat: float) -> None:
    found = located(client, lon, lat)
    assert found["side"] in ("pl", "by", "on_line", "other")
    assert found["sector"] in found["shares"]


def test_the_answer_is_the_same_as_that_of_the_library(client: TestClient) -> None:
    found, measured = located(client, 23.5, 53.1), locate(23.5, 53.1, 0.0)
    assert found["border_km"] == measured.border_km
    assert found["shares"] == dict(measured.shares)


@pytest.mark.parametrize("name", ["lon", "lat", "accuracy_m"])
@pytest.mark.parametrize(
    "value", ["NaN", "inf", "-Infinity", "1e999", "-1e999", "", "x", "true", "23,8", "1" * 5_000]
)
def test_a_number_that_is_none_is_refused(client: TestClient, name: str, value: str) -> None:
    sent = {"lon": "23.8473", "lat": "52.7012", "accuracy_m": "0", name: value}
    document = problem(client.get("/api/locate", params=sent), "query_invalid")
    assert fields(document) == [name]


@pytest.mark.parametrize(
    ("lon", "lat", "words"),
    [
        (52.7012, 23.8473, "swapped"),
        (0, 0, "both 0"),
        (2.35, 48.86, "50 km"),
        (-180, -90, "50 km"),
        (180, 90, "50 km"),
    ],
)
def test_a_point_far_away_is_refused_with_what_would_be_right(
    client: TestClient, lon: float, lat: float, words: str
) -> None:
    answer = client.get("/api/locate", params={"lon": lon, "lat": lat})
    assert words in str(problem(answer, "query_invalid")["errors"])


def test_fifty_kilometres_are_the_limit(client: TestClient) -> None:
    assert located(client, 22.9, 52.7)["border_distance_m"] < 50_000
    with pytest.raises(FarFromBorder):
        locate(22.7, 52.7, 0.0)
    problem(client.get("/api/locate?lon=22.7&lat=52.7"), "query_invalid")


def test_the_places_that_are_asked_for_are_not_logged(
    client: TestClient, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        client.get("/api/locate?lon=23.847319&lat=52.701234")
        client.get("/api/locate?lon=52.701234&lat=23.847319")
        client.get("/api/locate?lon=NaN&lat=52.701234")
    # The test's own client logs its requests; the service is everybody else.
    told = [each.getMessage() for each in caplog.records if not each.name.startswith("httpx")]
    assert not any("701234" in line or "847319" in line for line in told)


def test_a_place_is_found_in_any_case_and_without_its_accents(client: TestClient) -> None:
    for asked in ("Białowieża", "bialowieza", "BIAŁOWIE"):
        names = [place["name"] for place in client.get(f"/api/places?q={asked}").json()["places"]]
        assert "Białowieża" in names


def test_the_number_of_places_is_limited(client: TestClient) -> None:
    assert len(search_places("a", "pl", 100)) > 3
    assert len(client.get("/api/places?q=a&limit=3").json()["places"]) == 3


def test_a_name_that_no_place_has_is_an_empty_list(client: TestClient) -> None:
    for asked in ("Timbuktu", "%00", "%F0%9F%98%80", "%ED%A0%80", "' OR 1=1", "%25"):
        answer = client.get(f"/api/places?q={asked}")
        assert (answer.status_code, answer.json()["places"]) == (200, [])


def test_the_gazetteer_credits_its_source(client: TestClient) -> None:
    assert "GeoNames" in client.get("/api/places?q=Bia").json()["attribution"]


def test_the_vocabulary_is_served_whole(client: TestClient) -> None:
    assert client.get("/api/vocabulary").json() == document()


def test_the_policy_in_force_is_served(client: TestClient) -> None:
    policy = client.get("/api/policy").json()
    assert policy["delay_days"] == {"moderate": 7, "high": 14}
    assert policy["loosened"] == []
