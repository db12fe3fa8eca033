"""A box in metres is read as it is, and refused in words that help."""

import numpy as np
import pytest
import shapely
from pyproj import Transformer

from service.errors import QueryInvalid
from service.features.bbox import Bbox
from service.features.crs import CRS84, EPSG_3857, EPSG_4326, EPSG_25834, Crs
from service.features.filters import Filter
from service.features.projected_bbox import ProjectedBbox, parse_bbox_in


def test_the_numbers_are_left_bottom_right_top() -> None:
    found = parse_bbox_in(EPSG_25834, "690000,5830000.5,700000,5850000")
    assert found == ProjectedBbox(EPSG_25834, 690_000, 5_830_000.5, 700_000, 5_850_000)


def test_of_six_numbers_the_heights_are_set_aside() -> None:
    found = parse_bbox_in(EPSG_25834, "690000,5830000,0,700000,5850000,200")
    assert found == ProjectedBbox(EPSG_25834, 690_000, 5_830_000, 700_000, 5_850_000)


def test_a_box_in_degrees_is_the_same_whichever_axis_comes_first() -> None:
    assert parse_bbox_in(CRS84, "23,52.3,24.2,53.1") == Bbox(23, 52.3, 24.2, 53.1)
    assert parse_bbox_in(EPSG_4326, "52.3,23,53.1,24.2") == Bbox(23, 52.3, 24.2, 53.1)
    assert parse_bbox_in(EPSG_4326, "65,177,70,-177") == Bbox(177, 65, -177, 70)


def test_one_box_is_asked_for_in_one_spelling() -> None:
    found = Filter(bbox=parse_bbox_in(EPSG_3857, "2.6e6,6800000.0,2700000,7000000"))
    assert found.query() == {
        "bbox": "2600000,6800000,2700000,7000000",
        "bbox-crs": "http://www.opengis.net/def/crs/EPSG/0/3857",
    }
    assert Filter(bbox=parse_bbox_in(EPSG_4326, "52,23,53,24")).query() == {"bbox": "23,52,24,53"}


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "number"),
        ("690000,5830000,700000", "4 or 6"),
        ("690000,5830000,inf,5850000", "finite"),
        ("690000,5830000,1e999,5850000", "finite"),
        ("700000,5830000,690000,5850000", "first corner"),
        ("690000,5850000,700000,5830000", "first corner"),
        ("690000,5830000,9,700000,5850000,1", "height"),
    ],
)
def test_what_is_no_box_in_metres_is_refused(text: str, wrong: str) -> None:
    assert wrong in refusal(EPSG_25834, text)


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("120,52,121,53", "latitude comes first"),
        ("52.3,190,53.1,185", "longitude"),
        ("53,23,52,24", "south"),
    ],
)
def test_what_is_no_box_in_degrees_is_refused(text: str, wrong: str) -> None:
    assert wrong in refusal(EPSG_4326, text)


def refusal(crs: Crs, text: str) -> str:
    with pytest.raises(QueryInvalid) as refused:
        parse_bbox_in(crs, text)
    (problem,) = refused.value.problems
    assert problem.field == "bbox"
    return problem.wrong


def test_a_shape_is_met_where_it_lies_once_it_is_projected() -> None:
    to_metres = Transformer.from_crs("OGC:CRS84", "EPSG:25834")
    x, y = to_metres.transform(23.5, 52.5)
    shapes = np.array([shapely.Point(23.5, 52.5), shapely.box(23.4, 52.4, 23.6, 52.6)])
    assert ProjectedBbox(EPSG_25834, x, y, x, y).meets(shapes).tolist() == [True, True]
    beside = ProjectedBbox(EPSG_25834, x + 1, y, x + 2, y)
    assert beside.meets(shapes).tolist() == [False, True]
    far = ProjectedBbox(EPSG_25834, x + 1e6, y, x + 2e6, y)
    assert far.meets(shapes).tolist() == [False, False]
