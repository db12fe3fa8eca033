"""What of a cell an incident can lie in."""

import pytest

from geo.border import border_line, point_at_km
from geo.errors import CellCodeInvalid
from geo.grid import cell_code
from geo.ground import cell_ground


def test_a_cell_in_the_middle_of_the_border_is_whole() -> None:
    ground = cell_ground("10kmN337E525")

    assert ground.land_share == 1.0
    assert 10 < ground.border_km < 15


def test_a_cell_away_from_the_border_holds_none_of_it() -> None:
    assert cell_ground(cell_code(23.0, 52.9, 10)).border_km == 0


@pytest.mark.parametrize("km", [0.0, 420.7])
def test_the_cells_at_the_ends_lie_mostly_abroad(km: float) -> None:
    ground = cell_ground(cell_code(*point_at_km(km), 10))

    assert ground.land_share < 0.5
    assert 0 < ground.border_km < 5


def test_the_cells_hold_the_whole_border_between_them() -> None:
    cells = {cell_code(*point_at_km(tenth / 10), 10) for tenth in range(4_207)}

    held = sum(cell_ground(cell).border_km for cell in cells)
    assert held == pytest.approx(border_line().length_km, abs=0.5)


def test_what_is_no_cell_is_refused() -> None:
    with pytest.raises(CellCodeInvalid):
        cell_ground("10kmN1")
