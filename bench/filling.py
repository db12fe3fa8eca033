"""Fill a migrated database with synthetic incidents and both their projections.

The rows are made by the service's own pure functions, block by block in several processes, and
written by one, each block in one transaction. Reports and their sealed bytes are left out: pages
are read from projections only.
"""

import os
import sys
from collections import deque
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import UTC, date, datetime
from itertools import islice
from math import ceil
from random import Random
from typing import Any
from uuid import UUID

import orjson
from sqlalchemy import text
from sqlmodel import Session

from bench.synthetic import BLOCK, reports_of_block
from service.database import Database, insert_rows
from service.errors import Problem
from service.incidents.service import open_incidents
from service.models import (
    FeatureFull,
    FeaturePublic,
    Incident,
    IncidentRow,
    Publication,
    PublicBatch,
)
from service.projections import repository
from service.projections.crowd import Crowd, vote_of
from service.projections.full import counts_at_all, full_row
from service.projections.periods import week_key
from service.projections.policy import load_policy
from service.projections.public import public_row
from service.projections.standing import publication_row
from service.reports.schemas import REPORT

_POLICY = load_policy(None)
_BATCH = "2026-W30"
_TODAY = date(2026, 7, 27)
_RECEIVED_AT = datetime(2026, 7, 20, tzinfo=UTC)
_STATUSES = ("received", "in_review", "verified", "corroborated", "unverifiable", "rejected")
_STATUS_WEIGHTS = (20, 5, 45, 20, 8, 2)
_WORKERS = os.cpu_count() or 2

Rows = list[dict[str, Any]]
Block = tuple[list[IncidentRow], Rows, Rows, Rows]


def fill(database: Database, rows: int, seed: int) -> None:
    """Write `rows` incidents, the full features of those that count, and what is public of them."""
    blocks = ceil(rows / BLOCK)
    for done, block in enumerate(made_blocks(blocks, rows, seed), 1):
        write_block(database, block)
        if done % 10 == 0 or done == blocks:
            print(f"filled {min(rows, done * BLOCK):,} of {rows:,}", file=sys.stderr)
    if database.is_postgres:
        settle(database)


def write_block(database: Database, block: Block) -> None:
    incidents, full, public, publications = block
    with database.writing() as session:
        insert_rows(session, Incident, incidents)
        insert_rows(session, FeatureFull, full)
        _add_public(session, public)
        insert_rows(session, Publication, publications)


def write_public(database: Database, public: Rows) -> None:
    """What is public of a block and nothing else, for what reads only that."""
    with database.writing() as session:
        _add_public(session, public)


def _add_public(session: Session, public: Rows) -> None:
    if session.get(PublicBatch, _BATCH) is None:
        session.add(PublicBatch(week=_BATCH, published_at=_RECEIVED_AT))
        session.flush()
    insert_rows(session, FeaturePublic, public)
    repository.note_changes(session, [row["id"] for row in public], withdrawn=False)


def settle(database: Database) -> None:
    # Otherwise the first readings would pay for hint bits and plan without statistics.
    with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


def made_blocks(blocks: int, rows: int, seed: int) -> Iterator[Block]:
    """Blocks in order, only a few ahead of the writer, so that memory stays bounded."""
    numbers = iter(range(blocks))
    with ProcessPoolExecutor(_WORKERS) as pool:
        ahead = deque(
            pool.submit(make_block, number, rows, seed) for number in islice(numbers, _WORKERS + 1)
        )
        while ahead:
            yield ahead.popleft().result()
            ahead.extend(
                pool.submit(make_block, number, rows, seed) for number in islice(numbers, 1)
            )


def make_block(number: int, n: int, seed: int) -> Block:
    """The rows of one block out of `n` incidents in all; the same for the same seed."""
    rng = Random(f"{seed}:{number}:filling")  # noqa: S311  # Repeatable on purpose.
    reports = [
        REPORT.validate_json(orjson.dumps(each)) for each in reports_of_block(number, n, seed)
    ]
    incidents = []
    for incident in open_incidents(reports, _RECEIVED_AT):
        if isinstance(incident, Problem):
            raise TypeError(f"a synthetic report cannot be placed: {incident.wrong}")
        incident["id"] = _random_id(rng)
        incident["status"] = rng.choices(_STATUSES, _STATUS_WEIGHTS)[0]
        incidents.append(incident)
    full = [full_row(incident, _POLICY) for incident in incidents if counts_at_all(incident)]
    due = {row["id"] for row in full if row["public_on"] and row["public_on"] <= _TODAY}
    return incidents, full, *_public([each for each in incidents if each["id"] in due], rng)


def _public(incidents: list[IncidentRow], rng: Random) -> tuple[Rows, Rows]:
    """The public rows, and what is remembered of each."""
    crowd = Crowd(_POLICY)
    for incident in incidents:
        vote, key = vote_of(incident, None), week_key(incident)
        if vote is not None:
            crowd.cells.add(vote)
        if key is not None:
            crowd.weeks.add(key)
    rows, publications = [], []
    for incident in incidents:
        place, when = crowd.decide(incident, None)
        public_id = _random_id(rng)
        rows.append(public_row(incident, place, when, public_id, _BATCH))
        publications.append(publication_row(incident, place, when, public_id))
    return rows, publications


def _random_id(rng: Random) -> str:
    return str(UUID(int=rng.getrandbits(128), version=4))
