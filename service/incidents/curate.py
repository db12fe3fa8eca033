"""A report opens its own incident: what the source claimed, in the words of the vocabulary."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from service import vocabulary
from service.ids import time_ordered_id
from service.incidents.placing import Placed
from service.models import IncidentRow
from service.reports.schemas import Casualty, Count, Equipment, ReportCreate

# Severe by its type, but only `high` when nobody but officers was hurt.
_VIOLENCE = "violence_against_person"
_GRAVE = ("dead", "missing")


def open_incident(report: ReportCreate, placed: Placed, received_at: datetime) -> IncidentRow:
    """The first state of the incident that one report tells of; a pure function but for its id."""
    start, end = report.occurred.interval()
    main, by, also = order_types(report)
    supply, source = report.supply, report.source
    return IncidentRow(
        id=time_ordered_id(),
        version=1,
        created_at=received_at,
        updated_at=received_at,
        status="received",
        reliability="F",
        credibility="6",
        sensitivity=sensitivity([main, *(act["type"] for act in also)], report.casualties),
        sensitivity_floor=None,
        merged_into=None,
        set_by_hand=[],
        disputed=[],
        type=main,
        by=by,
        also=also,
        equipment=[_equipment(item) for item in report.equipment],
        supplier=supply.supplier if supply else None,
        supply_basis=supply.basis if supply else None,
        supply_confidence=supply.confidence if supply else None,
        persons_low=_low(report.persons),
        persons_high=_high(report.persons),
        persons_qualifier=report.persons.qualifier if report.persons else None,
        attempts_low=_low(report.attempts),
        attempts_high=_high(report.attempts),
        attempts_qualifier=report.attempts.qualifier if report.attempts else None,
        casualties=[harmed.model_dump() for harmed in report.casualties],
        outcome=report.outcome,
        occurred_from=start,
        occurred_to=end,
        precision=report.occurred.precision,
        location_method=placed.location_method,
        lon=placed.lon,
        lat=placed.lat,
        uncertainty_m=placed.uncertainty_m,
        cell=placed.cell,
        marker=placed.marker,
        place=placed.place,
        place_known=placed.place_known,
        sectors=placed.sectors,
        sector=placed.sector,
        sector_shares=placed.sector_shares,
        border_km=placed.border_km,
        border_distance_m=placed.border_distance_m,
        side=placed.side,
        side_certain=placed.side_certain,
        source_type=source.type,
        relayed_by=source.relayed_by,
        source_title=source.title,
        source_url=source.url,
        document_date=source.document_date,
        reports=1,
    )


def order_types(report: ReportCreate) -> tuple[str, str, list[dict[str, str]]]:
    """The main type by the vocabulary's precedence, who did it, and the further acts.

    A source may call an event `objects_thrown` and tell of a crossing attempt in it: the attempt is
    the main type then, so that tables by type mean the same whoever reported.
    """
    acts = {report.type: report.by}
    for act in report.also:
        acts.setdefault(act.type, act.by)
    main = min(acts, key=vocabulary.main_type_rank)
    return main, acts[main], [{"type": t, "by": by} for t, by in acts.items() if t != main]


def sensitivity(types: Iterable[str], casualties: Sequence[Casualty]) -> str:
    """The highest class of all types; violence that hurt only officers counts as `high`.

    A death or a missing person that only the casualties tell of is as severe as one that the type
    tells of, whatever a source called the event.
    """
    if any(harmed.harm in _GRAVE and harmed.who != "officer" for harmed in casualties):
        return "severe"
    kinds, hurt = set(types), {harmed.who for harmed in casualties}
    if _VIOLENCE in kinds and hurt == {"officer"}:
        rest = kinds - {_VIOLENCE}
        severe = bool(rest) and vocabulary.sensitivity_of(rest.pop(), rest) == "severe"
        return "severe" if severe else "high"
    return vocabulary.sensitivity_of(kinds.pop(), kinds)


def _low(count: Count | None) -> int | None:
    return count.low if count else None


def _high(count: Count | None) -> int | None:
    """An exact number bounds itself; every other open end stays open."""
    if count is None:
        return None
    if count.high is None and count.qualifier in ("exact", "about"):
        return count.low
    return count.high


def _equipment(item: Equipment) -> dict[str, Any]:
    count = item.count
    return {
        "kind": item.kind,
        "low": _low(count),
        "high": _high(count),
        "qualifier": count.qualifier if count else "unknown",
        "state": item.state,
        "by": item.by,
    }
