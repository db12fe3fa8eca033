"""The content of a release: what public records already show, and what others claim beside it.

Every figure but the guarded ones is a count of rows of the public table, so that it tells nothing
that the records do not; sums of persons, attempts and items take in published claims alone, whose
numbers stand on a public page.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import product
from typing import Any, Final

from service.counting import Sum, Told
from service.projections.policy import Policy
from service.projections.policy import document as policy_document
from service.summaries import figures
from service.summaries.calendar import periods_overlapping
from service.summaries.comparisons import (
    Looked,
    WeekCount,
    comparison_table,
    curve_table,
    is_zero,
)
from service.summaries.draft import heading
from service.summaries.order import Row, codes_of, in_order
from service.summaries.rows import SERIES, TOTAL, Counted, UndatedCount

# Every record counts in it, so that another series is at zero where it has one.
_WIDEST: Final = "reported"
# The shape of the document; vintages from before it are read as they are.
FORMAT: Final = 2
NOTES: Final = (
    "Sectors, types and kinds of equipment are those of the public records.",
    "A cell that is not listed has no public record; it does not say that nothing happened.",
    "A zero stands only where monitors are known to have looked in the whole month; elsewhere the "
    "number is null and its status L: no data.",
    "Sums of persons, attempts and items take in published claims alone; `banded` records are in "
    "no sum, because their numbers are public only as bands.",
    "Severe incidents are never records: they are counted apart, in `guarded`, once, for the "
    "vintage named there. A number that does not print is neither zero nor small.",
    "Encampments are listed where a public record dates them to this week; others are not counted "
    "here.",
    "Totals of others are their claims, for their own periods: they are added to nothing.",
)


@dataclass(frozen=True, slots=True)
class Beside:
    """What stands beside the week's own records.

    `looked` holds for each week the sectors in which a zero is known to be one, `events_of` the
    public records of the weeks that this one is compared with, `counts` those of the 52 weeks.
    """

    looked: Looked = field(default_factory=dict)
    events_of: Mapping[str, Sequence[Counted]] = field(default_factory=dict)
    counts: Sequence[WeekCount] = ()
    effort: Sequence[Row] = ()
    official: Sequence[Row] = ()
    context: Sequence[Row] = ()


def release_content(
    week: str,
    records: Sequence[Counted],
    states: Sequence[Counted],
    undated: Iterable[UndatedCount],
    policy: Policy,
    beside: Beside | None = None,
) -> dict[str, Any]:
    """All that a vintage says of its week but for what is guarded; pure."""
    beside = beside or Beside()
    return {
        "format": FORMAT,
        **heading(week),
        "policy": policy_document(policy),
        "notes": list(NOTES),
        "cells": record_table(records, beside.looked.get(week, ())),
        "comparisons": comparison_table(week, {**beside.events_of, week: records}, beside.looked),
        "acts": figures.acts_table(records),
        "mentioned": figures.mentioned_table(records),
        "equipment_named": equipment_table(records),
        "held": held_table(records),
        "supply": figures.supply_table(records),
        "precision": figures.precision_table(records),
        "states": state_table(states),
        "undated": figures.undated_counts(periods_overlapping(week), undated),
        "curve": curve_table(week, beside.counts, beside.looked),
        "effort": list(beside.effort),
        "official": list(beside.official),
        "context": list(beside.context),
    }


def record_table(records: Iterable[Counted], looked: Collection[str] = ()) -> list[Row]:
    """Public records by sector and type; each sector is there, at zero or without data."""
    found = {
        (key.series, key.sector, key.type): {
            "incidents": tally.incidents,
            "banded": tally.banded,
            **tally.quantities(),
        }
        for key, tally in figures.tally_events(records).items()
        if key.equipment == TOTAL
    }
    nothing = figures.no_events()
    no_data = dict.fromkeys(nothing)
    for series, sector in product(SERIES, codes_of("sector")[:-2]):
        known = is_zero(sector, looked) or (_WIDEST, sector, TOTAL) in found
        found.setdefault((series, sector, TOTAL), nothing if known else no_data)
    rows = [
        {"series": series, "sector": sector, "type": type_, "additive": True, **measures}
        for (series, sector, type_), measures in found.items()
    ]
    return in_order(rows, ("series", "sector", "type"))


def equipment_table(records: Iterable[Counted]) -> list[Row]:
    """Public records by the kinds they name, whoever held them; it does not add up."""
    counted: Counter[tuple[str, ...]] = Counter()
    for record in records:
        margins = ((record.sector, TOTAL), (record.type, TOTAL), set(record.kinds))
        counted.update(product(record.series, *margins))
    return figures.counted_rows(counted, ("series", "sector", "type", "equipment"), additive=False)


def held_table(records: Iterable[Counted]) -> list[Row]:
    """Items by kind and by who held them, on the whole border; it does not add up.

    Items of records that are no published claims are not public, so they are not counted.
    """
    incidents: Counter[tuple[str, ...]] = Counter()
    items: dict[tuple[str, ...], Sum] = {}
    for record in records:
        for (kind, holder), told in _held(record).items():
            for series in record.series:
                incidents[series, kind, holder] += 1
                items.setdefault((series, kind, holder), Sum()).add(told)
    rows = figures.counted_rows(incidents, ("series", "equipment", "held_by"), additive=False)
    for row in rows:
        total = items[row["series"], row["equipment"], row["held_by"]]
        row["items_low"], row["items_high"] = total.bounds()
        row["items_not_stated"] = total.not_stated
    return rows


def _held(record: Counted) -> dict[tuple[str, str], list[Told]]:
    found: dict[tuple[str, str], list[Told]] = {}
    for item in () if record.banded else record.items:
        found.setdefault((item.kind, item.held_by), []).append(item.told)
    return found


def state_table(states: Iterable[Counted]) -> list[Row]:
    counted: Counter[tuple[str, ...]] = Counter()
    for state in states:
        counted.update(product(state.series, (state.sector, TOTAL)))
    rows = figures.counted_rows(counted, ("series", "sector"), additive=True)
    return [
        {("encampments" if name == "incidents" else name): value for name, value in row.items()}
        for row in rows
    ]
