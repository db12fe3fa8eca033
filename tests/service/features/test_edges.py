"""Boxes in metres find in SQL what PROJ says lies in them, page by page and counted."""

from random import Random
from typing import Any

import numpy as np
import pytest
from pyproj import Transformer
from starlette.testclient import TestClient

from bench.filling import make_block, write_block
from geo.projection import unproject
from service.features.collections import incidents_box
from service.features.crs import EPSG_3857, EPSG_25834, EPSG_25835, Crs
from service.features.edges import edges_of
from service.features.projected_bbox import ProjectedBbox
from service.installation import Installation
from tests.conftest import People
from tests.service.features.conftest import FULL, PUBLIC

ROWS = 400
QUESTIONS = 12
METRIC = [EPSG_3857, EPSG_25834, EPSG_25835]
# The frame of Web Mercator, in metres.
WORLD = 20_037_508.342789244


def projected(crs: Crs, lon: float, lat: float) -> tuple[float, float]:
    code = crs.uri.rsplit("/", 1)[1]
    x, y = Transformer.from_crs("OGC:CRS84", f"EPSG:{code}").transform(lon, lat)
    return float(x), float(y)


def random_box(crs: Crs, rng: Random) -> ProjectedBbox:
    west, south, east, north = incidents_box()
    ends = [projected(crs, rng.uniform(west, east), rng.uniform(south, north)) for _ in range(2)]
    (left, right), (bottom, top) = (sorted(axis) for axis in zip(*ends, strict=True))
    return ProjectedBbox(crs, left, bottom, right, top)


@pytest.mark.parametrize("crs", METRIC, ids=lambda crs: crs.uri[-5:])
def test_a_curve_follows_its_edge_to_a_thousandth_of_a_millimetre(crs: Crs) -> None:
    rng = Random(3)  # noqa: S311  # Repeatable on purpose.
    for _ in range(20):
        box = random_box(crs, rng)
        edges = edges_of(box)
        assert edges is not None
        x, y = np.linspace(box.left, box.right, 99), np.linspace(box.bottom, box.top, 99)
        for curve, edge in ((edges.left, box.left), (edges.right, box.right)):
            lon, lat = unproject(np.full(99, edge), y, crs.projection)
            assert np.abs(curve(lat) - lon).max() < 1e-11
        for curve, edge in ((edges.bottom, box.bottom), (edges.top, box.top)):
            lon, lat = unproject(x, np.full(99, edge), crs.projection)
            assert np.abs(curve(lon) - lat).max() < 1e-11
            assert edges.bounds.west < lon.min() <= lon.max() < edges.bounds.east
            assert edges.bounds.south < lat.min() <= lat.max() < edges.bounds.north


@pytest.mark.parametrize("crs", METRIC, ids=lambda crs: crs.uri[-5:])
def test_a_box_far_away_holds_nothing(crs: Crs) -> None:
    x, y = projected(crs, 23.5, 52.5)
    for shift in (1e6, -1e6, 1e300, -1e300):
        assert edges_of(ProjectedBbox(crs, x + shift, y, x + shift, y)) is None
        assert edges_of(ProjectedBbox(crs, x, y + shift, x, y + shift)) is None


@pytest.mark.parametrize("path", [PUBLIC, FULL])
def test_random_boxes_find_what_a_loop_finds(
    house: Installation, client: TestClient, people: People, path: str
) -> None:
    block = make_block(0, ROWS, seed=11)
    write_block(house.database, block)
    _, full, public, *_ = block
    rows = [row for row in (public if path == PUBLIC else full) if row["lon"] is not None]
    rng, matched = Random(20251121), 0  # noqa: S311  # Repeatable on purpose.

    def found(**asked: str) -> dict[str, Any]:
        answer = client.get(path, params=asked, headers=people.partner)
        assert answer.status_code == 200, answer.text
        page: dict[str, Any] = answer.json()
        return page

    for crs in METRIC:
        places = {row["id"]: projected(crs, row["lon"], row["lat"]) for row in rows}
        for _ in range(QUESTIONS):
            box = random_box(crs, rng)
            expected = {
                id_
                for id_, (x, y) in places.items()
                if box.left <= x <= box.right and box.bottom <= y <= box.top
            }
            asked = {"bbox": str(box), "bbox-crs": crs.uri}
            assert {each["id"] for each in found(**asked)["features"]} == expected, asked
            assert found(**asked, resultType="hits")["numberMatched"] == len(expected)
            matched += bool(expected)
        # A place lies on the edges of a box that is no larger than itself.
        id_, (x, y) = rng.choice(sorted(places.items()))
        point = {"bbox": f"{x!r},{y!r},{x!r},{y!r}", "bbox-crs": crs.uri}
        assert id_ in {each["id"] for each in found(**point)["features"]}
        # The whole world, as far as a map shows it and farther.
        for reach in (WORLD, 1e300):
            world = {"bbox": f"-{reach},-{reach},{reach},{reach}", "bbox-crs": crs.uri}
            assert found(**world)["numberReturned"] == len(places)
    # Random boxes that are all empty would show nothing.
    assert matched > QUESTIONS


def test_each_place_of_an_incident_lies_in_the_window() -> None:
    """Beyond it no box in metres finds anything."""
    rows = [row for row in make_block(0, ROWS, seed=5)[1] if row["lon"] is not None]
    west, south, east, north = incidents_box()
    assert len(rows) > ROWS / 4
    assert all(west < row["lon"] < east and south < row["lat"] < north for row in rows)
