"""How every change of an incident is written: row, history, projection and audit, all or none."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, cast

from sqlmodel import Session

from service.audit import service as audit
from service.errors import MergeIllegal, Missing, VersionStale
from service.incidents import repository
from service.incidents.history import changes
from service.models import IncidentHistory, IncidentRow, Report
from service.projections import service as projections
from service.projections.policy import Policy


@dataclass(frozen=True, slots=True)
class Deed:
    """Who changes something, why, and since when; one deed may change several incidents."""

    actor: str
    reason: str
    action: str
    at: datetime = field(default_factory=lambda: datetime.now(UTC))


def lock_standing(
    session: Session, incident_id: str, expected_version: int | None = None
) -> IncidentRow:
    """An incident that may be changed, held until the transaction ends.

    Raises `Missing`, `VersionStale` if somebody changed it since it was read, and `MergeIllegal`
    for one that was merged into another.
    """
    incident = repository.lock_incident(session, incident_id)
    if incident is None:
        raise Missing("no incident has this id")
    if expected_version is not None and incident["version"] != expected_version:
        raise VersionStale(f"it stands at version {incident['version']} now")
    if incident["merged_into"] is not None:
        raise MergeIllegal(
            f"it was merged into {incident['merged_into']}: change that one, or unmerge this one"
        )
    return incident


def lock_behind(session: Session, report: Report) -> IncidentRow | None:
    """The incident that a report stands behind, held until the transaction ends.

    Somebody may move the report before the lock is got; then it is looked at again.
    """
    while True:
        incident = repository.lock_incident(session, str(report.incident_id))
        session.refresh(report)
        if incident is None or incident["id"] == report.incident_id:
            return incident


def save(
    session: Session,
    policy: Policy,
    before: IncidentRow,
    after: IncidentRow,
    deed: Deed,
    told: Mapping[str, tuple[Any, Any]] | None = None,
) -> IncidentRow:
    """Write the new state of an incident; what did not change writes nothing.

    `told` are further facts for the history that are no value of the incident.
    """
    fields = {**changes(before, after), **(told or {})}
    if not fields:
        return before
    changed = cast(IncidentRow, {**after, "version": before["version"] + 1, "updated_at": deed.at})
    repository.save_incident(session, changed)
    if changed["sensitivity"] != before["sensitivity"]:
        # Whoever asked to lower it spoke of another state than this one.
        repository.drop_proposal(session, changed["id"])
    rows = [_history_row(changed, deed, name, *values) for name, values in fields.items()]
    repository.add_history(session, rows)
    projections.refresh_feature(session, changed, policy)
    audit.record(
        session,
        deed.action,
        deed.actor,
        changed["id"],
        {"version": changed["version"], "fields": sorted(fields)},
    )
    return changed


def _history_row(
    changed: IncidentRow, deed: Deed, name: str, old: Any, new: Any
) -> IncidentHistory:
    return IncidentHistory(
        incident_id=changed["id"],
        version=changed["version"],
        at=deed.at,
        actor=deed.actor,
        field=name,
        old=old,
        new=new,
        reason=deed.reason,
    )
