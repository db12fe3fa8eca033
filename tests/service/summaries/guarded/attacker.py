"""A reader who works out what she can, from published tables and records alone.

Written apart from the product: she shares no code with it, and makes her own equations. She knows
every cell that exists, that no number is below zero, that sectors and types add up to `_T`, and
that the headline is a part of what is reported. She supposes that nothing changes between two
vintages but what she sees: that incidents become records.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from functools import cache
from itertools import product
from typing import Any

import numpy as np
from scipy.optimize import LinearConstraint, milp
from scipy.sparse import csr_array

from service.summaries.rows import Counted

MEASURES = ("incidents", "persons_low", "items_low")
# The headline, what both series together tell of the rest, and all.
WEIGHTS = {"headline": (1, 0), "difference": (0, 1), "reported": (1, 1)}
NO_END = 100_000
Name = tuple[str, str, str, str]
Table = Mapping[str, Any]


def narrowed(
    tables: Sequence[Table],
    k: int,
    left: Sequence[Iterable[Counted]] = (),
    codes: Collection[str] | None = None,
) -> set[Name]:
    """The numbers that can be fewer than k, but for those that print and stay k or more.

    `left` are, for each table, the counted incidents that were records by the time it came out.
    With `codes` she looks only at cells of these sectors and types, and at their totals.
    """
    known = [list(each) for each in left] or [[] for _ in tables]
    return {
        (measure, *cell)
        for measure in MEASURES
        for cell in _Reader(tables, known, measure).narrowed(k, codes)
    }


class _Reader:
    def __init__(self, tables: Sequence[Table], left: list[list[Counted]], measure: str) -> None:
        rows = [row for table in tables for row in table["rows"]]
        self.sectors = sorted({row["sector"] for row in rows} - {"_T"})
        self.types = sorted({row["type"] for row in rows} - {"_T"})
        self.measure = measure
        self.now = left[-1] if left else []
        self.equal: list[tuple[np.ndarray, int]] = []
        self.at_most: list[tuple[np.ndarray, int]] = []
        self.printed: dict[tuple[str, str, str], int] = {}
        for table, gone in zip(tables, left, strict=True):
            again = table["counted_in_vintage"] == tables[0]["counted_in_vintage"]
            for row in table["rows"]:
                if row["measure"] == measure:
                    self.learn(row, [] if again else gone)
        for series, sector, kind in self.cells(margins=False):
            if series != "reported":
                least = self.amount(self.now, series, sector, kind)
                self.at_most.append((-self.sum(series, sector, kind), -least))

    def learn(self, row: Mapping[str, Any], gone: list[Counted]) -> None:
        cell = (row["series"], row["sector"], row["type"])
        sum_, known = self.sum(*cell), self.amount(gone, *cell)
        if row["value"] is not None:
            self.equal.append((sum_, row["value"] + known))
            self.printed[cell] = row["value"] + known
            return
        if row["least"] is not None:
            self.at_most.append((-sum_, -row["least"] - known))
        if row["most"] is not None:
            self.at_most.append((sum_, row["most"] + known))

    def cells(self, *, margins: bool = True) -> list[tuple[str, str, str]]:
        total = ["_T"] if margins else []
        return list(product(WEIGHTS, self.sectors + total, self.types + total))

    def sum(self, series: str, sector: str, kind: str) -> np.ndarray:
        unknown = np.zeros((2, len(self.sectors), len(self.types)))
        rows = slice(None) if sector == "_T" else self.sectors.index(sector)
        columns = slice(None) if kind == "_T" else self.types.index(kind)
        for part in (0, 1):
            unknown[part, rows, columns] = WEIGHTS[series][part]
        return unknown.ravel()

    def amount(self, incidents: Iterable[Counted], series: str, sector: str, kind: str) -> int:
        found = 0
        for each in incidents:
            part = 0 if each.status in ("verified", "corroborated") else 1
            here = sector in ("_T", each.sector) and kind in ("_T", each.type)
            if here and WEIGHTS[series][part]:
                found += amount_of(each, self.measure)
        return found

    def narrowed(self, k: int, codes: Collection[str] | None) -> set[tuple[str, str, str]]:
        if not self.equal and all((sum_ <= 0).all() for sum_, _ in self.at_most):
            # Nothing is known but that there is at least this much.
            return set()
        if self.ends(self.sum("reported", "_T", "_T")) is None:
            return {("reported", "_T", "_T")}
        looked_at = {"_T", *(codes or self.sectors + self.types)}
        cells = [cell for cell in self.cells() if looked_at.issuperset(cell[1:])]
        return {cell for cell in cells if self.is_narrow(cell, k)}

    def is_narrow(self, cell: tuple[str, str, str], k: int) -> bool:
        printed = self.printed.get(cell)
        both = [self.printed.get((series, *cell[1:])) for series in ("reported", "headline")]
        if cell[0] == "difference" and None not in both:
            printed = both[0] - both[1]  # type: ignore[operator]
        if printed is not None:
            return printed - self.amount(self.now, *cell) < k
        ends = self.ends(self.sum(*cell))
        assert ends is not None
        return ends[1] - ends[0] + 1 < k

    def ends(self, sum_: np.ndarray) -> tuple[int, int] | None:
        """The least and the most, in whole numbers; None if nothing fits."""
        found = [self.solve(goal) for goal in (sum_, -sum_)]
        return None if None in found else (found[0], -found[1])  # type: ignore[operator,return-value]

    def solve(self, goal: np.ndarray) -> int | None:
        for whole in (0, 1):
            found = milp(
                goal, constraints=self.known(), integrality=np.full(len(goal), whole),
                bounds=(0, NO_END), options={"mip_rel_gap": 0},
            )  # fmt: skip
            assert found.status in (0, 2), found.message
            if found.status == 2:
                return None
            # Fractions may do better than any true table.
            if np.allclose(found.x, np.round(found.x), atol=1e-6):
                return round(found.fun)
        raise AssertionError("no whole numbers")

    @cache  # noqa: B019  # A reader lives as long as her question.
    def known(self) -> LinearConstraint | None:
        if not self.equal and not self.at_most:
            return None
        sums = np.array([sum_ for sum_, _ in (*self.equal, *self.at_most)])
        least = [*(value for _, value in self.equal), *(-np.inf for _ in self.at_most)]
        most = [value for _, value in (*self.equal, *self.at_most)]
        return LinearConstraint(csr_array(sums), least, most)


def amount_of(incident: Counted, measure: str) -> int:
    if measure == "incidents":
        return 1
    if measure == "persons_low":
        return incident.persons[0] or 0
    held = [each.told[0] or 0 for each in incident.items if each.held_by == "people_crossing"]
    return sum(held)


def narrowed_by_late_reports(tables: Sequence[Table], k: int) -> set[tuple[str, ...]]:
    """From an earlier and a later count of incidents, where some came late and none left.

    She asks how many there were before, how many came, and how many there are.
    """
    earlier, later = (_Reader([table], [[]], "incidents") for table in tables)
    none = np.zeros(len(earlier.sum("reported", "_T", "_T")))
    both = _Reader([], [], "incidents")
    both.equal = [
        *((np.concatenate([sum_, none]), value) for sum_, value in earlier.equal),
        *((np.concatenate([sum_, sum_]), value) for sum_, value in later.equal),
    ]
    both.at_most = [
        *((np.concatenate([sum_, none]), value) for sum_, value in earlier.at_most),
        *((np.concatenate([sum_, sum_]), value) for sum_, value in later.at_most),
    ]
    narrow = set()
    for cell in earlier.cells():
        sum_ = earlier.sum(*cell)
        asked = {"before": (sum_, none), "late": (none, sum_), "after": (sum_, sum_)}
        for name, goal in asked.items():
            ends = both.ends(np.concatenate(goal))
            assert ends is not None
            if ends[1] - ends[0] + 1 < k and not (name == "after" and cell in _readable(later)):
                narrow.add((name, *cell))
    return narrow


def jointly_narrowed(table: Table, k: int, amount: str) -> set[Name]:
    """As above for one table, from incidents and one amount at once.

    Where there is no incident, there is nobody and nothing; that ties the two.
    """
    incidents = _Reader([table], [[]], "incidents")
    amounts = _Reader([table], [[]], amount)
    size = len(incidents.sum("reported", "_T", "_T"))
    none = np.zeros(size)
    rows, least, most = [], [], []

    def learn(reader: _Reader, place: int) -> None:
        for sum_, value in reader.equal:
            rows.append(np.concatenate([sum_, none] if place == 0 else [none, sum_]))
            least.append(value)
            most.append(value)
        for sum_, value in reader.at_most:
            rows.append(np.concatenate([sum_, none] if place == 0 else [none, sum_]))
            least.append(-np.inf)
            most.append(value)

    learn(incidents, 0)
    learn(amounts, 1)
    for unknown in range(size):
        tied = np.zeros(2 * size)
        tied[unknown], tied[size + unknown] = -NO_END, 1
        rows.append(tied)
        least.append(-np.inf)
        most.append(0)

    def ends(sum_: np.ndarray) -> tuple[int, int]:
        found = []
        for goal in (sum_, -sum_):
            answer = milp(
                goal, constraints=(np.array(rows), least, most), integrality=np.ones(2 * size),
                bounds=(0, NO_END), options={"mip_rel_gap": 0},
            )  # fmt: skip
            assert answer.status == 0, answer.message
            found.append(round(answer.fun))
        return found[0], -found[1]

    narrow: set[Name] = set()
    for place, reader in enumerate((incidents, amounts)):
        for cell in reader.cells():
            sum_ = reader.sum(*cell)
            low, high = ends(np.concatenate([sum_, none] if place == 0 else [none, sum_]))
            if high - low + 1 < k and not (low == high >= k and cell in _readable(reader)):
                narrow.add((reader.measure, *cell))
    return narrow


def _readable(reader: _Reader) -> set[tuple[str, str, str]]:
    """What prints, and the difference where both series do."""
    both = {
        ("difference", sector, kind)
        for series, sector, kind in reader.printed
        if series == "headline" and ("reported", sector, kind) in reader.printed
    }
    return {*reader.printed, *both}
