"""Documents of vintages as releases write them: a full week, an empty one, one from before."""

from random import Random
from typing import Any

import orjson

from geo.sector_files import sector_set
from service.projections.policy import Policy
from service.summaries.calendar import compared_weeks, curve_weeks
from service.summaries.release import Beside, release_content
from service.summaries.rows import TOTAL, Counted, Item, UndatedCount
from service.weeks import week_start

WEEK = "2025-W47"
BASE = "https://figures.example"
UNSEEN = ("DOL", "SLA")
_PLACES = ("BIA", "BIA", "BIA", "DUB", "CZE", "CZE", "NAR", "MIE", "MIC", "KRY", "SZU", "KUZ",
           "TER", "KOD", "WLO", "several", "unknown")  # fmt: skip
_TYPES = ("crossing_attempt",) * 9 + ("objects_thrown",) * 4 + (
    "barrier_damaged", "barrier_damaged", "dazzling", "river_crossing", "equipment_found",
    "aerial_object",
)  # fmt: skip
_KINDS = ("ladder", "ladder_telescopic", "wire_cutters", "stones", "stones", "slingshot", "rope")
_HOLDERS = ("people_crossing", "people_crossing", "people_crossing", "by_border_service", "unknown")

Document = dict[str, Any]


def full_week() -> Document:
    """A vintage as a busy week in autumn has it, the second of its week."""
    chance = Random(47)  # noqa: S311  # Repeatable, not secret.
    records = [_record(chance) for _ in range(46)]
    earlier = {week: [_record(chance) for _ in range(40)] for week in compared_weeks(WEEK)}
    states = [Counted(status="corroborated", sector="SZU", type="encampment")]
    undated = [UndatedCount("2025-11", "received", 3), UndatedCount("2025", "verified", 1)]
    beside = Beside(
        looked={WEEK: frozenset(sector_set().codes) - {*UNSEEN}},
        events_of=earlier,
        counts=_counts(records, chance),
        effort=_effort(),
        official=official(),
        context=context(),
    )
    content = release_content(WEEK, records, states, undated, Policy(), beside)
    return _written(
        {
            **content,
            **_of_the_vintage(2),
            "cells": _with_status(content["cells"]),
            "guarded": guarded(),
            "changes": changes(),
        }
    )


def empty_week() -> Document:
    """A week without a single public record, and nothing beside it."""
    content = release_content(WEEK, (), (), (), Policy())
    return _written(
        {
            **content,
            **_of_the_vintage(1),
            "cells": [],
            "comparisons": [],
            "curve": [],
            "guarded": {"counted_in_vintage": 1, "k": 5, "rows": []},
            "changes": [],
        }
    )


def unseen_week() -> Document:
    """A week as the first release of a new service has it: no record, and nobody who looked."""
    content = release_content(WEEK, (), (), (), Policy())
    return _written(
        {**content, **_of_the_vintage(1), "cells": _with_status(content["cells"]), "changes": []}
    )


def earlier_format() -> Document:
    """A vintage from before the bulletin: fewer members, and a band for what is not shown."""
    chance = Random(46)  # noqa: S311
    records = [_record(chance) for _ in range(9)]
    content = release_content(WEEK, records, (), (), Policy())
    for member in ("format", "comparisons", "acts", "held", "curve", "effort", "official",
                   "context"):  # fmt: skip
        del content[member]
    listed = [row for row in content["cells"] if row["incidents"] is not None]
    return _written(
        {
            **content,
            "cells": listed,
            "not_shown_as_records": {
                "counted_in_vintage": 1,
                "headline": {"least": 0, "most": 4},
                "reported": {"least": 5, "most": 9},
            },
            "vintage": 1,
            "released_at": "2025-12-09T08:00:00+00:00",
            "reason": "First release.",
        }
    )


def official(title: str = "Communiqué of the Border Guard", url: str = "https://gov.example/1"):
    """Totals of others, one for each lane."""
    shared = {"unit": "attempts", "area_type": "border", "area": None, "day_basis": "calendar",
              "source_title": title, "source_url": url}  # fmt: skip
    return [
        {**shared, "claimant": "pl_authority", "measure": "crossing_attempts", "from": "2025-11-17",
         "to": "2025-11-19", "value": 214, "qualifier": "exact", "lane": "days",
         "days_of_week": 3},
        {**shared, "claimant": "pl_authority", "measure": "crossing_attempts", "from": "2025-11-01",
         "to": "2025-11-30", "value": 2150, "qualifier": "about", "lane": "month",
         "days_of_week": 7},
        {**shared, "claimant": "eu_agency", "area_type": "wider", "area": "eu_east",
         "measure": "crossings_detected", "unit": "persons", "from": "2025-01-01", "to": None,
         "value": 10846, "qualifier": "at_least", "lane": "year", "days_of_week": 7},
    ]  # fmt: skip


def context(title: str = "Crossings at Kuźnica and Bobrowniki reopened", source: Any = None):
    """Dated events; the second is known by its month alone, the third has one language."""
    source = source or {"title": "Ordinance of the ministry", "url": "https://gov.example/2"}
    return [
        {"date": "2025-03-27", "date_precision": "day", "kind": "law", "source": source,
         "titles": {"en": "Right to apply for asylum suspended at this border",
                    "pl": "Zawieszenie prawa do składania wniosków o azyl na tej granicy",
                    "de": "Recht auf Asylantrag an dieser Grenze ausgesetzt",
                    "be": "Прыпынена права прасіць прытулку на гэтай мяжы"}},
        {"date": "2025-09", "date_precision": "month", "kind": "military", "source": source,
         "titles": {"en": "Military exercise in Belarus", "pl": "Ćwiczenia wojskowe na Białorusi",
                    "de": "Militärübung in Belarus", "be": "Вайсковыя вучэнні ў Беларусі"}},
        {"date": "2025-11-17", "date_precision": "day", "kind": "border_regime", "source": source,
         "titles": {"en": title}},
    ]  # fmt: skip


def guarded() -> Document:
    """What is no public record: a free number, an interval, and one kept back."""
    shared = {"sector": TOTAL, "type": TOTAL, "measure": "incidents"}
    return {
        "counted_in_vintage": 1,
        "k": 5,
        "rows": [
            {**shared, "series": "headline", "value": None, "least": 0, "most": 4,
             "conf_status": "C"},
            {**shared, "series": "reported", "value": 12, "least": 12, "most": 12,
             "conf_status": "F"},
            {**shared, "series": "reported", "sector": "BIA", "value": None, "least": 5, "most": 9,
             "conf_status": "C"},
            {**shared, "series": "reported", "sector": "CZE", "value": None, "least": None,
             "most": None, "conf_status": "C"},
        ],
    }  # fmt: skip


def changes() -> list[Document]:
    return [
        {"table": "cells", "series": "reported", "sector": "BIA", "type": TOTAL,
         "measure": "incidents", "before": 8, "after": 9, "classes": ["late_report"]},
        {"table": "cells", "series": "headline", "sector": TOTAL, "type": "crossing_attempt",
         "measure": "incidents", "before": 5, "after": 7, "classes": ["grading", "correction"]},
        {"table": "held", "series": "reported", "equipment": "ladder",
         "held_by": "people_crossing", "measure": "items_low", "before": None, "after": 2,
         "classes": ["merge"]},
    ]  # fmt: skip


def _of_the_vintage(number: int) -> Document:
    return {
        "format": 2,
        "vintage": number,
        "schedule": "first" if number == 1 else "second",
        "status": "provisional" if number == 1 else "revised",
        "next": {"schedule": "final", "on": "2026-02-24"},
        "released_at": "2025-12-30T09:15:00+00:00",
        "reason": "Reports of a partner arrived late.",
        "audit": {"seq": 8120, "hash": "5d1e" * 16},
    }


def _record(chance: Random) -> Counted:
    kind = chance.choice(_TYPES)
    named = chance.sample(_KINDS, chance.choice((0, 0, 1, 2)))
    supplied = chance.random() < 0.15
    low = chance.choice((None, 2, 4, 12, 30))
    return Counted(
        status=chance.choice(("received", "received", "in_review", "verified", "corroborated")),
        sector=chance.choice(_PLACES),
        type=kind,
        also=("objects_thrown",) if chance.random() < 0.2 and kind != "objects_thrown" else (),
        kinds=tuple(sorted(named)),
        items=tuple(
            Item(each, chance.choice(_HOLDERS), chance.choice(((1, 1), (2, None), (None, None))))
            for each in sorted(named)
        ),
        attempts=(low, chance.choice((None, low, 40)) if low else None),
        geometry_basis=chance.choice(("cell", "sector", "sector", "none")),
        supplier="by_border_service" if supplied else None,
        supply_basis=chance.choice(("seen_directly", "told_by_recipient")) if supplied else None,
        banded=chance.random() < 0.2,
    )


def _with_status(rows: list[Document]) -> list[Document]:
    return [{**row, "obs_status": "L" if row["incidents"] is None else "P"} for row in rows]


def _counts(records: list[Counted], chance: Random) -> list[tuple[str, str, int]]:
    """Quiet winters, busy summers, and this week as its records have it."""
    found = [(WEEK, record.status, 1) for record in records]
    for week in curve_weeks(WEEK)[:-1]:
        month = week_start(week).month
        number = (14, 9, 12, 22, 31, 38, 44, 41, 36, 33, 29, 18)[month - 1] + chance.randrange(12)
        found += [(week, "verified", number // 3), (week, "received", number - number // 3)]
    return found


def _effort() -> list[Document]:
    levels = ("none", "some", "good")
    return [
        {"sector": code, "month": "2025-11",
         "level": "none" if code in UNSEEN else levels[1 + place % 2]}
        for place, code in enumerate(sector_set().codes)
    ]  # fmt: skip


def _written(document: Document) -> Document:
    """As it is read from the store."""
    read: Document = orjson.loads(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))
    return read
