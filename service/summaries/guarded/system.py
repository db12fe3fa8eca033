"""What can be worked out of printed numbers: the equations of a table, solved exactly by HiGHS.

The unknowns are the cells inside the table, for the headline and for what is reported alone; every
printed number or interval is a statement about a sum of them. Sectors of which the same is known
can be told apart by nothing: one of them stands for itself and the others stand together, which
leaves every answer as it is. The same goes for types.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import product
from math import prod
from typing import Final

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, OptimizeResult, milp
from scipy.sparse import csr_array

from service.summaries.guarded.counts import PARTS, SLICES, Cell
from service.summaries.order import Row
from service.summaries.rows import TOTAL

_OPTIMAL: Final = 0
_INFEASIBLE: Final = 2
# No true number comes near it: what can be as large as this has no upper end.
_BEYOND: Final = 10_000_000
_WHOLE: Final = 1e-6


class Contradiction(Exception):
    """No table fits all the statements."""


@dataclass(frozen=True, slots=True)
class Statement:
    """What is known of one cell or margin; without `most` it has no upper end."""

    cell: Cell
    least: int
    most: int | None

    @property
    def inside(self) -> bool:
        return TOTAL not in (self.cell.sector, self.cell.type)


def statements_of(rows: Iterable[Row], measure: str) -> list[Statement]:
    """What the rows of a table say of one measure."""
    return [
        Statement(Cell(row["series"], row["sector"], row["type"]), row["least"], row["most"])
        for row in rows
        if row["measure"] == measure and row["least"] is not None
    ]


class System:
    """All tables of whole numbers, none below zero, that fit what was stated."""

    def __init__(
        self, statements: Sequence[Statement], sectors: Sequence[str], types: Sequence[str]
    ) -> None:
        self._sectors = _Axis(sectors, statements, "sector", "type")
        self._types = _Axis(types, statements, "type", "sector")
        self._shape = (len(PARTS), len(self._sectors.groups), len(self._types.groups))
        self._known = self._constraint(statements)
        self._answers: dict[Cell, tuple[int, int | None]] = {}
        self.representatives = [
            Cell(*names) for names in product(SLICES, self._sectors.firsts(), self._types.firsts())
        ]
        self._at = {cell: at for at, cell in enumerate(self.representatives)}
        self._sums = csr_array(np.array([self._sum(cell) for cell in self.representatives]))
        # The least and greatest that each has been in the tables found so far.
        found = self._sums @ self._run(np.zeros(prod(self._shape)), np.ones(prod(self._shape))).x
        self._seen = (found.round(), found.round())

    def keeps(self, cell: Cell, k: int) -> bool:
        """Whether this cell can be k different numbers; tables that were found before may tell."""
        like = self._like(cell)
        for goal in (None, -self._sum(like), self._sum(like)):
            if goal is not None:
                self._solve(goal)
            least, most = (numbers[self._at[like]] for numbers in self._seen)
            if most - least + 1 >= k:
                return True
        return False

    def interval(self, cell: Cell) -> tuple[int, int | None]:
        """The least and the greatest whole number that this cell can be; None is no upper end."""
        like = self._like(cell)
        if like not in self._answers:
            goal = self._sum(like)
            least, most = self._solve(goal), -self._solve(-goal)
            self._answers[like] = (least, most if most < _BEYOND else None)
        return self._answers[like]

    def _remember(self, table: np.ndarray) -> None:
        least, most = self._seen
        self._seen = (np.minimum(least, table), np.maximum(most, table))

    def _like(self, cell: Cell) -> Cell:
        return Cell(cell.series, self._sectors.like(cell.sector), self._types.like(cell.type))

    def _solve(self, goal: np.ndarray) -> int:
        """The least value of the goal; in whole numbers, also where fractions could do better."""
        found = self._run(goal, np.zeros(goal.size))
        if np.abs(found.x - found.x.round()).max() > _WHOLE:
            found = self._run(goal, np.ones(goal.size))
        self._remember(self._sums @ found.x.round())
        return round(float(found.fun))

    def _run(self, goal: np.ndarray, integrality: np.ndarray) -> OptimizeResult:
        found = milp(
            goal,
            constraints=self._known,
            integrality=integrality,
            bounds=Bounds(0, _BEYOND),
            options={"mip_rel_gap": 0},
        )
        if found.status == _INFEASIBLE:
            raise Contradiction
        if found.status != _OPTIMAL:
            raise RuntimeError(f"the solver gave up with status {found.status}")
        return found

    def _constraint(self, statements: Sequence[Statement]) -> LinearConstraint | None:
        known: dict[Cell, tuple[float, float]] = {}
        for each in statements:
            cell = self._grouped(each.cell)
            size = self._sectors.size(cell.sector) * self._types.size(cell.type)
            least, most = known.get(cell, (0.0, np.inf))
            upper = np.inf if each.most is None else each.most * size
            known[cell] = (max(least, each.least * size), min(most, upper))
        if not known:
            return None
        matrix = csr_array(np.array([self._sum(cell) for cell in known]))
        least_of, most_of = zip(*known.values(), strict=True)
        return LinearConstraint(matrix, np.array(least_of), np.array(most_of))

    def _grouped(self, cell: Cell) -> Cell:
        sector, type_ = self._sectors.group_of(cell.sector), self._types.group_of(cell.type)
        return Cell(cell.series, sector, type_)

    def _sum(self, cell: Cell) -> np.ndarray:
        """Which unknowns a cell or margin is the sum of."""
        chosen = np.zeros(self._shape)
        parts = [PARTS.index(part) for part in SLICES[cell.series]]
        rows, columns = self._sectors.places(cell.sector), self._types.places(cell.type)
        chosen[np.ix_(parts, rows, columns)] = 1
        return chosen.ravel()


class _Axis:
    """The codes of one dimension in groups: of like ones the first stands alone."""

    def __init__(
        self, codes: Sequence[str], statements: Sequence[Statement], own: str, other: str
    ) -> None:
        kinds: dict[object, list[str]] = defaultdict(list)
        for code, kind in _kinds(codes, statements, own, other).items():
            kinds[kind].append(code)
        self.groups: list[tuple[str, ...]] = []
        self._like: dict[str, str] = {TOTAL: TOTAL}
        for members in kinds.values():
            self._like.update(dict.fromkeys(members, members[0]))
            self.groups += [(members[0],), tuple(members[1:])] if members[1:] else [(members[0],)]
        self._place = {code: at for at, group in enumerate(self.groups) for code in group}

    def firsts(self) -> list[str]:
        return list(dict.fromkeys(self._like.values()))

    def like(self, code: str) -> str:
        return self._like[code]

    def group_of(self, code: str) -> str:
        """The first member of the code's group."""
        return code if code == TOTAL else self.groups[self._place[code]][0]

    def size(self, code: str) -> int:
        return 1 if code == TOTAL else len(self.groups[self._place[code]])

    def places(self, code: str) -> list[int]:
        return list(range(len(self.groups))) if code == TOTAL else [self._place[code]]


def _kinds(
    codes: Sequence[str], statements: Sequence[Statement], own: str, other: str
) -> Mapping[str, object]:
    """What is known of each code; whoever has a statement about a cell inside is like no other."""
    known: dict[str, set[object]] = {code: set() for code in codes}
    for each in statements:
        code = getattr(each.cell, own)
        if code != TOTAL:
            said = (each.cell.series, getattr(each.cell, other), each.least, each.most)
            known[code].add((code, *said) if each.inside else said)
    return {code: frozenset(said) for code, said in known.items()}
