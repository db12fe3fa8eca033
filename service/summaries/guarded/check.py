"""The last look before a release: could anybody work out more than the policy allows?

It knows nothing of how cells were chosen. It takes every vintage's table as it prints, and what is
known of records, and asks of every number that is not printed how many values it can have.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from service.errors import Problem
from service.summaries.guarded.counts import (
    ALONE,
    HEADLINE,
    MEASURES,
    REPORTED,
    Cell,
    GuardedCounts,
    tally,
)
from service.summaries.guarded.protect import prints
from service.summaries.guarded.system import Contradiction, Statement, System, statements_of
from service.summaries.order import Row
from service.summaries.rows import TOTAL, Counted

Table = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Finding:
    """A number that could be narrowed to fewer than k values: its name, never its value."""

    measure: str
    series: str
    sector: str
    type: str

    def as_problem(self, k: int) -> Problem:
        name = f"guarded.{self.measure}.{self.series}.{self.sector}.{self.type}"
        return Problem(name, f"could be narrowed to fewer than {k} values")


def check(
    tables: Sequence[Table], k: int, moved: Sequence[Iterable[Counted]] = ()
) -> list[Finding]:
    """What somebody could narrow who holds these tables of one week, oldest first.

    `moved` names beside each table the incidents that an earlier one had counted and that were
    records by then. She is taken to know each, and to suppose that nothing else has changed.

    Tables that print nothing are looked at by themselves: a later one that prints tells her that
    something did change, and of the earlier count no more than that it was below k.
    """
    if not tables:
        return []
    left = [list(incidents) for incidents in moved] or [[] for _ in tables]
    silent = next((at for at, table in enumerate(tables) if prints(table)), len(tables))
    found = []
    if silent:
        found += _narrowed(tables[:silent], [*left[: silent - 1], left[-1]], k)
    if silent < len(tables):
        # Whoever had left before it was not counted in it.
        since = [list((Counter(each) - Counter(left[silent])).elements()) for each in left[silent:]]
        found += _narrowed(tables[silent:], since, k)
    return found


def _narrowed(tables: Sequence[Table], left: Sequence[Iterable[Counted]], k: int) -> list[Finding]:
    sectors, types = _codes(tables)
    gone = [tally(incidents, sectors, types) for incidents in left]
    return [
        finding
        for measure in MEASURES
        for finding in _Attack(tables, gone, measure, k, sectors, types).findings()
    ]


def _codes(tables: Sequence[Table]) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Every table lists its margins."""
    rows = [row for table in tables for row in table["rows"]]
    sectors = dict.fromkeys(row["sector"] for row in rows if row["sector"] != TOTAL)
    types = dict.fromkeys(row["type"] for row in rows if row["type"] != TOTAL)
    return tuple(sectors), tuple(types)


class _Attack:
    """One measure, as the first table counted it, with all that was learnt of it since."""

    def __init__(
        self,
        tables: Sequence[Table],
        gone: Sequence[GuardedCounts],
        measure: str,
        k: int,
        sectors: Sequence[str],
        types: Sequence[str],
    ) -> None:
        self._measure, self._k = measure, k
        self._gone = gone[-1]
        self._codes = (sectors, types)
        self._printed: dict[Cell, int] = {}
        self._statements = _moved(self._gone, measure)
        first, none_left = tables[0]["counted_in_vintage"], tally((), sectors, types)
        for table, left in zip(tables, gone, strict=True):
            recounted = table["counted_in_vintage"] != first
            self._learn(table, left if recounted else none_left)

    def _learn(self, table: Table, left: GuardedCounts) -> None:
        """What a count says of the first one, had nothing but these records left it meanwhile."""
        for said in statements_of(table["rows"], self._measure):
            known = left.of(*said.cell).total(self._measure)
            most = None if said.most is None else said.most + known
            self._statements.append(Statement(said.cell, said.least + known, most))
        for cell, number in _printed(table["rows"], self._measure).items():
            self._printed[cell] = number + left.of(*cell).total(self._measure)

    def findings(self) -> list[Finding]:
        try:
            system = System(self._statements, *self._codes)
        except Contradiction:
            return [self._finding(Cell(REPORTED, TOTAL, TOTAL))]
        cells = dict.fromkeys([*self._printed, *system.representatives])
        return [self._finding(cell) for cell in cells if self._is_narrow(system, cell)]

    def _is_narrow(self, system: System, cell: Cell) -> bool:
        printed = self._printed.get(cell)
        if printed is None:
            return not system.keeps(cell, self._k)
        # What remains of a printed number when records are taken from it is known as well.
        return printed - self._gone.of(*cell).total(self._measure) < self._k

    def _finding(self, cell: Cell) -> Finding:
        return Finding(self._measure, *cell)


def _printed(rows: Iterable[Row], measure: str) -> dict[Cell, int]:
    """What prints, and what is reported alone wherever both series print."""
    values = {
        Cell(row["series"], row["sector"], row["type"]): row["value"]
        for row in rows
        if row["measure"] == measure and row["value"] is not None
    }
    both = {
        Cell(ALONE, *cell[1:]): number - values[Cell(HEADLINE, *cell[1:])]
        for cell, number in values.items()
        if cell.series == REPORTED and Cell(HEADLINE, *cell[1:]) in values
    }
    return {**values, **both}


def _moved(gone: GuardedCounts, measure: str) -> list[Statement]:
    """A cell held at least what became records out of it."""
    return [
        Statement(cell, content.total(measure), None)
        for cell, content in gone.cells.items()
        if TOTAL not in (cell.sector, cell.type) and content.total(measure)
    ]
