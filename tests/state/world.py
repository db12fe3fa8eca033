"""A small world for the state machine: reports to send, rules to change, and what must hold.

What must hold is told here in its own words, from the rows themselves, so that the code is not
asked whether it did right.
"""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any

import orjson

from service.changes.service import Asked, reading_changes
from service.installation import Installation
from service.projections.policy import Delay, Policy
from service.summaries.members import members_of
from service.summaries.vintage import Release
from tests.service.projections.stage import reading

EPOCH = datetime(2025, 6, 2, 9, tzinfo=UTC)
IN_CELL = {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12}
BESIDE = {"method": "gnss", "lon": 23.8401, "lat": 52.6988, "accuracy_m": 30}
PLACES = [
    IN_CELL,
    BESIDE,
    {"method": "place", "place": "Czeremcha"},
    {"method": "sector", "sectors": ["BIA"]},
    {"method": "sector", "sectors": ["BIA", "NAR"]},
    {"method": "border"},
]
TYPES = ["crossing_attempt", "objects_thrown", "equipment_found", "pushback", "other"]
URLS = [None, *(f"https://www.rmf24.pl/{name}" for name in "abcdefg")]
SOURCES = ["field_monitor", "testimony", "pl_authority", "media"]
POLICIES = [
    Policy(),
    Policy(show_unreviewed_claims=False),
    Policy(delay_days=Delay(moderate=28, high=56)),
    Policy(cell_min_incidents=2, reasons={"cell_min_incidents": "a test"}),
    Policy(cell_min_incidents=9, cell_window_weeks=8),
]
PUBLIC_CLAIMANTS = {"pl_authority", "by_authority", "eu_agency", "media"}
HEADLINE = {"verified", "corroborated"}
GONE = {"rejected", "duplicate", "withdrawn"}
# A place may only go down this list.
COARSENESS = ["cell", "sector", "none"]

# Six of one cell, of which five can be public by themselves, and two of elsewhere.
AT_FIRST: list[dict[str, Any]] = [
    *(
        {
            "location": IN_CELL,
            "type": "crossing_attempt",
            "persons": {"low": number},
            "source": {"type": "pl_authority", "url": URLS[number]},
        }
        for number in range(1, 6)
    ),
    {"location": BESIDE, "type": "equipment_found", "source": {"type": "field_monitor"}},
    {"location": {"method": "sector", "sectors": ["BIA"]}, "type": "pushback",
     "source": {"type": "testimony"}},
    {"location": {"method": "place", "place": "Czeremcha"}, "type": "objects_thrown",
     "outcome": "crossed", "source": {"type": "media", "url": URLS[7]}},
]  # fmt: skip


@dataclass
class Copy:
    """What somebody elsewhere holds who follows the changes."""

    records: dict[str, bytes] = field(default_factory=dict)
    since: int = 0


def follow(house: Installation, copy: Copy) -> None:
    """Apply what came since, a few at a time."""
    complete = False
    while not complete:
        with reading_changes(house.database, Asked(copy.since, limit=3)) as (_, _, read):
            page = read()
        for change in page.items:
            if change.feature is None:
                copy.records.pop(change.public_id, None)
            else:
                copy.records[change.public_id] = change.feature
        copy.since, complete = page.next, page.complete


def public_table(house: Installation) -> dict[str, bytes]:
    rows = reading(house, "SELECT id, feature FROM feature_public")
    return {row["id"]: row["feature"].encode() for row in rows}


def report(day: date, **members: Any) -> dict[str, Any]:
    return {"occurred": {"from": day.isoformat(), "precision": "day"}, **members}


def incidents(house: Installation) -> dict[str, dict[str, Any]]:
    return {row["id"]: row for row in reading(house, "SELECT * FROM incident")}


def public_rows(house: Installation) -> list[dict[str, Any]]:
    """Public rows beside their incidents; the period as dates on both databases."""
    rows = reading(
        house,
        "SELECT p.id AS public_id, p.period_from, p.period_to, p.feature, i.id, i.status, "
        "i.sensitivity, i.source_type, i.source_url, i.merged_into FROM feature_public p "
        "JOIN publication d ON d.public_id = p.id JOIN incident i ON i.id = d.incident_id",
    )
    for row in rows:
        for day in ("period_from", "period_to"):
            row[day] = date.fromisoformat(str(row[day]))
        row["properties"] = orjson.loads(row["feature"])["properties"]
    return rows


def assert_allowed(row: dict[str, Any], policy: Policy, today: date, over: date) -> None:
    """One public row against the rules: who gets in, and when after its time was over."""
    assert row["status"] not in GONE
    assert row["merged_into"] is None
    assert row["sensitivity"] != "severe"
    if row["status"] not in HEADLINE:
        assert policy.show_unreviewed_claims
        assert row["sensitivity"] == "moderate"
        assert row["source_url"]
        assert row["source_type"] in PUBLIC_CLAIMANTS
    days = policy.delay_days.high if row["sensitivity"] == "high" else policy.delay_days.moderate
    assert today >= over + timedelta(days=days)


def assert_every_report_is_in_one_place(house: Installation) -> None:
    known = incidents(house)
    reports = reading(house, "SELECT id, state, incident_id, opened_id FROM report")
    behind = dict.fromkeys(known, 0)
    for each in reports:
        root = each["opened_id"]
        while known[root]["merged_into"] is not None:
            root = known[root]["merged_into"]
        assert each["incident_id"] == root
        if each["state"] != "withdrawn":
            behind[root] += 1
        if each["state"] == "incident":
            assert known[root]["status"] not in {"rejected", "withdrawn"}
        if each["state"] == "rejected":
            assert known[root]["status"] == "rejected"
    assert {key: row["reports"] for key, row in known.items()} == behind
    assert all(behind[key] for key, row in known.items() if row["status"] not in GONE)


def assert_figures_are_those_of_the_members(house: Installation, said: Release) -> None:
    """What is kept beside a vintage adds up to what it prints."""
    document = said.read()
    with house.database.reading() as session:
        members = members_of(session, said.week, said.vintage).values()
    events = [each for each in members if each.type != "encampment"]
    cells = {
        (cell["series"], cell["sector"], cell["type"]): cell["incidents"] or 0
        for cell in document["cells"]
    }
    for series in ("headline", "reported"):
        own = [each for each in events if series in each.series]
        assert cells[series, "_T", "_T"] == len(own)
        for sector in {each.sector for each in own}:
            inside = [each for each in own if each.sector == sector]
            assert cells[series, sector, "_T"] == len(inside)


def assert_full_projection_follows(house: Installation) -> None:
    counted = {
        key: row["version"] for key, row in incidents(house).items() if row["status"] not in GONE
    }
    full = {row["id"]: row["version"] for row in reading(house, "SELECT * FROM feature_full")}
    assert full == counted
