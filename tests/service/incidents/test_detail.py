"""What an analyst is shown of an incident: every claim, side by side."""

from typing import Any

import pytest

from service.errors import Missing
from service.incidents.detail import get_detail, get_history, incident_behind
from service.incidents.schemas import IncidentDetail
from service.installation import Installation
from tests.service.incidents.reviewing import Desk, page
from tests.service.projections.stage import ON_SQLITE, body

# What no database can change: it is put together from what the verbs stored.
pytestmark = ON_SQLITE


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def detail(desk: Desk, incident_id: str) -> IncidentDetail:
    return get_detail(desk.house.database, incident_id)


def paper(name: str, **members: Any) -> dict[str, Any]:
    return body(source={**page(f"{name}.example"), "document_date": "2025-05-15"}, **members)


def test_one_report_is_one_claim_without_contradiction(desk: Desk) -> None:
    (one,) = desk.open(paper("a", persons={"low": 5}))

    found = detail(desk, one)

    assert found.incident["id"] == one
    (seen,) = found.claims
    assert (seen.report, seen.opened, seen.source, seen.document) == (
        desk.report_of(one), one, "media:a.example", "a.example/a",
    )  # fmt: skip
    assert (seen.reliability, seen.credibility, seen.judgements) == ("F", "6", [])
    assert seen.values["persons"]["persons_low"] == 5
    assert not {"source", "grade"} & set(seen.values)
    assert (found.contradictions, found.merged, found.withdrawn_reports) == ([], [], [])
    assert found.legal_next == ["in_review", "withdrawn"]
    assert found.missing_for_confirmed is not None
    assert found.proposed_sensitivity is None


def test_a_claim_stays_what_it_was_whatever_the_desk_makes_of_it(desk: Desk) -> None:
    (one,) = desk.open(paper("a", persons={"low": 5}))
    desk.edit(one, persons={"low": 9})

    (seen,) = detail(desk, one).claims
    assert seen.values["persons"]["persons_low"] == 5


def test_the_code_that_withdraws_a_report_is_its_senders_alone(desk: Desk) -> None:
    (one,) = desk.open(paper("a"))

    assert desk.code_of(one) not in detail(desk, one).model_dump_json()


def test_contradictions_stand_side_by_side_the_followed_one_first(desk: Desk) -> None:
    one, other = desk.open(
        paper("a", persons={"low": 5}, outcome="returned"),
        paper("b", persons={"low": 9}, outcome="crossed", by="organised_facilitator"),
    )
    desk.merge(other, one)
    desk.judge(other, "2")
    desk.edit(one, outcome="crossed")

    acts, persons, outcome = detail(desk, one).contradictions
    assert [each.group for each in (acts, persons, outcome)] == ["acts", "persons", "outcome"]
    assert persons.followed == desk.report_of(other)
    assert [
        (value["persons_low"], value["source"], value["grade"]) for value in persons.values
    ] == [
        (9, "media:b.example", "F2"),
        (5, "media:a.example", "F6"),
    ]
    assert desk.row(one)["persons_low"] == 9
    assert (acts.followed, outcome.followed) == ("several", "by hand")


def test_who_says_nothing_stands_in_no_contradiction(desk: Desk) -> None:
    incidents = desk.open(
        paper("a", persons={"low": 5}), paper("b"), paper("c", persons={"low": 7})
    )
    for each in incidents[1:]:
        desk.merge(each, incidents[0])

    (persons,) = detail(desk, incidents[0]).contradictions
    assert [value["source"] for value in persons.values] == ["media:a.example", "media:c.example"]


def test_a_merged_incident_shows_no_claims_of_its_own_any_more(desk: Desk) -> None:
    one, two, root = desk.open(
        paper("a", persons={"low": 5}), paper("b", persons={"low": 7}), paper("c")
    )
    desk.merge(two, one)
    desk.merge(one, root)

    found = detail(desk, one)
    assert (found.claims, found.contradictions, found.merged) == ([], [], [two])
    assert found.incident["disputed"] == ["persons"]
    assert [each.group for each in detail(desk, root).contradictions] == ["persons"]
    assert detail(desk, root).merged == [one]


def test_a_withdrawn_incident_with_contradictions_can_be_read(desk: Desk) -> None:
    one, two = desk.open(paper("a", persons={"low": 5}), paper("b", persons={"low": 7}))
    desk.merge(two, one)
    desk.move(one, "withdrawn")

    found = detail(desk, one)
    assert (found.claims, found.contradictions, found.legal_next) == ([], [], [])
    assert sorted(found.withdrawn_reports) == sorted(map(desk.report_of, (one, two)))


def test_a_withdrawn_report_is_named_and_not_shown(desk: Desk) -> None:
    one, two = desk.open(paper("a"), paper("b"))
    desk.merge(two, one)
    desk.withdraw(two)

    found = detail(desk, one)
    assert [each.opened for each in found.claims] == [one]
    assert found.withdrawn_reports == [desk.report_of(two)]


def test_what_waits_for_a_second_person_is_shown(desk: Desk) -> None:
    (one,) = desk.open(paper("a"))
    desk.set_sensitivity(one, "severe")
    desk.set_sensitivity(one, "moderate")

    waiting = detail(desk, one).proposed_sensitivity
    assert waiting is not None
    assert (waiting["level"], waiting["actor"], waiting["reason"]) == (
        "moderate", "ann", "thought about it",
    )  # fmt: skip


def test_the_history_is_told_the_oldest_first(desk: Desk) -> None:
    (one,) = desk.open(paper("a"))
    desk.edit(one, persons={"low": 5})
    desk.judge(one, "3", who="bo")

    found = get_history(desk.house.database, one)
    assert [(row.version, row.actor, row.field) for row in found.changes] == [
        (2, "ann", "persons"), (3, "bo", "grade"), (3, "bo", "claim"),
    ]  # fmt: skip


def test_a_report_leads_to_its_incident(desk: Desk) -> None:
    one, two = desk.open(paper("a"), paper("b"))
    desk.merge(two, one)

    assert incident_behind(desk.house.database, desk.report_of(two)) == one
    with pytest.raises(Missing):
        incident_behind(desk.house.database, "none")


def test_what_is_not_there_is_missing(desk: Desk) -> None:
    with pytest.raises(Missing):
        detail(desk, "none")
    with pytest.raises(Missing):
        get_history(desk.house.database, "none")
