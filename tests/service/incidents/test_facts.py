"""Groups of values: every column in one group at most, and how sensitivity follows from them."""

from itertools import chain
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.incidents.facts import GROUPS, acts_values, class_of, group_of, highest, sensitivity
from service.models import IncidentRow
from service.vocabulary import codes
from tests.service.incidents.reviewing import opened, rank

# What no source says: what the desk adds, and what the machine keeps.
OURS = {
    "id", "version", "created_at", "updated_at", "status", "sensitivity", "sensitivity_floor",
    "merged_into", "set_by_hand", "disputed", "reports",
}  # fmt: skip
HURT = st.lists(
    st.fixed_dictionaries(
        {"harm": st.sampled_from(codes("harm")), "who": st.sampled_from(codes("who"))}
    ),
    max_size=3,
)
TYPES = st.lists(st.sampled_from(codes("type")), min_size=1, max_size=4, unique=True)


def test_each_column_is_of_one_group_or_the_desks_own() -> None:
    grouped = list(chain(*GROUPS.values()))

    assert len(grouped) == len(set(grouped))
    assert set(grouped) | OURS == set(IncidentRow.__annotations__)
    assert not set(grouped) & OURS


def test_a_group_is_cut_out_whole() -> None:
    row = opened("one", persons={"low": 3, "high": 5, "qualifier": "about"})

    assert group_of(row, "persons") == {
        "persons_low": 3,
        "persons_high": 5,
        "persons_qualifier": "about",
    }


@given(types=TYPES)
def test_acts_keep_every_act_whichever_comes_first(types: list[str]) -> None:
    one = acts_values((act, "unknown") for act in types)
    other = acts_values((act, "unknown") for act in reversed(types))

    assert one["type"] == other["type"]
    for found in (one, other):
        assert {found["type"], *(act["type"] for act in found["also"])} == set(types)


@given(levels=st.lists(st.sampled_from(codes("sensitivity"))))
def test_the_highest_of_several_is_one_of_them_and_none_is_above(levels: list[str]) -> None:
    found = highest(levels)

    assert found in (levels or ["moderate"])
    assert all(rank(level) <= rank(found) for level in levels)


@given(types=TYPES, more=TYPES, hurt=HURT)
def test_a_further_act_never_makes_an_event_less_sensitive(
    types: list[str], more: list[str], hurt: list[dict[str, Any]]
) -> None:
    assert rank(sensitivity({*types, *more}, hurt)) >= rank(sensitivity(types, hurt))


@pytest.mark.parametrize(
    ("members", "level"),
    [
        ({}, "moderate"),
        ({"also": [{"type": "arson"}]}, "high"),
        ({"casualties": [{"harm": "dead", "who": "unknown", "low": 1}]}, "severe"),
        ({"casualties": [{"harm": "injured", "who": "officer", "low": 1}]}, "moderate"),
    ],
)
def test_the_class_of_a_row_is_that_of_its_acts_and_casualties(
    members: dict[str, Any], level: str
) -> None:
    row = opened("one", **members)

    assert class_of(row) == level == row["sensitivity"]
