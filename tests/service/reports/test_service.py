"""Storing a group of reports: once, whole, and the same for whoever asks again."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import orjson
import pytest
from sqlalchemy.exc import IntegrityError

from service.database import Database
from service.errors import Missing, Problem
from service.incidents import service as incidents
from service.installation import Installation
from service.reports import repository, service
from service.reports.parsing import parse_report
from service.reports.service import Prepared, Submission
from tests.service.stored import rows_of, snapshot


def submission(report: dict[str, Any], by: str = "monitor-1", **changes: Any) -> Submission:
    content = orjson.dumps(report)
    return Submission(
        **{
            "id": str(uuid4()),
            "submitted_by": by,
            "channel": "put",
            "content": content,
            "sha256": service.digest_of(content),
            "report": parse_report(content),
            **changes,
        }
    )


def prepared(house: Installation, sent: Submission) -> Prepared:
    (answer,) = service.prepare([sent], house.vault)
    assert isinstance(answer, Prepared)
    return answer


def store(house: Installation, *group: Prepared) -> list[str]:
    return [outcome.result for outcome in service.store(house.database, group, house.policy)]


def test_a_group_is_stored_in_the_order_of_its_outcomes(
    house: Installation, report: dict[str, Any]
) -> None:
    group = [prepared(house, submission(report)) for _ in range(3)]
    outcomes = service.store(house.database, group, house.policy)
    assert [outcome.receipt.id for outcome in outcomes if outcome.receipt] == [
        each.report["id"] for each in group
    ]
    assert len(rows_of(house.database, "report")) == 3


def test_one_group_may_hold_the_same_report_twice(
    house: Installation, report: dict[str, Any]
) -> None:
    sent = submission(report)
    twins = [prepared(house, sent), prepared(house, sent)]
    first, second = service.store(house.database, twins, house.policy)
    assert (first.result, second.result) == ("created", "unchanged")
    assert first.receipt == second.receipt
    assert len(rows_of(house.database, "incident")) == 1


def test_the_same_id_of_another_account_or_body_is_a_conflict_without_a_receipt(
    house: Installation, report: dict[str, Any]
) -> None:
    sent = submission(report)
    store(house, prepared(house, sent))
    before = snapshot(house.database)
    foreign = submission(report, by="monitor-2", id=sent.id)
    other = submission({**report, "type": "other"}, id=sent.id)
    group = [prepared(house, foreign), prepared(house, other)]
    outcomes = service.store(house.database, group, house.policy)
    assert [(each.result, each.receipt) for each in outcomes] == [("conflict", None)] * 2
    assert snapshot(house.database) == before


def test_a_key_is_looked_up_only_for_its_own_account(
    house: Installation, report: dict[str, Any]
) -> None:
    key = {"idempotency_key": "draft"}
    store(house, prepared(house, submission(report, **key)))
    assert store(house, prepared(house, submission(report, **key))) == ["unchanged"]
    assert store(house, prepared(house, submission(report, "monitor-2", **key))) == ["created"]


def test_one_bad_place_in_a_group_is_its_own_problem(
    house: Installation, report: dict[str, Any]
) -> None:
    far = {**report, "location": {"method": "gnss", "lon": 2.35, "lat": 48.86}}
    group = [submission(report), submission(far), submission(report)]
    first, bad, last = service.receive(house.database, house.vault, house.policy, group)
    assert isinstance(bad, Problem)
    assert not isinstance(first, Problem)
    assert not isinstance(last, Problem)
    assert (first.result, last.result) == ("created", "created")


def test_nothing_is_written_for_a_group_of_bad_places(
    house: Installation, report: dict[str, Any]
) -> None:
    before = snapshot(house.database)
    far = {**report, "location": {"method": "gnss", "lon": 0, "lat": 0}}
    group = [submission(far)]
    service.receive(house.database, house.vault, house.policy, group)
    assert snapshot(house.database) == before


def test_the_loser_of_a_race_between_two_workers_finds_the_winners_report(
    house: Installation, report: dict[str, Any]
) -> None:
    sent = submission(report)
    winner, loser, neighbour = (
        prepared(house, sent),
        prepared(house, sent),
        prepared(house, submission(report)),
    )
    other_worker = Database(house.settings.resolved_database_url)
    with ThreadPoolExecutor(1) as pool:
        with house.database.writing() as session:
            incidents.add_incidents(session, [winner.incident], ["key"], house.policy)
            repository.add_reports(session, [winner.report], [winner.sealed])
            late = pool.submit(service.store, other_worker, [neighbour, loser], house.policy)
            # The other worker has looked for the id by now and waits for the first to end.
            with pytest.raises(TimeoutError):
                late.result(timeout=0.5)
        outcomes = late.result(timeout=10)
    other_worker.close()
    assert [outcome.result for outcome in outcomes] == ["created", "unchanged"]
    assert outcomes[1].receipt == service.receipt_of(winner.report)
    assert len(rows_of(house.database, "report")) == 2
    assert len(rows_of(house.database, "incident")) == 2


def test_a_group_that_cannot_be_written_leaves_nothing_behind(
    house: Installation, report: dict[str, Any]
) -> None:
    before = snapshot(house.database)
    good, bad = prepared(house, submission(report)), prepared(house, submission(report))
    bad.report["submitted_by"] = None
    with pytest.raises(IntegrityError):
        store(house, good, bad)
    assert snapshot(house.database) == before


def test_a_receipt_of_a_stranger_is_missing(house: Installation, report: dict[str, Any]) -> None:
    sent = submission(report)
    store(house, prepared(house, sent))
    assert service.get_receipt(house.database, sent.id, "monitor-1").state == "incident"
    with pytest.raises(Missing):
        service.get_receipt(house.database, sent.id, "monitor-2")


def test_a_receipt_says_when_the_server_had_the_report(
    house: Installation, report: dict[str, Any]
) -> None:
    before = datetime.now(UTC)
    (outcome,) = service.store(house.database, [prepared(house, submission(report))], house.policy)
    assert outcome.receipt is not None
    assert before <= outcome.receipt.received_at <= datetime.now(UTC)
