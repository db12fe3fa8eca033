"""Flat forms of a report: table cells with dotted names, and GeoJSON features."""

from typing import Any

import pytest

from service.errors import BodyInvalid, Problem
from service.reports.flat import report_from_cells, report_from_feature

CELLS = {
    "occurred.from": "2025-11-21",
    "occurred.precision": "day",
    "location.method": "border",
    "type": "crossing_attempt",
    "source.type": "media",
}


def feature(geometry: Any = None, **properties: Any) -> dict[str, Any]:
    return {"type": "Feature", "geometry": geometry, "properties": properties}


def point(*coordinates: float) -> dict[str, Any]:
    return {"type": "Point", "coordinates": list(coordinates)}


def refusal(**cells: str) -> tuple[Problem, ...]:
    with pytest.raises(BodyInvalid) as caught:
        report_from_cells({**CELLS, **cells})
    return caught.value.problems


def test_a_point_is_a_place_picked_on_a_map() -> None:
    report = report_from_feature(feature(point(23.8, 52.7), type="other"))
    assert report == {
        "type": "other",
        "location": {"method": "map_pick", "lon": 23.8, "lat": 52.7},
    }


def test_a_point_is_what_its_properties_say_it_is() -> None:
    stated = {"method": "gnss", "accuracy_m": 8}
    report = report_from_feature(feature(point(23.8, 52.7), location=stated))
    assert report["location"] == {"method": "gnss", "lon": 23.8, "lat": 52.7, "accuracy_m": 8}


@pytest.mark.parametrize(
    "stated",
    [{"method": "sector", "sectors": ["BIA"]}, {"method": "border"}, {"method": 7}, "here"],
)
def test_a_location_of_another_method_is_not_turned_into_the_drawn_point(stated: Any) -> None:
    assert report_from_feature(feature(point(23.8, 52.7), location=stated))["location"] == stated


def test_a_feature_without_a_point_keeps_its_stated_location() -> None:
    stated = {"method": "border_marker", "marker": 412}
    assert report_from_feature(feature(None, location=stated))["location"] == stated


def test_the_id_of_a_feature_is_the_id_of_its_report_unless_the_properties_hold_one() -> None:
    assert report_from_feature({**feature(), "id": "a"})["id"] == "a"
    assert report_from_feature({**feature(id="b"), "id": "a"})["id"] == "b"
    assert "id" not in report_from_feature({**feature(), "id": 7})


@pytest.mark.parametrize(
    "geometry",
    [
        {"type": "LineString", "coordinates": [[23, 52], [24, 53]]},
        {"type": "Point"},
        {"type": "Point", "coordinates": [23.8]},
        {"type": "Point", "coordinates": "23.8 52.7"},
        [23.8, 52.7],
        "POINT (23.8 52.7)",
        {},
    ],
)
def test_a_geometry_that_is_no_point_is_refused(geometry: Any) -> None:
    with pytest.raises(BodyInvalid) as caught:
        report_from_feature(feature(geometry))
    assert caught.value.problems[0].field.startswith("geometry")


@pytest.mark.parametrize("value", [None, 5, [], "Feature", {"type": "Point"}, {"type": "Feature"}])
def test_what_is_no_feature_is_refused(value: Any) -> None:
    with pytest.raises(BodyInvalid):
        report_from_feature(value)


def test_dots_name_members_of_members() -> None:
    report = report_from_cells(CELLS)
    assert (report.occurred.from_, report.location.method) == ("2025-11-21", "border")


def test_numbers_in_cells_are_numbers() -> None:
    report = report_from_cells(
        CELLS
        | {"location.method": "gnss", "location.lon": "23.8473", "location.lat": " 52.7012 "}
        | {"persons.low": "3", "persons.qualifier": "at_least"}
    )
    assert report.location.model_dump(exclude_none=True) == {
        "method": "gnss",
        "lon": 23.8473,
        "lat": 52.7012,
    }
    assert report.persons is not None
    assert (report.persons.low, report.persons.high) == (3, None)


def test_an_empty_cell_says_nothing() -> None:
    report = report_from_cells(
        {**CELLS, "narrative": " ", "persons.low": "", "supply.supplier": ""}
    )
    assert (report.narrative, report.persons, report.supply) == (None, None, None)


def test_equipment_is_a_list_of_kinds_with_their_numbers() -> None:
    report = report_from_cells({**CELLS, "equipment": "ladder:2; wire_cutters:?;rope;"})
    counted = [(item.kind, item.count.low if item.count else None) for item in report.equipment]
    assert counted == [("ladder", 2), ("wire_cutters", None), ("rope", None)]


def test_further_types_and_sectors_are_lists() -> None:
    report = report_from_cells(
        CELLS
        | {"also": "objects_thrown;dazzling"}
        | {"location.method": "sector", "location.sectors": "BIA;MIE"}
    )
    assert [act.type for act in report.also] == ["objects_thrown", "dazzling"]
    assert report.location.model_dump()["sectors"] == ["BIA", "MIE"]


def test_casualties_say_harm_who_and_how_many() -> None:
    report = report_from_cells({**CELLS, "casualties": "dead:people_crossing:1;injured:officer:?"})
    told = [(harmed.harm, harmed.who, harmed.low) for harmed in report.casualties]
    assert told == [("dead", "people_crossing", 1), ("injured", "officer", None)]


@pytest.mark.parametrize("number", ["NaN", "inf", "-Infinity", "1e999", "23,8473", "true", "x"])
def test_a_cell_that_is_no_finite_number_is_refused_by_its_name(number: str) -> None:
    place = {"location.method": "gnss", "location.lon": number, "location.lat": "52.7"}
    (problem,) = refusal(**place)
    assert problem.field == "location.lon"
    assert "number" in problem.wrong


@pytest.mark.parametrize("equipment", ["ladder:many", "ladder:-1", "bazooka", ":2", "ladder:2:3"])
def test_a_kind_or_number_that_is_none_is_refused(equipment: str) -> None:
    assert refusal(equipment=equipment)[0].field.startswith("equipment.0")


def test_an_unknown_column_is_refused() -> None:
    assert refusal(status="verified")[0].field == "status"


@pytest.mark.parametrize(
    "columns",
    [{"location": "border"}, {"type.sub": "x"}, {"equipment": "ladder", "equipment.kind": "rope"}],
)
def test_a_column_cannot_also_be_a_group_of_columns(columns: dict[str, str]) -> None:
    assert refusal(**columns)
