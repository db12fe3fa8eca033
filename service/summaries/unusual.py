"""Unusual weeks, for staff: the three methods of EARS (C1, C2, C3) over a series of weekly counts.

Each compares a week with the weeks before it. C1 takes the seven watched weeks just before; C2
leaves the last two of them out and takes the seven before those, so that a slow rise does not
become its own measure; C3 adds to a week what the two before it had above C2. The bounds are those
of `earsC` in the R package `surveillance`.

A week in which nobody looked has no count, which is no zero: it is in no baseline, and there is
nothing to say about it. What is unusual may be monitoring that changed: a signal is a reason to
look, not a finding.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import fsum, sqrt
from statistics import NormalDist
from typing import Final, Literal

from service.weeks import previous_week, week_start

Method = Literal["C1", "C2", "C3"]
METHODS: Final[tuple[Method, ...]] = ("C1", "C2", "C3")
BASELINE: Final = 7
# One false signal in a thousand weeks for C1 and C2, were counts normal; C3 sums three weeks.
ALPHA: Final[dict[Method, float]] = {"C1": 0.001, "C2": 0.001, "C3": 0.025}
# Where all weeks of a baseline are the same, one incident more would be a signal.
MIN_SIGMA: Final = 0.5
# Fewer than this is never a signal: among zeros each single incident is above every bound.
LEAST_COUNT: Final = 3
# A baseline that reaches back farther than half a year, over weeks in which nobody looked, says
# little about this week.
REACH_WEEKS: Final = 26
_GUARD_WEEKS: Final = 2
_DAYS_OF_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Signal:
    """One watched week by one method; `expected` is the mean of its baseline."""

    week: str
    method: Method
    observed: int
    expected: float
    bound: float
    unusual: bool


@dataclass(frozen=True, slots=True)
class _Watched:
    week: str
    count: int


@dataclass(frozen=True, slots=True)
class _Baseline:
    mean: float
    sigma: float

    def above(self, count: int) -> float:
        """How many sigmas more than one a count lies above the mean."""
        return max(0.0, (count - self.mean) / self.sigma - 1) if self.sigma else 0.0


def unusual_weeks(
    series: Sequence[tuple[str, int | None]],
    method: Method,
    *,
    baseline: int = BASELINE,
    min_sigma: float = MIN_SIGMA,
) -> list[Signal]:
    """Every watched week that has a baseline; None is a week in which nobody looked.

    The weeks follow each other without a gap, the oldest first. Without a spread in the baseline,
    and with a `min_sigma` of zero, C3 has no measure of what is above.
    """
    _refuse_gaps(series)
    watched = [_Watched(week, count) for week, count in series if count is not None]
    return list(_signals(watched, method, baseline, min_sigma))


def _signals(
    watched: Sequence[_Watched], method: Method, size: int, min_sigma: float
) -> Iterator[Signal]:
    z = NormalDist().inv_cdf(1 - ALPHA[method])
    lag = 0 if method == "C1" else _GUARD_WEEKS
    for at, this in enumerate(watched):
        measure = _baseline(watched, at, lag, size, min_sigma)
        earlier = _above(watched, at, size, min_sigma) if method == "C3" else 0.0
        if measure is None or earlier is None:
            continue
        bound = measure.mean + z * measure.sigma
        if method == "C3":
            bound = max(0.0, this.count + measure.sigma * (z - earlier))
        unusual = this.count > bound and this.count >= LEAST_COUNT
        yield Signal(this.week, method, this.count, measure.mean, bound, unusual)


def _above(watched: Sequence[_Watched], at: int, size: int, min_sigma: float) -> float | None:
    """What the two watched weeks before had above C2; None where one of them has no baseline."""
    total = 0.0
    for before in (at - 2, at - 1):
        measure = _baseline(watched, before, _GUARD_WEEKS, size, min_sigma)
        if measure is None:
            return None
        total += measure.above(watched[before].count)
    return total


def _baseline(
    watched: Sequence[_Watched], at: int, lag: int, size: int, min_sigma: float
) -> _Baseline | None:
    """The watched weeks before one; None where there are too few, or the first is too far back."""
    begin = at - lag - size
    if begin < 0 or _weeks_between(watched[begin].week, watched[at].week) > REACH_WEEKS:
        return None
    counts = [each.count for each in watched[begin : at - lag]]
    mean = fsum(counts) / size
    sigma = sqrt(fsum((count - mean) ** 2 for count in counts) / (size - 1))
    return _Baseline(mean, max(sigma, min_sigma))


def _weeks_between(first: str, last: str) -> int:
    return (week_start(last) - week_start(first)).days // _DAYS_OF_WEEK


def _refuse_gaps(series: Sequence[tuple[str, int | None]]) -> None:
    weeks = [week for week, _ in series]
    for before, week in pairwise(weeks):
        if previous_week(week) != before:
            raise ValueError("the weeks must follow each other; a week without a look is None")
