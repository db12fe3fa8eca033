"""The review queue: a page costs the same however much waits, first page or deep one.

One database is filled to a hundredth of the rows, measured, filled up, and measured again. A page
is a list of 50 in process; candidates are those of one incident in the middle.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from itertools import islice

from sqlalchemy import text

from bench.filling import fill
from bench.served import store
from service.database import Database
from service.desk.queue import QueueQuestion
from service.desk.service import find_candidates, read_counts, read_queue

PAGE = 50
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
    with store(kind) as where:
        database = Database(where.settings.resolved_database_url)
        try:
            fill(database, rows // 100, seed=1)
            small = {name: _page(database, question) for name, question in QUESTIONS.items()}
            fill(database, rows - rows // 100, seed=2)
            large = {name: _page(database, question) for name, question in QUESTIONS.items()}
            deep = _deep(database)
            middle = _middle(database, rows)
            counts = _median(lambda: read_counts(database), 5)
            candidates = _median(lambda: find_candidates(database, middle, 20), 10)
        finally:
            database.close()
    return Queue(
        database=kind,
        rows=rows,
        page_ms=round(large["open"], 2),
        worst_growth=round(max(large[name] / small[name] for name in QUESTIONS), 2),
        deep_to_first=round(deep / large["open"], 2),
        counts_ms=round(counts, 1),
        candidates_ms=round(candidates, 1),
    )


def _page(database: Database, question: QueueQuestion, cursor: str | None = None) -> float:
    return _median(lambda: read_queue(database, question, cursor, PAGE), REPEATS)


def _deep(database: Database) -> float:
    """A page behind a hundred others."""
    question, cursor = QUESTIONS["open"], None
    for _ in range(DEEP_PAGES):
        following = read_queue(database, question, cursor, PAGE).next_cursor
        cursor = following or cursor
    return _page(database, question, cursor)


def _middle(database: Database, rows: int) -> str:
    statement = text("SELECT id FROM feature_full ORDER BY occurred_from LIMIT 1 OFFSET :middle")
    with database.reading() as session:
        found = session.execute(statement, {"middle": rows // 2}).scalars()
        return str(next(islice(found, 1)))


def _median(work: Callable[[], object], times: int) -> float:
    taken = []
    for _ in range(times):
        begun = time.perf_counter()
        work()
        taken.append((time.perf_counter() - begun) * 1_000)
    return statistics.median(taken)


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
