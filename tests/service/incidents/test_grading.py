"""The grade that claims give, and what credibility 1 takes."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.incidents.grading import capped, grade_by_rule, missing_for_confirmed
from service.vocabulary import codes
from tests.service.incidents.reviewing import page, told

TWO = ("ann", "bo")


def both(credibility: str) -> list[tuple[str, str]]:
    return [(who, credibility) for who in TWO]


def paper(name: str, **members: Any) -> Any:
    return told(name, source=page(f"{name}.example"), **members)


def test_nothing_judged_is_f6() -> None:
    assert grade_by_rule([]) == ("F", "6")
    assert grade_by_rule([paper("a"), paper("b")]) == ("F", "6")


def test_the_most_reliable_source_and_the_most_credible_claim_count() -> None:
    claims = [
        paper("a", reliability="B", judged=[("ann", "4")]),
        paper("b", reliability="D", judged=[("ann", "2")]),
    ]

    assert grade_by_rule(claims) == ("B", "2")


def test_two_independent_claims_and_two_reviewers_confirm() -> None:
    claims = [paper("a", judged=both("1")), paper("b", judged=[("ann", "2")])]

    assert missing_for_confirmed(claims) is None
    assert grade_by_rule(claims) == ("F", "1")


@pytest.mark.parametrize(
    ("claims", "word"),
    [
        ([paper("a", judged=both("1"))], "independent"),
        ([paper("a", judged=both("1")), paper("b", judged=[("ann", "3")])], "independent"),
        ([paper("a", judged=both("1")), paper("b")], "independent"),
        ([paper("a", judged=both("1")), paper("a", judged=both("1"))], "independent"),
        ([paper("a", judged=[("ann", "1")]), paper("b", judged=[("ann", "1")])], "reviewers"),
        ([paper("a", judged=[("ann", "1"), ("bo", "2")]), paper("b", judged=both("2"))],
         "reviewers"),
    ],
)  # fmt: skip
def test_short_of_that_a_claim_is_probable_and_the_lack_is_named(
    claims: list[Any], word: str
) -> None:
    lack = missing_for_confirmed(claims)

    assert lack is not None
    assert word in lack
    assert capped("1", claims) == "2"
    assert grade_by_rule(claims)[1] == "2"


def test_a_reviewer_who_changes_their_mind_takes_their_word_back() -> None:
    # The newest judgement of each reviewer is all that a claim holds.
    doubted = [paper("a", judged=[("ann", "1"), ("bo", "3")]), paper("b", judged=both("2"))]

    assert missing_for_confirmed(doubted) is not None


JUDGED = st.lists(
    st.tuples(st.sampled_from(["ann", "bo", "cy"]), st.sampled_from(codes("credibility"))),
    max_size=3,
    unique_by=lambda pair: pair[0],
)
CLAIMS = st.lists(
    st.builds(
        lambda name, letter, judged: paper(name, reliability=letter, judged=judged),
        st.sampled_from("abc"),
        st.sampled_from(codes("reliability")),
        JUDGED,
    ),
    max_size=4,
)


@given(claims=CLAIMS, more=CLAIMS)
def test_a_further_claim_takes_no_ground_away(claims: list[Any], more: list[Any]) -> None:
    if missing_for_confirmed(claims) is None:
        assert missing_for_confirmed([*claims, *more]) is None


@given(claims=CLAIMS)
def test_nothing_is_confirmed_without_its_grounds(claims: list[Any]) -> None:
    _, credibility = grade_by_rule(claims)
    reviewers = {who for claim in claims for who, given in _judged(claim) if given == "1"}
    sources = {claim.source for claim in claims if claim.credibility in "12"}

    assert credibility != "1" or (len(reviewers) >= 2 and len(sources) >= 2)


@given(claims=CLAIMS, order=st.randoms(use_true_random=False))
def test_the_order_of_claims_does_not_matter(claims: list[Any], order: Any) -> None:
    shuffled = order.sample(claims, len(claims))

    assert grade_by_rule(shuffled) == grade_by_rule(claims)


def _judged(claim: Any) -> list[tuple[str, str]]:
    return [(each.reviewer, each.credibility) for each in claim.judgements]
