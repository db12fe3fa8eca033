"""What tests of projections made anew have in common."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson

from service.incidents.edit import edit
from service.incidents.schemas import IncidentEdit
from service.installation import Installation
from service.projections.policy import Policy
from tests.service.projections.stage import (
    IN_CELL,
    public_features,
    reading,
)

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)


STRICT = Policy(show_unreviewed_claims=False)
SIX = Policy(cell_min_incidents=6)
OTHER_POINT = {**IN_CELL, "lon": 23.93, "lat": 52.65}


def public(house: Installation) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in public_features(house)]


def state(house: Installation) -> dict[str, list[dict[str, Any]]]:
    """Everything that a recomputation may write, but for when it ended."""
    tables = ("feature_full", "feature_public", "publication", "public_change", "public_revision")
    return {name: reading(house, f"SELECT * FROM {name} ORDER BY 1") for name in tables}  # noqa: S608


def edit_by_hand(house: Installation, incident_id: str, **values: Any) -> None:
    (row,) = reading(house, "SELECT version FROM incident WHERE id = :id", id=incident_id)
    change = IncidentEdit.model_validate_json(orjson.dumps({**values, "reason": "looked again"}))
    edit(
        house.database,
        house.policy,
        incident_id,
        change,
        expected_version=row["version"],
        actor="desk",
    )
