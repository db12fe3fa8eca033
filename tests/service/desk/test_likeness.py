"""How likely two incidents are one event: hand-checked pairs, and what holds for all pairs."""

from datetime import UTC, datetime, timedelta
from math import exp
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.desk.likeness import WEIGHTS, best, compare

DAY = datetime(2025, 5, 14, tzinfo=UTC)
NEUTRAL = 0.3


def told(**changes: Any) -> dict[str, Any]:
    """A crossing attempt on one day at kilometre 176, known to 100 m, by an authority."""
    return {
        "id": "a",
        "type": "crossing_attempt",
        "also": [],
        "occurred_from": DAY,
        "occurred_to": DAY + timedelta(hours=12),
        "sectors": ["BIA"],
        "border_km": 176.0,
        "uncertainty_m": 100.0,
        "persons_low": None,
        "persons_high": None,
        "attempts_low": None,
        "attempts_high": None,
        "source_type": "pl_authority",
        "source_url": None,
        "source_title": None,
        "document_date": None,
        **changes,
    }


def part(name: str, **changes: Any) -> tuple[str, float]:
    """One part of the likeness of the plain incident and a changed one."""
    (found,) = [each for each in compare(told(), told(**changes)).reasons if each.part == name]
    return found.code, round(found.score, 3)


ANYTHING = st.builds(
    told,
    type=st.sampled_from(["crossing_attempt", "objects_thrown", "pushback"]),
    also=st.lists(st.sampled_from([{"type": "arson"}, {"type": "pushback"}]), max_size=2),
    occurred_from=st.integers(0, 400).map(lambda days: DAY - timedelta(days=days)),
    border_km=st.one_of(st.none(), st.floats(0, 420)),
    sectors=st.lists(st.sampled_from(["BIA", "NAR", "CZE"]), unique=True),
    persons_low=st.one_of(st.none(), st.integers(0, 100)),
    source_type=st.sampled_from(["media", "testimony"]),
    source_url=st.sampled_from([None, "https://a.example/1", "http://www.a.example/1/"]),
)


def test_the_weights_are_a_whole() -> None:
    assert sum(WEIGHTS.values()) == pytest.approx(1)


@given(ANYTHING, ANYTHING)
def test_the_likeness_is_the_same_whichever_way_round_and_never_out_of_bounds(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    score = compare(one, other).score
    assert 0 <= score <= 1
    assert score == compare(other, one).score


@given(st.floats(0, 100), st.floats(0, 100))
def test_farther_apart_is_never_more_alike(near_km: float, far_km: float) -> None:
    near_km, far_km = sorted((near_km, far_km))
    near, far = (compare(told(), told(border_km=176 + km)).score for km in (near_km, far_km))
    assert near >= far


@given(st.integers(0, 500), st.integers(0, 500))
def test_a_longer_gap_is_never_more_alike(short_h: int, long_h: int) -> None:
    def later(hours: int) -> float:
        begin = DAY + timedelta(hours=12 + hours)
        end = begin + timedelta(hours=12)
        return compare(told(), told(occurred_from=begin, occurred_to=end)).score

    short_h, long_h = sorted((short_h, long_h))
    assert later(short_h) >= later(long_h)


def test_what_is_uncertain_anyway_does_not_set_apart() -> None:
    assert part("place", border_km=176.2) == ("near", 1.0)
    assert part("place", border_km=181.2) == ("near", round(exp(-1), 3))
    assert part("place", border_km=206.2) == ("far", round(exp(-6), 3))


def test_without_a_point_sectors_are_compared() -> None:
    assert part("place", border_km=None) == ("same_sector", 0.6)
    assert part("place", border_km=None, sectors=["BIA", "NAR"]) == ("same_sector", 0.3)
    assert part("place", border_km=None, sectors=["CZE"]) == ("other_sector", 0.0)
    assert part("place", border_km=None, sectors=[]) == ("place_unknown", NEUTRAL)


def test_times_that_are_known_to_a_year_say_little() -> None:
    year = {"occurred_from": DAY - timedelta(days=100), "occurred_to": DAY + timedelta(days=265)}
    code, score = part("time", **year)
    assert code == "same_time"
    assert score < 0.05


def test_the_type_of_one_may_be_a_further_act_of_the_other() -> None:
    assert part("acts") == ("same_type", 1.0)
    assert part("acts", type="arson", also=[{"type": "crossing_attempt"}])[0] == "type_mentioned"
    assert part("acts", type="arson") == ("other_type", 0.0)


def test_numbers_agree_differ_or_say_nothing() -> None:
    def counts(ours: int | None, theirs: int | None) -> tuple[str, float]:
        one = told(persons_low=ours, persons_high=ours)
        other = told(persons_low=theirs, persons_high=theirs)
        (found,) = [each for each in compare(one, other).reasons if each.part == "counts"]
        return found.code, found.score

    assert counts(5, 5) == ("counts_agree", 1.0)
    assert counts(5, 10) == ("counts_differ", 0.5)
    assert counts(5, None) == ("counts_unknown", NEUTRAL)


def test_one_page_is_one_document_however_its_address_is_written() -> None:
    plain = told(source_url="https://www.rmf24.pl/a/?utm_source=x#top")
    same = told(source_url="http://rmf24.pl/a")
    other = told(source_url="http://rmf24.pl/b", source_type="media")
    codes = [compare(plain, each).reasons[-1].code for each in (same, other)]
    assert codes == ["same_claim", "other_document"]


def test_the_likeliest_come_first_and_the_unlikely_not_at_all() -> None:
    others = [
        told(id="far", border_km=300.0, type="arson", occurred_from=DAY + timedelta(days=2)),
        told(id="near", border_km=180.0),
        told(id="here"),
        told(id="also here"),
    ]
    assert [other["id"] for other, _ in best(told(), others, 0.4, 9)] == [
        "also here",
        "here",
        "near",
    ]
    assert len(best(told(), others, 0.4, 1)) == 1
