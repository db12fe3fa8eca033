"""GeoJSON: properties are cells, a point adds its coordinates."""

import json
from typing import Any

import pytest

from service.profiles import FileInvalid, SourceRow, read_geojson

POINT = {"type": "Point", "coordinates": [23.7441, 53.3677]}


def read(*features: Any) -> list[SourceRow]:
    collection = {"type": "FeatureCollection", "features": list(features)}
    return list(read_geojson(json.dumps(collection).encode()))


def feature(properties: Any, geometry: Any = None) -> dict[str, Any]:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def test_properties_are_cells_and_a_point_adds_lon_and_lat() -> None:
    (row,) = read(feature({"place": " Minkowce "}, POINT))
    assert row.cells == {"place": "Minkowce", "lon": "23.7441", "lat": "53.3677"}
    assert row.problem is None


def test_values_read_as_a_spreadsheet_would_show_them() -> None:
    (row,) = read(feature({"a": 3, "b": 3.0, "c": 2.5, "d": None, "e": True, "f": ["x"]}))
    assert row.cells == {"a": "3", "b": "3", "c": "2.5", "d": "", "e": "true", "f": '["x"]'}


def test_a_mark_of_utf8_is_no_part_of_the_json() -> None:
    assert list(read_geojson(b'\xef\xbb\xbf{"features": []}')) == []


@pytest.mark.parametrize(
    ("damaged", "field"),
    [
        (feature({"a": 1}, {"type": "LineString", "coordinates": [[1, 2], [3, 4]]}), "geometry"),
        (feature({"a": 1}, {"type": "Point", "coordinates": ["23", "53"]}), "geometry"),
        (feature({"a": 1}, {"type": "Point", "coordinates": [23]}), "geometry"),
        (feature({"a": "x\0"}), "a"),
        (feature(None), "row"),
        ("text", "row"),
    ],
    ids=["line", "texts", "one number", "nul", "no properties", "no feature"],
)
def test_a_damaged_feature_is_explained_and_stops_no_other(damaged: Any, field: str) -> None:
    first, second = read(damaged, feature({"a": "good"}))
    assert first.problem is not None
    assert first.problem.field == field
    assert second.cells == {"a": "good"}


@pytest.mark.parametrize(
    "data",
    [b"{", b"[]", b'{"type": "Feature"}', b'{"features": 1}', b"[" * 100_000, b'{"a": "\xb3"}'],
    ids=["cut off", "a list", "a feature", "no list", "nested", "not utf-8"],
)
def test_what_is_no_collection_is_refused_as_a_whole(data: bytes) -> None:
    with pytest.raises(FileInvalid):
        list(read_geojson(data))
