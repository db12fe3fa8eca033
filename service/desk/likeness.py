"""How likely two incidents are one event: a score with its reasons, for a person to judge.

Five parts, each from 0 to 1, weigh as `WEIGHTS` says. Nothing is merged because of a score.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import exp, inf
from typing import Any, Final

from service.documents import document_of

WEIGHTS: Final[Mapping[str, float]] = {
    "place": 0.35,
    "time": 0.25,
    "acts": 0.15,
    "counts": 0.10,
    "document": 0.15,
}
# Apart by this much, beyond what is uncertain anyway, a part falls to about a third.
_FAR_M = 5_000.0
_LONG = timedelta(hours=24)
# What says nothing either way.
_NEUTRAL = 0.3

Compared = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Reason:
    """One part of the likeness, in a code and in words."""

    part: str
    code: str
    score: float
    words: str


@dataclass(frozen=True, slots=True)
class Likeness:
    """`score` is the weighted sum of the parts."""

    score: float
    reasons: tuple[Reason, ...]


def compare(one: Compared, other: Compared) -> Likeness:
    """The same whichever way round."""
    reasons = (
        _place(one, other),
        _time(one, other),
        _acts(one, other),
        _counts(one, other),
        _document(one, other),
    )
    score = sum(WEIGHTS[reason.part] * reason.score for reason in reasons)
    return Likeness(round(score, 4), reasons)


def _place(one: Compared, other: Compared) -> Reason:
    if one["border_km"] is not None and other["border_km"] is not None:
        apart_m = abs(one["border_km"] - other["border_km"]) * 1_000
        uncertain_m = (one["uncertainty_m"] or 0) + (other["uncertainty_m"] or 0)
        score = exp(-max(0.0, apart_m - uncertain_m) / _FAR_M)
        words = f"{apart_m / 1_000:.1f} km apart along the border"
        return Reason("place", "near" if score > _NEUTRAL else "far", score, words)
    shared = sorted(set(one["sectors"]) & set(other["sectors"]))
    if shared:
        score = 0.6 / max(len(one["sectors"]), len(other["sectors"]))
        return Reason("place", "same_sector", score, f"both may lie in {', '.join(shared)}")
    if one["sectors"] and other["sectors"]:
        return Reason("place", "other_sector", 0.0, "they lie in different sectors")
    return Reason("place", "place_unknown", _NEUTRAL, "one of them names no place")


def _time(one: Compared, other: Compared) -> Reason:
    begin = max(one["occurred_from"], other["occurred_from"])
    end = min(one["occurred_to"], other["occurred_to"])
    gap = max(begin - end, timedelta(0))
    longest = max(_length(one), _length(other))
    # Two intervals of months overlap easily: the longer they are, the less that says.
    certain = 1 / (1 + longest / (7 * _LONG))
    score = exp(-gap / _LONG) * certain
    if gap:
        return Reason("time", "apart_in_time", score, f"{_hours(gap)} between them")
    exact = longest <= _LONG
    words = "within one day" if exact else f"their times overlap, known to {longest.days} days"
    return Reason("time", "same_time", score, words)


def _length(incident: Compared) -> timedelta:
    begin: datetime = incident["occurred_from"]
    end: datetime = incident["occurred_to"]
    return end - begin


def _hours(gap: timedelta) -> str:
    hours = gap / timedelta(hours=1)
    return f"{hours:.0f} hours" if hours < 72 else f"{hours / 24:.0f} days"


def _acts(one: Compared, other: Compared) -> Reason:
    if one["type"] == other["type"]:
        return Reason("acts", "same_type", 1.0, f"both are {one['type']}")
    ours, theirs = set(_types(one)), set(_types(other))
    shared = sorted(ours & theirs)
    if one["type"] in theirs or other["type"] in ours:
        return Reason("acts", "type_mentioned", 0.7, f"both tell of {', '.join(shared)}")
    if shared:
        return Reason("acts", "acts_shared", 0.5, f"both mention {', '.join(shared)}")
    return Reason("acts", "other_type", 0.0, "they tell of different acts")


def _types(incident: Compared) -> Iterator[str]:
    yield incident["type"]
    yield from (act["type"] for act in incident["also"])


def _counts(one: Compared, other: Compared) -> Reason:
    for name in ("persons", "attempts"):
        ours, theirs = _bounds(one, name), _bounds(other, name)
        if ours is None or theirs is None:
            continue
        if ours[0] <= theirs[1] and theirs[0] <= ours[1]:
            return Reason("counts", "counts_agree", 1.0, f"their numbers of {name} agree")
        fewer, more = min(ours[1], theirs[1]), max(ours[0], theirs[0])
        return Reason("counts", "counts_differ", fewer / more, f"{fewer:g} or {more:g} {name}")
    return Reason("counts", "counts_unknown", _NEUTRAL, "no number that both state")


def _bounds(incident: Compared, name: str) -> tuple[float, float] | None:
    low, high = incident[f"{name}_low"], incident[f"{name}_high"]
    if low is None and high is None:
        return None
    return (0.0 if low is None else float(low)), (inf if high is None else float(high))


def _document(one: Compared, other: Compared) -> Reason:
    same_source = one["source_type"] == other["source_type"]
    if _same_document(one, other):
        if same_source:
            return Reason("document", "same_claim", 1.0, "one claim, read in one document")
        return Reason("document", "same_document", 0.8, "two sources in one document")
    if same_source:
        return Reason("document", "same_claimant", 0.4, f"both are claims of {one['source_type']}")
    return Reason("document", "other_document", _NEUTRAL, "different claimants and documents")


def _same_document(one: Compared, other: Compared) -> bool:
    if one["source_url"] is not None and other["source_url"] is not None:
        return document_of(one["source_url"]) == document_of(other["source_url"])
    titles = one["source_title"], other["source_title"]
    dates = one["document_date"], other["document_date"]
    return titles[0] is not None and titles[0] == titles[1] and dates[0] == dates[1]


def best(
    incident: Compared, others: Sequence[Compared], least: float, limit: int
) -> list[tuple[Compared, Likeness]]:
    """The most alike of several, the likeliest first."""
    found = [(other, compare(incident, other)) for other in others]
    likely = [pair for pair in found if pair[1].score >= least]
    return sorted(likely, key=lambda pair: (-pair[1].score, pair[0]["id"]))[:limit]
