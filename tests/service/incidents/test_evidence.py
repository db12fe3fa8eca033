"""The claims behind an incident, and what an incident becomes by them."""

import pytest

from service.incidents.claims import Claim
from service.incidents.evidence import load_claims, settle
from service.installation import Installation
from tests.service.incidents.reviewing import Desk, page, untouched
from tests.service.projections.stage import ON_SQLITE, body


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def claims(desk: Desk, incident_id: str) -> list[Claim]:
    with desk.house.database.reading() as session:
        return load_claims(session, incident_id)


def test_a_claim_is_the_first_version_of_what_its_report_opened(desk: Desk) -> None:
    one, other = desk.open(body(persons={"low": 5}), body(persons={"low": 7}, source=page()))
    first = {each: desk.row(each) for each in (one, other)}
    desk.edit(other, persons={"low": 70}, outcome="crossed")
    desk.merge(other, one)
    desk.edit(one, persons={"low": 50})

    found = {claim.opened_id: claim for claim in claims(desk, one)}
    assert set(found) == {one, other}
    for opened_id, claim in found.items():
        assert claim.state == first[opened_id]
        assert (claim.reliability, claim.credibility, claim.judgements) == ("F", "6", ())
    assert claims(desk, other) == []


def test_each_reviewers_latest_judgement_counts_and_the_newest_is_last(desk: Desk) -> None:
    (one,) = desk.open(body())
    for who, credibility in (("ann", "2"), ("bo", "3"), ("ann", "4"), ("cy", "1"), ("bo", "5")):
        desk.judge(one, credibility, who=who)

    (claim,) = claims(desk, one)
    assert [(each.reviewer, each.credibility) for each in claim.judgements] == [
        ("ann", "4"), ("cy", "1"), ("bo", "5"),
    ]  # fmt: skip
    assert claim.credibility == "5"


def test_a_source_lends_its_reliability_to_its_claims(desk: Desk) -> None:
    one, other = desk.open(body(), body(source=page()))
    desk.merge(other, one)
    desk.grade_source("media:rmf24.pl", "B")

    assert {claim.source: claim.reliability for claim in claims(desk, one)} == {
        "testimony:import": "F",
        "media:rmf24.pl": "B",
    }


@ON_SQLITE
def test_a_withdrawn_report_makes_no_claim(desk: Desk) -> None:
    one, other = desk.open(body(), body())
    desk.merge(other, one)
    desk.withdraw(one)

    assert [claim.opened_id for claim in claims(desk, one)] == [other]


@ON_SQLITE
def test_settling_what_is_settled_changes_nothing(desk: Desk) -> None:
    one, other = desk.open(body(type="arson"), body(persons={"low": 4}, source=page()))
    desk.merge(other, one)
    desk.judge(other, "2")
    desk.edit(one, outcome="returned")

    with desk.house.database.reading() as session:
        for may_fall in (True, False):
            settled = settle(session, desk.row(one), load_claims(session, one), may_fall=may_fall)
            assert untouched(settled) == untouched(desk.row(one))
