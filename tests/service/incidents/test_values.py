"""How an incident's values follow the claims of its sources; the examples fit in the head."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.incidents.claims import Claim
from service.incidents.facts import GROUPS, group_of
from service.incidents.values import follow_claims, in_order, states_it, value_by_rule
from service.vocabulary import codes
from tests.service.incidents.reviewing import opened, page, told
from tests.service.projections.stage import IN_CELL

HERE = "opened by a"
LADDER = {"kind": "ladder", "count": {"low": 2}}
LADDERS = {"kind": "ladder", "count": {"low": 5}}
ROPE = {"kind": "rope", "count": {"low": 1}}


def names(group: str, *claims: Claim) -> list[str]:
    return [claim.report_id for claim in in_order(group, HERE, claims)]


def test_the_better_graded_claim_comes_first_reliability_before_credibility() -> None:
    worse = told("a", reliability="C", judged=[("ann", "2")])
    better = told("b", reliability="B", judged=[("ann", "4")], after_h=5)
    best = told("c", reliability="B", judged=[("ann", "3")], after_h=9)

    assert names("persons", worse, better, best) == ["c", "b", "a"]


def test_among_equals_the_more_exact_time_and_place_come_first() -> None:
    by_day = told("a", location={"method": "sector", "sectors": ["BIA"]})
    by_hour = told(
        "b", occurred={"from": "2025-05-14T22:00:00+02:00", "precision": "hour"}, after_h=1
    )

    assert names("occurred", by_day, by_hour) == ["b", "a"]
    assert names("location", by_day, by_hour) == ["b", "a"]
    assert names("persons", by_day, by_hour) == ["a", "b"]


def test_places_go_from_the_point_to_the_whole_border() -> None:
    places: dict[str, dict[str, Any]] = {
        "a": {"method": "border"},
        "b": {"method": "sector", "sectors": ["BIA", "NAR"]},
        "c": {"method": "sector", "sectors": ["BIA"]},
        "d": {**IN_CELL, "accuracy_m": 500},
        "e": IN_CELL,
    }

    claims = [told(name, location=place) for name, place in places.items()]
    assert names("location", *claims) == ["e", "d", "c", "b", "a"]


def test_then_the_opening_claim_then_the_one_that_came_first() -> None:
    own, early, late = told("a", after_h=9), told("c", after_h=1), told("b", after_h=2)

    assert names("persons", late, early, own) == ["a", "c", "b"]


def test_counts_are_those_of_the_first_claim_that_states_them() -> None:
    silent = told("a", reliability="A")
    vague = told("b", reliability="B", persons={"qualifier": "unknown"})
    says = told("c", reliability="C", persons={"low": 5, "qualifier": "at_least"})
    later = told("d", reliability="D", persons={"low": 9})

    found = follow_claims(silent.state, [later, says, vague, silent])
    assert group_of(found, "persons") == {
        "persons_low": 5,
        "persons_high": None,
        "persons_qualifier": "at_least",
    }


def test_what_no_claim_states_stays_unstated() -> None:
    found = follow_claims(told("a").state, [told("a"), told("b")])

    assert group_of(found, "persons") == dict.fromkeys(GROUPS["persons"])
    assert found["outcome"] == "unknown"


def test_acts_are_all_that_any_claim_tells_of() -> None:
    first = told("a", type="objects_thrown", by="unknown")
    second = told("b", type="crossing_attempt", by="people_crossing",
                  also=[{"type": "objects_thrown", "by": "by_border_service"}])  # fmt: skip

    found = follow_claims(first.state, [first, second])
    assert (found["type"], found["by"]) == ("crossing_attempt", "people_crossing")
    assert found["also"] == [{"type": "objects_thrown", "by": "by_border_service"}]


def test_who_did_it_is_what_the_first_claim_says_that_says_it() -> None:
    first = told("a", reliability="B", by="people_crossing")
    second = told("b", reliability="C", by="organised_facilitator")

    assert follow_claims(first.state, [second, first])["by"] == "people_crossing"


def test_equipment_is_all_kinds_and_each_kind_from_one_claim() -> None:
    first = told("a", reliability="B", equipment=[LADDER])
    second = told("b", reliability="C", equipment=[LADDERS, ROPE])

    found = follow_claims(first.state, [second, first])
    assert [(item["kind"], item["low"]) for item in found["equipment"]] == [
        ("ladder", 2),
        ("rope", 1),
    ]


def test_the_source_is_that_of_the_first_claim() -> None:
    first = told("a", source=page("a.example"))
    better = told("b", source=page("b.example"), reliability="B", after_h=1)

    found = follow_claims(first.state, [first, better])
    assert found["source_url"] == "https://b.example/a"
    assert (found["reliability"], found["credibility"]) == ("B", "6")


def test_what_was_set_by_hand_follows_no_rule() -> None:
    claim = told("a", persons={"low": 5}, outcome="returned")
    row: Any = {**claim.state, "persons_low": 40, "outcome": "crossed", "set_by_hand": ["persons"]}

    found = follow_claims(row, [claim])
    assert found["persons_low"] == 40
    assert found["outcome"] == "returned"


def test_a_grade_by_hand_is_confirmed_no_longer_than_its_grounds_last() -> None:
    claim = told("a")
    row: Any = {**claim.state, "reliability": "A", "credibility": "1", "set_by_hand": ["grade"]}

    found = follow_claims(row, [claim])
    assert (found["reliability"], found["credibility"]) == ("A", "2")


def test_without_a_claim_an_incident_stays_as_it_is() -> None:
    row = opened(HERE, persons={"low": 5})

    assert follow_claims(row, []) == row


@pytest.mark.parametrize("member", ["persons", "attempts"])
@pytest.mark.parametrize(
    ("count", "stated"),
    [
        (None, False),
        ({"qualifier": "unknown"}, False),
        ({"low": 0}, True),
        ({"high": 3, "qualifier": "at_most"}, True),
    ],
)
def test_a_count_is_stated_once_it_has_a_bound(member: str, count: Any, stated: bool) -> None:
    assert states_it(member, opened(HERE, **{member: count})) is stated


COUNTS = st.sampled_from(
    [None, {"low": 3}, {"low": 5, "high": 9}, {"low": 4, "qualifier": "at_least"},
     {"low": 10, "qualifier": "about"}]
)  # fmt: skip
PLACES = st.sampled_from(
    [IN_CELL, {**IN_CELL, "accuracy_m": 900}, {"method": "sector", "sectors": ["BIA"]},
     {"method": "sector", "sectors": ["BIA", "NAR"]}, {"method": "border"},
     {"method": "border_marker", "marker": 412}]
)  # fmt: skip
SUPPLY = st.sampled_from(
    [None, {"supplier": "not_stated"},
     {"supplier": "self_supplied", "basis": "seen_directly"},
     {"supplier": "by_border_service", "basis": "told_by_recipient", "confidence": "medium"}]
)  # fmt: skip
HURT = st.sampled_from(
    [[], [{"harm": "dead", "who": "unknown", "low": 1}],
     [{"harm": "injured", "who": "officer", "low": 2},
      {"harm": "injured", "who": "people_crossing", "low": 1, "qualifier": "at_least"}]]
)  # fmt: skip
MEMBERS = st.fixed_dictionaries(
    {
        "type": st.sampled_from(["crossing_attempt", "objects_thrown", "pushback"]),
        "by": st.sampled_from(codes("by")),
        "also": st.sampled_from(
            [[], [{"type": "arson"}], [{"type": "dazzling", "by": "by_border_service"}]]
        ),
        "equipment": st.lists(st.sampled_from([LADDER, LADDERS, ROPE]), max_size=2),
        "location": PLACES,
        "persons": COUNTS,
        "attempts": COUNTS,
        "supply": SUPPLY,
        "casualties": HURT,
        "outcome": st.sampled_from(codes("outcome")),
        "source": st.sampled_from([{"type": "testimony"}, {"type": "pl_authority"}, page()]),
    }
)
JUDGED = st.lists(
    st.tuples(st.sampled_from(["ann", "bo"]), st.sampled_from(codes("credibility"))),
    max_size=2,
    unique_by=lambda pair: pair[0],
)
CLAIMS = st.lists(
    st.builds(
        lambda name, letter, judged, hour, members: told(
            name, reliability=letter, judged=judged, after_h=hour, **members
        ),
        st.sampled_from("abcde"),
        st.sampled_from(codes("reliability")),
        JUDGED,
        st.integers(0, 2),
        MEMBERS,
    ),
    min_size=1,
    max_size=4,
    unique_by=lambda claim: claim.report_id,
)


@given(members=MEMBERS)
def test_one_claim_alone_is_followed_to_the_letter(members: dict[str, Any]) -> None:
    claim = told("a", **members)

    assert follow_claims(claim.state, [claim]) == claim.state


@given(claims=CLAIMS, order=st.randoms(use_true_random=False))
def test_the_order_in_which_claims_are_looked_at_does_not_matter(
    claims: list[Claim], order: Any
) -> None:
    shuffled = order.sample(claims, len(claims))

    assert follow_claims(claims[0].state, shuffled) == follow_claims(claims[0].state, claims)


@given(claims=CLAIMS)
def test_following_twice_changes_nothing_more(claims: list[Claim]) -> None:
    once = follow_claims(claims[0].state, claims)

    assert follow_claims(once, claims) == once


@given(claims=CLAIMS)
def test_every_value_is_what_a_claim_said(claims: list[Claim]) -> None:
    found = follow_claims(claims[0].state, claims)
    told_together = ("acts", "equipment", "grade")

    for group in GROUPS:
        if group not in told_together:
            assert group_of(found, group) in [group_of(claim.state, group) for claim in claims]
        assert value_by_rule(group, found["id"], claims) == group_of(found, group)
    assert {item["kind"] for item in found["equipment"]} == {
        item["kind"] for claim in claims for item in claim.state["equipment"]
    }
