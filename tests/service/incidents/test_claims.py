"""Who makes a claim, where it was read, and when two claims are independent."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.incidents.claims import any_independent, claimant, independent, is_source
from tests.service.incidents.reviewing import opened, page, told

AUTHORITY = {"type": "pl_authority"}


@pytest.mark.parametrize(
    ("source", "name"),
    [
        ({"type": "field_monitor"}, "field_monitor:key-1"),
        ({"type": "testimony", "relayed_by": "media", "url": "https://x.example/a"},
         "testimony:key-1"),
        ({"type": "pl_authority"}, "pl_authority"),
        ({"type": "by_authority", "url": "https://x.example/a"}, "by_authority"),
        ({"type": "eu_agency", "relayed_by": "media", "url": "https://x.example/a"}, "eu_agency"),
        ({"type": "media", "url": "https://www.X.example:443/a"}, "media:x.example"),
        ({"type": "media", "url": "https://x.example:8080/a"}, "media:x.example:8080"),
        ({"type": "media", "relayed_by": "media", "url": "https://x.example/a"}, "media:x.example"),
        ({"type": "media", "relayed_by": "social_media", "url": "https://x.example/a"}, "media"),
        ({"type": "media", "title": "A paper"}, "media"),
        ({"type": "media", "url": "https://@/a"}, "media"),
        ({"type": "social_media", "url": "https://t.example/b"}, "social_media:t.example"),
    ],
)  # fmt: skip
def test_a_claimant_is_named_as_far_as_it_can_be_told(source: dict[str, Any], name: str) -> None:
    assert claimant(opened("one", source=source), "key-1") == name
    assert is_source(name)


@pytest.mark.parametrize(
    "name",
    [
        "", "media:", "Media", "paper", "pl_autority", "pl_authority:x", "eu_agency:x.example",
        "field_monitor", "testimony", "media:x.example/a", "media:a b", "media:X.example",
        "media:www.x.example", ":x",
    ],
)  # fmt: skip
def test_a_name_that_no_claim_can_have_is_no_source(name: str) -> None:
    assert not is_source(name)


def claims_of(*sources: dict[str, Any], senders: tuple[str, str] = ("key-1", "key-2")) -> list[Any]:
    return [
        told(f"report {number}", sender=sender, source=source)
        for number, (source, sender) in enumerate(zip(sources, senders, strict=True))
    ]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (AUTHORITY, page()),
        (page("a.example"), page("b.example")),
        ({"type": "field_monitor"}, {"type": "field_monitor"}),
        ({"type": "testimony"}, {"type": "field_monitor"}),
        ({**page("a.example"), "type": "pl_authority", "relayed_by": "media"}, page("b.example")),
    ],
)
def test_two_claimants_in_two_documents_are_independent(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert independent(*claims_of(one, other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        # One authority that two papers quote.
        (
            {**page("a.example"), "type": "pl_authority", "relayed_by": "media"},
            {**page("b.example"), "type": "pl_authority", "relayed_by": "media"},
        ),
        # A paper and the authority that it quotes, on one page.
        (page(), {**page(), "type": "pl_authority", "relayed_by": "media"}),
        # The same page by another address.
        (
            {"type": "media", "url": "https://a.example/x?utm_source=feed#top"},
            {"type": "by_authority", "url": "http://www.a.example/x/"},
        ),
        # Two articles of one paper.
        (page("a.example", "one"), page("a.example", "two")),
        # A paper, and one of which nobody knows that it is another.
        (page("a.example"), {"type": "media", "title": "A column"}),
        ({"type": "media", "title": "A column"}, {"type": "media", "title": "Another"}),
        # One title, printed on one day.
        (
            {"type": "media", "title": "Night at the fence", "document_date": "2025-05-15"},
            {"type": "other", "title": "night at the Fence", "document_date": "2025-05-15"},
        ),
    ],
)
def test_what_may_be_one_voice_is_not_independent(
    one: dict[str, Any], other: dict[str, Any]
) -> None:
    assert not independent(*claims_of(one, other))


def test_what_came_through_one_account_may_be_one_person() -> None:
    same = ("key-1", "key-1")

    assert not independent(*claims_of({"type": "testimony"}, {"type": "testimony"}, senders=same))
    assert not independent(
        *claims_of({"type": "testimony"}, {"type": "field_monitor"}, senders=same)
    )
    assert independent(*claims_of({"type": "testimony"}, AUTHORITY, senders=same))


SOURCES = st.sampled_from(
    [AUTHORITY, {"type": "field_monitor"}, {"type": "testimony"}, page("a.example"),
     page("a.example", "b"), page("b.example"), {"type": "media", "title": "A column"}]
)  # fmt: skip
CLAIM = st.builds(
    lambda name, sender, source: told(f"report {name}", sender=sender, source=source),
    st.integers(0, 9),
    st.sampled_from(["key-1", "key-2"]),
    SOURCES,
)


@given(one=CLAIM, other=CLAIM)
def test_independence_is_mutual_and_nothing_is_independent_of_itself(one: Any, other: Any) -> None:
    assert independent(one, other) == independent(other, one)
    assert not independent(one, one)


@given(claims=st.lists(CLAIM, max_size=4))
def test_any_two_independent_claims_are_enough(claims: list[Any]) -> None:
    assert any_independent(claims) == any(
        independent(one, other) for one in claims for other in claims
    )


def test_a_claim_has_the_latest_judgement_of_it() -> None:
    assert told("a").credibility == "6"
    assert told("a", judged=[("ann", "2"), ("bo", "4")]).credibility == "4"


def test_a_report_that_names_no_document_is_one() -> None:
    assert told("a", source=AUTHORITY).document == "report a"
