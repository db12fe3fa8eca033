"""The worker makes scheduled releases ready; a person, or a setting, lets them out."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from threading import Barrier

import pytest

from service.errors import ReleaseMissing, ReleaseUnsafe
from service.incidents.saving import Deed
from service.incidents.sensitivity import set_sensitivity
from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.preparing import list_prepared, prepare_due
from service.summaries.releasing import release_week
from service.summaries.schedule import due_on
from service.summaries.service import get_release, list_releases
from service.weeks import local_midnight
from tests.service.projections.stage import claim, submit, verify

WEEK = "2025-W20"
FIRST, SECOND = (
    local_midnight(due_on(WEEK, step)) + timedelta(hours=9) for step in ("first", "second")
)


def prepared(house: Installation) -> list[tuple[str, str, int]]:
    return [(each.week, each.step, each.changed_cells) for each in list_prepared(house.database)]


def test_what_is_due_waits_for_an_analyst_and_is_not_out(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    done = prepare_due(house.database, house.policy, FIRST, automatic=False)
    assert (WEEK, "first") in done
    assert (WEEK, "first", 0) in prepared(house)
    with pytest.raises(ReleaseMissing):
        get_release(house.database, WEEK, date(2025, 6, 1))


def test_a_confirmed_release_waits_no_more(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    prepare_due(house.database, house.policy, FIRST, automatic=False)
    release_week(house.database, house.policy, WEEK, now=FIRST, actor="ann", reason="weekly")
    assert [each for each in prepared(house) if each[0] == WEEK] == []
    again = prepare_due(house.database, house.policy, FIRST, automatic=False)
    assert (WEEK, "first") not in again


def test_the_next_step_says_how_many_cells_it_would_change(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    release_week(house.database, house.policy, WEEK, now=FIRST, actor="ann", reason="weekly")
    submit(house, claim(type="objects_thrown"))
    publish(house.database, house.policy, SECOND)
    prepare_due(house.database, house.policy, SECOND, automatic=False)
    ((_, _, changed),) = [each for each in prepared(house) if each[0] == WEEK]
    assert changed > 0


def set_level(house: Installation, incident_id: str, level: str, *actors: str) -> None:
    for actor in actors:
        deed = Deed(actor, "told by all of them", "incident.sensitivity")
        set_sensitivity(house.database, house.policy, incident_id, level, deed)


def test_a_release_that_would_tell_too_much_is_refused_and_waits_with_the_reason(
    house: Installation,
) -> None:
    """Records that were counted as severe before leave too few for the rest."""
    counted = submit(house, *(claim() for _ in range(6)))
    verify(house, *counted)
    for incident_id in counted:
        set_level(house, incident_id, "severe", "ann")
    publish(house.database, house.policy, FIRST)
    release_week(house.database, house.policy, WEEK, now=FIRST, actor="ann", reason="weekly")
    for incident_id in counted[:3]:
        set_level(house, incident_id, "moderate", "ann", "bo")
    publish(house.database, house.policy, SECOND)
    prepare_due(house.database, house.policy, SECOND, automatic=True)
    ((_, step, problem),) = [
        (each.week, each.step, each.problem)
        for each in list_prepared(house.database)
        if each.week == WEEK
    ]
    assert (step, problem) == ("second", "release_unsafe")
    with pytest.raises(ReleaseUnsafe):
        release_week(house.database, house.policy, WEEK, now=SECOND, actor="ann", reason="weekly")


def test_by_setting_the_worker_releases_and_says_so(house: Installation) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    prepare_due(house.database, house.policy, FIRST, automatic=True)
    said = get_release(house.database, WEEK, date(2025, 6, 1)).read()
    assert (said["schedule"], said["reason"]) == ("first", "scheduled release")
    assert prepared(house) == []


@pytest.mark.parametrize("automatic", [False, True])
def test_several_workers_at_once_make_one_thing_ready(house: Installation, automatic: bool) -> None:
    submit(house, claim())
    publish(house.database, house.policy, FIRST)
    together = Barrier(4)

    def work(_: int) -> None:
        together.wait()
        prepare_due(house.database, house.policy, FIRST, automatic=automatic)

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(4)))

    vintages = [each for each in list_releases(house.database, 10) if each.week == WEEK]
    waiting = [each for each in prepared(house) if each[0] == WEEK]
    assert (len(vintages), len(waiting)) == ((1, 0) if automatic else (0, 1))


def test_weeks_from_before_the_first_record_are_not_released(house: Installation) -> None:
    assert prepare_due(house.database, house.policy, FIRST, automatic=True) == []
