"""Entries: written with the change they tell of, or alone before something is shown."""

import pytest
from sqlalchemy import text

from service.audit.sealing import seal_all
from service.audit.service import entry, find_head, record, record_all, record_alone
from service.errors import Unavailable
from service.installation import Installation
from tests.service.audit.trail import foreign_hand
from tests.service.projections.stage import ON_SQLITE, reading

ENTRIES = "SELECT actor, action, subject, details FROM audit_entry ORDER BY id"


def test_an_entry_stands_and_falls_with_its_transaction(house: Installation) -> None:
    def undone() -> None:
        with house.database.writing() as session:
            record(session, "incident.status", "a1b2c3", "i-1")
            raise Unavailable("undone")

    with pytest.raises(Unavailable):
        undone()
    with house.database.writing() as session:
        record(session, "incident.status", "a1b2c3", "i-2", {"to": "verified"})

    assert reading(house, ENTRIES) == [
        {
            "actor": "a1b2c3",
            "action": "incident.status",
            "subject": "i-2",
            "details": '{"to":"verified"}',
        }
    ]


def test_several_entries_are_written_in_their_order(house: Installation) -> None:
    with house.database.writing() as session:
        record_all(session, [])
        record_all(session, [entry("report.read", "a", f"{number}") for number in range(5)])
    assert [row["subject"] for row in reading(house, ENTRIES)] == ["0", "1", "2", "3", "4"]


def test_an_action_that_nobody_explained_is_refused() -> None:
    with pytest.raises(ValueError, match=r"no action 'report\.eaten'"):
        entry("report.eaten", "a", "1")


def test_what_cannot_be_recorded_is_unavailable(house: Installation) -> None:
    with house.database.writing() as session:
        session.execute(text("ALTER TABLE audit_entry RENAME TO audit_entry_away"))
    try:
        with pytest.raises(Unavailable):
            record_alone(house.database, "incident.read", "a1b2c3", "i-1")
    finally:
        with house.database.writing() as session:
            session.execute(text("ALTER TABLE audit_entry_away RENAME TO audit_entry"))


def test_the_head_is_the_newest_seal_with_the_instant_of_its_entry(house: Installation) -> None:
    assert find_head(house.database)[0].seq == 0
    record_alone(house.database, "incident.read", "a1b2c3", "i-1")
    record_alone(house.database, "incident.read", "a1b2c3", "i-2")
    seal_all(house.database)

    head, at = find_head(house.database)

    (stored,) = reading(house, "SELECT hash FROM audit_seal WHERE seq = 2")
    assert (head.seq, head.hash) == (2, stored["hash"])
    assert at is not None
    assert at.endswith("Z")


@ON_SQLITE
def test_a_head_without_its_entry_has_no_instant(house: Installation) -> None:
    record_alone(house.database, "incident.read", "a1b2c3", "i-1")
    seal_all(house.database)
    with foreign_hand(house) as hand:
        hand.execute("DELETE FROM audit_entry")
    assert find_head(house.database)[1] is None
