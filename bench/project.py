"""How quickly both projections of every incident are made anew, with the helper if there is a core.

Twice: by rules that change no public record (a new version of the service), and by a tightened
policy, under which many records leave or become coarser. Meanwhile another process commits a report
now and then, and the longest that one had to wait is told.
"""

import argparse
import json
import statistics
import time
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from threading import Event, Thread

from sqlalchemy import text

from bench.filling import fill
from bench.served import store
from service.database import Database
from service.projections.policy import Delay, Policy
from service.projections.recompute import recompute

BAR = 5_000
NOW = datetime(2026, 7, 28, tzinfo=UTC)
STRICT = Policy(delay_days=Delay(moderate=60, high=90), cell_min_incidents=12)


@dataclass
class Rates:
    database: str
    rows: int
    same_rows_per_s: int
    tighter_rows_per_s: int
    changed: int
    removed: int
    writer_median_ms: float
    writer_longest_ms: float

    @property
    def meets_bars(self) -> bool:
        return min(self.same_rows_per_s, self.tighter_rows_per_s) >= BAR


class Writer:
    """Commits one small change after another, as analysts and senders do."""

    def __init__(self, url: str) -> None:
        self._database, self._stop = Database(url), Event()
        self._thread = Thread(target=self._write, daemon=True)
        self.waits_ms: list[float] = []

    def __enter__(self) -> "Writer":
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()
        self._database.close()

    def _write(self) -> None:
        touch = text("UPDATE allowance SET taken = taken + 1")
        while not self._stop.wait(0.05):
            begun = time.perf_counter()
            with self._database.writing() as session:
                session.execute(touch)
            self.waits_ms.append((time.perf_counter() - begun) * 1_000)


def measure(kind: str, rows: int) -> Rates:
    with store(kind) as where:
        url = where.settings.resolved_database_url
        database = Database(url)
        fill(database, rows, seed=1)
        with Writer(url) as writer:
            same, _, _ = _rate(database, Policy())
            tighter, changed, removed = _rate(database, STRICT)
        database.close()
    return Rates(
        database=kind,
        rows=rows,
        same_rows_per_s=same,
        tighter_rows_per_s=tighter,
        changed=changed,
        removed=removed,
        writer_median_ms=round(statistics.median(writer.waits_ms), 1),
        writer_longest_ms=round(max(writer.waits_ms), 1),
    )


def _rate(database: Database, policy: Policy) -> tuple[int, int, int]:
    begun = time.perf_counter()
    done = recompute(database, policy, NOW)
    if not done.finished:
        raise RuntimeError("the run did not come to its end")
    return round(done.incidents / (time.perf_counter() - begun)), done.changed, done.removed


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=100_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rates = measure(chosen.database, chosen.rows)
    if chosen.json:
        print(json.dumps({**asdict(rates), "meets_bars": rates.meets_bars}))
    else:
        print(
            f"{rates.database}, {rates.rows:,} rows: {rates.same_rows_per_s:,} rows/s by the same "
            f"rules, {rates.tighter_rows_per_s:,} rows/s by tighter ones (bar {BAR:,}), which "
            f"changed {rates.changed:,} public records and removed {rates.removed:,}; a writer "
            f"waited {rates.writer_median_ms} ms at the median, {rates.writer_longest_ms} at most"
        )
    raise SystemExit(not rates.meets_bars)
