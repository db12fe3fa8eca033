"""Publishers, analysts and reports at the same time: one batch, and nothing stays that must go."""

import multiprocessing
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, datetime
from threading import Barrier, Event

import pytest

from service.database import Database
from service.installation import Installation
from service.projections.policy import Policy
from service.projections.publisher import PublishResult, publish
from tests.service.projections.stage import (
    claim,
    full_features,
    move,
    public_features,
    public_ids,
    reading,
    revision,
    submit,
)

DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
ROWS = 300
POSTGRES_ONLY = pytest.mark.parametrize(
    "house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)


def publish_elsewhere(url: str, answers: "multiprocessing.Queue[PublishResult]") -> None:
    """A publisher in a process of its own."""
    database = Database(url)
    answers.put(publish(database, Policy(), DUE))
    database.close()


def check_one_batch(house: Installation, results: list[PublishResult]) -> None:
    assert sorted(result.added for result in results) == [0] * (len(results) - 1) + [ROWS]
    assert {result.batch for result in results} == {"2025-W22"}
    shown = [feature["id"] for feature in public_features(house)]
    assert len(shown) == len(set(shown)) == ROWS
    assert len(public_ids(house)) == ROWS
    assert len(reading(house, "SELECT week FROM public_batch")) == 1
    assert revision(house) == ROWS


def test_publishers_in_threads_make_one_batch(house: Installation) -> None:
    submit(house, *(claim() for _ in range(ROWS)))
    together = Barrier(4)

    def run(_: int) -> PublishResult:
        together.wait()
        return publish(house.database, house.policy, DUE)

    with ThreadPoolExecutor(4) as publishers:
        check_one_batch(house, list(publishers.map(run, range(4))))


@POSTGRES_ONLY
@pytest.mark.slow
def test_publishers_in_processes_make_one_batch(house: Installation) -> None:
    submit(house, *(claim() for _ in range(ROWS)))
    spawn = multiprocessing.get_context("spawn")
    answers: multiprocessing.Queue[PublishResult] = spawn.Queue()
    url = house.settings.resolved_database_url
    processes = [spawn.Process(target=publish_elsewhere, args=(url, answers)) for _ in range(2)]
    for process in processes:
        process.start()
    results = [answers.get(timeout=60) for _ in processes]
    for process in processes:
        process.join()

    check_one_batch(house, results)


@POSTGRES_ONLY
def test_an_incident_that_is_withdrawn_while_its_batch_is_made_does_not_stay(
    house: Installation,
) -> None:
    """The publisher has read the incident; the analyst withdraws it before the batch is written."""
    (incident_id,) = submit(house, claim())
    read, withdrawn = Event(), Event()

    def withdraw() -> None:
        read.wait(10)
        move(house, incident_id, "withdrawn")
        withdrawn.set()

    def progress(_done: int, _of: int) -> None:
        read.set()
        # Not yet committed: the analyst must wait for the batch rather than miss it.
        assert not withdrawn.wait(0.5)

    with ThreadPoolExecutor(1) as desk:
        change = desk.submit(withdraw)
        publish(house.database, house.policy, DUE, progress)
        change.result(10)

    assert public_features(house) == []
    assert public_ids(house) == {}
    assert full_features(house) == {}


@POSTGRES_ONLY
def test_reports_still_come_in_while_a_batch_is_made(house: Installation) -> None:
    submit(house, claim())

    with ThreadPoolExecutor(1) as senders:

        def progress(_done: int, _of: int) -> None:
            assert senders.submit(submit, house, claim()).result(10)

        publish(house.database, house.policy, DUE, progress)

    assert len(public_features(house)) == 1
    assert len(full_features(house)) == 2


def test_publishing_and_withdrawing_at_once_leaves_only_what_may_be_public(
    house: Installation,
) -> None:
    incidents = submit(house, *(claim() for _ in range(60)))
    gone = incidents[::2]
    together = Barrier(4)

    def withdraw(number: int) -> None:
        together.wait()
        for incident_id in gone[number::3]:
            move(house, incident_id, "withdrawn")

    def make_batch() -> None:
        together.wait()
        publish(house.database, house.policy, DUE)

    with ThreadPoolExecutor(4) as people:
        done = [people.submit(make_batch), *(people.submit(withdraw, n) for n in range(3))]
        wait(done)
        for each in done:
            each.result()

    assert sorted(public_ids(house)) == sorted(incidents[1::2])
    assert len(public_features(house)) == 30
    assert sorted(full_features(house)) == sorted(incidents[1::2])
