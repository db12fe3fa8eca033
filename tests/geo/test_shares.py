"""An uncertain kilometre is shared out between sectors by length."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.sector_files import sector_set
from geo.shares import split

SET = sector_set()


def shares(km: float, uncertainty_m: float) -> dict[str, float]:
    return split(np.array([km]), np.array([uncertainty_m]), SET).row(0, SET.codes)


def test_inside_a_sector_there_is_one_share() -> None:
    assert shares(175.0, 2000) == {"BIA": 1.0}


def test_on_a_limit_both_sides_have_half() -> None:
    assert shares(19.22, 1000) == {"PLA": 0.5, "LIP": 0.5}


def test_shares_follow_the_lengths() -> None:
    assert shares(19.72, 1000) == {"PLA": 0.25, "LIP": 0.75}


def test_without_uncertainty_a_limit_belongs_to_the_southern_sector() -> None:
    assert shares(19.22, 0) == {"LIP": 1.0}


def test_an_interval_that_touches_a_limit_does_not_cross_it() -> None:
    assert shares(18.22, 1000) == {"PLA": 1.0}
    assert shares(20.22, 1000) == {"LIP": 1.0}


def test_the_border_ends_cut_the_interval() -> None:
    assert shares(0.0, 1000) == {"PLA": 1.0}
    assert shares(420.73, 1000) == {"WLO": 1.0}


def test_the_greatest_uncertainty_is_shared_by_length_of_sectors() -> None:
    found = shares(200.0, 1e9)

    assert list(found) == list(SET.codes)
    assert found["KOD"] == pytest.approx(32.82 / 420.73, abs=1e-4)


def test_a_share_too_small_to_be_written_is_dropped() -> None:
    assert shares(18.2200001, 1000) == {"PLA": 1.0}


@settings(derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 420.73), st.floats(0, 60_000)), min_size=1, max_size=40))
def test_shares_are_positive_ordered_and_add_up_to_one(rows: list[tuple[float, float]]) -> None:
    km, uncertainty_m = np.array(rows).T
    found = split(km, uncertainty_m, SET)
    for place in range(len(rows)):
        row = found.row(place, SET.codes)
        positions = [SET.codes.index(code) for code in row]
        assert sum(row.values()) == pytest.approx(1.0, abs=1e-12)
        assert all(0 < share <= 1 for share in row.values())
        assert positions == list(range(positions[0], positions[-1] + 1))


@settings(derandomize=True)
@given(st.lists(st.tuples(st.floats(0, 420.73), st.floats(0, 60_000)), min_size=2, max_size=20))
def test_a_row_does_not_depend_on_its_neighbours(rows: list[tuple[float, float]]) -> None:
    km, uncertainty_m = np.array(rows).T
    together = split(km, uncertainty_m, SET)
    for place, (alone_km, alone_m) in enumerate(rows):
        assert together.row(place, SET.codes) == shares(alone_km, alone_m)
