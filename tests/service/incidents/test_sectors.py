"""Incidents in the sectors of the set in force."""

from service.incidents.sectors import in_present_sectors
from tests.service.projections.stage import body, incident

ELSEWHERE = {"sector": "PLA", "sectors": ["PLA"], "sector_shares": {"PLA": 1.0}}


def test_a_point_gets_the_sector_that_it_lies_in() -> None:
    told = incident(body())

    assert in_present_sectors([incident(body(), **ELSEWHERE)])[0]["sector"] == "BIA"
    assert in_present_sectors([told]) == [told]


def test_a_point_near_a_limit_keeps_its_shares() -> None:
    near = {"method": "gnss", "lon": 23.53, "lat": 51.58, "accuracy_m": 9_000}
    told = incident(body(location=near))
    assert len(told["sector_shares"]) > 1

    assert in_present_sectors([{**told, **ELSEWHERE}]) == [told]  # type: ignore[list-item]


def test_the_gazetteers_word_wins_over_geometry() -> None:
    told = incident(body(location={"method": "place", "place": "Michałowo"}))

    assert in_present_sectors([{**told, **ELSEWHERE}]) == [told]  # type: ignore[list-item]


def test_what_a_source_said_is_kept() -> None:
    for location in ({"method": "sector", "sectors": ["NAR"]}, {"method": "border"}):
        told = incident(body(location=location))
        assert in_present_sectors([told]) == [told]


def test_none_is_none() -> None:
    assert in_present_sectors([]) == []
