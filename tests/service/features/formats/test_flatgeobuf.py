"""The file holds what GeoJSON holds, in typed columns, as GDAL reads it."""

import subprocess
import sys
from datetime import UTC, date, datetime
from typing import Any

import numpy as np
import pyogrio
import pytest
import shapely

from service.features.properties import SHAPES, properties_of
from tests.service.features.formats.stage import COLLECTIONS, Service

TYPES = {
    "string": "OFTString",
    "array": "OFTString",
    "integer": "OFTInteger64",
    "number": "OFTReal",
    "boolean": "OFTInteger",
    "date": "OFTDateTime",
    "date-time": "OFTDateTime",
}


def told(value: Any) -> Any:
    """A value of GeoJSON as a cell."""
    return ";".join(value) if isinstance(value, list) else value


def same(cell: Any, value: Any, kind: str) -> bool:
    if value is None:
        return cell is None or bool(np.isnan(cell) if isinstance(cell, float) else np.isnat(cell))
    if kind == "date":
        return bool(cell == np.datetime64(date.fromisoformat(value)))
    if kind == "date-time":
        instant = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
        return bool(cell == np.datetime64(instant))
    return bool(cell == told(value))


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_record_is_a_feature(items: Service, collection: str) -> None:
    meta, _, geometry, fields = pyogrio.raw.read(items.get(collection, "fgb").content)
    columns, features = properties_of(collection), items.features(collection)
    assert list(meta["fields"]) == ["id", *(each.name for each in columns)]
    assert list(fields[0]) == [feature["id"] for feature in features]
    for column, cells in zip(columns, fields[1:], strict=True):
        kind = column.schema.get("format", column.schema["type"])
        for cell, feature in zip(cells, features, strict=True):
            value = feature["properties"][column.name]
            assert same(cell, value, kind), (column.name, cell, value)
    for found, feature in zip(shapely.from_wkb(geometry), features, strict=True):
        expected = feature["geometry"]
        assert (found is None) is (expected is None)
        assert expected is None or found.equals_exact(shapely.geometry.shape(expected), 0)


@pytest.mark.parametrize("collection", COLLECTIONS)
@pytest.mark.parametrize("asked", [{}, {"bbox": "0,0,1,1"}], ids=["some", "none"])
def test_columns_are_typed_whatever_they_hold(
    items: Service, collection: str, asked: dict[str, str]
) -> None:
    info = pyogrio.read_info(items.get(collection, "fgb", **asked).content)
    schemas = [each.schema for each in properties_of(collection)]
    expected = [TYPES[each.get("format", each["type"])] for each in schemas]
    assert list(info["ogr_types"]) == ["OFTString", *expected]
    flags = [each == {"type": "boolean"} for each in schemas]
    assert [each == "OFSTBoolean" for each in info["ogr_subtypes"][1:]] == flags
    assert info["geometry_type"] == SHAPES[collection]
    assert "CRS84" in info["crs"]


def test_the_layer_tells_its_terms(items: Service) -> None:
    info = pyogrio.read_info(items.get("crossings", "fgb").content)
    said = info["layer_metadata"]
    assert info["layer_name"] == "crossings"
    assert (said["TITLE"], said["licence"]) == ("Crossings", "ODbL-1.0")
    assert said["policy"] == "http://testserver/api/policy"
    assert "OpenStreetMap" in said["DESCRIPTION"]
    assert "OpenStreetMap" in said["attribution"]


def test_the_same_page_is_the_same_file(items: Service) -> None:
    """Its tag is made from the bytes."""
    one, other = (items.get("incidents-full", "fgb") for _ in range(2))
    assert one.content == other.content
    assert one.headers["etag"] == other.headers["etag"]


def test_gdal_is_loaded_with_the_first_file() -> None:
    """A service that nobody asks for one starts in half the time without it."""
    code = "import sys, service.main; print('pyogrio' in sys.modules)"
    found = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert found.stdout == "False\n"
