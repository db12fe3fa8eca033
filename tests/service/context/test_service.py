"""Entries of the context lane: a version per change, and the newest counts."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest

from service.context import service
from service.context.service import ContextQuestion, Deed
from service.errors import BodyInvalid, Missing, QueryInvalid, VersionStale
from service.installation import Installation
from tests.service.context.samples import entry
from tests.service.projections.stage import ON_SQLITE, reading

DEED = Deed("a1", "read in the gazette")
OTHER = Deed("a2", "the date was wrong")
EVERYTHING = ContextQuestion()
LAWS = ContextQuestion(kinds=("law",))


def add(house: Installation, **members: Any) -> str:
    return service.add(house.database, service.read_values(entry(**members)), DEED).id


def edit(house: Installation, entry_id: str, version: int, **members: Any) -> None:
    values = service.read_values(entry(**members))
    service.edit(house.database, entry_id, values, version, OTHER)


def withdraw(house: Installation, entry_id: str, version: int = 1) -> None:
    service.withdraw(house.database, entry_id, version, OTHER)


def listed(house: Installation, question: ContextQuestion = EVERYTHING) -> list[str]:
    page = service.list_entries(house.database, house.cursors, question, None, 100)
    return [row.dated for row in page.rows]


def between(house: Installation, first: str, last: str) -> list[dict[str, Any]]:
    days = date.fromisoformat(first), date.fromisoformat(last)
    with house.database.reading() as session:
        return service.entries_between(session, *days)


def test_an_entry_stands_at_once_under_a_random_id(house: Installation) -> None:
    entry_id = add(house)
    assert UUID(entry_id).version == 4
    assert listed(house) == ["2025-11-20"]
    (row,) = service.history(house.database, entry_id)
    assert (row.version, row.actor, row.reason) == (1, "a1", "read in the gazette")


def test_an_edit_is_a_further_version_and_the_earlier_one_stays(house: Installation) -> None:
    entry_id = add(house)
    edit(house, entry_id, 1, date="2025-11-21", titles={"en": "Three crossings opened"})

    assert listed(house) == ["2025-11-21"]
    first, second = service.history(house.database, entry_id)
    assert (first.dated, second.dated) == ("2025-11-20", "2025-11-21")
    assert first.titles == entry()["titles"]
    assert second.titles == {"en": "Three crossings opened"}
    assert (second.version, second.actor, second.reason) == (2, "a2", "the date was wrong")


def test_a_withdrawn_entry_leaves_and_stands_again_by_an_edit(house: Installation) -> None:
    entry_id = add(house)
    withdraw(house, entry_id)
    assert (listed(house), between(house, "2025-01-01", "2025-12-31")) == ([], [])
    edit(house, entry_id, 2)
    assert listed(house) == ["2025-11-20"]
    assert [row.withdrawn for row in service.history(house.database, entry_id)] == [
        False,
        True,
        False,
    ]


@pytest.mark.parametrize("change", [edit, withdraw])
@pytest.mark.parametrize("version", [1, 3])
def test_only_the_newest_version_is_changed(
    house: Installation, change: Callable[..., None], version: int
) -> None:
    entry_id = add(house)
    edit(house, entry_id, 1)
    with pytest.raises(VersionStale, match="version 2"):
        change(house, entry_id, version)
    assert len(service.history(house.database, entry_id)) == 2


@pytest.mark.parametrize("change", [edit, withdraw])
@ON_SQLITE
def test_an_entry_that_is_not_there_is_missing(
    house: Installation, change: Callable[..., None]
) -> None:
    with pytest.raises(Missing):
        change(house, str(uuid4()), 1)
    with pytest.raises(Missing):
        service.history(house.database, str(uuid4()))


def test_of_two_editors_at_once_one_wins(house: Installation) -> None:
    entry_id, start = add(house), Barrier(4)

    def try_to(number: int) -> bool:
        start.wait()
        try:
            edit(house, entry_id, 1, source=f"Gazette {number}")
        except VersionStale:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        done = list(pool.map(try_to, range(4)))
    assert done.count(True) == 1
    last = service.history(house.database, entry_id)[-1]
    assert (last.version, last.source) == (2, f"Gazette {done.index(True)}")


def test_every_change_is_recorded_with_its_version_alone(house: Installation) -> None:
    entry_id = add(house, source="Zmyslozrodlo")
    edit(house, entry_id, 1)
    withdraw(house, entry_id, 2)

    entries = reading(house, "SELECT * FROM audit_entry ORDER BY id")
    assert [(each["action"], each["actor"], each["subject"]) for each in entries] == [
        ("context.added", "a1", entry_id),
        ("context.edited", "a2", entry_id),
        ("context.withdrawn", "a2", entry_id),
    ]
    told = [each["details"].replace(" ", "") for each in entries]
    assert told == ['{"version":1}', '{"version":2}', '{"version":3}']


def test_entries_between_two_days_share_a_day_with_them(house: Installation) -> None:
    add(house, date="2025-11-20")
    add(house, date="2025-10", date_precision="month")
    add(house, date="2025-10", date_precision="season")
    add(house, date="2025", date_precision="year")
    add(house, date="2025-12-01")

    def found(first: str, last: str) -> list[tuple[str, str]]:
        rows = between(house, first, last)
        return [(row["date"], row["date_precision"]) for row in rows]

    assert found("2025-11-20", "2025-11-30") == [
        ("2025", "year"), ("2025-10", "season"), ("2025-11-20", "day"),
    ]  # fmt: skip
    assert found("2025-10-31", "2025-10-31") == [
        ("2025", "year"), ("2025-10", "season"), ("2025-10", "month"),
    ]  # fmt: skip
    assert found("2024-12-31", "2024-12-31") == []


def test_a_row_for_a_release_has_these_members_in_every_language_there_is(
    house: Installation,
) -> None:
    add(house, titles={"be": "Адкрыццё", "en": "Opening", "pl": "Otwarcie"})
    (row,) = between(house, "2025-11-20", "2025-11-20")
    assert list(row["titles"]) == ["pl", "en", "be"]
    assert row == {
        "date": "2025-11-20",
        "date_precision": "day",
        "kind": "border_regime",
        "titles": {"pl": "Otwarcie", "en": "Opening", "be": "Адкрыццё"},
        "source": "Official gazette",
    }


def test_pages_hold_each_entry_once(house: Installation) -> None:
    for day in ("20", "20", "20", "21", "22"):
        add(house, date=f"2025-11-{day}")
    seen, cursor = [], None
    while True:
        page = service.list_entries(house.database, house.cursors, EVERYTHING, cursor, 2)
        seen += [(row.first_day, row.id) for row in page.rows]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert len(set(seen)) == 5
    assert seen == sorted(seen)


@ON_SQLITE
def test_a_cursor_of_another_question_is_refused(house: Installation) -> None:
    for _ in range(2):
        add(house)
    cursor = service.list_entries(house.database, house.cursors, EVERYTHING, None, 1).next_cursor
    with pytest.raises(QueryInvalid):
        service.list_entries(house.database, house.cursors, LAWS, cursor, 1)


@ON_SQLITE
def test_a_list_is_narrowed_by_kind_and_days(house: Installation) -> None:
    add(house)
    add(house, date="2025-06", date_precision="month", kind="law")
    assert listed(house, LAWS) == ["2025-06"]
    assert listed(house, ContextQuestion(first=date(2025, 7, 1))) == ["2025-11-20"]
    assert listed(house, ContextQuestion(last=date(2025, 6, 1))) == ["2025-06"]


@ON_SQLITE
@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"titles": {}}, "titles", "one language at least"),
        ({"titles": {"en": None}}, "titles", "one language at least"),
        ({"titles": {"ru": "Открытие"}}, "titles.?", "not a member"),
        ({"titles": {"en": "  "}}, "titles.en", "only blanks"),
        ({"titles": {"en": "a\u202eb"}}, "titles.en", "changes direction"),
        ({"titles": {"en": "x" * 201}}, "titles.en", "too long"),
        ({"titles": {"en": "Closed due to drones"}}, "titles", "“due to”"),
        ({"kind": "cause"}, "kind", "not a code"),
        ({"date": "2025-11"}, "body", "`date` is not written like 2025-11-21"),
        ({"date_precision": "week"}, "date_precision", "not a code"),
        ({"source": ""}, "source", "too short"),
        ({"source_url": "javascript:1"}, "source_url", "form"),
    ],
)
def test_an_entry_that_cannot_be_is_explained(
    house: Installation, change: dict[str, Any], field: str, said: str
) -> None:
    with pytest.raises(BodyInvalid) as caught:
        add(house, **change)
    (problem,) = caught.value.problems
    assert (problem.field, said in problem.wrong) == (field, True), problem
    assert listed(house) == []


@ON_SQLITE
def test_a_title_is_one_line(house: Installation) -> None:
    entry_id = add(house, titles={"en": " Two\ncrossings \t opened "})
    (row,) = service.history(house.database, entry_id)
    assert row.titles == {"en": "Two crossings opened"}
