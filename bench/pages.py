"""How quickly pages of features are read over HTTP, beside the bare read of the same fragments.

Pages of 10,000 features are read turn by turn with a bare script on the same database, so that
whatever else the machine does falls on both. So are pages of 10 on two servers: one that has just
started and one after 1,000 repeats, whose query plans could have got worse.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from bench.filling import fill
from bench.served import Store, server, store
from service.database import Database

TURNS = 60
LARGE, SMALL = 10_000, 10
REPEATS, SAMPLE, STARTS, UNCOUNTED = 1_000, 100, 3, 3
LARGE_BARS = {"sqlite": 2.2, "postgres": 1.5}
REPEAT_BAR = 1.3
# Pages hold what begins before this day, so that every query has a predicate.
BOUND = date(2026, 1, 1)


@dataclass(frozen=True)
class Projection:
    """A collection, and where a bare script finds its fragments."""

    collection: str
    table: str
    start: str
    role: str | None

    def bound(self, kind: str) -> str:
        if self.role is None:
            return BOUND.isoformat()
        midnight = datetime(BOUND.year, BOUND.month, BOUND.day, tzinfo=UTC)
        return str(int(midnight.timestamp()) * 10**6) if kind == "sqlite" else midnight.isoformat()


PROJECTIONS = (
    Projection("incidents", "feature_public", "period_from", None),
    Projection("incidents-full", "feature_full", "occurred_from", "partner"),
)


@dataclass
class Figures:
    database: str
    rows: int
    collection: str
    bare_ms: float
    page_ms: float
    page_to_bare: float
    small_first_ms: float
    small_after_ms: float
    small_after_to_first: float

    @property
    def meets_bars(self) -> bool:
        return (
            self.page_to_bare <= LARGE_BARS[self.database]
            and self.small_after_to_first <= REPEAT_BAR
        )


class Client:
    """One kept-alive connection, as a map client holds it."""

    def __init__(self, port: int, collection: str, token: str | None) -> None:
        self._connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        self._path = f"/api/collections/{collection}/items?datetime=../{BOUND}T00:00:00Z&limit="
        self._headers = {"Authorization": f"Bearer {token}"} if token else {}

    def small(self) -> float:
        return self._fetch(SMALL)

    def large(self) -> float:
        return self._fetch(LARGE)

    def _fetch(self, limit: int) -> float:
        """Milliseconds from the request to the last byte of a page."""
        begun = time.perf_counter()
        self._connection.request("GET", f"{self._path}{limit}", headers=self._headers)
        answer = self._connection.getresponse()
        body = answer.read()
        taken = time.perf_counter() - begun
        if answer.status != 200 or body.count(b'{"type":"Feature","id":') != limit:
            raise RuntimeError(f"status {answer.status}, or a page that is not full")
        return taken * 1_000


class BareReader:
    """The bare script, which reads once whenever it is asked to."""

    def __init__(self, kind: str, where: Store, projection: Projection) -> None:
        file = str(where.settings.data_dir / "miedza.sqlite")
        arguments = (
            file if kind == "sqlite" else where.bare_address,
            projection.table,
            projection.start,
            projection.bound(kind),
            str(LARGE),
        )
        self._process = subprocess.Popen(
            [sys.executable, "-m", f"bench.baselines.read_fragments_{kind}", *arguments],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def read(self) -> float:
        """Milliseconds that one read took."""
        ask, answer = self._process.stdin, self._process.stdout
        assert ask is not None  # noqa: S101  # Both are pipes.
        assert answer is not None  # noqa: S101
        ask.write("\n")
        ask.flush()
        return float(answer.readline())

    def close(self) -> None:
        self._process.communicate()


def measure(kind: str, rows: int) -> list[Figures]:
    with store(kind) as where:
        database = Database(where.settings.resolved_database_url)
        fill(database, rows, seed=1)
        database.close()
        return [_measure_one(kind, rows, where, each) for each in PROJECTIONS]


def _measure_one(kind: str, rows: int, where: Store, projection: Projection) -> Figures:
    token = where.token(projection.role) if projection.role else None
    first, after = [], []
    with server(where) as used_port:
        used = Client(used_port, projection.collection, token)
        for _ in range(SAMPLE + REPEATS):
            used.small()
        for _ in range(STARTS):
            with server(where) as fresh_port:
                fresh = Client(fresh_port, projection.collection, token)
                early, late = _in_turn(fresh.small, used.small, SAMPLE)
            first += early
            after += late
        reader = BareReader(kind, where, projection)
        try:
            bare, pages = _in_turn(reader.read, used.large, TURNS)
        finally:
            reader.close()
    bare_ms, page_ms, first_ms, after_ms = map(statistics.median, (bare, pages, first, after))
    return Figures(
        database=kind,
        rows=rows,
        collection=projection.collection,
        bare_ms=round(bare_ms, 2),
        page_ms=round(page_ms, 2),
        page_to_bare=round(page_ms / bare_ms, 2),
        small_first_ms=round(first_ms, 2),
        small_after_ms=round(after_ms, 2),
        small_after_to_first=round(after_ms / first_ms, 2),
    )


def _in_turn(
    one: Callable[[], float], other: Callable[[], float], turns: int
) -> tuple[list[float], list[float]]:
    """Both measured in alternation, after a few turns that do not count."""
    taken = [(one(), other()) for _ in range(UNCOUNTED + turns)][UNCOUNTED:]
    return [each for each, _ in taken], [each for _, each in taken]


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    figures = measure(chosen.database, chosen.rows)
    for each in figures:
        if chosen.json:
            print(json.dumps({**asdict(each), "meets_bars": each.meets_bars}))
        else:
            print(
                f"{each.database}, {each.rows:,} rows, {each.collection}: page of {LARGE:,} in "
                f"{each.page_ms} ms, {each.page_to_bare} of the bare read's {each.bare_ms} ms "
                f"(bar {LARGE_BARS[each.database]}); page of {SMALL} in {each.small_first_ms} ms, "
                f"after {REPEATS:,} repeats {each.small_after_to_first} of that (bar {REPEAT_BAR})"
            )
    raise SystemExit(not all(each.meets_bars for each in figures))
