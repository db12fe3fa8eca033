"""The last look before a release: it names what could be worked out, and never a value."""

from typing import Any

import pytest

from service.summaries.guarded.check import Finding, check
from service.summaries.guarded.protect import protect
from service.summaries.rows import TOTAL
from tests.service.summaries.guarded.tables import counts_of, row, severe

BUSY = [
    *[severe(sector="BIA")] * 9,
    *[severe(type="death", sector="WLO", status="received")] * 8,
    *[severe(type="detention", sector="several")] * 4,
]


@pytest.fixture
def table() -> dict[str, Any]:
    return protect(counts_of(BUSY), 5)


def reveal(table: dict[str, Any], value: int, **dimensions: str) -> None:
    row(table, **dimensions).update(value=value, least=value, most=value, conf_status="F")


def test_a_protected_table_has_no_finding(table: dict[str, Any]) -> None:
    assert check([table], 5) == []


def test_a_number_below_k_is_found(table: dict[str, Any]) -> None:
    reveal(table, 4, type="detention")
    assert Finding("incidents", "reported", TOTAL, "detention") in check([table], 5)


def test_so_is_a_zero_that_follows_from_others(table: dict[str, Any]) -> None:
    reveal(table, 9, type="pushback")
    reveal(table, 8, type="death")
    reveal(table, 4, type="detention")
    assert Finding("incidents", "reported", TOTAL, "person_in_distress") in check([table], 5)


def test_tables_that_contradict_each_other_are_found(table: dict[str, Any]) -> None:
    other = protect(counts_of(BUSY), 5)
    reveal(other, 20)
    assert check([table, other], 5) == [Finding("incidents", "reported", TOTAL, TOTAL)]


def test_a_table_that_is_repeated_tells_nothing_new(table: dict[str, Any]) -> None:
    assert check([table, table, table], 5) == []


def test_a_count_taken_anew_tells_what_came_late(table: dict[str, Any]) -> None:
    """One more than in the first vintage: nobody may know that it was one."""
    again = protect(counts_of([*BUSY, severe()]), 5, vintage=2)
    assert check([table, again], 5)


def test_what_remains_of_a_number_must_be_k_when_counted_incidents_become_records(
    table: dict[str, Any],
) -> None:
    """This happens only where somebody lowers the sensitivity of what was counted."""
    few, many = BUSY[:4], BUSY[:5]
    assert row(table, type="pushback")["value"] == 9
    assert check([table, table], 5, [[], few]) == []
    assert Finding("incidents", "reported", TOTAL, "pushback") in check(
        [table, table], 5, [[], many]
    )


def test_a_finding_names_a_number_and_never_its_value(table: dict[str, Any]) -> None:
    reveal(table, 4, type="detention")
    problem = check([table], 5)[0].as_problem(5)
    assert problem.field.startswith("guarded.incidents.")
    assert problem.wrong == "could be narrowed to fewer than 5 values"
