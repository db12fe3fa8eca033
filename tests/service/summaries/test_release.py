"""What a release says: public records exactly, published claims' numbers, the rest as one band."""

from collections import defaultdict

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.projections.policy import Policy
from service.summaries.guarded_number import band, guarded_number
from service.summaries.order import codes_of
from service.summaries.release import (
    Beside,
    equipment_table,
    held_table,
    record_table,
    release_content,
    state_table,
)
from service.summaries.rows import SERIES, Counted, Item, UndatedCount
from tests.service.summaries.samples import cell, event, events

WEEK = "2025-W20"
K = Policy().table_min_incidents


def content(*records: Counted, policy: Policy | None = None) -> dict[str, object]:
    return release_content(WEEK, records, (), (), policy or Policy())


def test_a_release_carries_all_that_is_needed_to_read_and_cite_it() -> None:
    said = content(event())
    assert said["policy"]["table_min_incidents"] == 5  # type: ignore[index]
    assert (said["licence"], said["zone"], said["week"]) == ("CC-BY-4.0", "Europe/Warsaw", WEEK)
    assert "OpenStreetMap contributors" in str(said["attributions"])
    assert said["sector_set"]
    assert said["vocabulary"]


@given(st.lists(events(), max_size=12))
def test_the_content_is_the_same_in_whatever_order_records_come(records: list[Counted]) -> None:
    assert orjson.dumps(content(*records)) == orjson.dumps(content(*reversed(records)))


def test_records_are_counted_by_their_public_sector_and_type() -> None:
    table = record_table([event(), event(status="received", sector="several")])
    assert cell(table, series="headline")["incidents"] == 1
    assert cell(table, series="reported", sector="several")["incidents"] == 1
    assert [row for row in table if row["incidents"] == 0] == []


def test_a_sector_without_records_has_no_data_unless_somebody_looked() -> None:
    table = record_table([event(sector="BIA")], looked={"PLA", "BIA"})
    assert cell(table, sector="BIA")["incidents"] == 1
    assert (cell(table, sector="PLA")["incidents"], cell(table, sector="PLA")["persons_low"]) == (
        0, 0,
    )  # fmt: skip
    assert cell(table, sector="WLO")["incidents"] is None
    assert cell(table, sector="WLO")["persons_not_stated"] is None


def test_the_border_is_at_zero_only_where_somebody_looked_in_each_sector() -> None:
    sectors = codes_of("sector")[1:-2]
    assert cell(record_table([], looked=sectors))["incidents"] == 0
    assert cell(record_table([], looked=sectors[:-1]))["incidents"] is None


def test_items_are_counted_by_who_held_them_from_published_claims_alone() -> None:
    ladder, laser = Item("ladder", "people_crossing", (2, 2)), Item("laser", "unknown", (1, None))
    table = held_table(
        [event(items=(ladder, laser)), event(items=(ladder,)), event(items=(ladder,), banded=True)]
    )
    held = [row for row in table if row["series"] == "headline"]
    assert [
        (row["equipment"], row["held_by"], row["incidents"], row["items_low"], row["items_high"])
        for row in held
    ] == [("ladder", "people_crossing", 2, 4, 4), ("laser", "unknown", 1, 1, None)]


def test_what_stands_beside_the_week_is_taken_as_it_is() -> None:
    beside = Beside(
        effort=[{"sector": "BIA", "month": "2025-05", "level": "some"}],
        official=[{"claimant": "pl_authority", "value": 500}],
        context=[{"date": "2025-05"}],
        counts=[("2025-W20", "verified", 7), ("2025-W19", "received", 2)],
    )
    said = release_content(WEEK, (), (), (), Policy(), beside)
    assert (said["effort"], said["official"], said["context"]) == (
        beside.effort, beside.official, beside.context,
    )  # fmt: skip
    assert len(said["curve"]) == 2 * 52
    assert said["curve"][-2:] == [
        {"week": "2025-W20", "series": "headline", "incidents": 7},
        {"week": "2025-W20", "series": "reported", "incidents": 7},
    ]
    assert said["curve"][-3] == {"week": "2025-W19", "series": "reported", "incidents": 2}


def test_numbers_of_records_that_are_no_published_claims_are_in_no_sum() -> None:
    claim = event(
        persons=(3, 3), attempts=(2, None), items=(Item("rope", "people_crossing", (1, 1)),)
    )
    witness = event(persons=(7, 7), banded=True, sector="WLO")
    table = record_table([claim, witness])
    total, sector = cell(table), cell(table, sector="WLO")
    assert (total["incidents"], total["banded"]) == (2, 1)
    assert (total["persons_low"], total["attempts_high"], total["items_low"]) == (3, None, 1)
    assert (sector["incidents"], sector["banded"], sector["persons_low"]) == (1, 1, None)


@given(st.lists(events(), max_size=8), st.lists(events(), max_size=4))
def test_no_difference_of_cells_tells_the_numbers_of_a_banded_record(
    claims: list[Counted], others: list[Counted]
) -> None:
    """Whatever the other records' numbers are, the document is the same."""

    def banded(record: Counted, number: int) -> Counted:
        told = (number, number)
        return Counted(
            status=record.status, sector=record.sector, type=record.type, also=record.also,
            persons=told, attempts=told, items=(Item("rope", "people_crossing", told),),
            banded=True,
        )  # fmt: skip

    said = [
        orjson.dumps(content(*claims, *(banded(record, number) for record in others)))
        for number in (1, 49)
    ]
    assert said[0] == said[1]


def test_equipment_counts_records_that_name_a_kind_whoever_held_it() -> None:
    table = equipment_table([event(kinds=("ladder", "laser")), event(kinds=("ladder",))])
    assert cell(table, equipment="ladder")["incidents"] == 2
    assert cell(table, equipment="laser")["incidents"] == 1
    assert not any(row["additive"] for row in table)


def test_states_are_counted_as_encampments() -> None:
    table = state_table([event(type="encampment", sector="SZU")])
    assert cell(table, sector="SZU")["encampments"] == 1
    assert "incidents" not in table[0]


def test_undated_records_are_counted_by_period() -> None:
    said = release_content(WEEK, (), (), [UndatedCount("2025-05", "received", 4)], Policy())
    assert said["undated"] == {
        "headline": {"2025-05": 0, "2025": 0},
        "reported": {"2025-05": 4, "2025": 0},
    }


@pytest.mark.parametrize(
    ("number", "least", "most"), [(0, 0, 4), (4, 0, 4), (5, 5, 9), (9, 5, 9), (137, 135, 139)]
)
def test_what_is_not_shown_is_a_band_of_k_numbers(number: int, least: int, most: int) -> None:
    assert band(number, 5) == {"least": least, "most": most}


@pytest.mark.parametrize("k", [2, 5, 10])
def test_both_bands_together_leave_k_values_for_each_number_and_for_their_difference(
    k: int,
) -> None:
    """A headline incident is a reported one, and that is all a reader can add to the bands."""
    policy = Policy(table_min_incidents=k)
    possible: defaultdict[bytes, list[tuple[int, int]]] = defaultdict(list)
    for reported in range(6 * k):
        for headline in range(reported + 1):
            hidden = {"headline": headline, "reported": reported}
            possible[orjson.dumps(guarded_number(hidden, policy, 1))].append((headline, reported))
    # The last band is cut off by the range and says nothing.
    whole = [pairs for pairs in possible.values() if max(r for _, r in pairs) < 5 * k]
    assert len(whole) > len(SERIES)
    for pairs in whole:
        assert len({headline for headline, _ in pairs}) >= k
        assert len({reported for _, reported in pairs}) >= k
        assert len({reported - headline for headline, reported in pairs}) >= k
