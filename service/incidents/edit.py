"""An analyst sets values by hand, or lets them follow the claims again."""

from collections.abc import Callable, Mapping
from typing import Any, Final, cast

from service.database import Database
from service.errors import BodyInvalid, Problem
from service.incidents import facts
from service.incidents.evidence import load_claims, settle
from service.incidents.facts import GROUPS, Values, highest
from service.incidents.levels import level_by_hand
from service.incidents.placing import place_reports
from service.incidents.saving import Deed, lock_standing, save
from service.incidents.schemas import IncidentEdit
from service.incidents.values import acts_of
from service.models import IncidentRow
from service.projections.policy import Policy

_ACTS = {"type", "by", "also"}


def edit(
    database: Database,
    policy: Policy,
    incident_id: str,
    change: IncidentEdit,
    *,
    expected_version: int,
    actor: str,
) -> IncidentRow:
    """Set values of one incident; what is not named stays as it is.

    Raises `Missing`, `VersionStale`, `MergeIllegal`, and `BodyInvalid` for a place that cannot be
    placed. The sensitivity never falls by an edit.
    """
    with database.writing() as session:
        incident = lock_standing(session, incident_id, expected_version)
        edited = _kept_raised(incident, _edited(incident, change))
        settled = settle(session, edited, load_claims(session, incident_id), may_fall=False)
        deed = Deed(actor, change.reason, "incident.edited")
        return save(session, policy, incident, settled, deed)


def _edited(incident: IncidentRow, change: IncidentEdit) -> IncidentRow:
    given = change.model_fields_set
    by_hand = set(incident["set_by_hand"]) - set(change.follow)
    found: dict[str, Any] = dict(incident)
    for group, values in _VALUES.items():
        if group in given:
            found.update(values(getattr(change, group)))
            by_hand.add(group)
    if given & _ACTS:
        found.update(_acts(incident, change))
        by_hand.add("acts")
    found["set_by_hand"] = [group for group in GROUPS if group in by_hand]
    return cast(IncidentRow, found)


def _kept_raised(incident: IncidentRow, edited: IncidentRow) -> IncidentRow:
    """With a floor where something graver that was set by hand is taken back.

    A merged incident that is as grave may hide the fall, until the two are parted.
    """
    before, after = level_by_hand(incident), level_by_hand(edited)
    if highest((before, after)) != after:
        edited["sensitivity_floor"] = incident["sensitivity"]
    return edited


def _acts(incident: IncidentRow, change: IncidentEdit) -> Values:
    """The acts named, with those that are not named taken from what is there."""
    main, *also = acts_of(incident)
    if change.also is not None:
        also = [(act.type, act.by) for act in change.also]
    kind = change.type or main[0]
    # Who did one act says nothing about who did another.
    by = change.by or dict([*also, main]).get(kind, "unknown")
    return facts.acts_values([(kind, by), *also])


def _location(location: Any) -> Values:
    (placed,) = place_reports([location])
    if isinstance(placed, Problem):
        raise BodyInvalid("the place cannot be placed", (placed,))
    return facts.location_values(placed)


def _casualties(casualties: Any) -> Values:
    return {"casualties": [case.model_dump() for case in casualties or ()]}


_VALUES: Final[Mapping[str, Callable[[Any], Values]]] = {
    "occurred": facts.occurred_values,
    "location": _location,
    "equipment": lambda items: facts.equipment_values(items or ()),
    "supply": facts.supply_values,
    "persons": facts.persons_values,
    "attempts": facts.attempts_values,
    "casualties": _casualties,
    "outcome": lambda outcome: {"outcome": outcome},
}
