"""What review's bookkeeping costs an analyst's write: 16 clients move incidents along.

The same moves are made in turn with and without history and audit entries, on one database of real
durability, past HTTP, whose own cost would make the share look smaller.
"""

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from unittest.mock import patch

from bench.served import store
from bench.synthetic import report_lines
from service.database import chunked
from service.errors import Problem
from service.incidents import saving
from service.incidents.status import set_status
from service.installation import Installation, open_installation
from service.reports.schemas import REPORT
from service.reports.service import Submission, digest_of, prepare
from service.reports.service import store as store_reports

CLIENTS = 16
ROUNDS = 5
BAR = 0.35


@dataclass
class Cost:
    database: str
    moves_per_s: float
    bare_moves_per_s: float
    bookkeeping_share: float

    @property
    def meets_bars(self) -> bool:
        return self.bookkeeping_share <= BAR


def measure(kind: str, moves: int) -> Cost:
    with store(kind) as where:
        house = open_installation(where.settings)
        try:
            ready = _incidents(house, moves * 2 * ROUNDS)
            full, bare = [], []
            for turn in range(ROUNDS):
                first, second = (ready[(2 * turn + each) * moves :][:moves] for each in (0, 1))
                with _no_bookkeeping():
                    bare.append(_rate(house, first))
                full.append(_rate(house, second))
        finally:
            house.database.close()
    shares = [1 - ours / theirs for ours, theirs in zip(full, bare, strict=True)]
    return Cost(
        database=kind,
        moves_per_s=round(statistics.median(full)),
        bare_moves_per_s=round(statistics.median(bare)),
        bookkeeping_share=round(statistics.median(shares), 3),
    )


def _rate(house: Installation, incident_ids: list[str]) -> float:
    def move(incident_id: str) -> None:
        set_status(house.database, house.policy, incident_id, "in_review", "looked at", "desk")

    begun = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as clients:
        for _ in clients.map(move, incident_ids):
            pass
    return len(incident_ids) / (time.perf_counter() - begun)


@contextmanager
def _no_bookkeeping() -> Iterator[None]:
    with (
        patch.object(saving.repository, "add_history", lambda *_: None),
        patch.object(saving.audit, "record", lambda *_: None),
    ):
        yield


def _incidents(house: Installation, number: int) -> list[str]:
    submissions = [
        Submission(
            id=f"00000000-0000-4000-8000-{each:012d}",
            submitted_by="bench",
            channel="batch",
            content=line,
            sha256=digest_of(line),
            report=REPORT.validate_json(line),
        )
        for each, line in enumerate(report_lines(number, seed=3))
    ]
    found = []
    for group in chunked(submissions, 1_000):
        ready = [each for each in prepare(group, house.vault) if not isinstance(each, Problem)]
        store_reports(house.database, ready, house.policy)
        found += [each.incident["id"] for each in ready]
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--moves", type=int, default=800)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    cost = measure(chosen.database, chosen.moves)
    if chosen.json:
        print(json.dumps({**asdict(cost), "meets_bars": cost.meets_bars}))
    else:
        print(
            f"{cost.database}: {cost.moves_per_s} moves/s by {CLIENTS} clients, "
            f"{cost.bare_moves_per_s} without history and audit: they cost "
            f"{cost.bookkeeping_share:.1%} (bar {BAR:.0%})"
        )
    raise SystemExit(not cost.meets_bars)
