"""Where the sources of one incident contradict each other.

A contradiction is what cannot both be true: intervals without a common part, two different
suppliers. A claim that says less than another, or says it less exactly, does not contradict it.
"""

from collections.abc import Callable, Mapping, Sequence
from itertools import combinations
from math import inf
from typing import Any, Final, cast

from service.incidents.claims import Claim
from service.incidents.facts import GROUPS
from service.incidents.values import NOT_SAID, acts_of, states_it
from service.models import IncidentRow

Clash = Callable[[IncidentRow, IncidentRow], bool]
Interval = tuple[float, float]


def disputed_groups(claims: Sequence[Claim]) -> list[str]:
    """The groups on which at least two claims contradict each other, in the order of `GROUPS`."""
    return [group for group in GROUPS if group in _CLASHES and _is_disputed(group, claims)]


def _is_disputed(group: str, claims: Sequence[Claim]) -> bool:
    clash = _CLASHES[group]
    said = [claim.state for claim in claims if states_it(group, claim.state)]
    return any(clash(one, other) for one, other in combinations(said, 2))


def _times_clash(one: IncidentRow, other: IncidentRow) -> bool:
    first, second = sorted((one, other), key=lambda state: state["occurred_from"])
    # An instant has no length, so it may touch the end of an interval without lying in it.
    return first["occurred_to"] <= second["occurred_from"] and (
        first["occurred_from"] != second["occurred_from"]
    )


def _places_clash(one: IncidentRow, other: IncidentRow) -> bool:
    if one["border_km"] is not None and other["border_km"] is not None:
        apart_m = abs(one["border_km"] - other["border_km"]) * 1_000
        return apart_m > (one["uncertainty_m"] or 0) + (other["uncertainty_m"] or 0)
    if not one["sectors"] or not other["sectors"]:
        return False
    return not set(one["sectors"]) & set(other["sectors"])


def _actors_clash(one: IncidentRow, other: IncidentRow) -> bool:
    theirs = dict(acts_of(other))
    return any(
        by not in NOT_SAID and theirs.get(act, by) not in (by, *NOT_SAID)
        for act, by in acts_of(one)
    )


def _members_clash(member: str) -> Clash:
    def clash(one: IncidentRow, other: IncidentRow) -> bool:
        both = cast(Mapping[str, Any], one), cast(Mapping[str, Any], other)
        return bool(both[0][member] != both[1][member])

    return clash


def _counts_clash(name: str) -> Clash:
    def clash(one: IncidentRow, other: IncidentRow) -> bool:
        return _apart(_bounds(one, name), _bounds(other, name))

    return clash


def _casualties_clash(one: IncidentRow, other: IncidentRow) -> bool:
    ours, theirs = _harms(one), _harms(other)
    return any(_apart(ours[harm], theirs[harm]) for harm in ours.keys() & theirs.keys())


def _harms(state: IncidentRow) -> dict[str, Interval]:
    found: dict[str, Interval] = {}
    for case in state["casualties"]:
        least, most = found.get(case["harm"], (0.0, 0.0))
        low, high = _interval(case["low"], _closed(case))
        found[case["harm"]] = least + low, most + high
    return found


def _closed(case: Mapping[str, Any]) -> int | None:
    """An exact number of casualties bounds itself."""
    exact = case["high"] is None and case["qualifier"] in ("exact", "about")
    high: int | None = case["low"] if exact else case["high"]
    return high


def _bounds(state: IncidentRow, name: str) -> Interval:
    row = cast(Mapping[str, Any], state)
    return _interval(row[f"{name}_low"], row[f"{name}_high"])


def _interval(low: int | None, high: int | None) -> Interval:
    return (0.0 if low is None else low), (inf if high is None else high)


def _apart(one: Interval, other: Interval) -> bool:
    return one[1] < other[0] or other[1] < one[0]


_CLASHES: Final[Mapping[str, Clash]] = {
    "occurred": _times_clash,
    "location": _places_clash,
    "acts": _actors_clash,
    "supply": _members_clash("supplier"),
    "persons": _counts_clash("persons"),
    "attempts": _counts_clash("attempts"),
    "casualties": _casualties_clash,
    "outcome": _members_clash("outcome"),
}
