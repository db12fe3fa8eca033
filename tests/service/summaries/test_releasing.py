"""Vintages one after another: which step they take, what they say has changed, who asks again."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from service.errors import QueryInvalid, ReleaseConflict, ReleaseMissing
from service.incidents.merge import merge
from service.incidents.saving import Deed
from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.releasing import ReleaseResult, release_week
from service.summaries.schedule import due_on
from service.summaries.service import compare_releases, get_release, release_calendar
from service.weeks import local_midnight
from tests.service.projections.stage import claim, move, submit, verify

WEEK = "2025-W20"
FIRST, SECOND, FINAL = (
    local_midnight(due_on(WEEK, step)) + timedelta(hours=9) for step in ("first", "second", "final")
)
TODAY = date(2025, 12, 1)


def release(house: Installation, now: datetime, **how: Any) -> ReleaseResult:
    publish(house.database, house.policy, now)
    order = {"actor": "desk", "reason": "weekly", **how}
    return release_week(house.database, house.policy, WEEK, now=now, **order)


def document(house: Installation, vintage: int) -> dict[str, Any]:
    return get_release(house.database, WEEK, TODAY, vintage=vintage).read()


def classes(changes: list[dict[str, Any]]) -> set[str]:
    return {each for row in changes for each in row["classes"]}


def test_each_scheduled_step_is_a_vintage_even_if_nothing_changed(house: Installation) -> None:
    submit(house, claim())
    made = [release(house, now) for now in (FIRST, SECOND, FINAL)]
    assert [(each.vintage, each.created) for each in made] == [(1, True), (2, True), (3, True)]
    said = [document(house, vintage) for vintage in (1, 2, 3)]
    assert [each["schedule"] for each in said] == ["first", "second", "final"]
    assert [each["status"] for each in said] == ["provisional", "revised", "final"]
    assert [each["changes"] for each in said] == [[], [], []]


def test_between_the_steps_only_what_is_new_makes_a_vintage(house: Installation) -> None:
    submit(house, claim())
    release(house, FIRST)
    again = release(house, FIRST + timedelta(days=2))
    assert (again.vintage, again.created) == (1, False)
    submit(house, claim(type="objects_thrown"))
    new = release(house, FIRST + timedelta(days=7), reason="because a report came late")
    assert (new.vintage, new.created) == (2, True)
    assert document(house, 2)["schedule"] == "unscheduled"


def test_what_changed_is_told_with_its_class(house: Installation) -> None:
    kept, gone = submit(house, claim(), claim(type="objects_thrown", persons={"low": 3}))
    release(house, FIRST)
    move(house, gone, "withdrawn")
    verify(house, kept)
    submit(house, claim(location={"method": "sector", "sectors": ["WLO"]}))
    release(house, SECOND)

    changes = document(house, 2)["changes"]
    of = {
        (row["series"], row["sector"], row["type"]): row
        for row in changes
        if row["table"] == "cells" and row["measure"] == "incidents"
    }
    thrown = of["reported", "BIA", "objects_thrown"]
    assert (thrown["before"], thrown["after"], thrown["classes"]) == (1, None, ["left"])
    assert of["headline", "BIA", "_T"]["classes"] == ["grading"]
    assert of["reported", "WLO", "_T"]["classes"] == ["late_report"]
    exact = compare_releases(house.database, WEEK, 1, 2, exact=True)["changes"]
    assert classes(exact) == {"withdrawal", "grading", "late_report"}
    assert compare_releases(house.database, WEEK, 1, 2, exact=False)["changes"] == changes


def test_everyone_is_told_alike_of_what_left_whyever_it_did(house: Installation) -> None:
    """A cell of one record would tell of that record why it left."""
    told = []
    for away in ("withdrawn", "rejected", "merged"):
        one, other = submit(house, claim(type="arson"), claim(type="arson"))
        verify(house, one, other)
        before = release(house, SECOND + timedelta(days=7 * len(told)))
        if away == "merged":
            deed = Deed("ann", "the same night", "incident.merged")
            merge(house.database, house.policy, one, other, deed)
        else:
            move(house, one, *(["in_review"] if away == "rejected" else []), away)
        move(house, other, "withdrawn")
        after = release(house, SECOND + timedelta(days=7 * len(told) + 1))
        found = compare_releases(house.database, WEEK, before.vintage, after.vintage, exact=False)
        told.append(classes(found["changes"]))
    assert told == [{"left"}] * 3


def test_a_difference_over_several_vintages_is_that_of_all_of_them(house: Installation) -> None:
    (gone,) = submit(house, claim())
    release(house, FIRST)
    submit(house, claim())
    release(house, SECOND)
    move(house, gone, "withdrawn")
    release(house, FINAL)
    both = compare_releases(house.database, WEEK, 1, 3, exact=True)
    # One came and one left: no number is another one.
    assert both["changes"] == []
    assert (both["from"]["vintage"], both["to"]["vintage"]) == (1, 3)


def test_a_vintage_that_is_not_there_has_no_difference(house: Installation) -> None:
    submit(house, claim())
    release(house, FIRST)
    with pytest.raises(ReleaseMissing):
        compare_releases(house.database, WEEK, 1, 2, exact=False)


def test_a_day_shows_the_vintage_that_was_the_newest_when_it_ended(house: Installation) -> None:
    submit(house, claim())
    for now in (FIRST, SECOND, FINAL):
        release(house, now)

    def as_of(day: date) -> int:
        return get_release(house.database, WEEK, TODAY, as_of=day).vintage

    assert as_of(due_on(WEEK, "first")) == 1
    assert as_of(due_on(WEEK, "second") - timedelta(days=1)) == 1
    assert as_of(due_on(WEEK, "second")) == 2
    assert as_of(TODAY) == 3
    with pytest.raises(ReleaseMissing):
        as_of(due_on(WEEK, "first") - timedelta(days=1))


def test_a_repeated_request_is_told_the_same_and_writes_nothing(house: Installation) -> None:
    submit(house, claim())
    first = release(house, FIRST, idempotency_key="one")
    submit(house, claim())
    again = release(house, SECOND, idempotency_key="one")
    assert again == first
    other = release(house, SECOND, idempotency_key="two")
    assert (other.vintage, other.created) == (2, True)


def test_a_key_asks_for_one_thing_and_belongs_to_one_caller(house: Installation) -> None:
    submit(house, claim())
    release(house, FIRST, idempotency_key="one")
    with pytest.raises(ReleaseConflict):
        release(house, SECOND, idempotency_key="one", reason="another one")
    assert release(house, SECOND, idempotency_key="one", actor="another").created


def test_the_calendar_names_the_vintage_of_each_step_that_was_taken(house: Installation) -> None:
    submit(house, claim())
    release(house, FIRST)
    days = release_calendar(house.database, due_on(WEEK, "first"), due_on(WEEK, "second"))
    own = [row for row in days if row["week"] == WEEK]
    assert own == [
        {"on": "2025-05-27", "week": WEEK, "schedule": "first", "vintage": 1},
        {"on": "2025-06-24", "week": WEEK, "schedule": "second", "vintage": None},
    ]


def test_a_week_that_is_not_over_cannot_be_released(house: Installation) -> None:
    with pytest.raises(QueryInvalid):
        release(house, datetime(2025, 5, 26, 9, tzinfo=UTC))
