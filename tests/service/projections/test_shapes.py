"""A fragment is one feature of RFC 7946, as text."""

from typing import Any

import jsonschema  # type: ignore[import-untyped]  # It publishes no types.
import orjson
import pytest

from service.projections.cells import shown_by_cell
from service.projections.full import full_row
from service.projections.policy import Policy
from service.projections.public import public_row
from service.projections.shapes import fragment
from tests.service.projections.stage import DEFAULT_POLICY, IN_CELL, claim, crowd_of, incident

# Sections 3.1.2 and 3.2: a closed feature with a point or no geometry; flat, as GIS tables are.
FEATURE = {
    "type": "object",
    "additionalProperties": False,
    "required": ["type", "id", "geometry", "properties"],
    "properties": {
        "type": {"const": "Feature"},
        "id": {"type": "string", "pattern": "^[0-9a-f-]{36}$"},
        "geometry": {
            "oneOf": [
                {"type": "null"},
                {
                    "type": "object",
                    "additionalProperties": False,
                    "required": ["type", "coordinates"],
                    "properties": {
                        "type": {"const": "Point"},
                        "coordinates": {
                            "prefixItems": [
                                {"type": "number", "minimum": 22, "maximum": 26},
                                {"type": "number", "minimum": 50, "maximum": 55},
                            ],
                            "items": False,
                            "minItems": 2,
                        },
                    },
                },
            ]
        },
        "properties": {
            "type": "object",
            "additionalProperties": {
                "anyOf": [
                    {"type": ["string", "number", "boolean", "null"]},
                    {"type": "array", "items": {"type": "string"}},
                ]
            },
        },
    },
}
EACH_PLACE: list[dict[str, Any]] = [
    IN_CELL,
    {"method": "border_marker", "marker": 303},
    {"method": "place", "place": "Białowieża"},
    {"method": "sector", "sectors": ["BIA"]},
    {"method": "sector", "sectors": ["BIA", "NAR"]},
    {"method": "border"},
]


@pytest.mark.parametrize("location", EACH_PLACE)
@pytest.mark.parametrize("cell_shared", [True, False])
def test_both_projections_hold_valid_features(location: dict[str, Any], cell_shared: bool) -> None:
    told = incident(claim(location=location), status="verified")
    least = Policy(cell_min_incidents=1 if cell_shared else 2)
    place, when = crowd_of(told, policy=least).decide(told, None)
    assert (place.basis == "cell") is (cell_shared and shown_by_cell(told) is not None)
    public = public_row(told, place, when, "2b1f2a52-6f0e-4a52-9f3c-0d7f6c4b1a10", "2025-W22")

    for text in (full_row(told, DEFAULT_POLICY)["feature"], public["feature"]):
        jsonschema.validate(orjson.loads(text), FEATURE)


def test_coordinates_have_six_decimals_and_longitude_comes_first() -> None:
    feature = orjson.loads(fragment("a", (23.123456789, 52.987654321), {}))

    assert feature["geometry"]["coordinates"] == [23.123457, 52.987654]


def test_text_keeps_its_letters() -> None:
    assert "Białowieża" in fragment("a", None, {"name": "Białowieża"})
