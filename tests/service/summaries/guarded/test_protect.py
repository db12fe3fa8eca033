"""The member `guarded` of a release: true, consistent, canonical, and nothing narrower than k."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import product
from typing import Any

import orjson
from hypothesis import given, settings
from hypothesis import strategies as st

from service.summaries.guarded.counts import (
    INCIDENTS,
    all_sectors,
    all_types,
    count_guarded,
)
from service.summaries.guarded.protect import protect, protect_again
from service.summaries.order import Row
from service.summaries.rows import TOTAL, Counted
from tests.service.summaries.guarded.tables import counts_of, row, severe, week, weeks

K = st.sampled_from((1, 2, 3, 5, 10))
EXAMPLES = settings(max_examples=12, deadline=None)


def of_measure(table: dict[str, Any], measure: str = INCIDENTS) -> dict[tuple[str, str, str], Row]:
    return {
        (each["series"], each["sector"], each["type"]): each
        for each in table["rows"]
        if each["measure"] == measure
    }


@EXAMPLES
@given(weeks(), K)
def test_what_prints_is_the_true_number_and_at_least_k(incidents: list[Counted], k: int) -> None:
    counts = counts_of(incidents)
    for each in protect(counts, k)["rows"]:
        true = counts.of(each["series"], each["sector"], each["type"]).total(each["measure"])
        assert each["value"] in (None, true)
        assert each["value"] is None or each["value"] >= k
        assert each["conf_status"] == ("C" if each["value"] is None else "F")


@EXAMPLES
@given(weeks(), K)
def test_what_does_not_print_lies_in_an_interval_of_at_least_k_numbers(
    incidents: list[Counted], k: int
) -> None:
    counts = counts_of(incidents)
    for each in protect(counts, k)["rows"]:
        true = counts.of(each["series"], each["sector"], each["type"]).total(each["measure"])
        assert each["least"] <= true
        assert each["most"] is None or each["most"] >= true
        if each["value"] is None:
            assert each["most"] is None or each["most"] - each["least"] + 1 >= k
        else:
            assert each["least"] == each["most"] == each["value"]


@EXAMPLES
@given(weeks(), K)
def test_parts_that_print_never_exceed_their_total(incidents: list[Counted], k: int) -> None:
    table = protect(counts_of(incidents), k)
    for measure in ("incidents", "persons_low", "items_low"):
        sums: defaultdict[tuple[str, str], int] = defaultdict(int)
        rows = of_measure(table, measure)
        for (series, sector, kind), each in rows.items():
            if (sector == TOTAL) != (kind == TOTAL):
                sums[series, "sector" if kind == TOTAL else "type"] += each["least"]
        for (series, _), least in sums.items():
            most = rows[series, TOTAL, TOTAL]["most"]
            assert most is None or least <= most


@EXAMPLES
@given(weeks(), st.randoms())
def test_the_bytes_do_not_depend_on_the_order_of_incidents(
    incidents: list[Counted], chance: Any
) -> None:
    shuffled = list(incidents)
    chance.shuffle(shuffled)
    assert _bytes(incidents) == _bytes(shuffled)


def _bytes(incidents: Iterable[Counted]) -> bytes:
    return orjson.dumps(protect(counts_of(list(incidents)), 5), option=orjson.OPT_SORT_KEYS)


def test_none_and_four_look_alike() -> None:
    assert _bytes([]) == _bytes([severe()] * 4)


def test_which_rows_are_there_depends_on_what_prints_alone() -> None:
    """Every margin has its row, in both series, whether or not anything is in it."""
    rows = of_measure(protect(count_guarded(()), 5))
    margins = [*product([TOTAL], all_types()), *product(all_sectors(), [TOTAL]), (TOTAL, TOTAL)]
    assert rows.keys() == {
        (series, *place) for series in ("headline", "reported") for place in margins
    }
    assert {(each["value"], each["least"], each["most"]) for each in rows.values()} == {
        (None, 0, 4)
    }


def test_margins_print_where_cells_cannot() -> None:
    table = protect(count_guarded(week(8, 60, all_codes=True)), 5)
    printed = [each for each in table["rows"] if each["value"] is not None]
    assert row(table)["value"] == 60
    assert {each["type"] for each in printed} > {TOTAL}
    assert {each["sector"] for each in printed} > {TOTAL}
    assert all(TOTAL in (each["sector"], each["type"]) for each in printed)


def test_the_table_names_its_k_and_the_vintage_that_counted_it() -> None:
    table = protect(count_guarded(()), 7, vintage=3)
    assert (table["k"], table["counted_in_vintage"]) == (7, 3)


def test_a_later_vintage_repeats_what_printed() -> None:
    first = protect(counts_of([severe()] * 9), 5)
    assert protect_again(first, counts_of([severe()] * 20), 5, 2) == first


def test_a_table_that_printed_nothing_is_counted_anew_once_something_can_print() -> None:
    first = protect(counts_of([severe()] * 3), 5)
    assert protect_again(first, counts_of([severe()] * 4), 5, 2) == first
    third = protect_again(first, counts_of([severe()] * 7), 5, 3)
    assert (row(third)["value"], third["counted_in_vintage"]) == (7, 3)
    assert protect_again(third, counts_of([severe()] * 8), 5, 4) == third
