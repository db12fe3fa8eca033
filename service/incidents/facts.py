"""The groups of values that an incident holds, and how a report's words become them.

A group is what a source says as one thing and an analyst edits as one thing: its columns change,
and stand in the history, together.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from service import vocabulary
from service.incidents.placing import Placed
from service.reports.schemas import Count, Equipment, Supply
from service.reports.times import Occurred

Values = dict[str, Any]

GROUPS: Final[Mapping[str, tuple[str, ...]]] = {
    "occurred": ("occurred_from", "occurred_to", "precision"),
    "location": tuple(Placed.__dataclass_fields__),
    "acts": ("type", "by", "also"),
    "equipment": ("equipment",),
    "supply": ("supplier", "supply_basis", "supply_confidence"),
    "persons": ("persons_low", "persons_high", "persons_qualifier"),
    "attempts": ("attempts_low", "attempts_high", "attempts_qualifier"),
    "casualties": ("casualties",),
    "outcome": ("outcome",),
    "source": ("source_type", "relayed_by", "source_title", "source_url", "document_date"),
    "grade": ("reliability", "credibility"),
}

# Severe by its type, but only `high` when nobody but officers was hurt.
_VIOLENCE = "violence_against_person"
_GRAVE = ("dead", "missing")


def group_of(incident: Mapping[str, Any], group: str) -> Values:
    """The columns of one group, cut out of an incident."""
    return {column: incident[column] for column in GROUPS[group]}


def occurred_values(occurred: Occurred) -> Values:
    start, end = occurred.interval()
    return {"occurred_from": start, "occurred_to": end, "precision": occurred.precision}


def location_values(placed: Placed) -> Values:
    # Not `asdict`, which copies deeply: this is done for every report.
    return {column: getattr(placed, column) for column in GROUPS["location"]}


def acts_values(acts: Iterable[tuple[str, str]]) -> Values:
    """The main type by the vocabulary's precedence, who did it, and the further acts.

    A source may call an event `objects_thrown` and tell of a crossing attempt in it: the attempt is
    the main type then, so that tables by type mean the same whoever reported.
    """
    known: dict[str, str] = {}
    for act, by in acts:
        known.setdefault(act, by)
    main = min(known, key=vocabulary.main_type_rank)
    also = [{"type": act, "by": by} for act, by in known.items() if act != main]
    return {"type": main, "by": known[main], "also": also}


def equipment_values(items: Sequence[Equipment]) -> Values:
    return {"equipment": [_item(item) for item in items]}


def supply_values(supply: Supply | None) -> Values:
    return {
        "supplier": supply.supplier if supply else None,
        "supply_basis": supply.basis if supply else None,
        "supply_confidence": supply.confidence if supply else None,
    }


def count_values(name: str) -> Callable[[Count | None], Values]:
    """How a count of `persons` or `attempts` becomes its three columns."""

    def values(count: Count | None) -> Values:
        return {
            f"{name}_low": _low(count),
            f"{name}_high": _high(count),
            f"{name}_qualifier": count.qualifier if count else None,
        }

    return values


persons_values: Final = count_values("persons")
attempts_values: Final = count_values("attempts")


def sensitivity(types: Iterable[str], casualties: Sequence[Mapping[str, Any]]) -> str:
    """The highest class of all types; violence that hurt only officers counts as `high`.

    A death or a missing person that only the casualties tell of is as severe as one that the type
    tells of, whatever a source called the event.
    """
    if any(case["harm"] in _GRAVE and case["who"] != "officer" for case in casualties):
        return "severe"
    kinds, hurt = set(types), {case["who"] for case in casualties}
    if _VIOLENCE in kinds and hurt == {"officer"}:
        rest = highest(map(vocabulary.sensitivity_of, kinds - {_VIOLENCE}))
        return highest((rest, "high"))
    return highest(map(vocabulary.sensitivity_of, kinds))


def class_of(incident: Mapping[str, Any]) -> str:
    """The sensitivity that an incident's own acts and casualties ask for."""
    return sensitivity(types_of(incident), incident["casualties"])


def types_of(incident: Mapping[str, Any]) -> list[str]:
    """The types of all acts, the main one first."""
    return [incident["type"], *(act["type"] for act in incident["also"])]


def highest(levels: Iterable[str]) -> str:
    """The most sensitive of several classes; of none, the least."""
    codes = vocabulary.codes("sensitivity")
    return max(levels, key=codes.index, default=codes[0])


def lowest(levels: Iterable[str]) -> str:
    """The least sensitive of several classes, which are not none."""
    return min(levels, key=vocabulary.codes("sensitivity").index)


def _low(count: Count | None) -> int | None:
    return count.low if count else None


def _high(count: Count | None) -> int | None:
    """An exact number bounds itself; every other open end stays open."""
    if count is None:
        return None
    if count.high is None and count.qualifier in ("exact", "about"):
        return count.low
    return count.high


def _item(item: Equipment) -> Values:
    count = item.count
    return {
        "kind": item.kind,
        "low": _low(count),
        "high": _high(count),
        "qualifier": count.qualifier if count else "unknown",
        "state": item.state,
        "by": item.by,
    }
