"""The review queue: a page costs the same however much waits, first page or deep one.

Two databases, one with a hundredth of the other's rows, are asked in turn. A page is a list of 50
in process; candidates are those of one incident in the middle.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import partial
from itertools import islice

from sqlalchemy import text

from bench.filling import fill
from bench.served import store
from service.cursors import Cursors
from service.database import Database
from service.desk.queue import QueueQuestion
from service.desk.service import find_candidates, read_counts, read_queue

PAGE = 50
# Signed as they are served, under a key that protects nothing.
CURSORS = Cursors(lambda: (bytes(32),))
REPEATS = 40
DEEP_PAGES = 100
# Flat: the same within what a noisy machine makes of it.
BAR = 1.5

QUESTIONS = {
    "open": QueueQuestion(),
    "one_sector": QueueQuestion(sectors=("BIA",)),
    "severe": QueueQuestion(sensitivities=("severe",)),
    "newest": QueueQuestion(newest_first=True),
}


@dataclass
class Queue:
    database: str
    rows: int
    page_ms: float
    worst_growth: float
    deep_to_first: float
    counts_ms: float
    candidates_ms: float

    @property
    def meets_bars(self) -> bool:
        return max(self.worst_growth, self.deep_to_first) <= BAR


def measure(kind: str, rows: int) -> Queue:
    with _filled(kind, rows // 100) as short, _filled(kind, rows) as long:
        growths, page_ms = [], 0.0
        for name, question in QUESTIONS.items():
            small, large = _pages([short, long], question)
            growths.append(large / small)
            page_ms = large if name == "open" else page_ms
        deep, first = _deep(long)
        middle = _middle(long, rows)
        return Queue(
            database=kind,
            rows=rows,
            page_ms=round(page_ms, 2),
            worst_growth=round(max(growths), 2),
            deep_to_first=round(deep / first, 2),
            counts_ms=round(_median(lambda: read_counts(long), 5), 1),
            candidates_ms=round(_median(lambda: find_candidates(long, middle, 20), 10), 1),
        )


@contextmanager
def _filled(kind: str, rows: int) -> Iterator[Database]:
    with store(kind) as where:
        database = Database(where.settings.resolved_database_url)
        try:
            fill(database, rows, seed=1)
            yield database
        finally:
            database.close()


def _pages(databases: list[Database], question: QueueQuestion) -> list[float]:
    """Milliseconds of a page of each, asked in turn, so that both meet the same machine."""
    return _in_turn(
        [partial(read_queue, each, CURSORS, question, None, PAGE) for each in databases]
    )


def _deep(database: Database) -> list[float]:
    """A page behind a hundred others, and the first one."""
    question, cursor = QUESTIONS["open"], None
    for _ in range(DEEP_PAGES):
        cursor = read_queue(database, CURSORS, question, cursor, PAGE).next_cursor or cursor
    return _in_turn(
        [partial(read_queue, database, CURSORS, question, at, PAGE) for at in (cursor, None)]
    )


def _in_turn(works: list[Callable[[], object]]) -> list[float]:
    taken = [[_ms(work) for work in works] for _ in range(REPEATS)]
    return [statistics.median(column) for column in zip(*taken, strict=True)]


def _middle(database: Database, rows: int) -> str:
    statement = text("SELECT id FROM feature_full ORDER BY occurred_from LIMIT 1 OFFSET :middle")
    with database.reading() as session:
        found = session.execute(statement, {"middle": rows // 2}).scalars()
        return str(next(islice(found, 1)))


def _median(work: Callable[[], object], times: int) -> float:
    return statistics.median(_ms(work) for _ in range(times))


def _ms(work: Callable[[], object]) -> float:
    begun = time.perf_counter()
    work()
    return (time.perf_counter() - begun) * 1_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    found = measure(chosen.database, chosen.rows)
    if chosen.json:
        print(json.dumps({**asdict(found), "meets_bars": found.meets_bars}))
    else:
        print(
            f"{found.database}, {found.rows} incidents: page {found.page_ms} ms, growth "
            f"{found.worst_growth}, deep to first {found.deep_to_first} (bars {BAR}); counts "
            f"{found.counts_ms} ms, candidates {found.candidates_ms} ms"
        )
    raise SystemExit(not found.meets_bars)
