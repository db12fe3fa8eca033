"""Grades outlive the link to the keys: a sender's standing stays, and nobody becomes two."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast

from service.incidents.claims import Claim, independent
from service.incidents.parting import keep_reliability
from service.incidents.repository import graded_sources
from service.installation import Installation
from service.models import IncidentRow, SourceReliability
from service.reports.senders import unlinked_names
from tests.service.projections.stage import body, incident
from tests.service.stored import rows_of

NOW = datetime(2025, 6, 2, tzinfo=UTC)


def claim_of(sender: str, number: int) -> Claim:
    state: dict[str, Any] = dict(incident(body(source={"type": "field_monitor"})))
    return Claim(
        report_id=f"r{number}",
        opened_id=f"i{number}",
        received_at=NOW + timedelta(hours=number),
        submitted_by=sender,
        state=cast(IncidentRow, state),
        reliability="F",
    )


def test_two_senders_of_one_incident_stay_two() -> None:
    names = unlinked_names(["0a", "1b"])

    assert independent(claim_of("0a", 1), claim_of("1b", 2))
    assert independent(claim_of(names["0a"], 1), claim_of(names["1b"], 2))
    assert not independent(claim_of(names["0a"], 1), claim_of(names["0a"], 2))


def test_one_sender_at_two_times_never_becomes_two() -> None:
    first, second = unlinked_names(["0a"]), unlinked_names(["0a"])

    assert not independent(claim_of(first["0a"], 1), claim_of(second["0a"], 2))
    assert not independent(claim_of(first["0a"], 1), claim_of("0a", 2))


def test_a_sender_keeps_its_standing_under_the_name(house: Installation) -> None:
    names = unlinked_names(["0a", "1b"])
    with house.database.writing() as session:
        session.add(
            SourceReliability(
                source="field_monitor:0a",
                reliability="B",
                actor="analyst",
                at=NOW,
                reason="has been right for a year",
            )
        )
        session.flush()
        keep_reliability(session, names, NOW + timedelta(days=31))

    rows = {row["source"]: row for row in rows_of(house.database, "source_reliability")}
    kept = rows[f"field_monitor:{names['0a']}"]
    assert (kept["reliability"], kept["actor"]) == ("B", "system")
    assert "year" not in kept["reason"]
    assert len(rows) == 2
    with house.database.reading() as session:
        assert [each.source for each in graded_sources(session)] == ["field_monitor:0a"]
