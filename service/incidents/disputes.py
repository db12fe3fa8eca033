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

# "About 30" may well be 36: a number given so stands for a fifth less to a fifth more.
_ABOUT: Final = 0.2

Clash = Callable[[IncidentRow, IncidentRow], bool]
Interval = tuple[float, float]
# By harm and by who was harmed.
Harms = dict[tuple[str, str], Interval]


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
    """Compared for those who were hurt, or in sum where one side does not say who it was."""
    ours, theirs = _harms(one), _harms(other)
    if any(who == "unknown" for _, who in (*ours, *theirs)):
        ours, theirs = _sums(ours), _sums(theirs)
    return any(_apart(ours[harmed], theirs[harmed]) for harmed in ours.keys() & theirs.keys())


def _harms(state: IncidentRow) -> Harms:
    found: Harms = {}
    for case in state["casualties"]:
        _add(found, (case["harm"], case["who"]), _interval_of(case))
    return found


def _sums(harms: Harms) -> Harms:
    found: Harms = {}
    for (harm, _), interval in harms.items():
        _add(found, (harm, "all"), interval)
    return found


def _add(harms: Harms, harmed: tuple[str, str], interval: Interval) -> None:
    least, most = harms.get(harmed, (0.0, 0.0))
    harms[harmed] = least + interval[0], most + interval[1]


def _interval_of(case: Mapping[str, Any]) -> Interval:
    """An exact number of casualties bounds itself."""
    closed = case["high"] is None and case["qualifier"] in ("exact", "about")
    return _interval(case["low"], case["low"] if closed else case["high"], case["qualifier"])


def _bounds(state: IncidentRow, name: str) -> Interval:
    row = cast(Mapping[str, Any], state)
    return _interval(row[f"{name}_low"], row[f"{name}_high"], row[f"{name}_qualifier"])


def _interval(low: int | None, high: int | None, qualifier: str | None) -> Interval:
    slack = _ABOUT if qualifier == "about" else 0.0
    least = 0.0 if low is None else low * (1 - slack)
    return least, inf if high is None else high * (1 + slack)


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
