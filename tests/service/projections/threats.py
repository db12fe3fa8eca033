"""What the attacks of `test_threats_*.py` have in common."""

from datetime import UTC, datetime, timedelta
from typing import Any

from service.installation import Installation
from service.models import IncidentRow
from service.projections.places import PublicPlace, Shown, decide_place
from service.projections.publisher import PublishResult, publish
from tests.service.projections.stage import (
    apart,
    crowd_of,
    incident,
    public_features,
)

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)
# After the month of the incidents of the stage is over, with its delay.
AFTER_MAY = datetime(2025, 6, 10, 4, tzinfo=UTC)
NEXT_CELL = {"method": "gnss", "lon": 23.9348, "lat": 52.7643, "accuracy_m": 10}


def run(house: Installation, now: datetime = DUE) -> PublishResult:
    return publish(house.database, house.policy, now)


def shown(house: Installation) -> list[dict[str, Any]]:
    return [feature["properties"] for feature in public_features(house)]


def cells(house: Installation) -> set[str | None]:
    return {each["cell"] for each in shown(house)}


def verified(report: dict[str, Any], **changes: Any) -> IncidentRow:
    return incident(report, **{"status": "verified", **changes})


def place_of(told: IncidentRow, before: Shown | None = None) -> PublicPlace:
    """Where it is shown when nothing but its own nature speaks against its cell."""
    others = [verified(apart(100 + number)) for number in range(5)]
    moved = [{**each, "cell": told["cell"]} for each in others]
    crowd = crowd_of(told, *moved)  # type: ignore[arg-type]
    return decide_place(told, before, crowd.cells)
