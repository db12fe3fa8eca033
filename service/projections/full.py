"""The full projection: what staff and partners see; no narrative, no stated words."""

from typing import Any

from service.models import IncidentRow
from service.projections.disclosure import public_on
from service.projections.policy import Policy
from service.projections.shapes import claims, drawn_point, fragment, grade
from service.projections.sources import source_name
from service.vocabulary import in_series
from service.weeks import local_time, place_in_time


def counts_at_all(incident: IncidentRow) -> bool:
    """Rejected, duplicate and withdrawn incidents leave both projections."""
    return in_series(incident["status"], "reported")


def full_row(incident: IncidentRow, policy: Policy) -> dict[str, Any]:
    """The row of `feature_full`: a pure function of the incident and the policy."""
    week, undated = place_in_time(incident["occurred_from"], incident["occurred_to"])
    point, basis = drawn_point(incident)
    properties = _properties(incident, week, undated, basis)
    return {
        "id": incident["id"],
        "version": incident["version"],
        "public_on": public_on(incident, policy),
        "week": week,
        "undated": undated,
        "occurred_from": incident["occurred_from"],
        "occurred_to": incident["occurred_to"],
        "type": incident["type"],
        "also": properties["also"],
        "equipment": properties["equipment"],
        "items": incident["equipment"],
        "status": incident["status"],
        "sensitivity": incident["sensitivity"],
        "sector": incident["sector"],
        "sectors": incident["sectors"],
        "lon": point[0] if point else None,
        "lat": point[1] if point else None,
        "persons_low": incident["persons_low"],
        "persons_high": incident["persons_high"],
        "attempts_low": incident["attempts_low"],
        "attempts_high": incident["attempts_high"],
        "feature": fragment(incident["id"], point, properties),
    }


def _properties(
    incident: IncidentRow, week: str | None, undated: str | None, basis: str
) -> dict[str, Any]:
    return {
        "week": week,
        "undated": undated,
        **claims(incident),
        "supplier": incident["supplier"],
        "supply_basis": incident["supply_basis"],
        "supply_confidence": incident["supply_confidence"],
        "status": incident["status"],
        "grade": grade(incident),
        "sensitivity": incident["sensitivity"],
        "sector": incident["sector"],
        "sectors": incident["sectors"],
        "cell": incident["cell"],
        "side": incident["side"],
        "geometry_basis": basis,
        "source_type": incident["source_type"],
        "source_name": source_name(incident["source_url"]) or incident["source_title"],
        "occurred_from": local_time(incident["occurred_from"]),
        "occurred_to": local_time(incident["occurred_to"]),
        "precision": incident["precision"],
        "border_km": incident["border_km"],
        "border_distance_m": incident["border_distance_m"],
        "uncertainty_m": incident["uncertainty_m"],
        "side_certain": incident["side_certain"],
        "sector_shares": [f"{code}:{share:g}" for code, share in incident["sector_shares"].items()],
        "persons_low": incident["persons_low"],
        "persons_high": incident["persons_high"],
        "attempts_low": incident["attempts_low"],
        "attempts_high": incident["attempts_high"],
        "dead": _harmed(incident, "dead"),
        "injured": _harmed(incident, "injured"),
        "outcome": incident["outcome"],
        "reports": incident["reports"],
        "updated_at": local_time(incident["updated_at"]),
    }


def _harmed(incident: IncidentRow, harm: str) -> int | None:
    """Least number told of; null when none was told, which is not a zero."""
    if not incident["casualties"]:
        return None
    told = [case["low"] for case in incident["casualties"] if case["harm"] == harm]
    known = [number for number in told if number is not None]
    return sum(known) if known else None
