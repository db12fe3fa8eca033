"""Which sums of persons and items print: where the count of incidents does, and nobody dominates.

A sum of few, or of one large number and small ones, tells the large one to whoever knows the
others, and the next one to whoever knows the largest. So a sum prints only if at least k incidents
told a number, and if without the two largest there is left at least k - 1 and at least a fifth of
the largest (a p%-rule with p = 20). What a reader can work out by taking printed sums from each
other must pass the same rule: the part reported alone, and what all unprinted columns hold.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from itertools import chain
from typing import Final

from service.summaries.guarded.choice import Choice
from service.summaries.guarded.counts import ALONE, HEADLINE, REPORTED, GuardedCounts
from service.summaries.guarded.margins import Column, Margin
from service.summaries.rows import TOTAL

DOMINANCE_PERCENT: Final = 20


def may_be_told(amounts: Iterable[int], k: int) -> bool:
    """Whether no contributor to a sum can be worked out closely; a sum of nothing may not."""
    largest, second, *others = [*sorted(amounts, reverse=True), 0, 0]
    left = sum(others)
    contributors = sum(amount > 0 for amount in (largest, second, *others))
    enough = left >= k - 1 and 100 * left >= DOMINANCE_PERCENT * largest
    return contributors >= k and enough


@dataclass(frozen=True, slots=True)
class AmountChoice:
    """What of one measure prints, of the total and along the margins."""

    reported: int | None = None
    headline: int | None = None
    margins: dict[str, Margin] = field(default_factory=dict)

    def column(self, sector: str, type_: str) -> Column:
        dimension, code = ("type", type_) if sector == TOTAL else ("sector", sector)
        margin = self.margins.get(dimension)
        return Column() if margin is None else margin.columns[code]


def choose_amounts(counts: GuardedCounts, choice: Choice, measure: str) -> AmountChoice:
    total = _Amounts(counts, choice.k, measure, "type", [TOTAL])
    if choice.reported is None or not total.pass_rule(REPORTED, [TOTAL]):
        return AmountChoice()
    reported = total.sum(REPORTED)
    split = choice.headline is not None and total.pass_rule_apart([TOTAL])
    headline = total.sum(HEADLINE) if split else None
    margins = {}
    for dimension, margin in (("type", choice.types), ("sector", choice.sectors)):
        if margin is not None:
            amounts = _Amounts(counts, choice.k, measure, dimension, list(margin.columns))
            unprinted = dict.fromkeys(margin.columns, Column())
            empty = Margin(choice.k, reported, headline, unprinted, margin.doubtful)
            margins[dimension] = amounts.decide(empty, margin)
    return AmountChoice(reported, headline, margins)


@dataclass(frozen=True, slots=True)
class _Amounts:
    """The contributions to one measure along one dimension."""

    counts: GuardedCounts
    k: int
    measure: str
    dimension: str
    codes: list[str]

    def decide(self, margin: Margin, incidents: Margin) -> Margin:
        """Print, in the order of the codes, what passes and leaves a rest that passes."""
        for code in self.codes:
            if incidents.columns[code].reported is not None:
                margin = self._with(margin, code, Column(reported=self.sum(REPORTED, code)))
        for code in self.codes:
            column = margin.columns[code]
            if incidents.columns[code].headline is not None and column.reported is not None:
                split = Column(column.reported, headline=self.sum(HEADLINE, code))
                margin = self._with(margin, code, split)
        return margin

    def _with(self, margin: Margin, code: str, column: Column) -> Margin:
        printed = margin.having(code, column)
        return printed if printed.is_safe() and self._passes(printed, code) else margin

    def _passes(self, margin: Margin, code: str) -> bool:
        if margin.columns[code].headline is None:
            rest = [each for each, column in margin.columns.items() if column.reported is None]
            return self.pass_rule(REPORTED, [code]) and self._rest_passes(rest, REPORTED)
        rest = [each for each, column in margin.columns.items() if column.headline is None]
        parts = all(self._rest_passes(rest, series) for series in (HEADLINE, ALONE))
        return self.pass_rule_apart([code]) and parts

    def _rest_passes(self, rest: list[str], series: str) -> bool:
        return not rest or self.pass_rule(series, rest)

    def pass_rule(self, series: str, codes: list[str]) -> bool:
        return may_be_told(chain.from_iterable(self._told(series, code) for code in codes), self.k)

    def pass_rule_apart(self, codes: list[str]) -> bool:
        return all(self.pass_rule(series, codes) for series in (HEADLINE, ALONE))

    def sum(self, series: str, code: str = TOTAL) -> int:
        return sum(self._told(series, code))

    def _told(self, series: str, code: str) -> list[int]:
        place = (TOTAL, code) if self.dimension == "type" else (code, TOTAL)
        return self.counts.of(series, *place).amounts[self.measure]
