"""What may not be public leaves at once, and what comes back is the same and no finer."""

from datetime import UTC, datetime
from uuid import UUID

import pytest

from service.installation import Installation
from service.projections.publisher import PublishResult
from tests.service.projections.batches import (
    DUE,
    SAME_WEEK,
    WEEK,
    bases,
    edit,
    run,
)
from tests.service.projections.stage import (
    apart,
    claim,
    full_features,
    move,
    path_to,
    public_features,
    reading,
    several,
    submit,
    submit_verified,
    verify,
)


def test_public_ids_are_random_and_unrelated(house: Installation) -> None:
    incidents = submit(house, *(claim() for _ in range(4)))
    run(house)

    shown = [feature["id"] for feature in public_features(house)]
    assert len(set(shown)) == 4
    assert {UUID(each).version for each in shown} == {4}
    reports = [row["id"] for row in reading(house, "SELECT id FROM report")]
    assert not set(shown) & {*incidents, *reports}


def test_an_incident_that_leaves_and_comes_back_keeps_its_public_id(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    run(house)
    (before,) = public_features(house)

    move(house, incident_id, "in_review", "duplicate")
    assert public_features(house) == []
    move(house, incident_id, "in_review")
    assert public_features(house) == []
    assert run(house, SAME_WEEK).added == 0

    assert run(house, DUE + WEEK) == PublishResult("2025-W23", 1, 0, 0)
    (after,) = public_features(house)
    assert after["id"] == before["id"]
    assert after["properties"] == {**before["properties"], "status": "in_review"}


def test_an_incident_that_comes_back_is_never_finer(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    run(house)
    move(house, incident_id, "in_review", "duplicate", "in_review", "verified")
    submit_verified(house, *several(6))
    run(house, DUE + WEEK)

    assert sorted(bases(house)) == ["cell"] * 6 + ["sector"]


def test_raising_the_sensitivity_to_severe_removes_at_once(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    run(house)

    edit(house, incident_id, sensitivity="severe")

    assert public_features(house) == []
    assert full_features(house)[incident_id]["properties"]["sensitivity"] == "severe"


def test_raising_the_sensitivity_of_an_unreviewed_claim_removes_at_once(
    house: Installation,
) -> None:
    (incident_id,) = submit(house, claim())
    run(house)

    edit(house, incident_id, sensitivity="high")

    assert public_features(house) == []


def test_raising_the_sensitivity_within_the_longer_delay_removes_at_once(
    house: Installation,
) -> None:
    """Moderate is due after 7 days and high after 14: on the tenth day it must wait again."""
    (incident_id,) = submit_verified(house, apart(0))
    run(house)
    assert len(public_features(house)) == 1

    edit(house, incident_id, sensitivity="high", updated_at=datetime(2025, 5, 28, tzinfo=UTC))

    assert public_features(house) == []
    assert run(house, DUE + WEEK).added == 1


def test_an_incident_that_turns_out_to_be_later_leaves_at_once(house: Installation) -> None:
    (incident_id,) = submit(house, claim())
    run(house)
    late = datetime(2025, 6, 1, 10, tzinfo=UTC)

    edit(house, incident_id, occurred_from=late, occurred_to=late)

    assert public_features(house) == []


def test_severe_incidents_never_enter(house: Installation) -> None:
    incidents = submit(
        house,
        *(
            claim(type=type_)
            for type_ in (
                "pushback",
                "violence_against_person",
                "person_in_distress",
                "death",
                "missing_person",
            )
        ),
        claim(also=[{"type": "pushback"}]),
        claim(casualties=[{"harm": "dead", "who": "people_crossing", "low": 1}]),
    )
    verify(house, *incidents)

    assert run(house, DUE + 520 * WEEK) == PublishResult(None, 0, 0, 0)


@pytest.mark.parametrize("status", ["rejected", "duplicate", "withdrawn"])
def test_what_counts_nowhere_never_enters(house: Installation, status: str) -> None:
    (incident_id,) = submit(house, claim())
    move(house, incident_id, *path_to(status))

    assert run(house).added == 0
