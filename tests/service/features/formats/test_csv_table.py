"""The table holds what GeoJSON holds, for programs and for spreadsheets."""

import csv
import io
from typing import Any

import orjson
import pandas
import pytest
import shapely

from service.features.collections import CROSSINGS
from service.features.filters import Filter, PageAsked
from service.features.formats.csv_table import render_features
from service.features.geojson import Page, Question
from service.features.properties import SHAPES, properties_of
from tests.service.features.formats.stage import COLLECTIONS, Service


def table(items: Service, collection: str, **parameters: Any) -> list[dict[str, str]]:
    answer = items.get(collection, "csv", **parameters)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    text = answer.content.decode("utf-8-sig")
    assert text.endswith("\r\n")
    return list(csv.DictReader(io.StringIO(text, newline="")))


def told(value: Any) -> str:
    """A value of GeoJSON as a cell."""
    if isinstance(value, list):
        return ";".join(value)
    words = {None: "", True: "true", False: "false"}
    return words[value] if value is None or isinstance(value, bool) else str(value)


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_row_is_a_feature(items: Service, collection: str) -> None:
    rows, features = table(items, collection), items.features(collection)
    names = [each.name for each in properties_of(collection)]
    assert len(rows) == len(features) > 0
    for row, feature in zip(rows, features, strict=True):
        assert row["id"] == feature["id"]
        assert {name: row[name] for name in names} == {
            name: told(feature["properties"][name]) for name in names
        }


@pytest.mark.parametrize("collection", COLLECTIONS)
def test_each_row_ends_with_its_place(items: Service, collection: str) -> None:
    names = [each.name for each in properties_of(collection)]
    has_points = SHAPES[collection] == "Point"
    place = ["lon", "lat"] if has_points else ["wkt"]
    rows, features = table(items, collection), items.features(collection)
    assert list(rows[0]) == ["id", *names, *place]
    for row, feature in zip(rows, features, strict=True):
        geometry = feature["geometry"]
        if geometry is None:
            assert {row[name] for name in place} == {""}
        elif has_points:
            assert [float(row["lon"]), float(row["lat"])] == geometry["coordinates"]
        else:
            assert shapely.from_wkt(row["wkt"]).equals_exact(shapely.geometry.shape(geometry), 0)


def test_some_incidents_have_no_place_and_some_have(items: Service) -> None:
    """Or the test above would show nothing."""
    assert {row["lon"] == "" for row in table(items, "incidents")} == {True, False}


def test_pandas_reads_it(items: Service) -> None:
    content = items.get("incidents", "csv").content
    frame = pandas.read_csv(io.BytesIO(content), dtype={"week": str})
    features = items.features("incidents")
    assert list(frame["id"]) == [feature["id"] for feature in features]
    points = [(feature["geometry"] or {}).get("coordinates", [None, None]) for feature in features]
    assert frame["lon"].tolist() == pytest.approx(
        [float(x or "nan") for x, _ in points], nan_ok=True
    )


def test_nothing_that_matches_is_the_names_alone(items: Service) -> None:
    content = items.get("incidents", "csv", bbox="0,0,1,1").content.decode("utf-8-sig")
    assert content.count("\r\n") == 1
    assert content.startswith("id,week,undated,type,also,")


def test_no_cell_is_a_formula() -> None:
    feature = {"type": "Feature", "id": "=1", "geometry": {"type": "Point", "coordinates": [-1, 2]}}
    text = orjson.dumps({**feature, "properties": {"name": "=1+1", "border_km": -0.5}})
    question = Question(CROSSINGS, "http://testserver", Filter(), PageAsked(1))
    (row,) = csv.reader([render_features(question, Page([text], 1)).decode()])
    assert (row[:2], row[6], row[-2:]) == (["'=1", "'=1+1"], "-0.5", ["-1", "2"])
