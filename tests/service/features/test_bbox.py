"""`bbox` is read as the standard says, and refused in words that help."""

import pytest

from service.errors import QueryInvalid
from service.features.bbox import Bbox, parse_bbox, parse_bbox_latitude_first


def test_four_numbers_are_west_south_east_north() -> None:
    assert parse_bbox("23.0,52.3,24.2,53.1") == Bbox(23.0, 52.3, 24.2, 53.1)


def test_of_six_numbers_the_heights_are_set_aside() -> None:
    assert parse_bbox("23,52.3,-100,24.2,53.1,8000") == Bbox(23.0, 52.3, 24.2, 53.1)


def test_a_box_may_be_a_point_or_the_world() -> None:
    assert parse_bbox("23.5,52.5,23.5,52.5") == Bbox(23.5, 52.5, 23.5, 52.5)
    assert parse_bbox("-180,-90,180,90") == Bbox(-180, -90, 180, 90)


def test_a_west_beyond_the_east_crosses_the_antimeridian() -> None:
    assert parse_bbox("177,65,-177,70").crosses_antimeridian
    assert not parse_bbox("23,52,24,53").crosses_antimeridian


@pytest.mark.parametrize(
    ("shown", "meant"),
    [
        # As Leaflet and MapLibre tell what they show, zoomed far out or moved round the world.
        ("-300.5,-60,400,80", "-180,-60,180,80"),
        ("0,50,360,55", "-180,50,180,55"),
        ("383,52,384,53", "23,52,24,53"),
        ("-337,52,-336,53", "23,52,24,53"),
        ("170,65,190,70", "170,65,-170,70"),
        ("-190,65,-170,70", "170,65,-170,70"),
        ("181,52.3,182,53.1", "-179,52.3,-178,53.1"),
        ("-200,52,180,53", "-180,52,180,53"),
    ],
)
def test_a_map_may_count_on_beyond_180_degrees(shown: str, meant: str) -> None:
    assert parse_bbox(shown) == parse_bbox(meant)
    assert parse_bbox_latitude_first(_turned(shown)) == parse_bbox(meant)


def _turned(text: str) -> str:
    west, south, east, north = text.split(",")
    return f"{south},{west},{north},{east}"


@pytest.mark.parametrize(
    "text", ["23.0,52.30,24.20,53.10", "23,52.3,24.2,53.1", "2.3e1,52.3,24.2,53.1"]
)
def test_one_box_is_written_in_one_way(text: str) -> None:
    assert str(parse_bbox(text)) == "23,52.3,24.2,53.1"


def test_what_is_written_is_read_back_exactly() -> None:
    bbox = Bbox(23.123456789012345, -52.1, 1e-7, 53.0)
    assert parse_bbox(str(bbox)) == bbox


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "number"),
        ("23,52.3,24.2", "4 or 6"),
        ("23,52.3,24.2,53.1,1", "4 or 6"),
        ("1,2,3,4,5,6,7", "number"),
        ("1,2,3,4,5,6,7,8", "number"),
        ("a,52.3,24.2,53.1", "number"),
        ("nan,52.3,24.2,53.1", "finite"),
        ("23,52.3,inf,53.1", "finite"),
        ("23,52.3,1e999,53.1", "finite"),
        ("23,,24.2,53.1", "number"),
        ("181,52.3,24.2,53.1", "longitude"),
        ("190,52.3,185,53.1", "longitude"),
        ("23,-91,24.2,53.1", "latitude"),
        ("52.3,120,53.1,121", "longitude comes first"),
        ("23,53.1,24.2,52.3", "south"),
        ("23,52.3,10,24.2,53.1,1", "height"),
    ],
)
def test_what_is_no_box_is_refused_with_the_reason(text: str, wrong: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        parse_bbox(text)
    (problem,) = refused.value.problems
    assert problem.field == "bbox"
    assert wrong in problem.wrong
    assert problem.right is not None
    assert problem.right.endswith("23.0,52.3,24.2,53.1")
