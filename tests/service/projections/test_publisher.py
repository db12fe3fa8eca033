"""The weekly public batch: made once, complete, and the only thing that adds public rows."""

import orjson
import pytest
from sqlalchemy import update
from sqlmodel import col

from service.installation import Installation
from service.models import FeatureFull
from service.projections import repository
from service.projections.policy import Delay, Policy
from service.projections.publisher import PublishResult, publish, remove_overstaying
from tests.service.projections.batches import (
    DUE,
    SAME_WEEK,
    STRICT,
    TOO_EARLY,
    WEEK,
    bases,
    run,
)
from tests.service.projections.stage import (
    IN_CELL,
    apart,
    claim,
    move,
    public_features,
    public_ids,
    reading,
    revision,
    several,
    submit,
    submit_verified,
    verify,
)


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
