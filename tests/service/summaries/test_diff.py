"""What two vintages say differently."""

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from service.projections.policy import Policy
from service.summaries.diff import changed_cells
from service.summaries.release import release_content
from service.summaries.rows import Counted
from tests.service.summaries.samples import event, events


def content(*records: Counted) -> dict[str, Any]:
    return release_content("2025-W20", records, (), (), Policy())


def test_each_number_that_changed_is_named_with_both_values() -> None:
    before, after = content(event()), content(event(), event(type="arson"))
    found = [
        (each["sector"], each["type"], each["before"], each["after"])
        for each in changed_cells(before, after, ("cells",))
        if each["series"] == "headline" and each["measure"] == "incidents"
    ]
    assert found == [
        ("_T", "_T", 1, 2), ("_T", "arson", None, 1),
        ("BIA", "_T", 1, 2), ("BIA", "arson", None, 1),
    ]  # fmt: skip


@given(st.lists(events(), max_size=6))
def test_a_content_does_not_differ_from_itself(records: list[Counted]) -> None:
    assert changed_cells(content(*records), content(*reversed(records))) == []


@given(st.lists(events(), max_size=5), st.lists(events(), max_size=5))
def test_the_way_back_changes_the_same_numbers(some: list[Counted], others: list[Counted]) -> None:
    there = changed_cells(content(*some), content(*others))
    back = changed_cells(content(*others), content(*some))
    turned = [{**each, "before": each["after"], "after": each["before"]} for each in back]
    assert sorted(map(repr, map(sorted, map(dict.items, there)))) == sorted(
        map(repr, map(sorted, map(dict.items, turned)))
    )
