"""Another system reaches every form: a table names its axes, a file keeps the easting first."""

import csv
import io

import pyogrio
import pytest

from tests.service.features.formats.stage import Service

EPSG = "http://www.opengis.net/def/crs/EPSG/0/{}"


@pytest.mark.parametrize(
    ("code", "axes"), [(4326, ["lat", "lon"]), (3857, ["x", "y"]), (25834, ["x", "y"])]
)
def test_a_table_names_its_axes(items: Service, code: int, axes: list[str]) -> None:
    asked = {"crs": EPSG.format(code), "limit": 3}
    text = items.get("crossings", "csv", **asked).content.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text))
    assert head[-2:] == axes
    told = [feature["geometry"]["coordinates"] for feature in items.features("crossings", **asked)]
    assert [[float(row[-2]), float(row[-1])] for row in rows] == told


@pytest.mark.parametrize("code", [4326, 3857, 25834])
def test_a_file_says_its_system_and_has_the_easting_first(items: Service, code: int) -> None:
    asked = {"crs": EPSG.format(code), "limit": 3}
    body = items.get("crossings", "fgb", **asked).content
    frame = pyogrio.read_dataframe(io.BytesIO(body))
    assert frame.crs.to_epsg() == code
    told = [feature["geometry"]["coordinates"] for feature in items.features("crossings", **asked)]
    turned = [[lon, lat] for lat, lon in told] if code == 4326 else told
    assert [[point.x, point.y] for point in frame.geometry] == turned


@pytest.mark.parametrize("f", ["csv", "fgb"])
def test_only_the_properties_that_are_asked_for_are_columns(items: Service, f: str) -> None:
    body = items.get("crossings", f, properties="kind,name").content
    if f == "csv":
        head = next(csv.reader(io.StringIO(body.decode("utf-8-sig"))))
        assert head == ["id", "name", "kind", "lon", "lat"]
    else:
        assert list(pyogrio.read_dataframe(io.BytesIO(body))) == ["id", "name", "kind", "geometry"]
