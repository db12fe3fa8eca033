"""The full projection: what staff and partners see."""

from typing import Any

import orjson
import pytest

from service.models import FeatureFull
from service.projections.full import counts_at_all, full_row
from service.vocabulary import codes
from tests.service.projections.stage import DEFAULT_POLICY, IN_CELL, body, claim, incident

PROPERTIES = (
    "week", "undated", "type", "also", "by", "equipment", "supplier", "supply_basis",
    "supply_confidence", "status", "grade", "sensitivity", "sector", "sectors", "cell", "side",
    "geometry_basis", "source_type", "source_name", "occurred_from", "occurred_to", "precision",
    "border_km", "border_distance_m", "uncertainty_m", "side_certain", "sector_shares",
    "persons_low", "persons_high", "attempts_low", "attempts_high", "dead", "injured", "outcome",
    "reports", "updated_at",
)  # fmt: skip


def properties(report: dict[str, Any], **changes: Any) -> dict[str, Any]:
    row = full_row(incident(report, **changes), DEFAULT_POLICY)
    found: dict[str, Any] = orjson.loads(row["feature"])["properties"]
    return found


def test_the_properties_are_these_and_no_others() -> None:
    assert tuple(properties(body())) == PROPERTIES


def test_a_row_holds_every_column_of_the_table() -> None:
    columns = FeatureFull.metadata.tables["feature_full"].columns.keys()

    assert list(full_row(incident(body()), DEFAULT_POLICY)) == list(columns)


@pytest.mark.parametrize("status", codes("status"))
def test_rejected_duplicate_and_withdrawn_incidents_do_not_count(status: str) -> None:
    counted = status not in ("rejected", "duplicate", "withdrawn")

    assert counts_at_all(incident(body(), status=status)) is counted


def test_a_point_is_told_in_full() -> None:
    shown = properties(body())

    assert (shown["geometry_basis"], shown["cell"]) == ("point", "10kmN337E525")
    assert (shown["side"], shown["side_certain"], shown["sector"]) == ("pl", True, "BIA")
    assert shown["border_km"] == pytest.approx(176.019, abs=0.001)
    assert (shown["uncertainty_m"], shown["sector_shares"]) == (12, ["BIA:1"])


@pytest.mark.parametrize(
    ("location", "basis", "drawn"),
    [
        (IN_CELL, "point", True),
        ({"method": "border_marker", "marker": 303}, "point", True),
        ({"method": "place", "place": "Białowieża"}, "place", True),
        ({"method": "place", "place": "nowhere", "sectors": ["BIA"]}, "sector", True),
        ({"method": "place", "place": "nowhere"}, "none", False),
        ({"method": "sector", "sectors": ["BIA"]}, "sector", True),
        ({"method": "sector", "sectors": ["BIA", "NAR"]}, "none", False),
        ({"method": "border"}, "none", False),
    ],
)
def test_the_geometry_says_what_it_stands_for(
    location: dict[str, Any], basis: str, drawn: bool
) -> None:
    row = full_row(incident(body(location=location)), DEFAULT_POLICY)
    feature = orjson.loads(row["feature"])

    assert feature["properties"]["geometry_basis"] == basis
    assert (feature["geometry"] is not None) is drawn
    assert (row["lon"] is not None) is drawn


def test_an_unknown_places_name_is_not_in_the_row() -> None:
    row = full_row(incident(body(location={"method": "place", "place": "planted"})), DEFAULT_POLICY)

    assert "planted" not in str(row)


def test_several_sectors_are_listed_with_their_shares() -> None:
    shown = properties(body(location={"method": "sector", "sectors": ["NAR", "BIA", "DUB"]}))

    assert (shown["sector"], shown["sectors"]) == (None, ["NAR", "BIA", "DUB"])
    assert shown["sector_shares"] == ["NAR:0.3333", "BIA:0.3333", "DUB:0.3333"]


def test_times_are_told_by_the_clock_in_warsaw_with_its_offset() -> None:
    occurred = {"from": "2025-05-14T20:41:00Z", "precision": "exact"}
    shown = properties(body(occurred=occurred))

    assert shown["occurred_from"] == shown["occurred_to"] == "2025-05-14T22:41:00+02:00"
    assert (shown["week"], shown["undated"], shown["precision"]) == ("2025-W20", None, "exact")
    assert shown["updated_at"] == "2025-06-02T11:30:00+02:00"


def test_an_incident_of_a_month_has_no_week() -> None:
    shown = properties(body(occurred={"from": "2025-05", "precision": "month"}))

    assert (shown["week"], shown["undated"], shown["precision"]) == (None, "2025-05", "month")


def test_an_encampment_over_weeks_keeps_its_interval_and_has_no_week() -> None:
    occurred = {"from": "2025-05-05", "to": "2025-05-26", "precision": "day"}
    shown = properties(body(type="encampment", occurred=occurred))

    assert (shown["week"], shown["undated"]) == (None, "2025-05")
    assert shown["occurred_from"] == "2025-05-05T00:00:00+02:00"
    assert shown["occurred_to"] == "2025-05-26T00:00:00+02:00"


def test_the_dead_and_the_injured_are_counted_by_the_least_number_told() -> None:
    shown = properties(
        body(
            casualties=[
                {"harm": "dead", "who": "people_crossing", "low": 1},
                {"harm": "dead", "who": "unknown", "low": 2, "qualifier": "at_least"},
                {"harm": "injured", "who": "officer"},
                {"harm": "missing", "who": "people_crossing", "low": 4},
            ]
        )
    )

    assert shown["dead"] == 3
    # Injured were told of, but no number: that is not a zero.
    assert shown["injured"] is None


def test_open_ends_of_counts_stay_open() -> None:
    shown = properties(body(persons={"low": 16, "qualifier": "at_least"}))

    assert (shown["persons_low"], shown["persons_high"]) == (16, None)
    assert (shown["attempts_low"], shown["attempts_high"]) == (None, None)


def test_supply_is_told_with_basis_and_confidence() -> None:
    supply = {"supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "medium"}
    shown = properties(body(type="equipment_supplied", supply=supply))

    assert (shown["supplier"], shown["supply_basis"], shown["supply_confidence"]) == (
        "by_border_service", "told_by_recipient", "medium",
    )  # fmt: skip


def test_the_grade_is_the_admiralty_code() -> None:
    assert properties(body())["grade"] == "F6"
    assert properties(body(), reliability="B", credibility="2")["grade"] == "B2"


def test_no_words_of_the_source_are_in_the_row() -> None:
    words = {"when": "planted", "where": "planted", "what": "planted"}
    row = full_row(incident(body(stated=words, narrative="planted")), DEFAULT_POLICY)

    assert "planted" not in str(row)


def test_the_row_knows_when_the_incident_may_be_public() -> None:
    assert str(full_row(incident(claim()), DEFAULT_POLICY)["public_on"]) == "2025-05-26"
    assert full_row(incident(body()), DEFAULT_POLICY)["public_on"] is None
