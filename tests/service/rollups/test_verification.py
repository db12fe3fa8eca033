"""`miedza summary --verify` names every number that is not what the incidents say."""

from sqlalchemy import text

from service.installation import Installation
from service.rollups import service as rollups
from service.rollups.verification import Difference, verify
from tests.service.projections.stage import body, submit

CELL = ("2025-W20", "BIA", "crossing_attempt", "received")


def spoil(house: Installation, statement: str) -> None:
    with house.database.writing() as session:
        session.execute(text(statement))


def test_an_empty_house_is_right(house: Installation) -> None:
    assert verify(house.database).is_right


def test_folded_or_not_the_figures_agree(house: Installation) -> None:
    submit(house, body(), body(persons={"low": 5, "high": 9}))
    rollups.keep_up(house.database)
    submit(house, body(occurred={"from": "2025", "precision": "year"}))
    found = verify(house.database)
    assert (found.is_right, found.incidents, found.cells) == (True, 3, 2)


def test_a_number_that_was_changed_is_named(house: Installation) -> None:
    submit(house, body(persons={"low": 5, "high": 9}))
    rollups.keep_up(house.database)
    spoil(house, "UPDATE figure_rollup SET persons_high = 10")
    assert verify(house.database).differences == (Difference(*CELL, "persons_high", 10, 9),)


def test_a_cell_that_was_lost_is_named(house: Installation) -> None:
    submit(house, body())
    spoil(house, "DELETE FROM figure_delta")
    named = {each.measure: (each.kept, each.counted) for each in verify(house.database).differences}
    assert named == {
        "incidents": (0, 1), "attempts_not_stated": (0, 1), "persons_not_stated": (0, 1),
    }  # fmt: skip


def test_a_cell_that_nobody_counted_is_named(house: Installation) -> None:
    submit(house, body())
    rollups.keep_up(house.database)
    spoil(house, "UPDATE figure_rollup SET period = '2025-W21'")
    named = {(each.period, each.measure) for each in verify(house.database).differences}
    assert {("2025-W20", "incidents"), ("2025-W21", "incidents")} <= named


def test_an_incident_that_the_projection_missed_is_named(house: Installation) -> None:
    (incident_id,) = submit(house, body())
    spoil(house, f"UPDATE incident SET sector = 'NAR' WHERE id = '{incident_id}'")  # noqa: S608
    named = {(each.sector, each.measure) for each in verify(house.database).differences}
    assert {("BIA", "incidents"), ("NAR", "incidents")} <= named
