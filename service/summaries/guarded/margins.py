"""Which numbers along one margin may print: by type for the whole border, or by sector.

One margin is a table of two rows (the headline, and what is reported alone) and a column per code.
Cells are decided one after the other in an order that everyone knows, and a cell is looked at only
if both answers would be safe: printing it where it is large enough, and withholding it, which says
that it is small. So the pattern of what is withheld tells no more than these two facts, even to a
reader who knows this code.

Safe means: every number that is not printed, empty ones included, still has k values, also when all
that were looked at and withheld are smaller than k. `docs/weekly-figures.md` gives the argument.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol


class Numbers(Protocol):
    """The truth about one margin, read only when a cell is looked at."""

    def may_print(self, code: str) -> int | None:
        """The reported number, or None where it is too small to print."""

    def headline_may_print(self, code: str) -> int | None:
        """The headline's, or None where it or what is reported alone is too small."""


@dataclass(frozen=True, slots=True)
class Column:
    """What a reader knows of one code.

    `small`: looked at and withheld. `window` is what the headline can be where the reported number
    is printed and the headline's is not; without one it is anything from zero to that number.
    """

    reported: int | None = None
    small: bool = False
    headline: int | None = None
    window: tuple[int, int] | None = None

    @property
    def span(self) -> tuple[int, int] | None:
        """The headline's range in a column whose reported number alone is printed."""
        if self.reported is None or self.headline is not None:
            return None
        return self.window or (0, self.reported)


@dataclass(frozen=True, slots=True)
class Margin:
    """A margin as far as it was decided; `headline` is the printed total of it, if it prints.

    A reader may suppose that the codes in `doubtful` hold nothing, being unlikely here: what is
    safe must be safe whether or not she does.
    """

    k: int
    reported: int
    headline: int | None
    columns: Mapping[str, Column]
    doubtful: frozenset[str] = frozenset()

    def having(self, code: str, column: Column) -> "Margin":
        return replace(self, columns={**self.columns, code: column})

    @property
    def open(self) -> list[Column]:
        return [column for column in self.columns.values() if column.reported is None]

    @property
    def supposed(self) -> "Margin":
        """The margin as it is to a reader who supposes the doubtful codes empty."""
        kept = {
            code: column
            for code, column in self.columns.items()
            if code not in self.doubtful or column.reported is not None
        }
        return replace(self, columns=kept, doubtful=frozenset())

    @property
    def rest(self) -> int:
        """What the columns that are not printed hold together, which anyone can work out."""
        return self.reported - sum(column.reported or 0 for column in self.columns.values())

    def is_safe(self) -> bool:
        return all(each._is_safe_as_it_is() for each in (self, self.supposed))

    def _is_safe_as_it_is(self) -> bool:
        return self._reported_is_safe() and (self.headline is None or self._headline_is_safe())

    def _reported_is_safe(self) -> bool:
        small = sum(column.small for column in self.open)
        free = len(self.open) - small
        if not self.open:
            return True
        if self.rest < self.k - 1 or (free == 1 and not small):
            return False
        # Each small one can be zero only if the others can hold the rest.
        return free > 0 or (small - 1) * (self.k - 1) >= self.rest

    def _headline_is_safe(self) -> bool:
        spans = [column.span for column in self.columns.values() if column.span is not None]
        if not spans and not self.open:
            return True
        assert self.headline is not None  # noqa: S101  # The caller asked.
        known = sum(column.headline or 0 for column in self.columns.values())
        left = self.headline - known - sum(least for least, _ in spans)
        room = sum(most - least for least, most in spans) + self.rest
        if not self.k - 1 <= left <= room - (self.k - 1):
            return False
        # The wide ones can be bound by the rest from both sides.
        return all(
            min(wide, left) - max(0, left - (room - wide)) >= self.k - 1
            for wide in (most - least for least, most in spans)
        )


def decide(margin: Margin, order: Sequence[str], numbers: Numbers) -> Margin:
    """The margin with everything printed that may be."""
    for code in order:
        margin = _decide_reported(margin, code, numbers)
    if margin.headline is not None:
        for code in order:
            margin = _decide_headline(margin, code, numbers)
    return margin


def _decide_reported(margin: Margin, code: str, numbers: Numbers) -> Margin:
    withheld = margin.having(code, Column(small=True))
    if not withheld.is_safe():
        return margin
    number = numbers.may_print(code)
    if number is None:
        return withheld
    printed = margin.having(code, Column(reported=number))
    return printed if printed.is_safe() else withheld


def _decide_headline(margin: Margin, code: str, numbers: Numbers) -> Margin:
    column = margin.columns[code]
    if column.reported is None or column.reported < 2 * margin.k:
        return margin
    withheld = _withheld_headline(margin, code, column.reported)
    if withheld is None:
        return margin
    number = numbers.headline_may_print(code)
    if number is None:
        return withheld
    printed = margin.having(code, Column(reported=column.reported, headline=number))
    return printed if printed.is_safe() else withheld


def _withheld_headline(margin: Margin, code: str, reported: int) -> Margin | None:
    """The headline is small, or what is reported alone is: the first that leaves all others k."""
    for window in ((0, margin.k - 1), (reported - margin.k + 1, reported)):
        withheld = margin.having(code, Column(reported=reported, window=window))
        if withheld.is_safe():
            return withheld
    return None
