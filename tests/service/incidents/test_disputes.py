"""What cannot both be true is a contradiction; saying less, or less exactly, is none."""

from typing import Any

import pytest
from hypothesis import given

from service.incidents.claims import Claim
from service.incidents.disputes import disputed_groups
from tests.service.incidents.reviewing import told
from tests.service.incidents.test_values import CLAIMS, MEMBERS
from tests.service.projections.stage import IN_CELL

DAY = {"from": "2025-05-14", "precision": "day"}
NEXT_DAY = {"from": "2025-05-15", "precision": "day"}
HOUR = {"from": "2025-05-14T22:00:00+02:00", "precision": "hour"}


def instant(minute: int, hour: int = 22) -> dict[str, str]:
    return {"from": f"2025-05-14T{hour}:{minute:02}:00+02:00", "precision": "exact"}


def disputed(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    found = disputed_groups([told("a", **one), told("b", **other)])
    assert found == disputed_groups([told("a", **other), told("b", **one)])
    return found


def hurt(low: int | None, who: str = "people_crossing", harm: str = "injured", **count: Any) -> Any:
    return {"harm": harm, "who": who, "low": low, **count}


def supply(supplier: str) -> dict[str, Any]:
    return {"supplier": supplier, "basis": "seen_directly", "confidence": "medium"}


CONTRADICTIONS: list[tuple[str, Any, Any]] = [
    ("occurred", DAY, NEXT_DAY),
    ("occurred", HOUR, NEXT_DAY),
    ("occurred", HOUR, {**HOUR, "from": "2025-05-14T23:00:00+02:00"}),
    # The hour from 22 to 23 ends before 23 strikes.
    ("occurred", HOUR, instant(0, hour=23)),
    ("occurred", instant(10), instant(11)),
    ("location", IN_CELL, {"method": "border_marker", "marker": 412}),
    ("location", IN_CELL, {"method": "sector", "sectors": ["KUZ"]}),
    (
        "location",
        {"method": "sector", "sectors": ["KUZ"]},
        {"method": "sector", "sectors": ["BIA", "NAR"]},
    ),
    ("persons", {"low": 5}, {"low": 6}),
    ("persons", {"low": 5, "high": 7}, {"low": 8, "qualifier": "at_least"}),
    ("persons", {"high": 3, "qualifier": "at_most"}, {"low": 4, "qualifier": "at_least"}),
    ("persons", {"low": 30, "qualifier": "about"}, {"low": 60, "qualifier": "about"}),
    ("attempts", {"low": 0}, {"low": 1, "qualifier": "at_least"}),
    ("outcome", "returned", "crossed"),
    ("supply", supply("by_border_service"), supply("self_supplied")),
    ("casualties", [hurt(1)], [hurt(2)]),
    ("casualties", [hurt(0, harm="dead")], [hurt(1, harm="dead", qualifier="at_least")]),
    # Nobody said who of them it was, so the sums are compared.
    ("casualties", [hurt(1, who="unknown")], [hurt(1, who="officer"), hurt(1)]),
]
AGREEMENTS: list[tuple[str, Any, Any]] = [
    ("occurred", DAY, DAY),
    ("occurred", DAY, HOUR),
    ("occurred", HOUR, instant(0)),
    ("occurred", HOUR, instant(59)),
    ("occurred", {"from": "2025-05", "precision": "month"}, NEXT_DAY),
    ("location", IN_CELL, {**IN_CELL, "accuracy_m": 900}),
    ("location", IN_CELL, {"method": "sector", "sectors": ["NAR", "BIA"]}),
    ("location", IN_CELL, {"method": "border"}),
    ("location", {"method": "border"}, {"method": "sector", "sectors": ["KUZ"]}),
    ("persons", {"low": 5}, None),
    ("persons", {"low": 5}, {"qualifier": "unknown"}),
    ("persons", {"low": 5}, {"low": 3, "qualifier": "at_least"}),
    ("persons", {"low": 5, "high": 9}, {"low": 9, "high": 12}),
    ("persons", {"low": 5}, {"high": 5, "qualifier": "at_most"}),
    # About thirty may well be thirty-two.
    ("persons", {"low": 30, "qualifier": "about"}, {"low": 32}),
    ("persons", {"low": 30, "qualifier": "about"}, {"low": 35, "qualifier": "about"}),
    ("outcome", "returned", "unknown"),
    ("supply", supply("by_border_service"), {"supplier": "not_stated"}),
    ("supply", supply("by_border_service"), None),
    ("casualties", [hurt(1)], []),
    ("casualties", [hurt(1)], [hurt(1, harm="dead")]),
    ("casualties", [hurt(1, qualifier="at_least")], [hurt(3)]),
    # One tells of its officers, the other of the people: both may be true.
    ("casualties", [hurt(2, who="officer")], [hurt(3)]),
    ("casualties", [hurt(3, who="unknown")], [hurt(2), hurt(1, who="officer")]),
    ("casualties", [hurt(None, qualifier="unknown")], [hurt(3)]),
]


@pytest.mark.parametrize(("group", "one", "other"), CONTRADICTIONS)
def test_what_cannot_both_be_true_is_disputed(group: str, one: Any, other: Any) -> None:
    assert disputed({group: one}, {group: other}) == [group]


@pytest.mark.parametrize(("group", "one", "other"), AGREEMENTS)
def test_saying_less_or_less_exactly_disputes_nothing(group: str, one: Any, other: Any) -> None:
    assert disputed({group: one}, {group: other}) == []


@pytest.mark.parametrize(
    ("one", "other", "found"),
    [
        ("people_crossing", "organised_facilitator", ["acts"]),
        ("people_crossing", "unknown", []),
        ("people_crossing", "people_crossing", []),
    ],
)
def test_two_actors_of_one_act_are_disputed(one: str, other: str, found: list[str]) -> None:
    assert disputed({"by": one}, {"by": other}) == found
    further = {"also": [{"type": "crossing_attempt", "by": other}], "type": "arson"}
    assert disputed({"by": one}, further) == found


def test_another_act_is_no_contradiction() -> None:
    one, other = {"by": "people_crossing"}, {"type": "arson", "by": "by_border_service"}

    assert disputed(one, other) == []


def test_the_groups_are_named_in_one_order() -> None:
    one = {"outcome": "returned", "persons": {"low": 1}, "occurred": DAY}
    other = {"outcome": "crossed", "persons": {"low": 2}, "occurred": NEXT_DAY}

    assert disputed(one, other) == ["occurred", "persons", "outcome"]


@given(members=MEMBERS)
def test_nothing_contradicts_itself(members: dict[str, Any]) -> None:
    assert disputed(members, members) == []


@given(claims=CLAIMS)
def test_disputes_are_mutual_and_only_grow_with_the_claims(claims: list[Claim]) -> None:
    found = disputed_groups(claims)

    assert disputed_groups(claims[::-1]) == found
    assert set(disputed_groups(claims[1:])) <= set(found)
    pairs = [disputed_groups([one, other]) for one in claims for other in claims]
    assert set(found) == set().union(*map(set, pairs))
