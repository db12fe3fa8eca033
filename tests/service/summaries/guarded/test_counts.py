"""What is counted: severe incidents alone, by place, kind and series."""

import pytest

from service.counting import UNKNOWN
from service.summaries.guarded.counts import ALONE, HEADLINE, REPORTED, Cell, count_guarded
from service.summaries.rows import TOTAL
from tests.service.summaries.guarded.tables import items, severe


def test_severe_incidents_are_counted_in_every_margin() -> None:
    counts = count_guarded([severe(sector="WLO", type="death")])
    for cell in [("WLO", "death"), ("WLO", TOTAL), (TOTAL, "death"), (TOTAL, TOTAL)]:
        assert counts.incidents(REPORTED, *cell) == 1
        assert counts.incidents(HEADLINE, *cell) == 1
        assert counts.incidents(ALONE, *cell) == 0


@pytest.mark.parametrize("sensitivity", ["moderate", "high"])
def test_what_may_become_a_record_is_not(sensitivity: str) -> None:
    assert count_guarded([severe(sensitivity=sensitivity)]).cells == {}


@pytest.mark.parametrize(
    ("status", "series"),
    [("received", {REPORTED, ALONE}), ("verified", {REPORTED, HEADLINE}), ("rejected", set())],
)
def test_each_status_counts_in_its_series(status: str, series: set[str]) -> None:
    assert {cell.series for cell in count_guarded([severe(status=status)]).cells} == series


def test_an_encampment_is_a_state_and_not_counted() -> None:
    assert count_guarded([severe(type="encampment")]).cells == {}


def test_a_sector_of_another_set_is_counted_as_unknown() -> None:
    counts = count_guarded([severe(sector="OLD")])
    assert counts.incidents(REPORTED, UNKNOWN) == 1
    assert Cell(REPORTED, "OLD", TOTAL) not in counts.cells


def test_numbers_that_were_not_told_contribute_nothing() -> None:
    told = [severe(persons=(3, None), items=items(2)), severe(persons=(None, 9)), severe()]
    content = count_guarded(told).of(REPORTED)
    assert content.incidents == 3
    assert content.amounts == {"persons_low": [3], "items_low": [2]}


def test_types_that_are_always_severe_are_decided_first_and_no_reader_supposes_them_empty() -> None:
    counts = count_guarded(())
    assert "pushback" in counts.types[:5]
    assert counts.doubtful == frozenset(counts.types[5:])
