"""The reference layers as GeoJSON features."""

import json
from collections.abc import Callable

import pytest
import shapely

from geo import io
from geo.sectors import SectorSet

LAYERS = {
    io.border_features: (1, "LineString"),
    io.sector_line_features: (20, "LineString"),
    io.sector_area_features: (20, "Polygon"),
    io.crossing_features: (12, "Point"),
    io.place_features: (87, "Point"),
}


@pytest.mark.parametrize("layer", LAYERS, ids=lambda layer: layer.__name__)
class TestEachLayer:
    def test_holds_features_of_one_kind(self, layer: Callable[[], list[io.Feature]]) -> None:
        features = layer()
        count, kind = LAYERS[layer]

        assert len(features) == count
        assert {feature["geometry"]["type"] for feature in features} == {kind}

    def test_is_json_that_shapely_can_read(self, layer: Callable[[], list[io.Feature]]) -> None:
        collection = {"type": "FeatureCollection", "features": layer()}
        shape = shapely.from_geojson(json.dumps(collection, allow_nan=False))

        assert shape.is_valid
        west, south, east, north = shape.bounds
        assert 22 < west < east < 25.5
        assert 51 < south < north < 55

    def test_has_distinct_ids_and_one_set_of_flat_properties(
        self, layer: Callable[[], list[io.Feature]]
    ) -> None:
        features = layer()

        assert len({feature["id"] for feature in features}) == len(features)
        assert len({tuple(feature["properties"]) for feature in features}) == 1
        for feature in features:
            for value in feature["properties"].values():
                assert value is None or isinstance(value, str | int | float)

    def test_credits_its_sources(self, layer: Callable[[], list[io.Feature]]) -> None:
        for feature in layer():
            credit = feature["properties"]["attribution"]
            assert "OpenStreetMap" in credit or "GeoNames" in credit


def test_a_sector_tells_its_limits_division_and_version() -> None:
    (feature,) = (item for item in io.sector_line_features() if item["id"] == "BIA")

    assert feature["properties"] | {"source": "", "attribution": ""} == {
        "code": "BIA",
        "name": "Białowieża",
        "name_be": "Белавежа",
        "division": "PODLASKI",
        "km_from": 165.61,
        "km_to": 192.01,
        "length_km": 26.4,
        "basis": "official",
        "label_lon": 23.848009,
        "label_lat": 52.662827,
        "version": "2019-01",
        "valid_from": "2019-01-01",
        "valid_to": None,
        "source": "",
        "attribution": "",
    }


def test_crossings_are_of_four_kinds() -> None:
    kinds = [feature["properties"]["kind"] for feature in io.crossing_features()]

    assert {kind: kinds.count(kind) for kind in kinds} == {
        "river": 1,
        "road": 6,
        "rail": 4,
        "path": 1,
    }


def test_another_set_has_its_own_features(two_sectors: SectorSet) -> None:
    lines = io.sector_line_features(two_sectors)
    areas = io.sector_area_features(two_sectors)

    assert [feature["id"] for feature in lines] == ["NORTH", "SOUTH"]
    assert [feature["id"] for feature in areas] == ["NORTH", "SOUTH"]
