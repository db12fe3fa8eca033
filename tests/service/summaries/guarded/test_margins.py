"""One margin: what prints of it, and in how many ways all else could have come out."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

import pytest

from service.summaries.guarded.margins import Column, Margin, decide
from tests.service.summaries.guarded.tables import splits


@dataclass(frozen=True)
class Truth:
    """The headline, and what is reported alone, by code."""

    k: int
    headline: dict[str, int]
    alone: dict[str, int]

    @property
    def totals(self) -> tuple[int, int]:
        headline = sum(self.headline.values())
        return headline + sum(self.alone.values()), headline

    def may_print(self, code: str) -> int | None:
        number = self.headline[code] + self.alone[code]
        return number if number >= self.k else None

    def headline_may_print(self, code: str) -> int | None:
        enough = min(self.headline[code], self.alone[code]) >= self.k
        return self.headline[code] if enough else None


def every_truth(codes: str, total: int, k: int) -> Iterator[Truth]:
    """All whose two totals may print."""
    for numbers in splits(2 * len(codes), total):
        headline, alone = numbers[: len(codes)], numbers[len(codes) :]
        if min(sum(headline), sum(alone)) >= k:
            yield Truth(
                k, dict(zip(codes, headline, strict=True)), dict(zip(codes, alone, strict=True))
            )


def decided(truth: Truth) -> Margin:
    reported, headline = truth.totals
    empty = Margin(truth.k, reported, headline, dict.fromkeys(truth.headline, Column()))
    return decide(empty, tuple(truth.headline), truth)


def shown(margin: Margin, code: str) -> tuple[int | None, int | None]:
    column = margin.columns[code]
    return column.reported, column.headline


@pytest.mark.parametrize(("codes", "total", "k"), [("abc", 9, 2), ("abc", 14, 3), ("abcd", 8, 2)])
def test_every_answer_leaves_each_withheld_number_k_values(codes: str, total: int, k: int) -> None:
    """A reader who runs this code on each table that fits knows no more than the policy allows."""
    possible: defaultdict[tuple[object, ...], list[Truth]] = defaultdict(list)
    for truth in every_truth(codes, total, k):
        margin = decided(truth)
        possible[(truth.totals, *(shown(margin, code) for code in codes))].append(truth)
    printing = 0
    for (_, *columns), truths in possible.items():
        for code, (reported, headline) in zip(codes, columns, strict=True):
            printing += headline is not None
            pairs = {(each.headline[code], each.alone[code]) for each in truths}
            assert (reported is not None) or len({sum(pair) for pair in pairs}) >= k
            assert (headline is not None) or len({first for first, _ in pairs}) >= k
            assert (headline is not None) or len({second for _, second in pairs}) >= k
    assert printing > 0


def test_what_prints_is_true_and_at_least_k_in_both_parts() -> None:
    for truth in every_truth("abc", 12, 2):
        for code, column in decided(truth).columns.items():
            both = truth.headline[code], truth.alone[code]
            assert column.reported in (None, sum(both))
            assert column.headline in (None, both[0])
            assert column.headline is None or min(both) >= 2


def test_a_code_is_not_looked_at_where_withholding_it_would_tell_too_much() -> None:
    """Ten cannot lie in two small ones, so the last one is not said to be small."""
    truth = Truth(5, {"a": 10, "b": 0, "c": 0}, {"a": 10, "b": 0, "c": 0})
    columns = decided(truth).columns
    assert [column.small for column in columns.values()] == [True, True, False]
