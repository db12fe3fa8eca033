"""How quickly the review queue is paged, beside the same on a hundredth of the incidents.

Both installations are asked in turn, so that whatever else the machine does falls on both. A page
is read as the endpoint reads it, without HTTP, which would hide what the database does. A page in
the middle of the queue, the counts, and the candidates for duplicates of incidents of every kind
are measured beside it.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from typing import Final

from sqlalchemy import text

from bench.filling import fill
from bench.served import store
from service.cursors import seal_position
from service.database import Database
from service.desk.filters import Asked, Wanted
from service.desk.service import count, read_page
from service.duplicates.service import find_candidates

SHARE: Final = 100
TURNS, UNCOUNTED = 30, 3
LIMIT: Final = 50
RATIO_BAR: Final = 1.6
# A page takes about this long whatever it holds; less than this more is no growth.
NOISE_MS: Final = 1.0
CANDIDATES_BAR_MS: Final = 250.0
FAR, OVER = datetime(2100, 1, 1, tzinfo=UTC), datetime(2020, 1, 1, tzinfo=UTC)

OPEN = ("in_review", "received")
FLAT = {
    "all": Wanted(),
    "one status": Wanted(statuses=("received",)),
    "open": Wanted(statuses=OPEN),
    "open, one type": Wanted(statuses=OPEN, types=("crossing_attempt",)),
    "open, one sector": Wanted(statuses=OPEN, sectors=("BIA",)),
    "open, severe": Wanted(statuses=OPEN, sensitivities=("severe",)),
    "open, held by nobody": Wanted(statuses=OPEN, held="none"),
    "mine": Wanted(held="mine"),
    "disputed": Wanted(disputed=True),
}
# What these have to look through grows with the incidents: milliseconds alone are of interest.
GROWING = {
    "one week": Wanted(weeks=("2024-W20",)),
    "a page that is not filled": Wanted(
        statuses=("in_review",), types=("tunnel",), sectors=("BIA",)
    ),
}
KINDS = {
    "a day and a point": "week IS NOT NULL AND type <> 'encampment' AND lon IS NOT NULL",
    "a border row": "week IS NOT NULL AND type <> 'encampment' AND sectors = '[]'",
    "a month": "type <> 'encampment' AND length(undated) = 7",
    "a year": "type <> 'encampment' AND length(undated) = 4",
    "an encampment": "type = 'encampment'",
}


@dataclass
class Figures:
    """`few` is measured on a hundredth of the rows, `deep` in the middle of the queue."""

    database: str
    rows: int
    what: str
    few_ms: float
    many_ms: float
    many_to_few: float
    deep_to_first: float
    meets_bars: bool


class Desk:
    """One filled installation, asked as its endpoints ask it."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._now = datetime.now(UTC)

    def page(self, asked: Asked) -> float:
        """Milliseconds of one page."""
        return _taken(lambda: read_page(self._database, asked, "me", self._now))

    def counts(self) -> float:
        return _taken(lambda: count(self._database, self._now))

    def candidates(self, incident_id: str) -> float:
        return _taken(lambda: find_candidates(self._database, incident_id, 10))

    def deep(self, asked: Asked) -> Asked:
        """The page that begins in the middle of all ids."""
        (middle,) = self._ids(
            "SELECT id FROM incident ORDER BY id LIMIT 1 OFFSET (SELECT count(*) / 2 FROM incident)"
        )
        return replace(asked, cursor=seal_position(asked.question, middle.encode()))

    def some(self, kind: str) -> list[str]:
        """Incidents of a kind, spread by chance."""
        return self._ids(
            f"SELECT id FROM feature_full WHERE {KINDS[kind]} "  # noqa: S608  # Our own words.
            f"ORDER BY substr(id, 25), id LIMIT {TURNS}"
        )

    def furnish(self) -> None:
        """A few holds that last, many that ended, and a contradiction in every fiftieth."""
        with self._database.writing() as session:
            session.execute(
                text(
                    "UPDATE incident SET disputed = '[\"persons\"]' WHERE id IN (SELECT id "
                    "FROM incident ORDER BY substr(id, 25) LIMIT (SELECT count(*) / 50 FROM incident))"
                )
            )
            session.execute(
                text(
                    "INSERT INTO review_hold (incident_id, holder, since, until) SELECT id, 'me', "
                    "created_at, created_at FROM incident ORDER BY substr(id, 26) LIMIT 500"
                )
            )
        for incident_id in self._ids("SELECT incident_id FROM review_hold LIMIT 60"):
            take_hold(self._database, incident_id, "me", 240)
        if self._database.is_postgres:
            with self._database.engine.connect() as connection:
                connection.execution_options(isolation_level="AUTOCOMMIT")
                connection.execute(text("VACUUM ANALYZE incident, review_hold"))

    def _ids(self, statement: str) -> list[str]:
        with self._database.reading() as session:
            return list(session.execute(text(statement)).scalars())


def _taken(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1_000


@contextmanager
def desk(kind: str, rows: int) -> Iterator[Desk]:
    with store(kind) as where:
        database = Database(where.settings.resolved_database_url)
        fill(database, rows, seed=1)
        made = Desk(database)
        made.furnish()
        try:
            yield made
        finally:
            database.close()


def measure(kind: str, rows: int) -> Iterator[Figures]:
    with desk(kind, rows) as many, desk(kind, max(1_000, rows // SHARE)) as few:
        for name, wanted in FLAT.items():
            yield Figures(kind, rows, name, *_pages(Asked(wanted, "oldest", LIMIT), few, many))
        for name, wanted in GROWING.items():
            asked = Asked(wanted, "oldest", LIMIT)
            yield Figures(kind, rows, name, *_alone(asked, few.page, many.page))
        yield Figures(kind, rows, "counts", *_alone(None, few.counts, many.counts))
        for name in KINDS:
            found = f"candidates of {name}"
            yield Figures(
                kind, rows, found, *_candidates(few.some(name), many.some(name), few, many)
            )


def _pages(asked: Asked, few: Desk, many: Desk) -> tuple[float, float, float, float, bool]:
    deep = many.deep(asked)
    of_few, first, behind = _in_turn(
        lambda: few.page(asked), lambda: many.page(asked), lambda: many.page(deep)
    )
    flat = all(each <= max(RATIO_BAR * other, other + NOISE_MS) for each, other in (
        (first, of_few), (behind, first)
    ))  # fmt: skip
    return (
        round(of_few, 2),
        round(first, 2),
        round(first / of_few, 2),
        round(behind / first, 2),
        flat,
    )
