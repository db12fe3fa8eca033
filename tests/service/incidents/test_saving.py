"""A change is written whole or not at all."""

from typing import Any

import pytest
from sqlalchemy import text

from service.incidents.repository import find_report
from service.incidents.saving import Deed, lock_behind, lock_standing, save
from service.installation import Installation
from tests.service.incidents.reviewing import Desk
from tests.service.projections.stage import ON_SQLITE, body
from tests.service.stored import snapshot


@pytest.fixture
def desk(house: Installation) -> Desk:
    return Desk(house)


@ON_SQLITE
def test_what_did_not_change_writes_nothing(desk: Desk) -> None:
    (one,) = desk.open(body())
    before = snapshot(desk.house.database)

    with desk.house.database.writing() as session:
        row = lock_standing(session, one)
        assert (
            save(session, desk.house.policy, row, row, Deed("ann", "r", "incident.edited")) is row
        )

    assert snapshot(desk.house.database) == before


# Whatever cannot be written takes all the rest of its change back.
LATE = ["audit_entry", "incident_history", "feature_full"]


@pytest.mark.parametrize("table", LATE)
@pytest.mark.parametrize("verb", ["merge", "edit", "judge", "withdraw", "sensitivity", "status"])
@ON_SQLITE
def test_a_change_that_fails_on_its_way_leaves_no_part(desk: Desk, table: str, verb: str) -> None:
    one, other = desk.open(body(), body())
    guard = (
        f"CREATE TRIGGER full_disk BEFORE INSERT ON {table} "
        "BEGIN SELECT RAISE(ABORT, 'no room'); END"
    )
    with desk.house.database.writing() as session:
        session.execute(text(guard))
    before = snapshot(desk.house.database)
    verbs: dict[str, Any] = {
        "merge": lambda: desk.merge(one, other),
        "edit": lambda: desk.edit(one, persons={"low": 3}),
        "judge": lambda: desk.judge(one, "2"),
        "withdraw": lambda: desk.withdraw(one),
        "sensitivity": lambda: desk.set_sensitivity(one, "severe"),
        "status": lambda: desk.move(one, "in_review"),
    }
    withdrawn_leaves_no_feature = table == "feature_full" and verb == "withdraw"

    if withdrawn_leaves_no_feature:
        verbs[verb]()
        assert desk.row(one)["status"] == "withdrawn"
    else:
        with pytest.raises(Exception, match="no room"):
            verbs[verb]()
        assert snapshot(desk.house.database) == before


def test_a_report_is_followed_to_where_it_stands_now(desk: Desk) -> None:
    one, other, last = desk.open(body(), body(), body())
    desk.merge(one, other)
    desk.merge(other, last)

    with desk.house.database.writing() as session:
        report = find_report(session, desk.report_of(one))
        assert report is not None
        held = lock_behind(session, report)

    assert held is not None
    assert held["id"] == last


def test_a_deed_has_one_moment_for_all_that_it_changes(desk: Desk) -> None:
    one, other = desk.open(body(), body())

    merged, root = desk.merge(one, other)

    assert merged["updated_at"] == root["updated_at"]
    stamps = {row["at"] for each in (one, other) for row in desk.history(each)}
    assert len(stamps) == 1
