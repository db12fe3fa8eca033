"""The public projection: an allow-list, coarse in place and time, without words."""

from typing import Any

from service.models import IncidentRow
from service.projections.guarded import ONE, band, is_guarded
from service.projections.periods import PublicPeriod
from service.projections.places import PublicPlace
from service.projections.shapes import claims, fragment, grade
from service.projections.sources import source_name


def public_row(
    incident: IncidentRow, place: PublicPlace, when: PublicPeriod, public_id: str, batch: str
) -> dict[str, Any]:
    """The row of `feature_public`: a pure function of what was decided and the incident."""
    first, after = when.days
    guarded = is_guarded(incident)
    properties = {
        "week": when.week,
        "undated": when.undated,
        **claims(incident),
        "supplier": None if guarded else incident["supplier"],
        "supply_basis": None if guarded else incident["supply_basis"],
        "supply_confidence": None if guarded else incident["supply_confidence"],
        "status": incident["status"],
        "grade": grade(incident),
        "sensitivity": incident["sensitivity"],
        "sector": place.sector,
        "sectors": list(place.sectors),
        "cell": place.cell,
        "side": place.side,
        "geometry_basis": place.basis,
        "source_type": incident["source_type"],
        "source_name": source_name(incident["source_url"]),
        "persons_band": _shown(guarded, incident["persons_low"], incident["persons_high"]),
        "attempts_band": _shown(guarded, incident["attempts_low"], incident["attempts_high"]),
        "items_band": _shown(guarded, _items(incident), None),
    }
    return {
        "id": public_id,
        "batch": batch,
        "period_from": first,
        "period_to": after,
        "week": when.week,
        "undated": when.undated,
        "type": properties["type"],
        "also": properties["also"],
        "equipment": properties["equipment"],
        "status": properties["status"],
        "sector": place.sector,
        "sectors": list(place.sectors),
        "cell": place.cell,
        "lon": place.point[0] if place.point else None,
        "lat": place.point[1] if place.point else None,
        "feature": fragment(public_id, place.point, properties),
    }


def _shown(guarded: bool, low: int | None, high: int | None) -> str | None:
    """The band, but for the one that is an exact number: what is guarded does not show it."""
    found = band(low, high)
    return None if guarded and found == ONE else found


def _items(incident: IncidentRow) -> int | None:
    told = [item["low"] for item in incident["equipment"] if item["low"] is not None]
    return sum(told) if told else None
