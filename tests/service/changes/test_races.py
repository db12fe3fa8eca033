"""Replaying the feed gives the public table, whatever happened, while writers run."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from random import Random
from threading import Event

import pytest
from starlette.testclient import TestClient

from service.errors import StatusIllegal
from service.installation import Installation
from service.projections.policy import Policy
from service.projections.publisher import publish
from service.projections.recompute import recompute
from service.vocabulary import legal_next
from tests.service.changes.following import Copy, public_table
from tests.service.projections.stage import (
    apart,
    move,
    public_ids,
    reading,
    submit,
    submit_verified,
)

BEGIN = datetime(2025, 5, 27, 4, tzinfo=UTC)
WEEK = timedelta(weeks=1)
STRICT = Policy(cell_min_incidents=6, show_unreviewed_claims=False)


def wander(house: Installation, incident_id: str, rng: Random) -> None:
    """One legal move of one incident; another writer may have been quicker."""
    (row,) = reading(house, "SELECT status FROM incident WHERE id = :id", id=incident_id)
    ways = legal_next(row["status"])
    if ways:
        try:
            move(house, incident_id, rng.choice(ways))
        except StatusIllegal:
            return


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_random_history_is_followed_from_zero_and_from_any_point(
    house: Installation, client: TestClient, seed: int
) -> None:
    rng = Random(seed)  # noqa: S311  # Repeatable on purpose.
    incidents = submit_verified(house, *(apart(number % 9) for number in range(12)))
    incidents += submit(house, *(apart(number) for number in range(12, 24)))
    copies = [Copy(limit=rng.choice((1, 3, 100))) for _ in range(3)]
    for week in range(8):
        for _ in range(rng.randrange(8)):
            wander(house, rng.choice(incidents), rng)
        action = rng.choice(("publish", "publish", "recompute", "strict"))
        now = BEGIN + week * WEEK
        if action == "publish":
            publish(house.database, house.policy, now)
        else:
            policy = STRICT if action == "strict" else house.policy
            recompute(house.database, policy, now)
        rng.choice(copies).follow(client)
    for copy in (*copies, Copy()):
        copy.follow(client)
        assert copy.records == public_table(house)
        assert copy.numbers == sorted(set(copy.numbers))
    live = set(public_ids(house).values())
    told = reading(house, "SELECT public_id FROM public_change WHERE NOT withdrawn")
    assert {row["public_id"] for row in told} == live


@contextmanager
def four_writers(house: Installation, incidents: list[str]) -> Iterator[None]:
    """Analysts, a publisher and the recomputation at work until the block ends."""
    stop = Event()

    def analyst(seed: int) -> None:
        rng = Random(seed)  # noqa: S311  # Repeatable on purpose.
        while not stop.is_set():
            wander(house, rng.choice(incidents[seed::2]), rng)

    def publisher() -> None:
        now = BEGIN
        while not stop.is_set():
            publish(house.database, house.policy, now)
            now += WEEK

    def recomputer() -> None:
        while not stop.is_set():
            recompute(house.database, house.policy, BEGIN + 500 * WEEK)

    with ThreadPoolExecutor(4) as pool:
        work = [pool.submit(analyst, 0), pool.submit(analyst, 1)]
        work += [pool.submit(publisher), pool.submit(recomputer)]
        try:
            yield
        finally:
            stop.set()
            for each in work:
                each.result(60)


@pytest.mark.slow
def test_following_while_four_writers_run_never_misses_a_change(
    house: Installation, client: TestClient
) -> None:
    incidents = submit(house, *(apart(number) for number in range(60)))
    copies = [Copy(limit=7), Copy(limit=1_000)]
    until = datetime.now(UTC) + timedelta(seconds=6)
    rounds = 0
    with four_writers(house, incidents):
        while datetime.now(UTC) < until:
            for copy in copies:
                copy.follow(client)
            rounds += 1
    assert rounds > 3
    for copy in (*copies, Copy(limit=11)):
        copy.follow(client)
        assert copy.records == public_table(house)
        assert copy.numbers == sorted(set(copy.numbers))
    assert copies[1].since > 60
