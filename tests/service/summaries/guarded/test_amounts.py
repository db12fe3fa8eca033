"""Sums of persons and items: of enough incidents, none of which dominates."""

import pytest

from service.summaries.guarded.amounts import may_be_told
from service.summaries.guarded.protect import protect
from service.summaries.rows import Counted
from tests.service.summaries.guarded.tables import counts_of, items, row, severe


@pytest.mark.parametrize(
    ("amounts", "told"),
    [
        ([], False),
        ([30], False),
        ([1, 1, 1, 1], False),
        ([1, 1, 1, 1, 1], False),
        ([2, 2, 2, 1, 1], True),
        ([40, 9, 3, 3, 2], True),
        ([41, 9, 3, 3, 2], False),
        ([40, 40, 2, 2, 2], False),
        ([5, 5, 5, 5, 0, 0], False),
    ],
)
def test_without_the_two_largest_a_fifth_of_the_largest_must_be_left(
    amounts: list[int], told: bool
) -> None:
    assert may_be_told(amounts, 5) is told


def some(number: int, **members: object) -> list[Counted]:
    return [severe(**members) for _ in range(number)]


def test_a_sum_prints_beside_its_count() -> None:
    table = protect(counts_of(some(8, persons=(3, 3), items=items(2))), 5)
    assert row(table)["value"] == 8
    assert row(table, "persons_low")["value"] == 24
    assert row(table, "items_low")["value"] == 16


def test_a_sum_that_one_incident_dominates_does_not() -> None:
    table = protect(counts_of([*some(7, persons=(2, 2)), severe(persons=(90, 90))]), 5)
    total = row(table, "persons_low")
    assert (total["value"], total["least"], total["most"]) == (None, 0, None)


def test_there_is_no_row_for_a_sum_whose_count_does_not_print() -> None:
    table = protect(counts_of(some(4, persons=(3, 3))), 5)
    assert {each["measure"] for each in table["rows"]} == {"incidents"}


def test_what_the_printed_sums_leave_must_not_be_the_number_of_one_incident() -> None:
    """All others together told one number, which the total would give away."""
    others = [severe(type="death", sector="WLO") for _ in range(7)]
    speaking = some(9, persons=(3, 3))
    table = protect(counts_of([*speaking, *others, severe(type="death", persons=(6, 6))]), 5)
    assert row(table, type="pushback")["value"] == 9
    assert row(table, "persons_low")["value"] == 33
    assert row(table, "persons_low", type="pushback")["value"] is None


def test_neither_must_the_difference_of_the_two_series() -> None:
    reviewed = some(9, persons=(3, 3))
    alone = [*some(6, status="received"), severe(status="received", persons=(7, 7))]
    table = protect(counts_of([*reviewed, *alone]), 5)
    assert row(table, series="headline")["value"] == 9
    assert row(table, "persons_low")["value"] == 34
    assert row(table, "persons_low", series="headline")["value"] is None


def test_items_are_those_of_people_crossing() -> None:
    from_others = tuple(
        each.__class__(each.kind, "by_border_service", each.told) for each in items(9)
    )
    table = protect(counts_of(some(8, items=(*items(1), *from_others))), 5)
    assert row(table, "items_low")["value"] == 8
