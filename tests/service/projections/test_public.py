"""The public projection is an allow-list: coarse in place and time, without words."""

from datetime import date
from typing import Any

import orjson
import pytest

from service.models import FeaturePublic, IncidentRow
from service.projections.guarded import band
from service.vocabulary import codes
from tests.service.projections.stage import IN_CELL, alone, body, claim, incident

PROPERTIES = (
    "week", "undated", "type", "also", "by", "equipment", "supplier", "supply_basis",
    "supply_confidence", "status", "grade", "sensitivity", "sector", "sectors", "cell", "side",
    "geometry_basis", "source_type", "source_name", "persons_band", "attempts_band", "items_band",
)  # fmt: skip
COLUMNS = (
    "id", "batch", "period_from", "period_to", "week", "undated", "type", "also", "equipment",
    "status", "sector", "sectors", "cell", "lon", "lat", "feature",
)  # fmt: skip
PUBLIC_ID, BATCH = "2b1f2a52-6f0e-4a52-9f3c-0d7f6c4b1a10", "2025-W22"
SUPPLY = {"supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "medium"}


def row_of(told: IncidentRow) -> dict[str, Any]:
    return alone(told, PUBLIC_ID, BATCH)


def properties(report: dict[str, Any], **changes: Any) -> dict[str, Any]:
    feature = orjson.loads(row_of(incident(report, **changes))["feature"])
    found: dict[str, Any] = feature["properties"]
    return found


def test_the_properties_are_these_and_no_others() -> None:
    assert tuple(properties(claim())) == PROPERTIES


def test_the_columns_are_these_and_no_others() -> None:
    assert tuple(FeaturePublic.metadata.tables["feature_public"].columns.keys()) == COLUMNS
    assert tuple(row_of(incident(claim()))) == COLUMNS


def test_a_column_of_time_is_a_day_and_never_an_instant() -> None:
    row = row_of(incident(claim()))

    assert (row["period_from"], row["period_to"]) == (date(2025, 5, 12), date(2025, 5, 19))
    kinds = {c.name: c.type for c in FeaturePublic.metadata.tables["feature_public"].columns}
    assert {str(kinds[name]) for name in ("period_from", "period_to")} == {"DATE"}


@pytest.mark.parametrize(
    ("occurred", "week", "undated"),
    [
        ({"from": "2025-05-14T22:41:00+02:00", "precision": "exact"}, "2025-W20", None),
        ({"from": "2025-05-14T22:00:00+02:00", "precision": "hour"}, "2025-W20", None),
        ({"from": "2025-05-14", "precision": "day"}, "2025-W20", None),
        ({"from": "2025-W20", "precision": "week"}, "2025-W20", None),
        ({"from": "2025-05", "precision": "month"}, None, "2025-05"),
        ({"from": "2025", "precision": "year"}, None, "2025"),
        # An encampment of three weeks is undated: it belongs to no single week.
        ({"from": "2025-05-05", "to": "2025-05-26", "precision": "day"}, None, "2025-05"),
        ({"from": "2021-08-08", "to": "2021-10-20", "precision": "day"}, None, "2021"),
    ],
)
def test_time_is_the_week_or_what_is_coarser(
    occurred: dict[str, Any], week: str | None, undated: str | None
) -> None:
    shown = properties(claim(occurred=occurred))

    assert (shown["week"], shown["undated"]) == (week, undated)


def test_the_same_week_at_another_hour_looks_alike() -> None:
    early = {"from": "2025-05-12T00:01:00+02:00", "precision": "exact"}
    late = {"from": "2025-05-18T23:59:00+02:00", "precision": "exact"}

    assert row_of(incident(claim(occurred=early))) == row_of(incident(claim(occurred=late)))


@pytest.mark.parametrize(
    ("low", "high", "code"),
    [
        (None, None, None),
        (0, 0, None),
        (1, 1, "1"),
        (1, 60, "1"),
        (2, 2, "2-4"),
        (4, None, "2-4"),
        (5, 5, "5-9"),
        (9, 9, "5-9"),
        (10, 12, "10-19"),
        (19, 19, "10-19"),
        (20, 20, "20-49"),
        (49, None, "20-49"),
        (50, 50, "50+"),
        (100_000, None, "50+"),
        (None, 3, "2-4"),
    ],
)
def test_a_number_is_shown_by_its_band(low: int | None, high: int | None, code: str | None) -> None:
    assert band(low, high) == code
    assert code is None or code in codes("band")


def test_every_band_of_the_vocabulary_is_in_use() -> None:
    assert {band(number, None) for number in range(1, 60)} == set(codes("band"))


def test_persons_attempts_and_items_are_banded() -> None:
    shown = properties(
        claim(
            persons={"low": 16, "high": 60, "qualifier": "about"},
            attempts={"low": 3},
            equipment=[
                {"kind": "ladder", "count": {"low": 2}},
                {"kind": "wire_cutters", "count": {"low": 4, "qualifier": "at_least"}},
                {"kind": "rope"},
            ],
        )
    )

    assert (shown["persons_band"], shown["attempts_band"]) == ("10-19", "2-4")
    assert shown["items_band"] == "5-9"
    assert shown["equipment"] == ["ladder", "wire_cutters", "rope"]


def test_items_without_a_number_have_no_band() -> None:
    assert properties(claim(equipment=[{"kind": "ladder"}]))["items_band"] is None


def test_supply_is_shown_for_a_published_claim_with_its_basis() -> None:
    shown = properties(claim(type="equipment_supplied", supply=SUPPLY), status="verified")

    assert (shown["supplier"], shown["supply_basis"], shown["supply_confidence"]) == (
        "by_border_service", "told_by_recipient", "medium",
    )  # fmt: skip


def test_supply_that_is_no_published_claim_is_not_shown() -> None:
    shown = properties(body(type="equipment_supplied", supply=SUPPLY), status="verified")

    assert (shown["supplier"], shown["supply_basis"], shown["supply_confidence"]) == (
        None, None, None,
    )  # fmt: skip


def test_the_source_is_a_type_and_a_name_from_the_list() -> None:
    shown = properties(claim())

    assert (shown["source_type"], shown["source_name"]) == ("pl_authority", "RMF24")


def test_a_source_outside_the_list_has_no_name_whatever_its_title() -> None:
    source = {"type": "media", "title": "planted title", "url": "https://somebody.example/planted"}
    row = row_of(incident(body(source=source)))

    assert "planted" not in str(row)
    assert orjson.loads(row["feature"])["properties"]["source_name"] is None


def test_no_number_name_or_instant_of_the_incident_shows_through() -> None:
    told = incident(
        body(
            location={"method": "place", "place": "Usnarz Górny"},
            occurred={"from": "2025-05-14T22:41:17+02:00", "precision": "exact"},
            casualties=[{"harm": "injured", "who": "officer", "low": 37}],
            outcome="returned",
        ),
        status="verified",
    )
    text = str(row_of(told))

    for secret in (told["id"], "Usnarz", "22:41", "20:41", "37", "returned", "2025-05-14"):
        assert secret not in text
    for exact in (told["lon"], told["lat"], told["border_km"], told["border_distance_m"]):
        assert str(exact) not in text


def test_a_row_follows_from_the_published_place_and_not_from_the_point() -> None:
    """Two incidents that differ only in their point within one sector have one public row."""
    other = {**IN_CELL, "lon": 23.81, "lat": 52.73}

    assert row_of(incident(claim(location=IN_CELL))) == row_of(incident(claim(location=other)))
