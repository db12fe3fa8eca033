"""Which cells inside the table may print: reported numbers of printed sectors by printed types.

The cells between printed sectors and printed types form a block. What a sector holds beside them
lies in types that do not print, and the other way round; what lies in neither is the corner. With
the margins known, the block's cells are flows from sectors to types, so that the ends of what each
can be are maximum flows in whole numbers, and everything between them is possible too.

A cell is looked at only if withholding it would be safe, as along the margins.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

import numpy as np
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_flow

Place = tuple[str, str]
Whole = np.ndarray[Any, np.dtype[np.int64]]
# More than any flow, and still a whole number that the solver takes.
_UNBOUND: Final = 2**30


@dataclass(frozen=True, slots=True)
class Block:
    """`sectors` and `types` with what each holds in all; `total` is that of the whole table."""

    k: int
    total: int
    sectors: Mapping[str, int]
    types: Mapping[str, int]
    printed: Mapping[Place, int]
    small: frozenset[Place] = frozenset()

    def printing(self, place: Place, number: int) -> "Block":
        return replace(self, printed={**self.printed, place: number})

    def withholding(self, place: Place) -> "Block":
        return replace(self, small=self.small | {place})

    @property
    def places(self) -> list[Place]:
        return [(sector, kind) for sector in self.sectors for kind in self.types]

    def is_safe(self) -> bool:
        """Whether each number in and beside the block keeps k values."""
        flows = _Flows(self)
        unprinted = [place for place in self.places if place not in self.printed]
        return flows.keep_the_rest() and all(self._keeps(flows, place) for place in unprinted)

    def _keeps(self, flows: "_Flows", place: Place) -> bool:
        if flows.allow(place, 0) and flows.allow(place, self.k - 1):
            return True
        top = flows.top(place)
        at_its_end = top >= self.k - 1 and flows.allow(place, top)
        return place not in self.small and at_its_end and flows.allow(place, top - self.k + 1)


class _Flows:
    """The possible contents of a block, as flows from its sectors to its types."""

    def __init__(self, block: Block) -> None:
        self._k = block.k
        self._row = {code: place for place, code in enumerate(block.sectors)}
        self._column = {code: place for place, code in enumerate(block.types)}
        known = np.zeros((len(self._row), len(self._column)), dtype=np.int64)
        self._most = np.full(known.shape, _UNBOUND, dtype=np.int64)
        for place in block.small:
            self._most[self._at(place)] = block.k - 1
        for place, number in block.printed.items():
            known[self._at(place)] = number
            self._most[self._at(place)] = 0
        sectors, types = list(block.sectors.values()), list(block.types.values())
        self._supply = np.array(sectors) - known.sum(axis=1)
        self._demand = np.array(types) - known.sum(axis=0)
        # Where printed sectors and printed types hold more than there is, the block holds the rest.
        self._need = int(sum(sectors) + sum(types) - block.total - known.sum())

    def top(self, place: Place) -> int:
        row, column = self._at(place)
        return int(min(self._most[row, column], self._supply[row], self._demand[column]))

    def allow(self, place: Place, number: int) -> bool:
        """Whether this cell can hold this number."""
        row, column = self._at(place)
        if number > self.top(place):
            return False
        supply, demand, most = self._supply.copy(), self._demand.copy(), self._most.copy()
        supply[row] -= number
        demand[column] -= number
        most[row, column] = 0
        return number + _most_through(supply, demand, most) >= self._need

    def keep_the_rest(self) -> bool:
        """Whether k - 1 can lie beside the block in each sector and type, and in the corner."""
        room = self._k - 1
        if min(self._supply.min(), self._demand.min()) < room:
            return False
        if _most_through(self._supply, self._demand, self._most) < self._need + room:
            return False
        return all(
            _most_through(supply, demand, self._most) >= self._need
            for supply, demand in (
                *((less, self._demand) for less in _each_less(self._supply, room)),
                *((self._supply, less) for less in _each_less(self._demand, room)),
            )
        )

    def _at(self, place: Place) -> tuple[int, int]:
        return self._row[place[0]], self._column[place[1]]


def _each_less(sums: Whole, room: int) -> Iterator[Whole]:
    """The sums, each in turn without its room."""
    for place in range(len(sums)):
        less = sums.copy()
        less[place] -= room
        yield less


def _most_through(supply: Whole, demand: Whole, most: Whole) -> int:
    """The largest flow from the rows to the columns."""
    rows, columns = most.shape
    end = rows + columns + 1
    graph = np.zeros((end + 1, end + 1), dtype=np.int32)
    graph[0, 1 : rows + 1] = supply
    graph[1 : rows + 1, rows + 1 : end] = most
    graph[rows + 1 : end, end] = demand
    return int(maximum_flow(csr_array(graph), 0, end).flow_value)
