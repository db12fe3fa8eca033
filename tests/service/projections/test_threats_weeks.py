"""Attacks on a record that is alone in a quiet sector and week.

A test is named after the attack, and fails when the attack works; docs/policy.md lists them.
"""

from service.installation import Installation
from service.projections.publisher import PublishResult
from tests.service.projections.recomputing import edit_by_hand
from tests.service.projections.stage import (
    body,
    crowd_of,
    move,
    public_features,
    public_ids,
    reading,
    several,
    submit_verified,
)
from tests.service.projections.threats import (
    AFTER_MAY,
    DUE,
    WEEK,
    run,
    shown,
    verified,
)

# A quiet sector and week.


def test_a_guarded_record_alone_in_its_sector_and_week_shows_its_month(house: Installation) -> None:
    submit_verified(house, body())
    assert run(house).added == 0

    assert run(house, AFTER_MAY).added == 1
    (record,) = shown(house)
    assert (record["week"], record["undated"]) == (None, "2025-05")
    (row,) = reading(house, "SELECT period_from, period_to FROM feature_public")
    assert [str(day)[:10] for day in row.values()] == ["2025-05-01", "2025-06-01"]


def test_the_batch_does_not_tell_the_week_that_the_record_does_not(house: Installation) -> None:
    """It comes after the month, whenever in the month it was."""
    early = {"from": "2025-05-06", "precision": "day"}
    late = {"from": "2025-05-21", "precision": "day"}
    submit_verified(house, body(occurred=early), body(occurred=late))

    for week in range(2):
        assert run(house, DUE + week * WEEK).added == 0
    assert run(house, AFTER_MAY).added == 2
    assert {each["undated"] for each in shown(house)} == {"2025-05"}


def test_two_guarded_records_of_a_sector_show_their_week(house: Installation) -> None:
    submit_verified(house, body(), body(persons={"low": 5}))

    assert run(house).added == 2
    assert {each["week"] for each in shown(house)} == {"2025-W20"}


def test_published_claims_are_no_crowd_for_a_testimony(house: Installation) -> None:
    """Their source is shown, so a testimony among them would still be alone."""
    submit_verified(house, *several(4), body())

    assert run(house).added == 4
    assert {each["source_type"] for each in shown(house)} == {"pl_authority"}


def test_a_later_record_of_the_week_does_not_tell_the_week_of_the_earlier(
    house: Installation,
) -> None:
    submit_verified(house, body())
    run(house, AFTER_MAY)
    submit_verified(house, body(persons={"low": 5}))
    run(house, AFTER_MAY + WEEK)

    # Were the second one shown with its week, the first would be known to be of it too.
    assert {each["undated"] for each in shown(house)} == {"2025-05"}


def test_a_week_across_a_months_end_does_not_tell_on_which_side_it_was() -> None:
    days = ("2025-04-29", "2025-05-03")
    rows = []
    for day in days:
        told = verified(body(occurred={"from": day, "precision": "day"}))
        place, when = crowd_of(told).decide(told, None)
        rows.append((place, when))

    assert rows[0] == rows[1]
    assert rows[0][1].undated == "2025-05"


def test_a_record_that_showed_its_month_never_shows_its_week(house: Installation) -> None:
    first, *_ = submit_verified(house, body())
    run(house, AFTER_MAY)
    move(house, first, "in_review", "corroborated")
    submit_verified(house, body(persons={"low": 5}), body(persons={"low": 9}))
    run(house, AFTER_MAY + WEEK)

    mine = public_ids(house)[first]
    (record,) = [each["properties"] for each in public_features(house) if each["id"] == mine]
    assert record["status"] == "corroborated"
    assert (record["week"], record["undated"]) == (None, "2025-05")


def test_a_sector_that_becomes_quiet_hides_the_week_when_the_record_changes(
    house: Installation,
) -> None:
    stays, gone = submit_verified(house, body(), body(persons={"low": 5}))
    run(house)
    move(house, gone, "withdrawn")
    edit_by_hand(house, stays, persons={"low": 12})
    assert run(house, DUE + WEEK) == PublishResult(None, 0, 0, 1)
    assert shown(house) == []

    assert run(house, AFTER_MAY).added == 1
    assert [(each["week"], each["undated"]) for each in shown(house)] == [(None, "2025-05")]
