"""Totals of other sources: written once, corrected by a further row, shown beside a week."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import uuid4

import pytest

from service.errors import Missing, QueryInvalid, TotalIllegal
from service.installation import Installation
from service.models import OfficialTotal
from service.official import service
from service.official.service import TotalQuestion
from service.vocabulary import codes
from tests.service.official.samples import PAGE, total
from tests.service.projections.stage import ON_SQLITE, reading

WEEK = "2025-W47"
EVERYTHING = TotalQuestion()


def record(house: Installation, *contents: dict[str, Any]) -> list[tuple[OfficialTotal, bool]]:
    totals = [service.read_total(content) for content in contents]
    return service.record(house.database, totals, actor="a1", reason="read in the press")


def one(house: Installation, **members: Any) -> str:
    ((row, new),) = record(house, total(**members))
    assert new
    return row.id


def correct(house: Installation, total_id: str, **members: Any) -> str:
    changed = service.read_total(total(**members))
    row = service.correct(house.database, total_id, changed, actor="a2", reason="misread")
    return row.id


def withdraw(house: Installation, total_id: str) -> str:
    return service.withdraw(house.database, total_id, actor="a2", reason="not theirs").id


def beside(house: Installation, week: str = WEEK) -> list[dict[str, Any]]:
    with house.database.reading() as session:
        return service.beside_week(session, week)


def public(house: Installation, question: TotalQuestion = EVERYTHING) -> list[int]:
    page = service.list_public(house.database, house.cursors, question, None, 100)
    return [row.value for row in page.rows]


def source(**members: Any) -> dict[str, Any]:
    return {"title": "Figures", "url": PAGE, "document_date": "2025-11-30", **members}


def test_the_same_number_of_the_same_document_is_stored_once(house: Installation) -> None:
    ((first, new),) = record(house, total())
    assert new
    again = [
        total(stated="in other words"),
        total(source=source(title="Another title")),
        total(source=source(url=f"{PAGE}?utm_source=feed#top")),
        total(source=source(url=PAGE.replace("https://www.", "http://"))),
    ]
    for content in again:
        ((row, new),) = record(house, content)
        assert (row.id, new) == (first.id, False)
    assert len(reading(house, "SELECT id FROM official_total")) == 1


@pytest.mark.parametrize(
    "change",
    [
        {"value": 207},
        {"measure": "detentions"},
        {"unit": "persons"},
        {"claimant": "by_authority"},
        {"qualifier": "about"},
        {"day_basis": "24h_to_morning"},
        {"area": {"type": "division", "code": "PODLASKI"}},
        {"to": "2025-11-19"},
        {"source": source(url=f"{PAGE}/2")},
        {"source": source(url=None)},
    ],
)
@ON_SQLITE
def test_whatever_else_is_said_is_another_total(
    house: Installation, change: dict[str, Any]
) -> None:
    stored = record(house, total(), total(**change))
    assert [new for _, new in stored] == [True, True]
    assert len({row.id for row, _ in stored}) == 2


def test_each_recording_is_one_entry_with_a_digest_and_no_word(house: Installation) -> None:
    ids = sorted(row.id for row, _ in record(house, total(), total(value=3, stated="Zmyslo")))
    record(house, total())

    (entry,) = reading(house, "SELECT action, actor, subject, details FROM audit_entry")
    assert (entry["action"], entry["actor"], entry["subject"]) == ("total.recorded", "a1", ids[0])
    assert '"totals":2' in entry["details"].replace(" ", "")
    assert "Zmyslo" not in entry["details"]
    assert "rmf24" not in entry["details"]


def test_a_correction_stands_in_the_place_of_what_it_corrects(house: Installation) -> None:
    first = one(house)
    second = correct(house, first, value=260)
    third = correct(house, second)

    assert public(house) == [206]
    rows = service.history(house.database, second)
    assert [row.id for row in rows] == [first, second, third]
    assert [row.value for row in rows] == [206, 260, 206]
    assert [row.supersedes for row in rows] == [None, first, second]
    assert {row.first_id for row in rows} == {first}
    assert [(row.actor, row.reason) for row in rows][1:] == [("a2", "misread")] * 2


def test_what_was_corrected_and_comes_again_changes_nothing(house: Installation) -> None:
    first = one(house)
    correct(house, first, value=260)
    ((row, new),) = record(house, total())
    assert (row.id, new) == (first, False)
    assert public(house) == [260]


def test_a_withdrawn_total_leaves_every_public_answer_and_its_rows_stay(
    house: Installation,
) -> None:
    first = one(house)
    last = withdraw(house, first)

    assert (public(house), beside(house)) == ([], [])
    everything = service.list_all(house.database, house.cursors, EVERYTHING, None, 100).rows
    assert [(row.id, row.withdrawn, row.value) for row in everything] == [(last, True, 206)]
    record(house, total())
    assert public(house) == []


def test_a_withdrawn_total_stands_again_by_a_correction(house: Installation) -> None:
    last = withdraw(house, one(house))
    with pytest.raises(TotalIllegal, match="withdrawn already"):
        withdraw(house, last)
    again = correct(house, last)
    assert public(house) == [206]
    withdraw(house, again)
    assert public(house) == []


def test_only_the_newest_row_can_be_superseded(house: Installation) -> None:
    first = one(house)
    second = correct(house, first, value=260)
    for act in (lambda: correct(house, first, value=1), lambda: withdraw(house, first)):
        with pytest.raises(TotalIllegal, match=second):
            act()
    assert public(house) == [260]


@pytest.mark.parametrize("act", ["correct", "withdraw", "history"])
@ON_SQLITE
def test_a_row_that_is_not_there_is_missing(house: Installation, act: str) -> None:
    with pytest.raises(Missing):
        {
            "correct": lambda: correct(house, str(uuid4())),
            "withdraw": lambda: withdraw(house, str(uuid4())),
            "history": lambda: service.history(house.database, str(uuid4())),
        }[act]()


def test_of_two_corrections_at_once_one_stands(house: Installation) -> None:
    first, start = one(house), Barrier(4)

    def try_to(value: int) -> bool:
        start.wait()
        try:
            correct(house, first, value=value)
        except TotalIllegal:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(try_to, (1, 2, 3, 4)))
    assert done.count(True) == 1
    assert public(house) == [done.index(True) + 1]


def test_the_same_recorded_at_once_is_stored_once(house: Installation) -> None:
    start = Barrier(4)

    def add(_: int) -> list[bool]:
        start.wait()
        return [new for _, new in record(house, total(), total(value=7))]

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(add, range(4)))
    assert sorted(told) == [[False, False]] * 3 + [[True, True]]
    assert len(reading(house, "SELECT id FROM official_total")) == 2


@pytest.mark.parametrize("claimant", codes("source_type"))
@ON_SQLITE
def test_only_what_stands_in_public_already_is_public(house: Installation, claimant: str) -> None:
    one(house, claimant=claimant)
    one(house, claimant=claimant, value=9, source=source(url=None))
    expected = claimant in ("pl_authority", "by_authority", "eu_agency", "media")
    assert public(house) == ([206] if expected else [])
    assert len(beside(house)) == expected
    assert len(service.list_all(house.database, house.cursors, EVERYTHING, None, 100).rows) == 2


def test_a_total_stands_beside_each_week_that_its_period_touches(house: Installation) -> None:
    one(house, **{"from": "2025-11-14"}, to="2025-11-17")

    (row,) = beside(house)
    assert (row["lane"], row["days_of_week"]) == ("days", 1)
    (before,) = beside(house, "2025-W46")
    assert before["days_of_week"] == 3
    assert beside(house, "2025-W45") == beside(house, "2025-W48") == []


def test_a_total_without_an_end_reaches_no_week_after_its_document(house: Installation) -> None:
    one(house, **{"from": "2025-01-01"}, to=None, source=source(document_date="2025-11-19"))

    (row,) = beside(house)
    assert (row["to"], row["lane"], row["days_of_week"]) == (None, "year", 3)
    assert beside(house, "2025-W48") == []


def test_a_row_beside_a_week_has_these_members_and_no_word_of_staff(house: Installation) -> None:
    one(house, stated="Zmyslo")
    assert beside(house) == [
        {
            "claimant": "pl_authority",
            "measure": "crossing_attempts",
            "unit": "attempts",
            "area_type": "border",
            "area": None,
            "from": "2025-11-18",
            "to": "2025-11-18",
            "day_basis": "calendar",
            "value": 206,
            "qualifier": "exact",
            "lane": "days",
            "days_of_week": 1,
            "source_title": "Figures of a day",
            "source_url": PAGE,
        }
    ]


def test_rows_beside_a_week_stand_in_one_order_however_they_came(house: Installation) -> None:
    year = {"from": "2025-01-01", "to": None}
    month = {"from": "2025-11-01", "to": "2025-11-30"}
    contents = [
        total(),
        total(value=3, measure="detentions"),
        total(area={"type": "division", "code": "PODLASKI"}),
        total(**{"from": "2025-11-19"}, to="2025-11-19"),
        total(**month),
        total(**year),
    ]
    for order in (contents[::-1], contents[3:] + contents[:3]):
        record(house, *order)
    found = [(row["lane"], row["from"], row["area_type"], row["measure"]) for row in beside(house)]
    assert found == [
        ("days", "2025-11-18", "border", "crossing_attempts"),
        ("days", "2025-11-18", "border", "detentions"),
        ("days", "2025-11-18", "division", "crossing_attempts"),
        ("days", "2025-11-19", "border", "crossing_attempts"),
        ("month", "2025-11-01", "border", "crossing_attempts"),
        ("year", "2025-01-01", "border", "crossing_attempts"),
    ]


def test_two_numbers_for_one_period_stand_side_by_side(house: Installation) -> None:
    one(house)
    one(house, value=260, source=source(url=f"{PAGE}/2"))
    assert sorted(row["value"] for row in beside(house)) == [206, 260]


def pages(house: Installation, limit: int) -> Iterator[list[str]]:
    cursor = None
    while True:
        page = service.list_public(house.database, house.cursors, EVERYTHING, cursor, limit)
        yield [row.id for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            return


def test_pages_hold_each_total_once_in_the_order_of_periods(house: Installation) -> None:
    contents = [
        total(**{"from": f"2025-11-{day:02}"}, to="2025-11-20", value=value)
        for day in (10, 11, 12)
        for value in (1, 2, 3)
    ]
    record(house, *contents)
    (whole,) = pages(house, 100)
    assert len(whole) == 9
    assert [each for page in pages(house, 2) for each in page] == whole
    rows = service.list_public(house.database, house.cursors, EVERYTHING, None, 100).rows
    assert [row.from_day.day for row in rows] == [10, 10, 10, 11, 11, 11, 12, 12, 12]


def test_a_cursor_of_another_list_is_refused(house: Installation) -> None:
    record(house, total(), total(value=2))
    cursor = service.list_public(house.database, house.cursors, EVERYTHING, None, 1).next_cursor
    with pytest.raises(QueryInvalid):
        service.list_all(house.database, house.cursors, EVERYTHING, cursor, 1)
    for other in (TotalQuestion(measures=("deaths",)), TotalQuestion(claimants=("media",))):
        with pytest.raises(QueryInvalid):
            service.list_public(house.database, house.cursors, other, cursor, 1)


def test_a_list_is_narrowed_by_claimant_measure_and_period(house: Installation) -> None:
    one(house)
    one(house, value=1, claimant="media")
    one(house, value=2, measure="deaths", unit="persons")
    one(house, **{"from": "2025-10-01"}, to="2025-10-31", value=3)
    day = service.read_total(total()).first
    assert public(house, TotalQuestion(claimants=("media",))) == [1]
    assert public(house, TotalQuestion(measures=("deaths",))) == [2]
    assert sorted(public(house, TotalQuestion(first=day))) == [1, 2, 206]
    assert public(house, TotalQuestion(last=day.replace(day=1))) == [3]
