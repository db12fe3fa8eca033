"""The quick answer to "which stretch of the line is nearest", for many points at once.

A question is a walk down a tree of square cells (`geo.celltree`) and a comparison of the few
segments that can be nearest there (`geo.candidates`), in array operations throughout. The answers
are those of `MeasuredLine.measure` and `Countries.of` for every point within reach.
"""

import threading
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from geo.border import MeasuredLine, border_line
from geo.celltree import MIXED, CellTree, IntArray
from geo.countries import Countries, countries
from geo.projection import FloatArray
from geo.segments import Segments
from geo.subdivide import Subdivision

# Points farther from the border than this are refused, so nothing is prepared for them.
REACH_M = 50_000.0

# Temporary arrays for this many points stay in the processor's cache.
CHUNK = 16_384


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """What the index knows about points.

    Attributes
    ----------
    chainage_m : ndarray
        Metres along the line to the nearest point; NaN out of reach.
    distance_m : ndarray
        Metres from the line, never negative; infinite out of reach.
    country : ndarray of uint8
        Values of `geo.countries.Country`; meaningless out of reach.
    """

    chainage_m: FloatArray
    distance_m: FloatArray
    country: NDArray[np.uint8]


@dataclass(frozen=True, slots=True, eq=False)
class SegmentIndex:
    """A measured line and two countries, ready to be asked.

    Threads may share it: nothing is written after it is built.

    Examples
    --------
    >>> import shapely
    >>> line = MeasuredLine.through([(0, 0), (0, 4000)])
    >>> two = Countries(shapely.box(-9e3, -9e3, 0, 9e3), shapely.box(0, -9e3, 9e3, 9e3))
    >>> index = SegmentIndex.over(line, two, reach_m=2000)
    >>> found = index.nearest(np.array([-300.0]), np.array([1500.0]))
    >>> found.chainage_m.tolist(), found.distance_m.tolist(), found.country.tolist()
    ([1500.0], [300.0], [0])
    """

    line: MeasuredLine
    segments: Segments
    countries: Countries
    tree: CellTree

    @classmethod
    def over(cls, line: MeasuredLine, two: Countries, reach_m: float) -> "SegmentIndex":
        """Build the index for all points within reach of a line.

        Parameters
        ----------
        line : MeasuredLine
            In metres.
        two : Countries
            The countries on its two sides, in the same system.
        reach_m : float
            Greatest distance at which answers are wanted.

        Returns
        -------
        SegmentIndex
        """
        two.prepare()
        segments = Segments.of(line)
        return cls(line, segments, two, Subdivision(line, segments, two, reach_m).run())

    def nearest(self, x: FloatArray, y: FloatArray) -> Nearest:
        """Return what is known about each point.

        Parameters
        ----------
        x, y : ndarray of shape (n,)
            Metres; NaN and infinities count as out of reach.

        Returns
        -------
        Nearest
            Where two stretches are equally near, the one with the smaller chainage.
        """
        found = Nearest(
            chainage_m=np.full(len(x), np.nan),
            distance_m=np.full(len(x), np.inf),
            country=np.full(len(x), MIXED, dtype=np.uint8),
        )
        for start in range(0, len(x), CHUNK):
            place, leaf = self.tree.leaves(x[start : start + CHUNK], y[start : start + CHUNK])
            if len(place):
                place += start
                self._compare(x[place], y[place], leaf, place, found)
        return found

    def _compare(
        self, x: FloatArray, y: FloatArray, leaf: IntArray, place: IntArray, found: Nearest
    ) -> None:
        """Measure every candidate of every point and write down the nearest."""
        count = self.tree.count[leaf]
        first = np.cumsum(count, dtype=np.intp) - count
        owner = np.repeat(np.arange(len(x)), count)
        number = self.tree.segment[np.arange(len(owner)) + (self.tree.link[leaf] - first)[owner]]
        along, from_x, from_y = self.segments.feet(x[owner], y[owner], number)
        from_x *= from_x
        from_y *= from_y
        square = from_x + from_y
        least = np.minimum.reduceat(square, first)
        hit = np.flatnonzero(square == least[owner])
        if len(hit) > len(x):
            # Candidates stand in the order of the line, so the first hit has the smallest km.
            hit = hit[np.diff(owner[hit], prepend=-1) > 0]
        found.chainage_m[place] = self.segments.chainage_m(number[hit], along[hit])
        found.distance_m[place] = np.sqrt(least)
        found.country[place] = self._country(x, y, leaf)

    def _country(self, x: FloatArray, y: FloatArray, leaf: IntArray) -> NDArray[np.uint8]:
        """Return each point's country, by its cell or, near an outline, by polygon."""
        country = self.tree.country[leaf]
        mixed = np.flatnonzero(country == MIXED)
        if len(mixed):
            country[mixed] = self.countries.of(x[mixed], y[mixed])
        return country


_building = threading.Lock()
_built: list[SegmentIndex] = []


def border_index() -> SegmentIndex:
    """Return the index of the border, built at the first call (about 0.3 s).

    Returns
    -------
    SegmentIndex
        In EPSG:2180, for points within `REACH_M`; the same object each time.

    Examples
    --------
    >>> border_index() is border_index()
    True
    """
    with _building:
        if not _built:
            _built.append(SegmentIndex.over(border_line(), countries(), REACH_M))
    return _built[0]
