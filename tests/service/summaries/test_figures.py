"""The figures of a week: parts add up to totals, in whatever order the incidents came."""

from collections import Counter
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.counting import PEOPLE
from service.summaries.figures import (
    cell_table,
    held_by_others_table,
    mentioned_table,
    precision_table,
    state_table,
    supply_table,
    tally_events,
    undated_counts,
    undated_states,
)
from service.summaries.order import Row, codes_of
from service.summaries.rows import (
    SERIES,
    TOTAL,
    Counted,
    Item,
    State,
    UndatedCount,
    WeekRows,
)
from service.vocabulary import codes
from tests.service.summaries.samples import (
    EMPTY,
    EVENT_TYPES,
    cell,
    event,
    events,
    many_events,
    week,
)

LOWS = ("attempts_low", "persons_low", "items_low")
NOT_STATED = ("attempts_not_stated", "persons_not_stated", "items_not_stated")
ADDED = ("incidents", *LOWS, *NOT_STATED)
DIMENSIONS = ("sector", "type")


def add_up(rows: list[Row], dimension: str) -> None:
    """Every total over a dimension equals the sum of its parts."""
    others = [name for name in ("series", "sector", "type", "equipment") if name != dimension]
    parts: dict[tuple[str, ...], Counter[str]] = {}
    open_ended: set[tuple[str, ...]] = set()
    totals = {}
    for row in rows:
        key = tuple(row[name] for name in others)
        if row[dimension] == TOTAL:
            totals[key] = row
        else:
            parts.setdefault(key, Counter()).update({name: row[name] or 0 for name in ADDED})
            if row["persons_low"] is not None and row["persons_high"] is None:
                open_ended.add(key)
    for key, row in totals.items():
        found = parts.get(key, Counter())
        assert {name: row[name] or 0 for name in ADDED} == {name: found[name] for name in ADDED}
        assert (row["persons_low"] is not None and row["persons_high"] is None) == (
            key in open_ended
        )
    assert parts.keys() <= totals.keys()


@given(st.lists(events(), max_size=12))
def test_sectors_and_types_add_up_to_the_border(rows: list[Counted]) -> None:
    table = cell_table(week(*rows), EMPTY)
    for dimension in DIMENSIONS:
        add_up(table, dimension)


@pytest.mark.parametrize("seed", range(3))
def test_they_add_up_for_a_busy_week_too(seed: int) -> None:
    table = cell_table(week(*many_events(seed, 2_000)), EMPTY)
    for dimension in DIMENSIONS:
        add_up(table, dimension)
    assert cell(table, series="reported")["incidents"] > 1_000


@given(st.lists(events(), max_size=12), st.randoms())
def test_the_order_of_arrival_changes_nothing(rows: list[Counted], chance: Random) -> None:
    shuffled = chance.sample(rows, len(rows))
    for table in (mentioned_table, held_by_others_table, supply_table, precision_table):
        assert table(shuffled) == table(rows)
    assert cell_table(week(*shuffled), week(*rows)) == cell_table(week(*rows), week(*shuffled))


@given(st.lists(events(), min_size=1, max_size=10), events())
def test_an_edit_moves_an_incident_and_nothing_else(rows: list[Counted], edited: Counted) -> None:
    before, after = tally_events(rows), tally_events([edited, *rows[1:]])
    unchanged = tally_events(rows[1:])
    touched = tally_events([rows[0]]).keys() | tally_events([edited]).keys()
    for key in (before.keys() | after.keys()) - touched:
        assert before[key] == after[key] == unchanged[key]


@given(st.lists(events(), max_size=10))
def test_a_withdrawal_leaves_no_trace_in_any_figure(rows: list[Counted]) -> None:
    gone = event(status="withdrawn", supplier="unknown", items=(Item("ladder", PEOPLE, (1, 1)),))
    assert cell_table(week(*rows, gone), EMPTY) == cell_table(week(*rows), EMPTY)
    for table in (mentioned_table, held_by_others_table, supply_table, precision_table):
        assert table([*rows, gone]) == table(rows)


def test_headline_counts_what_is_verified_and_reported_counts_all_that_stands() -> None:
    table = cell_table(week(*(event(status=status) for status in codes("status"))), EMPTY)
    assert cell(table, series="headline")["incidents"] == 2
    assert cell(table, series="reported")["incidents"] == 5


def test_every_sector_and_type_is_printed_even_at_zero() -> None:
    table = cell_table(week(), EMPTY)
    for series in SERIES:
        sectors = {row["sector"] for row in table if row["series"] == series}
        types = {row["type"] for row in table if row["series"] == series}
        assert sectors == set(codes_of("sector"))
        assert types == {TOTAL, *EVENT_TYPES}
    assert len(codes_of("sector")) == 20 + len(("several", "unknown", TOTAL))
    assert all(row["incidents"] == row["persons_low"] == 0 for row in table)


def test_totals_come_first_and_sectors_run_from_north_to_south() -> None:
    table = cell_table(week(event(sector="WLO"), event(sector="PLA")), EMPTY)
    sectors = list(dict.fromkeys(row["sector"] for row in table))
    assert sectors[:2] == [TOTAL, "PLA"]
    assert sectors[-3:] == ["WLO", "several", "unknown"]


def test_a_sector_of_another_set_is_counted_and_stands_last() -> None:
    table = cell_table(week(event(sector="XYZ"), event()), EMPTY)
    assert table[-1]["sector"] == "XYZ"
    assert cell(table)["incidents"] == 2


def test_an_incident_with_two_kinds_stands_in_both_cells_which_say_that_they_overlap() -> None:
    both = event(
        persons=(10, 10),
        items=(Item("ladder", PEOPLE, (2, None)), Item("wire_cutters", PEOPLE, (1, 1))),
    )
    table = cell_table(week(both), EMPTY)
    ladders, cutters = (cell(table, equipment=kind) for kind in ("ladder", "wire_cutters"))
    assert ladders["incidents"] == cutters["incidents"] == cell(table)["incidents"] == 1
    assert (ladders["additive"], cell(table)["additive"]) == (False, True)
    assert (ladders["items_low"], ladders["items_high"]) == (2, None)
    assert (cutters["items_low"], cutters["items_high"]) == (1, 1)
    assert (cell(table)["items_low"], cell(table)["items_high"]) == (3, None)


@given(st.lists(events(), max_size=10))
def test_items_add_up_over_kinds_although_incidents_do_not(rows: list[Counted]) -> None:
    table = cell_table(week(*rows), EMPTY)
    for series in SERIES:
        kinds = [
            row["items_low"] or 0
            for row in table
            if (row["series"], row["sector"], row["type"]) == (series, TOTAL, TOTAL)
            and row["equipment"] != TOTAL
        ]
        assert sum(kinds) == (cell(table, series=series)["items_low"] or 0)


def test_what_services_or_nobody_known_held_is_a_line_of_its_own() -> None:
    rows = [
        event(items=(Item("ladder", PEOPLE, (1, 1)), Item("laser", "by_border_service", (2, 2)))),
        event(items=(Item("ladder", "unknown", (None, None)),)),
    ]
    table = cell_table(week(*rows), EMPTY)
    assert cell(table)["items_low"] == 1
    assert cell(table, equipment="ladder")["incidents"] == 1
    assert not [row for row in table if row["equipment"] == "laser"]
    others = {
        (row["equipment"], row["held_by"]): (row["incidents"], row["items_low"], row["additive"])
        for row in held_by_others_table(rows)
        if (row["series"], row["sector"]) == ("headline", TOTAL)
    }
    assert others == {
        ("laser", "by_border_service"): (1, 2, False),
        ("ladder", "unknown"): (1, None, False),
    }


def test_mentioned_counts_main_and_further_types_and_says_that_it_does_not_add_up() -> None:
    rows = [
        event(also=("objects_thrown", "dazzling")),
        event(type="objects_thrown", also=("objects_thrown",)),
    ]
    table = mentioned_table(rows)
    border = {
        row["type"]: row["incidents"]
        for row in table
        if (row["series"], row["sector"]) == ("headline", TOTAL)
    }
    assert border == {"crossing_attempt": 1, "objects_thrown": 2, "dazzling": 1}
    assert not any(row["additive"] for row in table)


def test_no_supplier_stands_without_its_basis() -> None:
    rows = [
        event(supplier="by_border_service", supply_basis="told_by_recipient"),
        event(supplier="by_border_service", supply_basis="stated_by_pl_authority"),
        event(supplier="not_stated"),
        event(),
    ]
    table = [row for row in supply_table(rows) if row["series"] == "headline"]
    assert [(row["supplier"], row["supply_basis"], row["incidents"]) for row in table] == [
        ("by_border_service", "told_by_recipient", 1),
        ("by_border_service", "stated_by_pl_authority", 1),
        ("not_stated", "_Z", 1),
    ]
    assert TOTAL not in {row["supplier"] for row in table} | {row["supply_basis"] for row in table}


def test_precision_says_how_closely_the_places_are_known() -> None:
    rows = [event(geometry_basis=basis) for basis in ("point", "point", "sector")]
    table = [row for row in precision_table(rows) if row["series"] == "reported"]
    assert {row["geometry_basis"]: row["incidents"] for row in table} == {
        "point": 2, "place": 0, "cell": 0, "sector": 1, "none": 0,
    }  # fmt: skip


def test_each_cell_is_compared_with_the_week_before() -> None:
    before = WeekRows("2025-W46", [event(persons=(5, 5)), event(type="arson")])
    table = cell_table(week(event(persons=(2, 2))), before)
    total, arson = cell(table), cell(table, type="arson")
    assert (total["incidents_before"], total["incidents_change"]) == (2, -1)
    assert (total["persons_low_before"], total["persons_low_change"]) == (5, -3)
    assert (arson["incidents"], arson["incidents_before"], arson["incidents_change"]) == (0, 1, -1)


def test_a_number_that_was_not_stated_has_no_change() -> None:
    before = WeekRows("2025-W46", [event()])
    total = cell(cell_table(week(event(persons=(2, 2))), before))
    assert (total["persons_low_before"], total["persons_low_change"]) == (None, None)


def test_nothing_is_compared_with_a_week_that_holds_nothing() -> None:
    total = cell(cell_table(week(event()), EMPTY))
    assert (total["incidents_before"], total["incidents_change"]) == (None, None)


def test_undated_incidents_are_counted_by_period_in_both_series() -> None:
    counts = [
        UndatedCount("2021-11", "verified", 1),
        UndatedCount("2021-11", "received", 2),
        UndatedCount("2021", "corroborated", 1),
        UndatedCount("2021", "rejected", 9),
    ]
    assert undated_counts(("2021-11", "2021-12", "2021"), counts) == {
        "headline": {"2021-11": 1, "2021-12": 0, "2021": 1},
        "reported": {"2021-11": 3, "2021-12": 0, "2021": 1},
    }


def test_a_state_stands_in_its_own_table_by_sector() -> None:
    camps = [
        State(event(type="encampment", sector="SZU", persons=(32, 32))),
        State(event(type="encampment", sector="SZU", status="received")),
        State(event(type="encampment"), undated="2021-08"),
    ]
    table = state_table(WeekRows("2021-W34", (), camps), EMPTY)
    assert cell(table, series="headline", sector="SZU")["encampments"] == 1
    total = cell(table, series="reported", sector=TOTAL)
    assert (total["encampments"], total["persons_low"], total["persons_not_stated"]) == (2, 32, 1)
    assert undated_states(("2021-08", "2021"), camps)["headline"] == {"2021-08": 1, "2021": 0}


def test_states_of_a_period_that_does_not_overlap_the_week_are_not_counted() -> None:
    camps = [State(event(type="encampment"), undated="2020")]
    assert undated_states(("2021-01", "2021"), camps)["headline"] == {"2021-01": 0, "2021": 0}


def test_types_are_in_the_order_of_the_vocabulary() -> None:
    table = mentioned_table([event(type=type_) for type_ in sorted(EVENT_TYPES)])
    border = [row["type"] for row in table if (row["series"], row["sector"]) == ("headline", TOTAL)]
    assert border == list(EVENT_TYPES)
