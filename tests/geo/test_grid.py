"""European grid cells, with the codes that Eurostat writes."""

import numpy as np
import pytest
import shapely

from geo.errors import CellCodeInvalid, CoordinateInvalid
from geo.grid import SIZES_KM, Cell, cell_centre, cell_code, cell_codes, cell_polygon
from geo.locate import locate

BIALOWIEZA = (23.86667, 52.7)


@pytest.mark.parametrize(
    ("size_km", "code"), [(10, "10kmN337E525"), (5, "5kmN3375E5250"), (1, "1kmN3377E5251")]
)
def test_bialowieza_has_its_cells(size_km: int, code: str) -> None:
    assert cell_code(*BIALOWIEZA, size_km) == code


def test_the_projection_centre_is_a_corner_of_known_cells() -> None:
    assert cell_code(10.0001, 52.0001, 1) == "1kmN3210E4321"


def test_many_points_get_the_codes_of_single_ones() -> None:
    lon, lat = np.random.default_rng(4).uniform((22.5, 51), (25, 54.5), (50, 2)).T

    for size_km in SIZES_KM:
        codes = cell_codes(lon, lat, size_km).tolist()
        assert codes == [cell_code(*point, size_km) for point in zip(lon, lat, strict=True)]


def test_no_points_have_no_cells() -> None:
    assert cell_codes([], [], 10).tolist() == []


@pytest.mark.parametrize("size_km", SIZES_KM)
def test_a_cell_holds_its_centre_and_its_point(size_km: int) -> None:
    code = cell_code(*BIALOWIEZA, size_km)
    outline = shapely.Polygon(cell_polygon(code))

    assert cell_code(*cell_centre(code), size_km) == code
    assert outline.contains(shapely.Point(BIALOWIEZA))
    assert outline.contains(shapely.Point(cell_centre(code)))
    assert outline.exterior.is_ccw


def test_neighbouring_cells_share_an_edge() -> None:
    west, east = cell_polygon("10kmN337E525"), cell_polygon("10kmN337E526")

    assert np.array_equal(west[[1, 2]], east[[0, 3]])


def test_a_code_is_read_back_as_it_is_written() -> None:
    for code in ("10kmN337E525", "5kmN3375E5250", "1kmN3377E5251", "1kmN0E0"):
        assert Cell.parse(code).code == code


@pytest.mark.parametrize(
    "code",
    [
        "",
        "10kmE525N337",
        "10kmN337E525 ",
        "10kmn337e525",
        "2kmN3376E5250",
        "5kmN3377E5250",
        "5kmN3375E5251",
        "10kmN0337E525",
        "10kmN337E52500",
        "10kmN-1E525",
        "10kmN٣E525",
    ],
)
def test_what_is_no_code_is_refused_with_an_example(code: str) -> None:
    with pytest.raises(CellCodeInvalid) as caught:
        cell_centre(code)

    assert caught.value.right


def test_another_size_is_refused() -> None:
    with pytest.raises(CellCodeInvalid, match="1, 5 or 10 km"):
        cell_code(*BIALOWIEZA, 2)


@pytest.mark.parametrize("lon", [np.nan, np.inf, -170.0])
def test_a_point_outside_the_grid_is_refused(lon: float) -> None:
    with pytest.raises(CoordinateInvalid):
        cell_code(lon, 52.7, 10)


def test_a_cell_is_located_by_its_centre() -> None:
    assert locate(*cell_centre("10kmN337E525")).sector == "BIA"
