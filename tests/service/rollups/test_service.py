"""The rollup and what waits to be folded are always what the full rows add up to."""

from typing import Any

from sqlalchemy import text

from service.installation import Installation
from service.rollups import service as rollups
from service.rollups.figures import VERSION
from service.rollups.verification import verify
from service.worker import Chores, utc_now
from tests.service.projections.stage import body, move, reading, submit

Counted = dict[tuple[str, ...], int]
THERE = ("2025-W20", "BIA", "crossing_attempt")


def incidents(house: Installation, first: str = "2025-W20", last: str = "2025-W20") -> Counted:
    with house.database.reading() as session:
        found = rollups.figures_between(session, first, last).incidents()
    return {tuple(key): number for key, number in found}


def waiting(house: Installation) -> int:
    (row,) = reading(house, "SELECT count(*) AS number FROM figure_delta")
    number: int = row["number"]
    return number


def folded(house: Installation) -> list[dict[str, Any]]:
    return reading(house, "SELECT * FROM figure_rollup ORDER BY period, sector, type, status")


def unmake(house: Installation) -> None:
    """As it is after an upgrade, before anything was added up."""
    with house.database.writing() as session:
        for statement in (
            "DELETE FROM figure_delta",
            "DELETE FROM figure_rollup",
            "UPDATE rollup_state SET version = 0",
        ):
            session.execute(text(statement))


def test_a_new_incident_counts_before_anything_is_folded(house: Installation) -> None:
    submit(house, body(), body(type="objects_thrown"))
    assert folded(house) == []
    assert incidents(house) == {
        (*THERE, "received"): 1,
        ("2025-W20", "BIA", "objects_thrown", "received"): 1,
    }


def test_folding_changes_no_answer_and_leaves_nothing_waiting(house: Installation) -> None:
    submit(house, *(body(persons={"low": number}) for number in range(5)))
    before = incidents(house)
    assert rollups.keep_up(house.database) == 1
    assert waiting(house) == 0
    assert incidents(house) == before
    assert folded(house)[0]["persons_low"] == 10
    assert rollups.keep_up(house.database) == 0


def test_a_change_moves_the_incident_and_is_added_to_what_is_folded(house: Installation) -> None:
    (incident_id, _) = submit(house, body(), body())
    rollups.keep_up(house.database)
    move(house, incident_id, "in_review")
    expected = {(*THERE, "received"): 1, (*THERE, "in_review"): 1}
    assert incidents(house) == expected
    rollups.keep_up(house.database)
    assert incidents(house) == expected


def test_what_is_rejected_leaves_the_figures(house: Installation) -> None:
    (incident_id,) = submit(house, body())
    rollups.keep_up(house.database)
    move(house, incident_id, "in_review", "rejected")
    rollups.keep_up(house.database)
    assert incidents(house) == {}
    assert verify(house.database).is_right


def test_weeks_are_read_without_the_months_and_years_between_them(house: Installation) -> None:
    submit(
        house,
        body(occurred={"from": "2025-12-30", "precision": "day"}),
        body(occurred={"from": "2025-07", "precision": "month"}),
        body(occurred={"from": "2025", "precision": "year"}),
        body(occurred={"from": "2026", "precision": "year"}),
    )
    assert {key[0] for key in incidents(house, "2025-W10", "2026-W30")} == {"2026-W01"}
    with house.database.reading() as session:
        undated = rollups.figures_of_undated(session, ["2025-07", "2025"]).incidents()
    assert sorted(key.period for key, _ in undated) == ["2025", "2025-07"]


def test_a_long_tail_is_folded_slice_by_slice(house: Installation, monkeypatch: Any) -> None:
    monkeypatch.setattr(rollups, "SLICE", 2)
    for number in range(5):
        submit(house, body(persons={"low": number}))
    assert rollups.fold(house.database) == 5
    assert (waiting(house), folded(house)[0]["incidents"]) == (0, 5)


def test_the_worker_folds_in_its_round(house: Installation) -> None:
    submit(house, body())
    Chores(house).run(utc_now())
    assert waiting(house) == 0
    assert folded(house)[0]["incidents"] == 1


def test_until_it_is_made_the_figures_are_counted_from_the_rows(house: Installation) -> None:
    submit(house, body(), body(occurred={"from": "2025-05", "precision": "month"}))
    expected = incidents(house)
    unmake(house)
    assert incidents(house) == expected
    with house.database.reading() as session:
        undated = dict(rollups.figures_of_undated(session, ["2025-05"]).incidents())
    assert list(undated.values()) == [1]
    assert not verify(house.database).made


def test_the_worker_makes_it_where_it_is_missing(house: Installation) -> None:
    submit(house, body(), body(type="pushback"))
    expected = incidents(house)
    unmake(house)
    submit(house, body(type="tunnel"))
    Chores(house).run(utc_now())
    assert reading(house, "SELECT version FROM rollup_state") == [{"version": VERSION}]
    assert incidents(house) == {**expected, ("2025-W20", "BIA", "tunnel", "received"): 1}
    assert verify(house.database).is_right


def test_making_it_anew_mends_what_was_wrong(house: Installation) -> None:
    submit(house, body())
    with house.database.writing() as session:
        session.execute(text("UPDATE figure_delta SET incidents = 7"))
    told: list[tuple[int, int | None]] = []
    rollups.rebuild(house.database, lambda done, total: told.append((done, total)))
    assert incidents(house) == {(*THERE, "received"): 1}
    assert told == [(1, 1)]
