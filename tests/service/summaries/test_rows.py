"""What the figures read of a row: one sector, one holder per item, and which numbers are open."""

from typing import Any

import orjson
import pytest

from service.counting import UNKNOWN, sector_code
from service.projections.full import full_row
from service.summaries.rows import (
    Item,
    event_row,
    record_row,
    series_of,
    state_row,
)
from service.vocabulary import codes
from tests.service.projections.stage import DEFAULT_POLICY, body, incident


def full(report: dict[str, Any], **changes: Any) -> dict[str, Any]:
    return full_row(incident(report, **changes), DEFAULT_POLICY)


@pytest.mark.parametrize(
    ("location", "code"),
    [
        ({"method": "gnss", "lon": 23.8473, "lat": 52.7012}, "BIA"),
        ({"method": "sector", "sectors": ["BIA"]}, "BIA"),
        ({"method": "sector", "sectors": ["BIA", "NAR"]}, "several"),
        ({"method": "sector", "sectors": ["PODLASKI"]}, "several"),
        ({"method": "place", "place": "Nowhere at all", "sectors": ["BIA"]}, "BIA"),
        ({"method": "place", "place": "Nowhere at all"}, "unknown"),
        ({"method": "border"}, "unknown"),
    ],
)
def test_every_incident_is_counted_in_exactly_one_sector(
    location: dict[str, Any], code: str
) -> None:
    assert event_row(full(body(location=location))).sector == code


def test_a_point_near_a_limit_is_counted_whole_in_its_own_sector() -> None:
    assert sector_code("BIA", ["BIA", "NAR"]) == "BIA"


@pytest.mark.parametrize(
    ("state", "by", "holder"),
    [
        ("carried", "people_crossing", "people_crossing"),
        ("used", "by_border_service", "by_border_service"),
        ("supplied", "by_border_service", "people_crossing"),
        ("supplied", "unknown", "people_crossing"),
        ("abandoned", "unknown", "unknown"),
        (None, "organised_facilitator", "organised_facilitator"),
    ],
)
def test_what_was_handed_over_counts_with_those_who_were_handed_it(
    state: str | None, by: str, holder: str
) -> None:
    item = {"kind": "ladder", "count": {"low": 2}, "state": state, "by": by}
    row = event_row(full(body(equipment=[item])))
    assert row.items == (Item("ladder", holder, (2, 2)),)


def test_the_series_follow_the_status() -> None:
    both = {status for status in codes("status") if series_of(status) == ("headline", "reported")}
    neither = {status for status in codes("status") if not series_of(status)}
    assert both == {"verified", "corroborated"}
    assert neither == {"rejected", "duplicate", "withdrawn"}


@pytest.mark.parametrize(
    ("occurred", "undated"),
    [
        ({"from": "2021-08-18", "precision": "day"}, None),
        ({"from": "2021-08-18", "to": "2021-10-01", "precision": "day"}, None),
        ({"from": "2021-08", "precision": "month"}, "2021-08"),
        ({"from": "2021", "precision": "year"}, "2021"),
    ],
)
def test_a_state_known_by_month_or_year_alone_has_a_period_instead_of_weeks(
    occurred: dict[str, str], undated: str | None
) -> None:
    assert state_row(full(body(occurred=occurred, type="encampment"))).undated == undated


def public(**changes: Any) -> dict[str, Any]:
    """A row as the query of public records answers, with the incident's numbers beside it."""
    supply = {"supplier": None, "supply_basis": None}
    properties = {"by": "unknown", "sensitivity": "moderate", **supply}
    properties["geometry_basis"] = "sector"
    return {
        "status": "received", "type": "crossing_attempt", "also": [], "equipment": ["ladder"],
        "sector": "BIA", "sectors": ["BIA"], "items": [],
        "feature": orjson.dumps({"properties": properties}).decode(),
        "attempts_low": None, "attempts_high": None, "persons_low": 3, "persons_high": 3,
        "source_type": "pl_authority", "source_url": "https://www.rmf24.pl/a",
        "reports": 1, "version": 1, "published_version": 1,
        **changes,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "banded"),
    [
        ({}, False),
        ({"source_url": None}, True),
        ({"source_type": "testimony"}, True),
        ({"reports": 2}, True),
        ({"version": 2}, True),
    ],
)
def test_only_the_numbers_of_a_published_claim_as_it_was_published_are_open_to_all(
    changes: dict[str, Any], banded: bool
) -> None:
    assert record_row(public(**changes)).banded is banded


def test_a_record_without_sectors_is_unknown() -> None:
    assert record_row(public(sector=None, sectors=[])).sector == UNKNOWN
