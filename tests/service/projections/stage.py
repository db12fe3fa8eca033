"""Incidents made the way reports make them, for tests of what becomes of them."""

from datetime import UTC, datetime
from typing import Any, cast
from uuid import uuid4

import orjson
import pytest
from sqlalchemy import text

from service.database import chunked
from service.errors import Problem
from service.incidents.curate import open_incident
from service.incidents.placing import Placed, place_reports
from service.incidents.status import set_status
from service.installation import Installation
from service.models import IncidentRow
from service.projections.crowd import Crowd, vote_of
from service.projections.periods import week_key
from service.projections.policy import Policy
from service.projections.public import public_row
from service.reports.schemas import REPORT
from service.reports.service import Submission, digest_of, prepare, store
from service.vocabulary import codes, legal_next, sensitivity_of

# For tests of what no database can change.
ON_SQLITE = pytest.mark.parametrize("house", ["sqlite"], indirect=True)

RECEIVED_AT = datetime(2025, 6, 2, 9, 30, tzinfo=UTC)
DEFAULT_POLICY = Policy()
OPEN_TYPES = tuple(code for code in codes("type") if sensitivity_of(code) != "severe")

# Two points of one 10 km cell, whose centre lies in Belarus, in the stretch of Białowieża.
IN_CELL = {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12}
CELL = "10kmN337E525"


def body(**members: Any) -> dict[str, Any]:
    """A report of a moderate act by a witness: public only once it is verified."""
    return {
        "occurred": {"from": "2025-05-14", "precision": "day"},
        "location": IN_CELL,
        "type": "crossing_attempt",
        "by": "people_crossing",
        "source": {"type": "testimony"},
        **members,
    }


def claim(**members: Any) -> dict[str, Any]:
    """The same act as an authority's claim on a public page: public without review."""
    source = {"type": "pl_authority", "relayed_by": "media", "url": "https://www.rmf24.pl/a"}
    return body(source=source, **members)


def incident(report: dict[str, Any], **changes: Any) -> IncidentRow:
    """The incident that a report opens, with `changes` as an analyst would make them."""
    sent = REPORT.validate_json(orjson.dumps(report))
    (placed,) = place_reports([sent.location])
    assert isinstance(placed, Placed), placed
    opened: dict[str, Any] = {**open_incident(sent, placed, RECEIVED_AT), **changes}
    return cast(IncidentRow, opened)


def submit(house: Installation, *reports: dict[str, Any]) -> list[str]:
    """Store reports as an import does; the ids of the incidents they open, in their order."""
    prepared = prepare([_submission(report) for report in reports], house.vault)
    ready = [each for each in prepared if not isinstance(each, Problem)]
    assert len(ready) == len(reports), prepared
    for group in chunked(ready, 1_000):
        store(house.database, group, house.policy)
    return [each.incident["id"] for each in ready]


def _submission(report: dict[str, Any]) -> Submission:
    content = orjson.dumps(report)
    return Submission(
        id=str(uuid4()),
        submitted_by="import",
        channel="import",
        content=content,
        sha256=digest_of(content),
        report=REPORT.validate_json(content),
    )


def move(house: Installation, incident_id: str, *statuses: str) -> None:
    """Walk an incident along the status machine."""
    for status in statuses:
        set_status(house.database, house.policy, incident_id, status, "checked", "desk")


def verify(house: Installation, *incident_ids: str) -> None:
    for incident_id in incident_ids:
        move(house, incident_id, "in_review", "verified")


def path_to(status: str) -> tuple[str, ...]:
    """A way from `received` to any status."""
    if status == "received":
        return ()
    return (status,) if status in legal_next("received") else ("in_review", status)


def reading(house: Installation, statement: str, **values: Any) -> list[dict[str, Any]]:
    """Rows of a plain query, so that a test does not ask the code it tests."""
    with house.database.reading() as session:
        return [dict(row) for row in session.execute(text(statement), values).mappings()]


def public_features(house: Installation) -> list[dict[str, Any]]:
    """The public features as everyone gets them."""
    rows = reading(house, "SELECT feature FROM feature_public ORDER BY period_from, id")
    return [orjson.loads(row["feature"]) for row in rows]


def full_features(house: Installation) -> dict[str, dict[str, Any]]:
    """The full features by incident."""
    rows = reading(house, "SELECT id, feature FROM feature_full")
    return {row["id"]: orjson.loads(row["feature"]) for row in rows}


def public_ids(house: Installation) -> dict[str, str]:
    """The public id of each incident that has a public row now."""
    rows = reading(house, "SELECT incident_id, public_id FROM publication WHERE live")
    return {row["incident_id"]: row["public_id"] for row in rows}


def revision(house: Installation) -> int:
    (row,) = reading(house, "SELECT revision FROM public_revision")
    number: int = row["revision"]
    return number


def apart(number: int, **members: Any) -> dict[str, Any]:
    """A claim on a page of its own, with its own number of people: alike to no other one."""
    url = f"https://www.rmf24.pl/{number}"
    source = {"type": "pl_authority", "relayed_by": "media", "url": url}
    return body(**{"source": source, "persons": {"low": 2 + number}, **members})


def several(number: int, first: int = 0, **members: Any) -> list[dict[str, Any]]:
    """So many of them, different from one another."""
    return [apart(first + each, **members) for each in range(number)]


def submit_verified(house: Installation, *reports: dict[str, Any]) -> list[str]:
    """Store reports and verify what they open."""
    incidents = submit(house, *reports)
    verify(house, *incidents)
    return incidents


def crowd_of(*incidents: IncidentRow, policy: Policy = DEFAULT_POLICY) -> Crowd:
    """All that is in the batch, of incidents that were never public before."""
    crowd = Crowd(policy)
    for each in incidents:
        vote, key = vote_of(each, None), week_key(each)
        if vote is not None:
            crowd.cells.add(vote)
        if key is not None:
            crowd.weeks.add(key)
    return crowd


def alone(told: IncidentRow, public_id: str, batch: str) -> dict[str, Any]:
    """The public row of an incident that shares its cell with no other, but not its week."""
    crowd = crowd_of(told, told)
    place, when = crowd.decide(told, None)
    return public_row(told, place, when, public_id, batch)
