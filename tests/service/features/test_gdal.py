"""GDAL's own client, as it comes with pyogrio, against a server on loopback."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import pyogrio
import pytest
import shapely
from pyproj import Transformer

from tests.conftest import People
from tests.service.features.conftest import Asked, Served

pytestmark = pytest.mark.slow


@pytest.fixture
def source(served: Served) -> str:
    return f"OAPIF:{served.address}"


@contextmanager
def partners_key(people: People, way: str) -> Iterator[None]:
    token = people.partner["Authorization"].removeprefix("Bearer ")
    secret = {"GDAL_HTTP_BEARER": token} if way == "BEARER" else {"GDAL_HTTP_USERPWD": f"k:{token}"}
    pyogrio.set_gdal_config_options({"GDAL_HTTP_AUTH": way, **secret})
    try:
        yield
    finally:
        pyogrio.set_gdal_config_options(dict.fromkeys(("GDAL_HTTP_AUTH", *secret)))


def test_it_finds_the_public_layers_with_their_shapes(source: str) -> None:
    layers = dict(pyogrio.list_layers(source))
    assert layers.keys() == {"incidents", "sector-weeks", "sectors", "border", "crossings"}
    assert layers["incidents"] == "Point"
    assert layers["border"] == "LineString"
    assert layers["sectors"] == "Polygon"


def test_it_reads_every_feature_with_typed_fields(source: str) -> None:
    frame = pyogrio.read_dataframe(source, layer="sectors")
    assert len(frame) == 20
    assert frame["km_from"].dtype == "float64"
    assert str(frame["valid_from"].dtype).startswith("datetime64")
    assert frame.crs.to_epsg() == 4326 or frame.crs.to_string() == "OGC:CRS84"


def test_it_asks_for_large_pages(source: str, asked: Asked) -> None:
    pyogrio.read_dataframe(source, layer="incidents")
    assert asked.of_items()[-1]["limit"] == ["1000"]


def test_it_knows_how_many_there_are(source: str) -> None:
    assert pyogrio.read_info(source, layer="incidents")["features"] == 5


def test_a_box_is_asked_of_the_server(source: str, asked: Asked) -> None:
    frame = pyogrio.read_dataframe(source, layer="crossings", bbox=(23.4, 52.6, 24.0, 52.9))
    assert 0 < len(frame) < 10
    assert any("bbox" in query for query in asked.of_items())


METRIC = (3857, 25834, 25835)
URI = "http://www.opengis.net/def/crs/EPSG/0/{}"
CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"


def test_without_a_choice_it_names_the_stored_system(source: str, asked: Asked) -> None:
    pyogrio.read_dataframe(source, layer="crossings", bbox=(23.4, 52.6, 24.0, 52.9))
    last = asked.of_items()[-1]
    assert (last["crs"], last["bbox-crs"]) == ([CRS84], [CRS84])


def test_it_takes_degrees_of_either_order_for_the_stored_system(source: str, asked: Asked) -> None:
    frame = pyogrio.read_dataframe(source, layer="crossings", CRS="EPSG:4326")
    assert asked.of_items()[-1]["crs"] == [CRS84]
    assert frame.geometry.x.between(23, 24.5).all()


def test_it_reads_the_systems_in_which_features_are_given(source: str, asked: Asked) -> None:
    for layer in ("incidents", "sectors", "border", "crossings"):
        stored = pyogrio.read_dataframe(source, layer=layer).set_index("id")
        for code in METRIC:
            frame = pyogrio.read_dataframe(source, layer=layer, CRS=f"EPSG:{code}")
            assert asked.of_items()[-1]["crs"] == [URI.format(code)]
            assert frame.crs.to_epsg() == code
            moved = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}")
            expected = shapely.transform(stored.geometry.array, moved.transform, interleaved=False)
            found = np.array(frame.set_index("id").geometry.reindex(stored.index).array)
            present = ~shapely.is_missing(expected)
            assert present.any()
            assert (~shapely.is_missing(found) == present).all()
            places, right = (shapely.get_coordinates(each[present]) for each in (found, expected))
            # Two decimals, each rounded once.
            assert np.abs(places - right).max() < 0.0051


def test_a_box_is_asked_of_the_server_in_the_system_of_the_layer(source: str, asked: Asked) -> None:
    for layer in ("incidents", "crossings"):
        for code in METRIC:
            system = f"EPSG:{code}"
            whole = pyogrio.read_dataframe(source, layer=layer, CRS=system)
            west, south, east, north = whole.total_bounds
            half = (west - 1, south - 1, east + 1, (south + north) / 2)
            inside = whole.cx[half[0] : half[2], half[1] : half[3]]
            assert 0 < len(inside) < len(whole)
            frame = pyogrio.read_dataframe(source, layer=layer, CRS=system, bbox=half)
            assert set(frame["id"]) == set(inside["id"])
            last = asked.of_items()[-1]
            assert last["bbox-crs"] == last["crs"] == [URI.format(code)]
            assert [float(each) for each in last["bbox"][0].split(",")] == pytest.approx(half)


@pytest.mark.parametrize(
    ("where", "found"),
    [
        ("type = 'crossing_attempt'", {"point", "two sectors"}),
        ("sector = 'NAR'", {"sector"}),
        ("week > '2025-W20' AND week <= '2025-W21'", {"sector"}),
        ("week = '2025-W20' OR sector = 'NAR'", {"point", "sector"}),
        ("type ILIKE 'OBJECTS%'", {"month"}),
        ("week IS NULL", {"month"}),
        ("NOT type = 'crossing_attempt'", {"sector", "month", "verified"}),
    ],
)
def test_what_is_asked_of_fields_is_asked_of_the_server(
    source: str, asked: Asked, served: Served, where: str, found: set[str]
) -> None:
    frame = pyogrio.read_dataframe(source, layer="incidents", where=where)
    names = {feature_id: name for name, feature_id in served.planted.public.items()}
    assert {names[each] for each in frame["id"]} == found
    last = asked.of_items()[-1]
    assert last["filter-lang"] == ["cql-text"]
    assert "filter" in last


def test_instants_are_compared_by_the_server(source: str, asked: Asked, served: Served) -> None:
    where = "occurred_from >= '2025/05/20 00:00:00' AND occurred_from < '2025/05/21 12:00:00'"
    with partners_key(served.people, "BEARER"):
        frame = pyogrio.read_dataframe(source, layer="incidents-full", where=where)
    names = {feature_id: name for name, feature_id in served.planted.full.items()}
    assert {names[each] for each in frame["id"]} == {"sector", "severe"}
    assert "occurred_from" in asked.of_items()[-1]["filter"][0]


@pytest.mark.parametrize("way", ["BEARER", "BASIC"])
def test_a_key_opens_the_full_layer_as_bearer_and_as_a_password(
    source: str, served: Served, way: str
) -> None:
    with partners_key(served.people, way):
        frame = pyogrio.read_dataframe(source, layer="incidents-full")
    assert len(frame) == 7
    assert str(frame["occurred_from"].dtype).startswith("datetime64")
