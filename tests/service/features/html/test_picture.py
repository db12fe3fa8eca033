"""The map shows what the features say, each kind of place by its own mark."""

from typing import Any
from xml.etree.ElementTree import Element, fromstring

import numpy as np
import pytest

from geo.grid import cell_polygon
from geo.sector_files import sector_set
from service.features.html.picture import picture
from service.summaries.bulletin.charts.shapes import border_shapes
from tests.service.projections.stage import CELL

SVG = "{http://www.w3.org/2000/svg}"


def feature(lon: float, lat: float, **properties: Any) -> dict[str, Any]:
    return {
        "id": "a",
        "geometry": {"type": "Point", "coordinates": [lon, lat]},
        "properties": properties,
    }


def drawn(collection_id: str, *features: dict[str, Any]) -> Element:
    svg = picture(collection_id, features)
    assert svg is not None
    return fromstring(svg)  # noqa: S314  # Our own.


def bold(svg: Element) -> list[str | None]:
    return [each.text for each in svg.iter(f"{SVG}text") if each.get("font-weight") == "bold"]


BIA = sector_set().label_point("BIA")


def test_a_dot_stands_where_the_feature_says() -> None:
    svg = drawn("incidents", feature(*BIA, geometry_basis="sector"))
    (dot,) = svg.iter(f"{SVG}circle")
    ((x, y),) = border_shapes(560).place(np.array([BIA]))
    assert float(dot.get("cx", "")) - x == pytest.approx(64, abs=0.06)
    assert float(dot.get("cy", "")) - y == pytest.approx(16, abs=0.06)
    assert bold(svg) == []


def test_features_of_one_place_are_one_dot_with_their_number() -> None:
    svg = drawn("incidents", *[feature(*BIA, geometry_basis="sector")] * 3)
    assert len(list(svg.iter(f"{SVG}circle"))) == 1
    assert bold(svg) == ["3"]


def test_a_cell_is_a_square_and_no_point() -> None:
    """A dot in its middle would look like a place that is known."""
    lon, lat = cell_polygon(CELL)[:-1].mean(axis=0)
    svg = drawn("incidents", feature(float(lon), float(lat), geometry_basis="cell", cell=CELL))
    assert list(svg.iter(f"{SVG}circle")) == []
    (square,) = svg.iter(f"{SVG}polygon")
    assert len((square.get("points") or "").split()) == 5
    assert bold(svg) == ["1"]


def test_sectors_of_the_page_are_filled() -> None:
    svg = drawn("sector-weeks", {"id": "a", "geometry": None, "properties": {"sector": "BIA"}})
    filled = [each for each in svg.iter(f"{SVG}path") if "fill-q2" in (each.get("class") or "")]
    assert len(filled) == 1


def test_the_drawing_says_in_words_what_it_shows() -> None:
    svg = drawn("incidents", feature(*BIA), {"id": "b", "geometry": None, "properties": {}})
    assert svg.get("role") == "img"
    (told,) = svg.iter(f"{SVG}desc")
    assert told.text is not None
    assert "1 of the features on this page are drawn, in 1 place." in told.text


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        {"type": "Point", "coordinates": [52.7, 23.8]},
        {"type": "Point", "coordinates": [795_000.0, 548_000.0]},
        {"type": "Point", "coordinates": []},
        {"type": "Point", "coordinates": ["23.8", "52.7"]},
    ],
)
def test_what_has_no_place_in_degrees_is_not_drawn(geometry: Any) -> None:
    assert picture("incidents", [{"id": "a", "geometry": geometry, "properties": None}]) is None


def test_a_cell_with_an_odd_code_is_not_drawn() -> None:
    odd = {"geometry_basis": "cell", "cell": '"><script>'}
    assert picture("incidents", [{"id": "a", "geometry": None, "properties": odd}]) is None
