"""A source takes its report back by its code, whoever holds the incident now."""

import pytest

from service.errors import Missing
from service.incidents.withdraw import withdraw
from service.installation import Installation
from tests.service.incidents.reviewing import Desk, page
from tests.service.projections.stage import (
    ON_SQLITE,
    body,
    full_features,
    reading,
)
from tests.service.stored import snapshot

LIKE_LETTERS = str.maketrans("01", "OI")


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


def test_the_last_report_takes_its_incident_along(desk: Desk) -> None:
    (one,) = desk.open(body())

    desk.withdraw(one)

    row = desk.row(one)
    assert (row["status"], row["reports"], desk.state_of(one)) == ("withdrawn", 0, "withdrawn")
    assert full_features(desk.house) == {}
    assert [(each["actor"], each["reason"]) for each in desk.history(one)] == [
        ("receipt holder", "withdrawn by its source")
    ] * 2
    report = desk.report_of(one)
    assert desk.entries("report.withdrawn") == [("report.withdrawn", "receipt holder", report, {})]
    assert desk.entries("incident.") == [
        ("incident.withdrawn", "receipt holder", one, {"version": 2,
                                                       "fields": ["reports", "status"]})
    ]  # fmt: skip


def test_the_incident_goes_on_with_the_claims_that_are_left(desk: Desk) -> None:
    one, other = desk.open(body(persons={"low": 5}), body(persons={"low": 7}, source=page()))
    desk.merge(other, one)
    assert desk.row(one)["disputed"] == ["persons"]

    desk.withdraw(one)

    row = desk.row(one)
    assert (row["status"], row["reports"], row["persons_low"]) == ("received", 1, 7)
    assert (row["disputed"], row["source_type"]) == ([], "media")
    assert full_features(desk.house)[one]["properties"]["persons_low"] == 7


@ON_SQLITE
def test_doing_it_again_changes_nothing(desk: Desk) -> None:
    one, other = desk.open(body(), body())
    desk.merge(other, one)
    desk.withdraw(other)
    before = snapshot(desk.house.database)

    desk.withdraw(other)

    assert snapshot(desk.house.database) == before


@ON_SQLITE
def test_the_code_may_be_typed_as_it_was_heard(desk: Desk) -> None:
    (one,) = desk.open(body())
    code = desk.code_of(one)

    typed = code.removeprefix("MZ-").translate(LIKE_LETTERS).lower().replace("-", " ")
    withdraw(desk.house.database, desk.house.policy, typed)

    assert desk.row(one)["status"] == "withdrawn"


@pytest.mark.parametrize("code", ["MZ-0000-0000-0000", "no code at all", "' OR 1=1 --", "%"])
@ON_SQLITE
def test_a_code_that_no_receipt_has_is_missing(desk: Desk, code: str) -> None:
    (one,) = desk.open(body())
    before = snapshot(desk.house.database)

    with pytest.raises(Missing):
        withdraw(desk.house.database, desk.house.policy, code)

    assert desk.row(one)["status"] == "received"
    assert snapshot(desk.house.database) == before


@pytest.mark.parametrize("status", ["in_review", "verified", "rejected", "duplicate"])
@ON_SQLITE
def test_a_source_may_withdraw_at_any_time(desk: Desk, status: str) -> None:
    (one,) = desk.open(body())
    desk.move(one, "in_review", *([] if status == "in_review" else [status]))

    desk.withdraw(one)

    assert (desk.row(one)["status"], desk.state_of(one)) == ("withdrawn", "withdrawn")


@ON_SQLITE
def test_a_value_by_hand_and_the_sensitivity_outlive_the_claim(desk: Desk) -> None:
    one, other = desk.open(body(type="pushback", persons={"low": 5}), body())
    desk.merge(other, one)
    desk.edit(one, outcome="returned")

    desk.withdraw(one)

    row = desk.row(one)
    assert (row["type"], row["outcome"], row["persons_low"]) == (
        "crossing_attempt", "returned", None,
    )  # fmt: skip
    assert row["sensitivity"] == "severe"


@ON_SQLITE
def test_the_report_stays_sealed_and_its_receipt_readable(desk: Desk) -> None:
    (one,) = desk.open(body())
    before = reading(desk.house, "SELECT * FROM sealed_report")

    desk.withdraw(one)

    assert reading(desk.house, "SELECT * FROM sealed_report") == before
