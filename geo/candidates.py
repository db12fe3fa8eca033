"""Which segments can be nearest somewhere in a cell, and the proof that the others cannot.

A segment B is of no use in a cell when some point A of the line is nearer to every point of the
cell. Let c be the cell's centre, b the point of B nearest to c, and u the direction from b to c.
B lies behind the line through b across u, so its distance from any p is at least u.(p - b), which
is linear in p. The distance |p - A| is convex in p. The difference is therefore convex, so it is
greatest at a corner of the cell, and four comparisons prove B away. The bound is exact at the
centre, which keeps the lists short even 50 km from the border.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from geo.celltree import FINEST_M, IntArray
from geo.projection import FloatArray
from geo.segments import Segments

# Segments that lose by less than this stay, so that rounding can never lose the nearest.
MARGIN_M = 1e-3

# Work is done in batches of about this many pairs of cell and segment, which fit the cache.
BATCH_PAIRS = 15_000

CORNERS = ((-1.0, -1.0), (1.0, -1.0), (-1.0, 1.0), (1.0, 1.0))


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """Cells of one size with their candidate segments.

    Attributes
    ----------
    level : int
        The cells are ``FINEST_M * 2**level`` wide.
    column, row : ndarray of int
        Their places, counted in cells of this size.
    node : ndarray of int
        Their numbers in the tree; meaningless above its grid.
    country : ndarray of uint8
        `geo.countries.Country`, or `MIXED`.
    count : ndarray of int
        Candidates of each cell, at least one.
    segment : ndarray of int32
        The candidates, cell by cell, each cell's in the order of the line.
    """

    level: int
    column: IntArray
    row: IntArray
    node: IntArray
    country: NDArray[np.uint8]
    count: IntArray
    segment: NDArray[np.int32]

    @property
    def half_m(self) -> float:
        """Half the width of a cell."""
        return FINEST_M * 2.0**self.level / 2

    @property
    def radius_m(self) -> float:
        """Distance from a cell's centre to its corners."""
        return self.half_m * math.sqrt(2)

    def pick(self, chosen: NDArray[np.bool_]) -> "Cells":
        """Return some of the cells."""
        return Cells(
            level=self.level,
            column=self.column[chosen],
            row=self.row[chosen],
            node=self.node[chosen],
            country=self.country[chosen],
            count=self.count[chosen],
            segment=self.segment[np.repeat(chosen, self.count)],
        )

    def quarters(self, first_node: IntArray) -> "Cells":
        """Return the quarters of all cells, each with the candidates of the whole."""
        east = np.repeat((0, 1, 0, 1), len(first_node))
        north = np.repeat((0, 0, 1, 1), len(first_node))
        return Cells(
            level=self.level - 1,
            column=2 * np.tile(self.column, 4) + east,
            row=2 * np.tile(self.row, 4) + north,
            node=np.tile(first_node, 4) + east + 2 * north,
            country=np.tile(self.country, 4),
            count=np.tile(self.count, 4),
            segment=np.tile(self.segment, 4),
        )

    def batches(self) -> Iterator["Cells"]:
        """Cut into parts of about `BATCH_PAIRS` pairs."""
        part = np.cumsum(self.count) // BATCH_PAIRS
        for number in np.unique(part):
            yield self.pick(part == number)


def prune(
    cells: Cells, segments: Segments, x: FloatArray, y: FloatArray
) -> tuple[Cells, FloatArray]:
    """Drop the segments that can be nearest nowhere in their cell.

    Parameters
    ----------
    cells : Cells
        With all segments that may be nearest.
    segments : Segments
        What the candidates are numbers of.
    x, y : ndarray
        The cells' centres in metres.

    Returns
    -------
    cells : Cells
        With fewer candidates; the nearest to any point of a cell is still among its own.
    nearest_m : ndarray
        Distance of each centre from the line.
    """
    count = cells.count
    _, from_x, from_y = segments.feet(np.repeat(x, count), np.repeat(y, count), cells.segment)
    distance_m = np.sqrt(from_x * from_x + from_y * from_y)
    nearest_m = np.minimum.reduceat(distance_m, np.cumsum(count) - count)

    # Two points of a cell are at most two radii apart, so nothing farther can matter.
    reach_m = nearest_m + 2 * cells.radius_m + MARGIN_M
    kept = np.flatnonzero(distance_m <= np.repeat(reach_m, count))
    owner = np.repeat(np.arange(len(x)), count)[kept]
    feet = Feet(owner, distance_m[kept], from_x[kept], from_y[kept])

    survives = feet.survive(cells.half_m, feet.nearest(nearest_m))
    kept, owner = kept[survives], owner[survives]
    count = np.bincount(owner, minlength=len(x))
    return replace(cells, count=count, segment=cells.segment[kept]), nearest_m


@dataclass(frozen=True, slots=True, eq=False)
class Feet:
    """The foot of each cell's centre on each of its candidates.

    Attributes
    ----------
    owner : ndarray of int
        The cell, in rising order.
    distance_m : ndarray
        From the foot to the centre.
    from_x, from_y : ndarray
        The vector from the foot to the centre.
    """

    owner: IntArray
    distance_m: FloatArray
    from_x: FloatArray
    from_y: FloatArray

    def nearest(self, nearest_m: FloatArray) -> IntArray:
        """Return the place of each cell's first nearest foot."""
        best = np.flatnonzero(self.distance_m == nearest_m[self.owner])
        return best[np.diff(self.owner[best], prepend=-1) > 0]

    def survive(self, half_m: float, best: IntArray) -> NDArray[np.bool_]:
        """Tell which candidates the best foot does not prove away at all four corners."""
        survives: NDArray[np.bool_] = self.distance_m == 0
        scale = half_m / np.where(survives, 1.0, self.distance_m)
        step_x, step_y = self.from_x * scale, self.from_y * scale
        best_x, best_y = self.from_x[best], self.from_y[best]
        for east, north in CORNERS:
            best_m = np.hypot(best_x + east * half_m, best_y + north * half_m) + MARGIN_M
            at_least_m = self.distance_m + east * step_x + north * step_y
            survives |= best_m[self.owner] > at_least_m
        return survives
