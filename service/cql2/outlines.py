"""Whether a point lies in or on a geometry: edges sorted into slabs by latitude.

A ray is cast through the edges, and a point is on an edge where the turn to it is exactly zero. A
point meets only the edges of its own slab, so that a long outline costs little more than a short
one.
"""

from collections.abc import Iterable
from itertools import count, pairwise
from weakref import WeakValueDictionary

Position = tuple[float, float]
Ring = tuple[Position, ...]
# An edge, and whether it bounds an area or stands for itself.
Edge = tuple[float, float, float, float, bool]

_MOST_SLABS = 1024
_numbers = count(1)
_outlines: "WeakValueDictionary[int, Outline]" = WeakValueDictionary()


class Outline:
    """Edges by slabs of latitude: those of slab `s` stand from `starts[s]` to `starts[s + 1]`."""

    def __init__(self, edges: list[Edge]) -> None:
        self.south = min(min(edge[1], edge[3]) for edge in edges)
        self.north = max(max(edge[1], edge[3]) for edge in edges)
        self.west = min(min(edge[0], edge[2]) for edge in edges)
        self.east = max(max(edge[0], edge[2]) for edge in edges)
        self.slabs = min(_MOST_SLABS, max(1, len(edges) // 4)) if self.north > self.south else 1
        # Long edges would stand in every slab: then fewer slabs hold less.
        while self.slabs > 1 and sum(len(self._touched(edge)) for edge in edges) > 8 * len(edges):
            self.slabs //= 2
        found: list[list[Edge]] = [[] for _ in range(self.slabs)]
        for edge in edges:
            for slab in self._touched(edge):
                found[slab].append(edge)
        self.edges = [edge for held in found for edge in held]
        self.starts = [0]
        for held in found:
            self.starts.append(self.starts[-1] + len(held))
        self.number = next(_numbers)
        _outlines[self.number] = self

    @property
    def busiest(self) -> int:
        """How many edges a point may have to be held against."""
        return max(after - first for first, after in pairwise(self.starts))

    @property
    def height(self) -> float:
        return (self.north - self.south) / self.slabs or 1.0

    def _touched(self, edge: Edge) -> range:
        """The slabs of an edge, and one more on both sides against rounding."""
        low, high = sorted((edge[1], edge[3]))
        first = int((low - self.south) / self.height) - 1
        last = int((high - self.south) / self.height) + 1
        return range(max(first, 0), min(last, self.slabs - 1) + 1)

    def covers(self, x: float, y: float) -> bool:
        slab = min(max(int((y - self.south) / self.height), 0), self.slabs - 1)
        inside = False
        for index in range(self.starts[slab], self.starts[slab + 1]):
            x1, y1, x2, y2, bounds = self.edges[index]
            turn = (x2 - x1) * (y - y1) - (x - x1) * (y2 - y1)
            if turn == 0 and min(x1, x2) <= x <= max(x1, x2) and min(y1, y2) <= y <= max(y1, y2):
                return True
            if bounds and (y1 <= y) != (y2 <= y) and (turn > 0) == (y2 > y1):
                inside = not inside
        return inside


def covers(number: int, lon: float | None, lat: float | None) -> bool | None:
    """What SQLite calls for a row."""
    return None if lon is None or lat is None else _outlines[number].covers(lon, lat)


def area_edges(rings: Iterable[Ring]) -> list[Edge]:
    return [(*start, *end, True) for ring in rings for start, end in pairwise(ring)]


def line_edges(line: Ring) -> list[Edge]:
    return [(*start, *end, False) for start, end in pairwise(line)]


def point_edge(point: Position) -> Edge:
    return (*point, *point, False)
