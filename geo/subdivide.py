"""How the cell tree is made: prove segments away, quarter the cells that hold too many, repeat."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import shapely
from numpy.typing import NDArray

from geo.border import MeasuredLine
from geo.candidates import BATCH_PAIRS, Cells, prune
from geo.celltree import FINEST_M, MIXED, QUARTERED, TOP_LEVEL, CellTree, IntArray
from geo.countries import Countries
from geo.projection import FloatArray
from geo.segments import Segments

# The work starts with cells of 32 km.
START_LEVEL = 9

# A cell with no more candidates than this is not quartered.
ENOUGH = 8


@dataclass(frozen=True, slots=True, eq=False)
class Leaves:
    """What the tree keeps of cells that are done, in the tree's own small types."""

    node: NDArray[np.int32]
    count: NDArray[np.int16]
    country: NDArray[np.uint8]
    segment: NDArray[np.int32]

    @classmethod
    def of(cls, cells: Cells) -> "Leaves":
        """Return finished cells."""
        node, count = cells.node.astype(np.int32), cells.count.astype(np.int16)
        return cls(node, count, cells.country, cells.segment)


class Subdivision:
    """One making of a cell tree, which grows while cells are quartered.

    Parameters
    ----------
    line : MeasuredLine
        In metres.
    segments : Segments
        The line's own.
    two : Countries
        The countries on its sides.
    reach_m : float
        Points farther from the line need no answer.

    Examples
    --------
    >>> from geo.border import border_line
    >>> from geo.countries import countries
    >>> line = border_line()
    >>> tree = Subdivision(line, Segments.of(line), countries(), 1000.0).run()
    >>> tree.nbytes < 4_000_000
    True
    """

    def __init__(
        self, line: MeasuredLine, segments: Segments, two: Countries, reach_m: float
    ) -> None:
        self.segments = segments
        self.two = two
        self.reach_m = reach_m
        self.outlines = shapely.multilinestrings(two.outlines())
        shapely.prepare(self.outlines)

        size = FINEST_M * 2.0**START_LEVEL
        west, south, east, north = line.geometry.bounds
        self.x0 = (west - reach_m) // size * size
        self.y0 = (south - reach_m) // size * size
        self.start_columns = int((east + reach_m - self.x0) // size) + 1
        self.start_rows = int((north + reach_m - self.y0) // size) + 1
        self.columns = self.start_columns << (START_LEVEL - TOP_LEVEL)
        self.rows = self.start_rows << (START_LEVEL - TOP_LEVEL)

        self.nodes = self.columns * self.rows
        self.quartered: list[tuple[IntArray, IntArray]] = []
        self.leaves: list[Leaves] = []

    def run(self) -> CellTree:
        """Make the tree."""
        for cells in self._start():
            waiting = [cells]
            while waiting:
                waiting.extend(self._refine(waiting.pop()))
        return self._finish()

    def _start(self) -> Iterator[Cells]:
        """Return the first cells, a few at a time, each with every segment of the line."""
        every = np.arange(len(self.segments.x), dtype=np.int32)
        at_once = max(1, BATCH_PAIRS // len(every))
        places = np.arange(self.start_columns * self.start_rows)
        for start in range(0, len(places), at_once):
            row, column = np.divmod(places[start : start + at_once], self.start_columns)
            yield Cells(
                level=START_LEVEL,
                column=column,
                row=row,
                node=np.zeros_like(row),
                country=np.full(len(row), MIXED, dtype=np.uint8),
                count=np.full(len(row), len(every)),
                segment=np.tile(every, len(row)),
            )

    def _centres(self, cells: Cells) -> tuple[FloatArray, FloatArray]:
        """Return the cells' centres in metres."""
        size = 2 * cells.half_m
        return self.x0 + (cells.column + 0.5) * size, self.y0 + (cells.row + 0.5) * size

    def _refine(self, cells: Cells) -> list[Cells]:
        """Prove segments away, keep the cells that are done, and return the others in quarters."""
        x, y = self._centres(cells)
        cells, nearest_m = prune(cells, self.segments, x, y)
        self._find_country(cells, x, y, nearest_m)
        near = nearest_m <= self.reach_m + cells.radius_m
        if cells.level > TOP_LEVEL:
            more = near
        else:
            more = near & (cells.count > ENOUGH) & (cells.level > 0)
            self.leaves.append(Leaves.of(cells.pick(near & ~more)))
        return list(self._quarters(cells.pick(more)).batches()) if more.any() else []

    def _find_country(
        self, cells: Cells, x: FloatArray, y: FloatArray, nearest_m: FloatArray
    ) -> None:
        """Write down the country of cells that no outline can enter."""
        unknown = np.flatnonzero((cells.country == MIXED) & (nearest_m > cells.radius_m))
        centres = shapely.points(x[unknown], y[unknown])
        clear = unknown[~shapely.dwithin(self.outlines, centres, cells.radius_m)]
        cells.country[clear] = self.two.of(x[clear], y[clear])

    def _quarters(self, cells: Cells) -> Cells:
        """Quarter cells and number the quarters."""
        if cells.level > TOP_LEVEL:
            quarters = cells.quarters(np.zeros_like(cells.node))
            return replace(quarters, node=quarters.row * self.columns + quarters.column)
        first = self.nodes + 4 * np.arange(len(cells.node))
        self.nodes += 4 * len(first)
        self.quartered.append((cells.node, first))
        return cells.quarters(first)

    def _finish(self) -> CellTree:
        """Put the leaves together."""
        count = np.zeros(self.nodes, dtype=np.int16)
        link = np.zeros(self.nodes, dtype=np.int32)
        country = np.full(self.nodes, MIXED, dtype=np.uint8)
        for node, first in self.quartered:
            count[node] = QUARTERED
            link[node] = first
        node = np.concatenate([leaves.node for leaves in self.leaves])
        candidates = np.concatenate([leaves.count for leaves in self.leaves])
        count[node] = candidates
        link[node] = np.cumsum(candidates, dtype=np.int32) - candidates
        country[node] = np.concatenate([leaves.country for leaves in self.leaves])
        segment = np.concatenate([leaves.segment for leaves in self.leaves])
        return CellTree(
            x0=self.x0,
            y0=self.y0,
            columns=self.columns,
            rows=self.rows,
            count=count,
            link=link,
            country=country,
            segment=segment,
        )
