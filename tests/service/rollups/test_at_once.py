"""Several change incidents at random while others fold: the rollup is what the rows add up to."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from random import Random
from threading import Event

import pytest
from sqlalchemy import text
from sqlmodel import Session

from service.errors import Conflict, Unavailable, VersionStale
from service.incidents.edit import edit
from service.incidents.merge import merge, unmerge
from service.incidents.saving import Deed
from service.incidents.schemas import IncidentEdit
from service.incidents.status import set_status
from service.installation import Installation
from service.rollups import service as rollups
from service.rollups.verification import verify
from service.vocabulary import codes
from tests.service.projections.stage import OPEN_TYPES, body, reading, submit

WRITERS, MOVES = 4, 25
GROUPED = text(
    "SELECT week, count(*) AS number FROM feature_full "
    "WHERE week IS NOT NULL AND type <> 'encampment' GROUP BY week"
)

pytestmark = pytest.mark.slow


def repeatable(seed: str) -> Random:
    return Random(seed)  # noqa: S311


def sent(rng: Random) -> dict[str, object]:
    day = f"2025-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}"
    return body(
        occurred={"from": day, "precision": "day"},
        type=rng.choice(OPEN_TYPES),
        persons=rng.choice([None, {"low": 3}, {"low": 2, "high": 9}]),
        equipment=rng.choice([[], [{"kind": "ladder", "by": "people_crossing"}]]),
    )


def one_move(house: Installation, rng: Random, known: list[str]) -> None:
    database, policy = house.database, house.policy
    one, other = rng.choice(known), rng.choice(known)
    change = IncidentEdit.model_validate(
        {"persons": {"low": rng.randint(0, 9)}, "type": rng.choice(OPEN_TYPES), "reason": "r"}
    )
    moves: list[Callable[[], object]] = [
        lambda: known.extend(submit(house, sent(rng))),
        lambda: set_status(database, policy, one, rng.choice(codes("status")), "r", "ann"),
        lambda: edit(
            database, policy, one, change, expected_version=version_of(house, one), actor="ann"
        ),
        lambda: merge(database, policy, one, other, Deed("ann", "r", "incident.merged")),
        lambda: unmerge(database, policy, one, Deed("ann", "r", "incident.unmerged")),
    ]
    # A move that is not allowed, or that met another one, changes nothing.
    with suppress(Conflict, VersionStale, Unavailable):
        rng.choice(moves)()


def version_of(house: Installation, incident_id: str) -> int:
    (row,) = reading(house, "SELECT version FROM incident WHERE id = :id", id=incident_id)
    number: int = row["version"]
    return number


def weeks_by_rollup(session: Session) -> Counter[str]:
    found: Counter[str] = Counter()
    for key, number in rollups.figures_between(session, "2024-W01", "2026-W53").incidents():
        found[key.period] += number
    return found


def weeks_by_rows(session: Session) -> Counter[str]:
    return Counter({row.week: row.number for row in session.execute(GROUPED)})


@pytest.mark.parametrize("seed", range(3))
def test_a_rollup_is_what_its_incidents_add_up_to(house: Installation, seed: int) -> None:
    known = submit(house, *(sent(repeatable(f"{seed}:first:{each}")) for each in range(20)))
    over = Event()

    def write(number: int) -> None:
        rng = repeatable(f"{seed}:{number}")
        for _ in range(MOVES):
            one_move(house, rng, known)

    def keep_folding() -> int:
        folded = 0
        while not over.is_set():
            with suppress(Unavailable):
                folded += rollups.keep_up(house.database)
            over.wait(0.01)
        return folded

    def compare() -> int:
        compared = 0
        while not over.is_set():
            with house.database.reading() as session:
                assert weeks_by_rollup(session) == weeks_by_rows(session)
            compared += 1
        return compared

    with ThreadPoolExecutor(WRITERS + 4) as pool:
        beside = [pool.submit(each) for each in (keep_folding, keep_folding, compare)]
        beside.append(pool.submit(rollups.rebuild, house.database))
        writing = [pool.submit(write, number) for number in range(WRITERS)]
        try:
            for each in writing:
                each.result()
        finally:
            over.set()
        folded, also_folded, compared, _ = (each.result() for each in beside)
    assert folded + also_folded > 0
    assert compared > 0
    found = verify(house.database)
    assert (found.made, found.differences) == (True, ())
    rollups.keep_up(house.database)
    assert verify(house.database).is_right
