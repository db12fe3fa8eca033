"""The history says what changed, and brings every earlier state back."""

from datetime import UTC, date, datetime
from types import SimpleNamespace
from typing import Any, cast

from hypothesis import given
from hypothesis import strategies as st

from service.incidents.facts import GROUPS
from service.incidents.history import changes, state_at
from service.installation import Installation
from service.models import IncidentRow
from tests.service.incidents.reviewing import Desk, opened, page
from tests.service.incidents.test_values import MEMBERS
from tests.service.projections.stage import IN_CELL, body, verify

LATER = datetime(2025, 7, 1, 8, tzinfo=UTC)


def changed(row: IncidentRow, **values: Any) -> IncidentRow:
    return cast(IncidentRow, {**row, **values})


def rows_of(before: IncidentRow, after: IncidentRow) -> list[Any]:
    return [
        SimpleNamespace(id=None, version=after["version"], at=after["updated_at"], field=field,
                        old=old, new=new)
        for field, (old, new) in changes(before, after).items()
    ]  # fmt: skip


def test_one_group_is_one_field() -> None:
    before = opened("one")
    after = changed(before, persons_low=3, persons_high=3, persons_qualifier="exact")

    none = dict.fromkeys(GROUPS["persons"])
    three = {"persons_low": 3, "persons_high": 3, "persons_qualifier": "exact"}
    assert changes(before, after) == {"persons": (none, three)}


def test_setting_by_hand_what_was_there_already_is_a_change_too() -> None:
    before = opened("one", outcome="returned")
    after = changed(before, set_by_hand=["outcome"])

    assert changes(before, after) == {
        "outcome": ({"outcome": "returned"}, {"outcome": "returned", "set_by_hand": True})
    }


def test_counters_and_clocks_are_no_change() -> None:
    row = opened("one")

    assert changes(row, changed(row, version=9, updated_at=LATER)) == {}


def test_instants_and_dates_come_back_as_what_they_were() -> None:
    source = {**page(), "document_date": "2025-05-15"}
    first = opened("one", source=source)
    second = changed(
        first, version=2, updated_at=LATER, occurred_from=LATER, document_date=None, status="x"
    )

    assert first["document_date"] == date(2025, 5, 15)
    assert state_at(second, rows_of(first, second), 1) == first


def test_a_fact_that_is_no_value_is_passed_over() -> None:
    row = changed(opened("one"), version=2)
    fact = SimpleNamespace(id=1, version=2, at=LATER, field="claim", old=None, new={"report": "a"})

    assert state_at(row, [fact], 1) == opened("one")


STEPS = st.lists(
    st.tuples(MEMBERS, st.lists(st.sampled_from(list(GROUPS)), unique=True)), min_size=1, max_size=5
)


@given(steps=STEPS, order=st.randoms(use_true_random=False))
def test_every_earlier_state_comes_back_whatever_the_order_of_the_rows(
    steps: list[tuple[dict[str, Any], list[str]]], order: Any
) -> None:
    states = [opened("one")]
    rows: list[Any] = []
    for members, by_hand in steps:
        last = states[-1]
        kept = {key: last[key] for key in ("created_at", "status")}  # type: ignore[literal-required]
        after = changed(
            opened("one", **members),
            **kept,
            version=last["version"] + 1,
            updated_at=LATER,
            set_by_hand=[group for group in GROUPS if group in by_hand],
        )
        found = rows_of(last, after)
        if found:
            rows += found
            states.append(after)

    for state in states:
        shuffled = order.sample(rows, len(rows))
        assert state_at(states[-1], shuffled, state["version"]) == state


def test_each_state_of_a_busy_incident_is_kept_on_both_databases(house: Installation) -> None:
    desk = Desk(house)
    one, other = desk.open(
        body(persons={"low": 5}),
        body(persons={"low": 9}, source={**page(), "document_date": "2025-05-15"}),
    )
    seen = [desk.row(one)]

    def look(_done: object) -> None:
        seen.append(desk.row(one))

    look(verify(house, one))
    look(desk.edit(one, occurred={"from": "2025-05-13T04:00:00+02:00", "precision": "hour"}))
    look(desk.edit(one, location={**IN_CELL, "lon": 23.8, "accuracy_m": 0.1}))
    look(desk.merge(other, one))
    look(desk.grade_source("media:rmf24.pl", "B"))
    look(desk.judge(other, "2"))
    look(desk.grade(one, "C3"))
    look(desk.set_sensitivity(one, "high"))
    look(desk.edit(one, follow=["location", "grade"], persons=None))
    look(desk.unmerge(other))
    look(desk.withdraw(one))

    assert len({row["version"] for row in seen}) == len(seen)
    for row in seen:
        assert desk.at(one, row["version"]) == row
