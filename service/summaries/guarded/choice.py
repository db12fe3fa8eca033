"""Which counts of incidents print: the total, the margins by type and sector, then cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from service.summaries.guarded.block import Block, Place
from service.summaries.guarded.counts import ALONE, HEADLINE, REPORTED, GuardedCounts
from service.summaries.guarded.margins import Column, Margin, decide
from service.summaries.rows import TOTAL

# More cells than this are not tried: the work grows with the square of the block.
_MOST_PLACES: Final = 64


@dataclass(frozen=True, slots=True)
class Choice:
    """What of a week's counts prints; nothing but the totals' spans where the total is small."""

    k: int
    reported: int | None
    headline: int | None
    # What the headline total can be, where it does not print.
    span: tuple[int, int]
    types: Margin | None = None
    sectors: Margin | None = None
    cells: Mapping[Place, int] = field(default_factory=dict)

    def column(self, sector: str, type_: str) -> Column:
        """What is known of a cell of a margin."""
        margin, code = (self.types, type_) if sector == TOTAL else (self.sectors, sector)
        return Column() if margin is None else margin.columns[code]


@dataclass(frozen=True, slots=True)
class _AlongTypes:
    counts: GuardedCounts
    k: int

    def place(self, code: str) -> tuple[str, str]:
        return TOTAL, code

    def may_print(self, code: str) -> int | None:
        number = self.counts.incidents(REPORTED, *self.place(code))
        return number if number >= self.k else None

    def headline_may_print(self, code: str) -> int | None:
        number, alone = (
            self.counts.incidents(series, *self.place(code)) for series in (HEADLINE, ALONE)
        )
        return number if min(number, alone) >= self.k else None


class _AlongSectors(_AlongTypes):
    __slots__ = ()

    def place(self, code: str) -> tuple[str, str]:
        return code, TOTAL


def choose(counts: GuardedCounts, k: int) -> Choice:
    """What prints; the same for the same counts, in whatever order the incidents came."""
    reported = counts.incidents(REPORTED)
    if reported < k:
        return Choice(k, None, None, (0, k - 1))
    headline, span = _headline_total(reported, counts.incidents(HEADLINE), k)
    along_types, along_sectors = _AlongTypes(counts, k), _AlongSectors(counts, k)
    types = Margin(k, reported, headline, dict.fromkeys(counts.types, Column()), counts.doubtful)
    sectors = Margin(k, reported, headline, dict.fromkeys(counts.sectors, Column()))
    choice = Choice(
        k,
        reported,
        headline,
        span,
        decide(types, counts.types, along_types),
        decide(sectors, counts.sectors, along_sectors),
    )
    return _with_cells(choice, counts)


def _headline_total(reported: int, headline: int, k: int) -> tuple[int | None, tuple[int, int]]:
    """The headline beside a printed reported total: exact, or k values at one of its two ends."""
    alone = reported - headline
    if min(headline, alone) >= k:
        return headline, (headline, headline)
    if reported < 2 * k - 1:
        return None, (0, reported)
    return None, (0, k - 1) if headline < k else (reported - k + 1, reported)


def _with_cells(choice: Choice, counts: GuardedCounts) -> Choice:
    block = _block(choice, counts)
    if block is None:
        return choice
    for place in block.places:
        withheld = block.withholding(place)
        if not withheld.is_safe():
            continue
        number = counts.incidents(REPORTED, *place)
        printed = block.printing(place, number) if number >= block.k else withheld
        block = printed if printed.is_safe() else withheld
    return replace(choice, cells=block.printed)


def _block(choice: Choice, counts: GuardedCounts) -> Block | None:
    """The block of printed margins; none where the headline prints, whose margins say more.

    Cells and the headline's margins together would tie the two parts to each other in every cell.
    """
    if choice.headline is not None or choice.types is None or choice.sectors is None:
        return None
    types, sectors = _printed(choice.types), _printed(choice.sectors)
    beside = choice.types.supposed.open and choice.sectors.open
    if not beside or not 0 < len(types) * len(sectors) <= _MOST_PLACES:
        return None
    return Block(choice.k, counts.incidents(REPORTED), sectors, types, {})


def _printed(margin: Margin) -> dict[str, int]:
    return {
        code: column.reported
        for code, column in margin.columns.items()
        if column.reported is not None
    }
