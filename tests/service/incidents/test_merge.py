"""Merging moves reports and loses nothing; parting restores what was."""

from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from service.errors import MergeIllegal, Missing
from service.incidents.levels import walk_down
from service.installation import Installation
from service.projections.publisher import publish
from tests.service.incidents.reviewing import Desk, page, rank
from tests.service.projections.stage import (
    ON_SQLITE,
    body,
    claim,
    full_features,
    public_ids,
    verify,
)


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def count(number: int, **members: Any) -> dict[str, Any]:
    return body(persons={"low": number}, **members)


def test_a_merge_writes_both_rows_histories_projections_and_audit_entries(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))

    merged, root = desk.merge(one, into)

    assert (merged["status"], merged["merged_into"], merged["reports"]) == ("duplicate", into, 0)
    assert (root["reports"], root["disputed"], root["persons_low"]) == (2, ["persons"], 7)
    assert [desk.row(one), desk.row(into)] == [merged, root]
    assert desk.behind(into) == sorted([one, into])
    assert {row["field"] for row in desk.history(one)} == {"status", "merged_into", "reports"}
    assert {row["field"] for row in desk.history(into)} == {"disputed", "reports"}
    assert list(full_features(desk.house)) == [into]
    assert full_features(desk.house)[into]["properties"]["reports"] == 2
    assert desk.entries("incident.") == [
        ("incident.merged", "ann", one,
         {"version": 2, "fields": ["merged_into", "reports", "status"]}),
        ("incident.merged", "ann", into, {"version": 2, "fields": ["disputed", "reports"]}),
    ]  # fmt: skip


def test_parting_restores_both_and_says_so(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    verify(desk.house, one)
    before = desk.rows([one, into])
    desk.merge(one, into)

    merged, root = desk.unmerge(one, actor="bo")

    assert desk.rows([one, into]) == before
    assert (merged["status"], root["reports"]) == ("verified", 1)
    assert (desk.behind(one), desk.behind(into)) == ([one], [into])
    assert set(full_features(desk.house)) == {one, into}
    assert [entry[:3] for entry in desk.entries("incident.unmerged")] == [
        ("incident.unmerged", "bo", one),
        ("incident.unmerged", "bo", into),
    ]


@ON_SQLITE
def test_a_chain_is_parted_in_the_middle(desk: Desk) -> None:
    first, middle, last = incidents = desk.open(count(1), count(2), count(3))
    before = desk.rows(incidents)
    desk.merge(first, middle)
    desk.merge(middle, last)
    assert desk.behind(last) == sorted(incidents)

    desk.unmerge(middle)
    # What came with it goes with it.
    assert desk.behind(middle) == sorted([first, middle])
    assert (desk.row(middle)["reports"], desk.row(middle)["disputed"]) == (2, ["persons"])
    assert desk.rows([last]) == before[2:]

    desk.unmerge(first)
    assert desk.rows(incidents) == before


@ON_SQLITE
def test_the_first_of_a_chain_parts_from_the_last(desk: Desk) -> None:
    first, middle, last = incidents = desk.open(count(1), count(2), count(3))
    before = desk.rows(incidents)
    desk.merge(first, middle)
    desk.merge(middle, last)

    _, root = desk.unmerge(first)

    assert root["id"] == last
    assert desk.behind(last) == sorted([middle, last])
    assert desk.row(middle)["merged_into"] == last
    desk.unmerge(middle)
    assert desk.rows(incidents) == before


@ON_SQLITE
def test_what_was_set_by_hand_meanwhile_stays(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    desk.merge(one, into)
    desk.edit(into, outcome="returned")
    desk.judge(one, "2")

    desk.unmerge(one)

    assert desk.row(into)["outcome"] == "returned"
    assert (desk.row(one)["credibility"], desk.row(into)["credibility"]) == ("2", "6")


@ON_SQLITE
def test_what_was_set_by_hand_before_the_merge_comes_back(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    desk.edit(one, persons={"low": 50})
    desk.grade(one, "C3")
    before = desk.rows([one])
    desk.merge(one, into)
    assert desk.row(into)["persons_low"] == 7

    desk.unmerge(one)

    assert desk.rows([one]) == before


@ON_SQLITE
def test_without_its_own_report_a_root_goes_on_and_is_withdrawn_when_parted(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    desk.merge(one, into)
    desk.withdraw(into)
    assert (desk.row(into)["status"], desk.row(into)["persons_low"]) == ("received", 5)

    desk.unmerge(one)

    assert (desk.row(into)["status"], desk.row(into)["reports"]) == ("withdrawn", 0)
    assert (desk.row(one)["status"], desk.row(one)["persons_low"]) == ("received", 5)
    assert (desk.state_of(one), desk.state_of(into)) == ("incident", "withdrawn")
    assert set(full_features(desk.house)) == {one}


@ON_SQLITE
def test_what_was_withdrawn_while_merged_comes_back_withdrawn(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    desk.merge(one, into)
    desk.withdraw(one)
    assert (desk.row(into)["reports"], desk.row(into)["disputed"]) == (1, [])

    desk.unmerge(one)

    assert (desk.row(one)["status"], desk.row(one)["reports"]) == ("withdrawn", 0)
    assert desk.state_of(one) == "withdrawn"
    assert desk.behind(one) == [one]


@ON_SQLITE
def test_what_parts_from_a_rejected_incident_counts_again(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    desk.merge(one, into)
    desk.move(into, "in_review", "rejected")
    assert (desk.state_of(one), desk.state_of(into)) == ("rejected", "rejected")

    desk.unmerge(one)

    assert (desk.state_of(one), desk.state_of(into)) == ("incident", "rejected")
    assert (desk.row(one)["status"], desk.row(into)["status"]) == ("received", "rejected")


@ON_SQLITE
def test_what_an_analyst_withdrew_with_all_its_reports_stays_withdrawn(desk: Desk) -> None:
    one, into = desk.open(count(5), count(7))
    desk.merge(one, into)
    desk.move(into, "withdrawn")

    desk.unmerge(one)

    assert [desk.row(each)["status"] for each in (one, into)] == ["withdrawn", "withdrawn"]
    assert [desk.state_of(each) for each in (one, into)] == ["withdrawn", "withdrawn"]


@pytest.mark.parametrize("fallen", ["rejected", "duplicate", "withdrawn"])
@pytest.mark.parametrize("first", [True, False])
@ON_SQLITE
def test_only_what_counts_can_be_merged(desk: Desk, fallen: str, first: bool) -> None:
    one, other = desk.open(body(), body())
    desk.move(one, "in_review", fallen)
    before = desk.rows([one, other])

    with pytest.raises(MergeIllegal) as refused:
        desk.merge(*((one, other) if first else (other, one)))

    assert fallen in refused.value.detail
    assert desk.rows([one, other]) == before


@ON_SQLITE
def test_merges_that_make_no_sense_are_refused(desk: Desk) -> None:
    one, other, last = desk.open(body(), body(), body())
    desk.merge(one, other)

    for pair in ((last, last), (one, last), (last, one), (other, one)):
        with pytest.raises(MergeIllegal):
            desk.merge(*pair)
    for pair in (("none", last), (last, "none")):
        with pytest.raises(Missing):
            desk.merge(*pair)
    for each in (other, last):
        with pytest.raises(MergeIllegal):
            desk.unmerge(each)
    with pytest.raises(Missing):
        desk.unmerge("none")


def test_a_merged_record_leaves_the_public_at_once(desk: Desk) -> None:
    one, into = desk.open(claim(), claim())
    publish(desk.house.database, desk.house.policy, datetime(2025, 6, 17, 12, tzinfo=UTC))
    assert set(public_ids(desk.house)) == {one, into}

    desk.merge(one, into)

    assert set(public_ids(desk.house)) == {into}


@ON_SQLITE
def test_fifty_claims_of_one_incident_are_one_incident(desk: Desk) -> None:
    incidents = desk.open(
        *(count(number % 7, source=page(f"paper-{number}.example")) for number in range(50))
    )
    before = desk.rows(incidents)
    root, *others = incidents
    for each in others:
        desk.merge(each, root)

    row = desk.row(root)
    assert (row["reports"], row["disputed"], row["persons_low"]) == (50, ["persons"], 0)
    assert desk.behind(root) == sorted(incidents)
    for each in reversed(others):
        desk.unmerge(each)
    assert desk.rows(incidents) == before


def test_a_tree_is_walked_down_to_its_leaves() -> None:
    below = {"a": ["b", "c"], "b": ["d"], "c": [], "d": []}

    found = walk_down(["a"], lambda ids: [child for each in ids for child in below[each]])
    assert found == ["a", "b", "c", "d"]


REPORTS = [
    count(3),
    count(5, type="arson", source=page("a.example")),
    body(casualties=[{"harm": "dead", "who": "unknown", "low": 1}], outcome="aided"),
    count(4, location={"method": "sector", "sectors": ["KUZ"]}, source=page("b.example")),
    claim(outcome="returned", equipment=[{"kind": "ladder", "count": {"low": 2}}]),
]


@pytest.mark.slow
@ON_SQLITE
def test_any_tree_of_merges_parted_in_any_order_leaves_no_trace(desk: Desk) -> None:
    size = len(REPORTS)

    @settings(max_examples=25)
    @given(
        raised=st.lists(st.sampled_from([None, "high", "severe"]), min_size=size, max_size=size),
        by_hand=st.sets(st.integers(0, size - 1)),
        # Each but the last is merged into a later one: any tree is named so.
        parents=st.tuples(*(st.integers(child + 1, size - 1) for child in range(size - 1))),
        parting=st.permutations(range(size - 1)),
    )
    def holds(
        raised: list[str | None],
        by_hand: set[int],
        parents: tuple[int, ...],
        parting: list[int],
    ) -> None:
        incidents = desk.open(*REPORTS)
        for incident_id, level in zip(incidents, raised, strict=True):
            if level and rank(level) >= rank(desk.row(incident_id)["sensitivity"]):
                desk.set_sensitivity(incident_id, level)
        for number in by_hand:
            desk.edit(incidents[number], persons={"low": 90 + number}, casualties=None)
        before = desk.rows(incidents)
        # A merged one takes no further merge, so each takes its own before it goes.
        for child in range(size - 1):
            desk.merge(incidents[child], incidents[parents[child]])
        assert desk.row(incidents[-1])["reports"] == size
        for child in parting:
            desk.unmerge(incidents[child])
        assert desk.rows(incidents) == before

    holds()
