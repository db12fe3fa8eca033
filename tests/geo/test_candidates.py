"""The proof that drops segments never drops the nearest one."""

import numpy as np
import pytest
import shapely

from geo.border import MeasuredLine
from geo.candidates import Cells, prune
from geo.celltree import FINEST_M
from geo.segments import Segments

LEVEL = 4
SIZE_M = FINEST_M * 2**LEVEL


def random_line(seed: int) -> MeasuredLine:
    steps = np.random.default_rng(seed).normal(0, 400, (60, 2))
    return MeasuredLine.through(np.cumsum(steps, axis=0))


def cells_with_everything(line: MeasuredLine, column: np.ndarray, row: np.ndarray) -> Cells:
    every = np.arange(len(line.xy) - 1, dtype=np.int32)
    return Cells(
        level=LEVEL,
        column=column,
        row=row,
        node=np.zeros_like(row),
        country=np.zeros(len(row), dtype=np.uint8),
        count=np.full(len(row), len(every)),
        segment=np.tile(every, len(row)),
    )


def pruned(line: MeasuredLine, column: np.ndarray, row: np.ndarray) -> tuple[Cells, np.ndarray]:
    x, y = (column + 0.5) * SIZE_M, (row + 0.5) * SIZE_M
    return prune(cells_with_everything(line, column, row), Segments.of(line), x, y)


@pytest.mark.parametrize("seed", range(8))
def test_the_nearest_segment_of_any_point_of_a_cell_stays(seed: int) -> None:
    line = random_line(seed)
    rng = np.random.default_rng(seed + 100)
    column, row = rng.integers(-12, 12, (2, 40))
    cells, _ = pruned(line, column, row)
    strings = shapely.linestrings(np.stack((line.xy[:-1], line.xy[1:]), axis=1))
    stop = np.cumsum(cells.count)
    for place in range(40):
        points = shapely.points(
            (column[place] + rng.uniform(0, 1, 200)) * SIZE_M,
            (row[place] + rng.uniform(0, 1, 200)) * SIZE_M,
        )
        kept = strings[cells.segment[stop[place] - cells.count[place] : stop[place]]]
        to_line = shapely.distance(line.geometry, points)
        to_kept = shapely.distance(kept[:, None], points).min(axis=0)
        assert np.allclose(to_kept, to_line, rtol=0, atol=1e-9)


def test_far_cells_keep_few_segments() -> None:
    line = random_line(3)
    cells, _ = pruned(line, np.array([60]), np.array([0]))

    assert cells.count[0] <= 4


def test_equally_near_segments_both_stay(hairpin: MeasuredLine) -> None:
    cells, nearest_m = pruned(hairpin, np.array([1]), np.array([2]))

    assert nearest_m.tolist() == [500.0]
    assert {1, 3} <= set(cells.segment.tolist())


def test_a_segment_through_the_centre_stays() -> None:
    line = MeasuredLine.through([(0, 500), (1000, 500), (5000, 500)])
    cells, nearest_m = pruned(line, np.array([0]), np.array([0]))

    assert nearest_m.tolist() == [0.0]
    assert 0 in cells.segment


def test_candidates_stay_in_the_order_of_the_line() -> None:
    cells, _ = pruned(random_line(5), np.array([0, 1]), np.array([0, 0]))

    for part in np.split(cells.segment, np.cumsum(cells.count)[:-1]):
        assert (np.diff(part) > 0).all()


def test_quarters_cover_their_cell() -> None:
    cells = cells_with_everything(random_line(1), np.array([3]), np.array([-2]))
    quarters = cells.quarters(np.array([100]))

    assert quarters.half_m == cells.half_m / 2
    assert quarters.column.tolist() == [6, 7, 6, 7]
    assert quarters.row.tolist() == [-4, -4, -3, -3]
    assert quarters.node.tolist() == [100, 101, 102, 103]
