"""Incidents anew in their sectors, when another set of sectors came into force."""

from collections.abc import Sequence
from typing import cast

import numpy as np
from sqlmodel import Session

from geo.locate import locate_many
from geo.located import Located
from geo.places import find_place
from geo.sector_files import sector_set
from service.audit.service import SYSTEM
from service.incidents.saving import Deed, save
from service.models import IncidentRow
from service.projections.policy import Policy


def save_new_sectors(session: Session, policy: Policy, incidents: Sequence[IncidentRow]) -> int:
    """Write the sectors of the set in force; returns how many incidents changed.

    It is a change like any other, with its version and its history. The caller holds the incidents.
    """
    deed = Deed(SYSTEM, f"sector set {sector_set().version}", "incident.resectored")
    moved = [
        (before, after)
        for before, after in zip(incidents, in_present_sectors(incidents), strict=True)
        if before != after
    ]
    for before, after in moved:
        save(session, policy, before, after, deed)
    return len(moved)


def out_of_place(incidents: Sequence[IncidentRow]) -> list[IncidentRow]:
    """Those that lie in other sectors by the set in force."""
    present = in_present_sectors(incidents)
    return [each for each, found in zip(incidents, present, strict=True) if each != found]


def in_present_sectors(incidents: Sequence[IncidentRow]) -> list[IncidentRow]:
    """The same incidents, those with a point in the sectors that the set in force gives it.

    What a source said, and what the gazetteer says of a place, is kept.
    """
    pointed = [each for each in incidents if each["lon"] is not None]
    if not pointed:
        return list(incidents)
    located = locate_many(
        np.array([each["lon"] for each in pointed], dtype=np.float64),
        np.array([each["lat"] for each in pointed], dtype=np.float64),
        np.array([each["uncertainty_m"] or 0.0 for each in pointed], dtype=np.float64),
    )
    found = {
        each["id"]: _stated(each) or located.row(row)
        for row, each in enumerate(pointed)
        if located.fault(row) is None
    }
    return [_placed(each, found[each["id"]]) if each["id"] in found else each for each in incidents]


def _stated(incident: IncidentRow) -> str | None:
    """The gazetteer may say which station a place belongs to; its word wins over geometry."""
    name = incident["place"] if incident["location_method"] == "place" else None
    known = None if name is None else find_place(name)
    return None if known is None or known.sector not in sector_set().codes else known.sector


def _placed(incident: IncidentRow, found: str | Located) -> IncidentRow:
    sector = found if isinstance(found, str) else found.sector
    shares = {found: 1.0} if isinstance(found, str) else found.shares
    changed = {"sector": sector, "sectors": list(shares), "sector_shares": shares}
    return cast(IncidentRow, {**incident, **changed})
