"""A year of figures by week, sector and type from the rollup beside the GROUP BY over the rows.

Both are asked in turn in the same run, on the same database, for the same cells, which must be
equal. Some full rows are made by the service's own functions and then multiplied by the database;
the copies hold no feature text, which spares the GROUP BY more than it spares the rollup.
"""

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass

from sqlalchemy import event, text
from sqlmodel import Session

from bench.filling import make_block
from bench.served import store
from bench.synthetic import BLOCK
from service.database import Database, chunked, insert_rows
from service.models import FeatureFull
from service.projections.full_rows import add_full
from service.rollups import service as rollups

FIRST, LAST = "2024-W01", "2024-W52"
ROUNDS = 7
MADE = 100_000
# Incidents that have come since the worker folded last.
TAIL, GROUP = 2_000, 16
_COLUMNS = [name for name in FeatureFull.model_fields if name not in ("id", "feature")]

# The same numbers by plain SQL; those of equipment lie in JSON and are left out.
_NUMBERS = ", ".join(
    f"coalesce(sum({of}_low), 0), coalesce(sum({of}_high), 0), "
    f"sum(CASE WHEN {of}_low IS NULL AND {of}_high IS NULL THEN 0 ELSE 1 END), "
    f"sum(CASE WHEN {of}_low IS NOT NULL AND {of}_high IS NULL THEN 1 ELSE 0 END), "
    f"sum(CASE WHEN {of}_low IS NULL AND {of}_high IS NULL THEN 1 ELSE 0 END)"
    for of in ("attempts", "persons")
)
_SECTOR = (
    "CASE WHEN sector IS NOT NULL THEN sector WHEN sectors = '[]' THEN 'unknown' ELSE 'several' END"
)
_GROUPED = text(
    f"SELECT week, {_SECTOR} AS place, type, status, count(*), {_NUMBERS} "  # noqa: S608
    "FROM feature_full WHERE week >= :first AND week <= :last AND type <> 'encampment' "
    "GROUP BY week, place, type, status"
)

Cells = dict[tuple[str, ...], list[int]]


@dataclass
class Speed:
    database: str
    rows: int
    rollup_ms: float
    group_by_ms: float
    ratio: float
    cells: int
    bar: float

    @property
    def meets_bars(self) -> bool:
        return self.ratio >= self.bar


def measure(kind: str, rows: int) -> Speed:
    with store(kind) as where:
        database = _opened(where.settings.resolved_database_url)
        fill(database, rows)
        rollups.rebuild(database)
        _add_tail(database)
        kept, grouped, ratios = [], [], []
        for _ in range(ROUNDS + 1):
            ours, ours_ms = _timed(lambda: from_rollup(database))
            theirs, theirs_ms = _timed(lambda: from_rows(database))
            if not same(ours, theirs):
                raise RuntimeError("the rollup and the rows say different things")
            kept.append(ours_ms)
            grouped.append(theirs_ms)
            ratios.append(theirs_ms / ours_ms)
        database.close()
    # The first round warms what both read.
    return Speed(
        database=kind,
        rows=rows,
        rollup_ms=round(statistics.median(kept[1:]), 1),
        group_by_ms=round(statistics.median(grouped[1:]), 1),
        ratio=round(statistics.median(ratios[1:]), 1),
        cells=len(ours),
        bar=20 if rows >= 10_000_000 else 4,
    )


def from_rollup(database: Database) -> Cells:
    with database.reading() as session:
        figures = rollups.figures_between(session, FIRST, LAST)
    return dict(figures.items())


def from_rows(database: Database) -> Cells:
    with database.reading() as session:
        values = {"first": FIRST, "last": LAST}
        found = session.execute(_GROUPED, values)
        return {tuple(row[:4]): [int(number) for number in row[4:]] for row in found}


def same(ours: Cells, theirs: Cells) -> bool:
    compared = len(next(iter(theirs.values())))
    return {key: numbers[:compared] for key, numbers in ours.items()} == theirs


def fill(database: Database, rows: int) -> None:
    """Full rows alone: some are made, the others are copies under ids of their own."""
    made = min(rows, MADE)
    for number in range(made // BLOCK):
        with unreferenced(database) as session:
            insert_rows(session, FeatureFull, make_block(number, made, 1)[1])
    for copy in range(1, rows // made):
        names = ", ".join(_COLUMNS)
        with unreferenced(database) as session:
            session.execute(
                text(
                    f"INSERT INTO feature_full (id, feature, {names}) "  # noqa: S608
                    f"SELECT :copy || id, '', {names} FROM feature_full WHERE length(id) = 36"
                ),
                {"copy": f"{copy}:"},
            )
        print(f"filled {(copy + 1) * made:,} of {rows:,}", file=sys.stderr)
    if database.is_postgres:
        with database.engine.connect().execution_options(isolation_level="AUTOCOMMIT") as it:
            it.execute(text("VACUUM ANALYZE feature_full"))


@contextmanager
def unreferenced(database: Database) -> Iterator[Session]:
    """A transaction in which full rows need no incident."""
    with database.writing() as session:
        if database.is_postgres:
            session.execute(text("SET LOCAL session_replication_role = replica"))
        yield session


def _opened(url: str) -> Database:
    database = Database(url)
    if not database.is_postgres:
        free = "PRAGMA foreign_keys = OFF"
        event.listen(database.engine, "connect", lambda opened, _: opened.execute(free))
    return database


def _add_tail(database: Database) -> None:
    """What waits for the worker, in transactions like those of single reports."""
    rows = make_block(7, MADE, 2)[1][:TAIL]
    for group in chunked(rows, GROUP):
        with unreferenced(database) as session:
            add_full(session, list(group))


def _timed(work: Callable[[], Cells]) -> tuple[Cells, float]:
    begun = time.perf_counter()
    found = work()
    return found, (time.perf_counter() - begun) * 1_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    speed = measure(chosen.database, chosen.rows)
    if chosen.json:
        print(json.dumps({**asdict(speed), "meets_bars": speed.meets_bars}))
    else:
        print(
            f"{speed.database}, {speed.rows:,} rows: {speed.cells:,} cells of a year in "
            f"{speed.rollup_ms} ms from the rollup, in {speed.group_by_ms} ms from the rows: "
            f"{speed.ratio} times (bar {speed.bar})"
        )
    raise SystemExit(not speed.meets_bars)
