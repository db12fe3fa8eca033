"""The public projection: an allow-list, coarse in place and time, without words."""

from typing import Any

from service.models import IncidentRow
from service.projections.disclosure import is_published_claim
from service.projections.places import PublicPlace
from service.projections.shapes import claims, fragment, grade
from service.projections.sources import source_name
from service.weeks import period, place_in_time


def public_row(
    incident: IncidentRow, place: PublicPlace, public_id: str, batch: str
) -> dict[str, Any]:
    """The row of `feature_public`: a pure function of what was decided and the incident."""
    week, undated = place_in_time(incident["occurred_from"], incident["occurred_to"])
    first, after = period(week, undated)
    supply_shown = is_published_claim(incident)
    properties = {
        "week": week,
        "undated": undated,
        **claims(incident),
        "supplier": incident["supplier"] if supply_shown else None,
        "supply_basis": incident["supply_basis"] if supply_shown else None,
        "supply_confidence": incident["supply_confidence"] if supply_shown else None,
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
        "persons_band": band(incident["persons_low"], incident["persons_high"]),
        "attempts_band": band(incident["attempts_low"], incident["attempts_high"]),
        "items_band": _items_band(incident),
    }
    return {
        "id": public_id,
        "batch": batch,
        "period_from": first,
        "period_to": after,
        "week": week,
        "undated": undated,
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


# Lower end of each band with its code in the vocabulary.
_BANDS = ((50, "50+"), (20, "20-49"), (10, "10-19"), (5, "5-9"), (2, "2-4"), (1, "1"))


def band(low: int | None, high: int | None) -> str | None:
    """The band of the least number told; of the greatest where no least was told."""
    number = low if low is not None else high
    if not number:
        return None
    return next(code for least, code in _BANDS if number >= least)


def _items_band(incident: IncidentRow) -> str | None:
    told = [item["low"] for item in incident["equipment"] if item["low"] is not None]
    return band(sum(told), None) if told else None
