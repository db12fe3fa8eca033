"""An attacker who was written apart from the suppression finds nothing, and what she finds in
other tables the product's own check finds too."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.summaries.guarded.check import check
from service.summaries.guarded.counts import ALONE, all_sectors, count_guarded
from service.summaries.guarded.protect import protect, protect_again
from service.summaries.rows import Counted
from tests.service.summaries.guarded.attacker import (
    Name,
    Table,
    amount_of,
    jointly_narrowed,
    narrowed,
    narrowed_by_late_reports,
)
from tests.service.summaries.guarded.tables import (
    SECTORS,
    TYPES,
    counts_of,
    week,
    weeks,
)

K = st.sampled_from((2, 3, 5))


def found_by_check(
    tables: list[Table], k: int, moved: list[list[Counted]] | None = None
) -> set[Name]:
    return {
        (each.measure, each.series.replace(ALONE, "difference"), each.sector, each.type)
        for each in check(tables, k, moved or ())
    }


def careless(incidents: list[Counted], k: int, vintage: int = 1) -> Table:
    """Whatever is large enough prints, and nothing is done about what that tells of the rest."""
    rows = []
    for measure in ("incidents", "persons_low", "items_low"):
        for series, sector, kind in (
            (series, sector, kind)
            for series in ("headline", "reported")
            for sector in (*SECTORS, "_T")
            for kind in (*TYPES, "_T")
        ):
            number = sum(
                amount_of(each, measure)
                for each in incidents
                if sector in ("_T", each.sector)
                and kind in ("_T", each.type)
                and (series == "reported" or each.status in ("verified", "corroborated"))
            )
            value = number if number >= k else None
            rows.append(
                {
                    "series": series, "sector": sector, "type": kind, "measure": measure,
                    "value": value, "least": value, "most": value,
                }
            )  # fmt: skip
    return {"counted_in_vintage": vintage, "k": k, "rows": rows}


@settings(max_examples=3, deadline=None)
@given(weeks(), K)
def test_she_finds_nothing_in_a_table_that_prints(incidents: list[Counted], k: int) -> None:
    table = protect(counts_of(incidents), k)
    assert narrowed([table], k) == set()
    assert found_by_check([table], k) == set()


@pytest.mark.slow
@settings(max_examples=20, deadline=None)
@given(weeks(140), K)
def test_she_finds_nothing_in_many_tables(incidents: list[Counted], k: int) -> None:
    table = protect(counts_of(incidents), k)
    assert narrowed([table], k) == set()
    assert found_by_check([table], k) == set()


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(weeks(), K, st.sampled_from(("persons_low", "items_low")))
def test_she_finds_nothing_by_knowing_that_no_incident_has_no_persons(
    incidents: list[Counted], k: int, amount: str
) -> None:
    table = protect(counts_of(incidents), k)
    assert jointly_narrowed(table, k, amount) == set()


@pytest.mark.slow
@pytest.mark.parametrize("number", [4, 12, 40, 90])
def test_she_finds_nothing_in_a_table_of_all_sectors_and_types(number: int) -> None:
    table = protect(count_guarded(week(number, number, all_codes=True)), 5)
    codes = {"pushback", "death", "other", all_sectors()[0], all_sectors()[1], "unknown"}
    assert narrowed([table], 5, codes=codes) == set()


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(weeks(30), K)
def test_the_check_finds_in_a_careless_table_what_she_finds(
    incidents: list[Counted], k: int
) -> None:
    table = careless(incidents, k)
    hers, ours = narrowed([table], k), found_by_check([table], k)
    # The check looks at one cell of those that nothing tells apart.
    assert ours <= hers
    assert bool(ours) == bool(hers)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(weeks(40), K, st.data())
def test_the_check_finds_what_she_finds_once_counted_incidents_are_records(
    incidents: list[Counted], k: int, data: st.DataObject
) -> None:
    table = protect(counts_of(incidents), k)
    moved = data.draw(
        st.lists(st.sampled_from(incidents), unique_by=id) if incidents else st.just([])
    )
    later = [[], moved]
    hers = narrowed([table, table], k, later)
    ours = found_by_check([table, table], k, later)
    assert ours <= hers
    assert bool(ours) == bool(hers)


@pytest.mark.slow
@settings(max_examples=10, deadline=None)
@given(weeks(40), K, st.data())
def test_the_check_finds_what_she_finds_in_counts_taken_anew(
    incidents: list[Counted], k: int, data: st.DataObject
) -> None:
    """Three vintages, each counted anew without what had become a record before it."""
    tables, moved, left = [protect(counts_of(incidents), k)], [[]], list(incidents)
    for vintage in (2, 3):
        gone = data.draw(st.integers(0, min(3, len(left))))
        left = left[gone:]
        tables.append(protect(counts_of(left), k, vintage))
        moved.append(incidents[: len(incidents) - len(left)])
    hers, ours = narrowed(tables, k, moved), found_by_check(tables, k, moved)
    assert ours <= hers
    assert bool(ours) == bool(hers)


@pytest.mark.slow
@settings(max_examples=8, deadline=None)
@given(weeks(40), K)
def test_she_finds_nothing_in_a_table_counted_anew_after_one_that_printed_nothing(
    incidents: list[Counted], k: int
) -> None:
    first = protect(counts_of(incidents[: k - 1]), k)
    later = protect_again(first, counts_of(incidents), k, 2)
    assert narrowed_by_late_reports([first, later], k) == set()
    assert found_by_check([first, first, later], k) == set()


@settings(max_examples=8, deadline=None)
@given(weeks(40), st.lists(st.sampled_from(("moderate", "high")), max_size=40), st.data())
def test_what_may_become_a_record_changes_no_number(
    incidents: list[Counted], others: list[str], data: st.DataObject
) -> None:
    """Whatever is reviewed, released or reported late: no vintage says more of the severe ones."""
    movable = [
        Counted(status="verified", sector="BIA", type="detention", sensitivity=each)
        for each in others
    ]
    mixed = data.draw(st.permutations([*incidents, *movable]))
    before = protect(count_guarded(mixed, SECTORS, TYPES), 5)
    after = protect(count_guarded(incidents, SECTORS, TYPES), 5)
    assert before == after
