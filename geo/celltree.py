"""A grid of 1 km cells, quartered where needed, that knows the segments of interest in each."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.countries import Country
from geo.projection import FloatArray

IntArray = NDArray[np.intp]

# A cell of level n is FINEST_M * 2**n wide; questions start in the grid of TOP_LEVEL (1 km).
FINEST_M = 62.5
TOP_LEVEL = 4

# Stands in `CellTree.country` for cells through which an outline may run.
MIXED = len(Country)

# Stands in `CellTree.count` for cells that have quarters.
QUARTERED = -1


@dataclass(frozen=True, slots=True, eq=False)
class CellTree:
    """The cells as columns; the place in the columns is the cell's number, its node.

    The first `rows * columns` nodes are the grid, row by row from the south-west. The quarters of
    a cell stand together, in the order south-west, south-east, north-west, north-east.

    Attributes
    ----------
    x0, y0 : float
        South-western corner in metres.
    columns, rows : int
        Size of the grid.
    count : ndarray of int16
        Number of candidate segments; 0 out of reach; `QUARTERED` where the quarters know.
    link : ndarray of int32
        Where a leaf's candidates begin in `segment`, or the first of a cell's quarters.
    country : ndarray of uint8
        `geo.countries.Country` of a leaf, or `MIXED`.
    segment : ndarray of int32
        Candidates of all leaves; those of one leaf are in the order of the line.
    """

    x0: float
    y0: float
    columns: int
    rows: int
    count: NDArray[np.int16]
    link: NDArray[np.int32]
    country: NDArray[np.uint8]
    segment: NDArray[np.int32]

    @property
    def nbytes(self) -> int:
        """Size of all columns in bytes."""
        return sum(part.nbytes for part in (self.count, self.link, self.country, self.segment))

    def leaves(self, x: FloatArray, y: FloatArray) -> tuple[IntArray, IntArray]:
        """Return the leaf of each point that lies in the grid and within reach.

        Parameters
        ----------
        x, y : ndarray
            Metres; NaN lies nowhere.

        Returns
        -------
        place : ndarray of int
            The points that have a leaf with candidates, by their place in `x`.
        node : ndarray of int
            Their leaves.
        """
        fine_x = (x - self.x0) * (1 / FINEST_M)
        fine_y = (y - self.y0) * (1 / FINEST_M)
        inside = (fine_x >= 0) & (fine_x < self.columns << TOP_LEVEL)
        inside &= (fine_y >= 0) & (fine_y < self.rows << TOP_LEVEL)
        place = np.flatnonzero(inside)
        node = self._descend(fine_x[place].astype(np.intp), fine_y[place].astype(np.intp))
        near = self.count[node] > 0
        return (place, node) if near.all() else (place[near], node[near])

    def _descend(self, column: IntArray, row: IntArray) -> IntArray:
        """Return the leaves at places of the finest grid."""
        node = (row >> TOP_LEVEL) * self.columns + (column >> TOP_LEVEL)
        deeper = np.flatnonzero(self.count[node] == QUARTERED)
        for level in range(TOP_LEVEL - 1, -1, -1):
            if not len(deeper):
                break
            quarter = ((row[deeper] >> level) & 1) * 2 + ((column[deeper] >> level) & 1)
            below = self.link[node[deeper]] + quarter
            node[deeper] = below
            deeper = deeper[self.count[below] == QUARTERED]
        return node
