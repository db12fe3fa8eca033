"""What one full row adds to the figures, and what a transaction changes of them: pure."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple

from service.counting import PEOPLE, QUANTITIES, STATE, Sum, Told, holder, sector_code

# To be raised when incidents are counted in another way: the worker then makes the rollup anew.
VERSION: Final = 1
_PARTS: Final = ("low", "high", "stated", "open_ended", "not_stated")
MEASURES: Final = ("incidents", *(f"{of}_{part}" for of in QUANTITIES for part in _PARTS))
# What is read of a full row.
COUNTED: Final = (
    "week",
    "undated",
    "sector",
    "sectors",
    "type",
    "status",
    "items",
    "attempts_low",
    "attempts_high",
    "persons_low",
    "persons_high",
)

Row = Mapping[str, Any]
Numbers = list[int]


class FigureKey(NamedTuple):
    """`period` is an ISO week, or a month or year where the incident has no week."""

    period: str
    sector: str
    type: str
    status: str


class Figures:
    """Sums by key, to which incidents are added and from which they are taken."""

    def __init__(self) -> None:
        self._sums: dict[FigureKey, Numbers] = {}

    def add(self, row: Row) -> None:
        self._count(row, 1)

    def take(self, row: Row) -> None:
        self._count(row, -1)

    def begin(self, sums: dict[FigureKey, Numbers]) -> None:
        """What is added up already; the numbers are this one's from now on."""
        self._sums = sums

    def add_numbers(self, key: FigureKey, numbers: Iterable[int]) -> None:
        self._join(key, numbers, 1)

    def rows(self) -> Iterator[dict[str, Any]]:
        """What is not zero, in the order of the keys, so that writers meet in one order."""
        for key in sorted(self._sums):
            numbers = self._sums[key]
            if any(numbers):
                yield {**key._asdict(), **dict(zip(MEASURES, numbers, strict=True))}

    def incidents(self) -> Iterator[tuple[FigureKey, int]]:
        """How many incidents each key holds, where it holds any."""
        return ((key, numbers[0]) for key, numbers in self._sums.items() if numbers[0])

    def numbers(self, key: FigureKey) -> dict[str, int]:
        found = self._sums.get(key, [0] * len(MEASURES))
        return dict(zip(MEASURES, found, strict=True))

    def items(self) -> Iterator[tuple[FigureKey, Numbers]]:
        """What holds an incident, with its numbers in the order of `MEASURES`."""
        return ((key, numbers) for key, numbers in self._sums.items() if numbers[0])

    def keys(self) -> set[FigureKey]:
        return set(self._sums)

    def _count(self, row: Row, sign: int) -> None:
        if row["type"] != STATE:
            self._join(key_of(row), numbers_of(row), sign)

    def _join(self, key: FigureKey, numbers: Iterable[int], sign: int) -> None:
        found = self._sums.get(key)
        if found is None:
            self._sums[key] = [sign * number for number in numbers]
        else:
            for place, number in enumerate(numbers):
                found[place] += sign * number


def key_of(row: Row) -> FigureKey:
    period = row["week"] or row["undated"]
    return FigureKey(period, sector_code(row["sector"], row["sectors"]), row["type"], row["status"])


def numbers_of(row: Row) -> Numbers:
    """The measures of one incident; items are those that people crossing held or were handed."""
    held = [(item["low"], item["high"]) for item in row["items"] if holder(item) == PEOPLE]
    return [
        1,
        *_parts([(row["attempts_low"], row["attempts_high"])]),
        *_parts([(row["persons_low"], row["persons_high"])]),
        *_parts(held),
    ]


def _parts(told: list[Told]) -> Numbers:
    total = Sum()
    total.add(told)
    return [total.low, total.high, total.stated, total.open_ended, total.not_stated]
