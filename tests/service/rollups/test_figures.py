"""What is added and what is taken away again leaves nothing, whatever lies between."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.projections.full import full_row
from service.rollups.figures import FigureKey, Figures, numbers_of
from tests.service.projections.stage import DEFAULT_POLICY, body, incident

LADDERS = {"kind": "ladder", "count": {"low": 2, "qualifier": "at_least"}, "by": "people_crossing"}
CUTTERS = {"kind": "wire_cutters", "by": "people_crossing"}
LASER = {"kind": "laser", "count": {"low": 9}, "by": "by_border_service"}


def full(**members: Any) -> dict[str, Any]:
    return full_row(incident(body(**members)), DEFAULT_POLICY)


ROWS = [
    full(),
    full(persons={"low": 3, "high": 8}, attempts={"low": 40}),
    full(equipment=[LADDERS, CUTTERS, LASER]),
    full(type="objects_thrown", location={"method": "sector", "sectors": ["BIA", "NAR"]}),
    full(occurred={"from": "2021-11", "precision": "month"}),
]


def summed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    figures = Figures()
    for row in rows:
        figures.add(row)
    return list(figures.rows())


def test_an_incident_is_counted_under_its_week_sector_type_and_status() -> None:
    (row,) = summed([ROWS[0]])
    assert FigureKey(row["period"], row["sector"], row["type"], row["status"]) == (
        "2025-W20", "BIA", "crossing_attempt", "received",
    )  # fmt: skip
    assert row["incidents"] == 1


def test_an_incident_without_a_week_is_counted_under_its_month() -> None:
    assert summed([ROWS[4]])[0]["period"] == "2021-11"


def test_what_is_told_of_several_sectors_is_counted_under_several() -> None:
    assert summed([ROWS[3]])[0]["sector"] == "several"


def test_items_are_those_that_people_crossing_held() -> None:
    (row,) = summed([ROWS[2]])
    items = [row[f"items_{part}"] for part in ("low", "high", "stated", "open_ended")]
    assert items == [2, 0, 1, 1]
    assert row["items_not_stated"] == 1


def test_a_number_that_is_not_stated_stands_beside_the_sum() -> None:
    (row,) = summed([ROWS[0], ROWS[1]])
    assert (row["persons_low"], row["persons_high"], row["persons_not_stated"]) == (3, 8, 1)
    assert (row["attempts_low"], row["attempts_not_stated"]) == (40, 1)


def test_an_encampment_is_a_state_and_no_event() -> None:
    assert summed([full(type="encampment")]) == []


def test_what_does_not_change_leaves_no_row() -> None:
    figures = Figures()
    figures.take(ROWS[1])
    figures.add({**ROWS[1], "feature": "looks different"})
    assert list(figures.rows()) == []


@given(st.lists(st.sampled_from(range(len(ROWS))), max_size=8), st.randoms())
def test_taking_away_is_the_opposite_of_adding(numbers: list[int], random: Any) -> None:
    stay = [number for number in numbers if random.random() < 0.5]
    go = list(numbers)
    for number in stay:
        go.remove(number)
    figures = Figures()
    for number in numbers:
        figures.add(ROWS[number])
    for number in go:
        figures.take(ROWS[number])
    assert list(figures.rows()) == summed([ROWS[number] for number in stay])


def test_every_number_has_a_name() -> None:
    figures = Figures()
    figures.add(ROWS[2])
    (key,) = figures.keys()
    assert list(figures.numbers(key).values()) == numbers_of(ROWS[2])
