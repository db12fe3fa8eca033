"""The weekly public batch: made once, complete, and the only thing that adds public rows."""

from datetime import UTC, datetime, timedelta
from typing import Any, cast
from uuid import UUID

import orjson
import pytest
from sqlalchemy import update
from sqlmodel import col

from geo.sector_files import sector_set
from service.installation import Installation
from service.models import FeatureFull, Incident, IncidentRow
from service.projections import repository
from service.projections.policy import Delay, Policy
from service.projections.publisher import PublishResult, publish, remove_overstaying
from service.projections.service import refresh_feature
from tests.service.projections.stage import (
    CELL,
    IN_CELL,
    apart,
    body,
    claim,
    full_features,
    move,
    path_to,
    public_features,
    public_ids,
    reading,
    revision,
    several,
    submit,
    submit_verified,
    verify,
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


def test_no_public_row_exists_before_its_batch(house: Installation) -> None:
    submit(house, claim())
    assert public_features(house) == []

    assert run(house, TOO_EARLY) == PublishResult(None, 0, 0, 0)
    assert public_features(house) == []
    assert run(house, DUE) == PublishResult("2025-W22", 1, 0, 0)
    assert len(public_features(house)) == 1


def test_a_verified_incident_waits_for_its_batch_too(house: Installation) -> None:
    submit_verified(house, apart(0))

    assert public_features(house) == []
    run(house)
    assert len(public_features(house)) == 1


def test_a_batch_with_nothing_in_it_is_not_made(house: Installation) -> None:
    assert run(house) == PublishResult(None, 0, 0, 0)
    assert reading(house, "SELECT * FROM public_batch") == []


def test_running_twice_makes_one_batch(house: Installation) -> None:
    submit(house, *(claim() for _ in range(3)))

    assert run(house) == PublishResult("2025-W22", 3, 0, 0)
    before = public_features(house)
    assert run(house) == PublishResult("2025-W22", 0, 0, 0)
    assert public_features(house) == before
    assert [row["week"] for row in reading(house, "SELECT week FROM public_batch")] == ["2025-W22"]


def test_a_later_run_in_the_same_week_only_removes(house: Installation) -> None:
    first, stays = submit(house, claim(), claim())
    run(house)
    submit(house, claim(), claim())
    verify(house, stays)
    move(house, first, "withdrawn")

    assert run(house, SAME_WEEK).added == run(house, SAME_WEEK).changed == 0
    assert list(public_ids(house)) == [stays]
    assert public_features(house)[0]["properties"]["status"] == "received"

    assert run(house, DUE + WEEK) == PublishResult("2025-W23", 2, 1, 0)


def test_what_became_forbidden_without_leaving_at_once_leaves_with_the_next_run(
    house: Installation,
) -> None:
    """A row that overstays (here: its day moved by hand) is taken away, batch or not."""
    (incident_id,) = submit(house, claim())
    run(house)
    with house.database.writing() as session:
        mine = col(FeatureFull.id) == incident_id
        session.execute(update(FeatureFull).where(mine).values(public_on=None))

    assert remove_overstaying(house.database, SAME_WEEK) == 1
    assert public_features(house) == []
    assert remove_overstaying(house.database, SAME_WEEK) == 0


def test_a_cell_is_shown_when_five_of_one_batch_share_it(house: Installation) -> None:
    submit_verified(house, *several(5))
    run(house)

    assert cells(house) == [CELL] * 5
    assert bases(house) == ["cell"] * 5


def test_four_in_a_cell_are_shown_by_the_sectors_label_point(house: Installation) -> None:
    submit_verified(house, *several(4))
    run(house)

    assert cells(house) == [None] * 4
    assert bases(house) == ["sector"] * 4
    lon, lat = sector_set().label_point("BIA")
    expected = [round(lon, 6), round(lat, 6)]
    assert {tuple(f["geometry"]["coordinates"]) for f in public_features(house)} == {
        tuple(expected)
    }


def test_incidents_that_are_not_public_do_not_fill_a_cell(house: Installation) -> None:
    hidden = submit(house, *several(3, first=10), apart(13, type="pushback"), body())
    for incident_id in hidden[:3]:
        move(house, incident_id, "in_review", "rejected")
    verify(house, hidden[3])
    submit_verified(house, *several(4))
    run(house)

    assert cells(house) == [None] * 4


def test_the_fifth_does_not_tell_where_the_four_before_it_lie(house: Installation) -> None:
    """Were it shown by the cell, the four of the sector would be known to lie there too."""
    submit_verified(house, *several(4))
    run(house)
    submit_verified(house, apart(4, occurred=week_of(21)))
    run(house, DUE + WEEK)

    assert bases(house) == ["sector"] * 5


def test_a_cell_opens_when_those_in_it_hide_among_twice_as_many(house: Installation) -> None:
    elsewhere = {"method": "sector", "sectors": ["BIA"]}
    submit_verified(house, *several(4), *several(4, first=10, location=elsewhere))
    run(house)
    submit_verified(house, apart(4, occurred=week_of(21)))
    run(house, DUE + WEEK)

    assert bases(house) == ["sector"] * 8 + ["cell"]


def test_incidents_over_52_weeks_ago_do_not_fill_a_cell(house: Installation) -> None:
    old = {"from": "2024-W20", "precision": "week"}
    submit_verified(house, *several(4, occurred=old), apart(4, occurred=week_of(20)))
    run(house)

    assert bases(house) == ["sector"] * 5


def test_a_place_does_not_depend_on_how_the_batch_is_cut(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(repository, "CHUNK", 2)
    submit_verified(house, *several(5))
    run(house)

    assert cells(house) == [CELL] * 5


def test_a_place_is_decided_once(house: Installation) -> None:
    """When the cell fills up later, the four that were shown by sector do not become finer."""
    early = submit_verified(house, *several(4))
    run(house)
    submit_verified(house, *several(6, first=10))
    for incident_id in early:
        move(house, incident_id, "in_review", "corroborated")
    assert run(house, DUE + WEEK) == PublishResult("2025-W23", 6, 4, 0)

    shown = {feature["id"]: feature["properties"] for feature in public_features(house)}
    ids = public_ids(house)
    assert {shown[ids[each]]["geometry_basis"] for each in early} == {"sector"}
    assert {shown[ids[each]]["status"] for each in early} == {"corroborated"}
    assert sorted(bases(house)) == ["cell"] * 6 + ["sector"] * 4


def test_a_shared_cell_that_empties_becomes_coarser_when_the_row_changes(
    house: Installation,
) -> None:
    *gone, stays = submit_verified(house, *several(5))
    run(house)
    for incident_id in gone:
        move(house, incident_id, "withdrawn")
    move(house, stays, "in_review", "corroborated")
    run(house, DUE + WEEK)
    assert bases(house) == ["sector"]

    submit_verified(house, *several(5, first=10))
    move(house, stays, "in_review", "verified")
    run(house, DUE + 2 * WEEK)
    # The others fill the cell again, and the one that was coarsened stays coarse.
    assert sorted(bases(house)) == ["cell"] * 5 + ["sector"]


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


def test_the_revision_moves_with_each_change_and_only_then(house: Installation) -> None:
    seen = [revision(house)]

    def moved() -> bool:
        seen.append(revision(house))
        return seen[-1] > seen[-2]

    run(house)
    assert not moved()
    first, second = submit(house, claim(), claim())
    assert not moved()
    run(house, TOO_EARLY)
    assert not moved()
    run(house)
    assert moved()
    run(house)
    assert not moved()
    verify(house, second)
    assert not moved()
    move(house, first, "withdrawn")
    assert moved()
    run(house, DUE + WEEK)
    assert moved()
    run(house, DUE + WEEK)
    assert not moved()
    remove_overstaying(house.database, DUE + WEEK)
    assert not moved()


def test_a_tightened_policy_holds_for_what_was_projected_before_it(house: Installation) -> None:
    submit(house, claim())

    assert run(house, policy=STRICT) == PublishResult(None, 0, 0, 0)
    assert public_features(house) == []


def test_a_tightened_policy_takes_away_what_it_forbids(house: Installation) -> None:
    _, reviewed = submit(house, claim(), claim())
    verify(house, reviewed)
    run(house)
    assert len(public_features(house)) == 2

    assert run(house, SAME_WEEK, STRICT).removed == 1
    assert list(public_ids(house)) == [reviewed]


def test_a_longer_delay_takes_away_what_is_too_young_for_it(house: Installation) -> None:
    submit(
        house,
        claim(),
        claim(occurred={"from": "2024-12-20", "to": "2025-05-14", "precision": "day"}),
    )
    old = {"from": "2024-05-14", "precision": "day"}
    (stays,) = submit(house, claim(occurred=old))
    assert run(house).added == 3
    patient = Policy(delay_days=Delay(moderate=60, high=60))

    assert run(house, SAME_WEEK, patient).removed == 2
    assert list(public_ids(house)) == [stays]


def test_the_order_of_rows_in_the_file_does_not_tell_the_order_of_events(
    house: Installation,
) -> None:
    days = [f"2025-05-{day}T0{day % 10}:00:00Z" for day in range(12, 19)]
    submit(house, *(claim(occurred={"from": day, "precision": "exact"}) for day in days))
    run(house)

    # Whole rows, so that the answer comes from the table and not from an index.
    stored = [row["id"] for row in reading(house, "SELECT * FROM feature_public")]
    assert stored == sorted(stored)


def test_a_cell_out_of_reach_does_not_stop_the_batch(house: Installation) -> None:
    edge = {"method": "gnss", "lon": 23.32, "lat": 51.1, "accuracy_m": 10}
    submit_verified(house, *several(5, location=edge))

    assert run(house).added == 5
    assert bases(house) == ["sector"] * 5


@pytest.mark.slow
def test_twelve_thousand_due_rows_are_published_in_chunks(house: Installation) -> None:
    locations = [IN_CELL, {"method": "sector", "sectors": ["NAR"]}, {"method": "border"}]
    submit(house, *(claim(location=locations[number % 3]) for number in range(12_000)))
    steps: list[tuple[int, int]] = []
    result = publish(house.database, house.policy, DUE, lambda done, of: steps.append((done, of)))

    assert result == PublishResult("2025-W22", 12_000, 0, 0)
    assert steps == [(5_000, 12_000), (10_000, 12_000), (12_000, 12_000)]
    (counted,) = reading(
        house,
        "SELECT count(*) AS rows, count(DISTINCT id) AS ids, count(lon) AS points "
        "FROM feature_public",
    )
    assert counted == {"rows": 12_000, "ids": 12_000, "points": 8_000}
    with house.database.reading() as session:
        assert repository.count_public(session) == 12_000


def test_the_fragment_agrees_with_its_columns(house: Installation) -> None:
    submit_verified(house, *several(5), apart(5, location={"method": "border"}))
    run(house)

    for row in reading(house, "SELECT * FROM feature_public"):
        feature = orjson.loads(row["feature"])
        shown = feature["properties"]
        assert feature["id"] == row["id"]
        for name in ("week", "undated", "type", "status", "sector", "cell"):
            assert shown[name] == row[name]
        for name in ("also", "equipment", "sectors"):
            assert shown[name] == orjson.loads(row[name])
        point = feature["geometry"] and feature["geometry"]["coordinates"]
        assert point == (None if row["lon"] is None else [row["lon"], row["lat"]])
