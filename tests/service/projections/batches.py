"""What tests of the weekly public batch have in common."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from sqlalchemy import update
from sqlmodel import col

from service.installation import Installation
from service.models import Incident, IncidentRow
from service.projections import repository
from service.projections.policy import Policy
from service.projections.publisher import PublishResult, publish
from service.projections.service import refresh_feature
from tests.service.projections.stage import (
    public_features,
)

# Reports of the stage are of Wednesday 14 May 2025, so a moderate one is due from 26 May on.
TOO_EARLY = datetime(2025, 5, 25, 21, tzinfo=UTC)
DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
SAME_WEEK = DUE + timedelta(days=6)
WEEK = timedelta(weeks=1)
STRICT = Policy(show_unreviewed_claims=False)


def run(house: Installation, now: datetime = DUE, policy: Policy | None = None) -> PublishResult:
    return publish(house.database, policy or house.policy, now)


def week_of(number: int) -> dict[str, Any]:
    return {"from": f"2025-W{number:02d}", "precision": "week"}


def edit(house: Installation, incident_id: str, **changes: Any) -> None:
    """What an analyst's edit does to an incident, in one transaction."""
    with house.database.writing() as session:
        (before,) = repository.incident_rows(session, [incident_id])
        changed: dict[str, Any] = {
            **before,
            "version": before["version"] + 1,
            "updated_at": datetime(2025, 6, 2, tzinfo=UTC),
            **changes,
        }
        session.execute(update(Incident).where(col(Incident.id) == incident_id).values(**changed))
        refresh_feature(session, cast(IncidentRow, changed), house.policy)


def cells(house: Installation) -> list[str | None]:
    return [feature["properties"]["cell"] for feature in public_features(house)]


def bases(house: Installation) -> list[str]:
    return [feature["properties"]["geometry_basis"] for feature in public_features(house)]
