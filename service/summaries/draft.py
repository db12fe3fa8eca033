"""The draft of a week: live figures for staff, from everything that counts."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from geo.sector_files import sector_set
from service.summaries import figures
from service.summaries.calendar import last_day, periods_overlapping
from service.summaries.comparisons import comparison_table
from service.summaries.rows import Counted, UndatedCount, WeekRows
from service.vocabulary import codes, label, vocabulary
from service.weeks import WARSAW, week_start

LICENCE: Final = "CC-BY-4.0"
ATTRIBUTIONS: Final = (
    "Sectors follow the border of OpenStreetMap, (c) OpenStreetMap contributors, ODbL 1.0",
    "Places are located with GeoNames, CC BY 4.0",
)

# The tables whose rows name a sector.
_BY_SECTOR: Final = ("cells", "comparisons", "acts", "mentioned", "held_by_others", "states")


def heading(week: str) -> dict[str, Any]:
    """What every document of a week begins with."""
    return {
        "week": week,
        "from": week_start(week).isoformat(),
        "to": last_day(week).isoformat(),
        "zone": WARSAW.key,
        "sector_set": sector_set().version,
        "vocabulary": vocabulary().version,
        "units": {measure: label("measure", measure, "en") for measure in codes("measure")},
        "licence": LICENCE,
        "attributions": list(ATTRIBUTIONS),
    }


def draft_document(
    this: WeekRows,
    before: WeekRows,
    undated: Iterable[UndatedCount],
    earlier: Mapping[str, Sequence[Counted]],
) -> dict[str, Any]:
    """The week's figures as they stand now, each table a list of flat rows."""
    periods: Sequence[str] = periods_overlapping(this.week)
    return {
        **heading(this.week),
        "draft": True,
        "week_before": {"week": before.week, "has_data": bool(before)},
        "cells": figures.cell_table(this, before),
        "comparisons": comparison_table(this.week, {**earlier, this.week: this.events}),
        "acts": figures.acts_table(this.events),
        "mentioned": figures.mentioned_table(this.events),
        "held_by_others": figures.held_by_others_table(this.events),
        "supply": figures.supply_table(this.events),
        "precision": figures.precision_table(this.events),
        "states": figures.state_table(this, before),
        "undated": figures.undated_counts(periods, undated),
        "undated_states": figures.undated_states(periods, this.states),
    }


def sector_draft(
    this: WeekRows,
    before: WeekRows,
    undated: Iterable[UndatedCount],
    earlier: Mapping[str, Sequence[Counted]],
    sectors: Sequence[str],
) -> dict[str, Any]:
    """The draft for a reader of some sectors, from rows that lie in these alone.

    Rows of other sectors would be zeros that are not true, and rows over all sectors would look
    like totals of the border: neither is there. Tables that know no sector are over `only_sectors`.
    """
    document = draft_document(this, before, undated, earlier)
    own = {
        table: [row for row in document[table] if row["sector"] in sectors] for table in _BY_SECTOR
    }
    return {**document, **own, "only_sectors": list(sectors)}
