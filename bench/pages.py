"""How quickly pages of features are read over HTTP, beside the bare read of the same fragments.

Pages of 10,000 features are read turn by turn with a bare script on the same database, so that
whatever else the machine does falls on both. A page of 10 is read on a fresh server and again after
1,000 repeats, which would show a query plan that got worse.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from datetime import UTC, date, datetime

from bench.filling import fill
from bench.served import Store, server, store
from service.database import Database

TURNS = 60
STARTS = 3
LARGE, SMALL = 10_000, 10
REPEATS, SAMPLE, WARM_UP = 1_000, 100, 20
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

    def p50(self, limit: int, turns: int) -> float:
        return statistics.median(self.fetch(limit) for _ in range(turns))

    def fetch(self, limit: int) -> float:
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
    for _ in range(STARTS):
        with server(where) as port:
            client = Client(port, projection.collection, token)
            client.p50(SMALL, WARM_UP)
            first.append(client.p50(SMALL, SAMPLE))
            client.p50(SMALL, REPEATS)
            after.append(client.p50(SMALL, SAMPLE))
    with server(where) as port:
        client = Client(port, projection.collection, token)
        bare, pages = _in_turn(BareReader(kind, where, projection), client)
    return Figures(
        database=kind,
        rows=rows,
        collection=projection.collection,
        bare_ms=round(statistics.median(bare), 2),
        page_ms=round(statistics.median(pages), 2),
        page_to_bare=round(statistics.median(pages) / statistics.median(bare), 2),
        small_first_ms=round(statistics.median(first), 2),
        small_after_ms=round(statistics.median(after), 2),
        small_after_to_first=round(
            statistics.median(late / early for late, early in zip(after, first, strict=True)), 2
        ),
    )


def _in_turn(reader: BareReader, client: Client) -> tuple[list[float], list[float]]:
    try:
        for _ in range(3):
            reader.read(), client.fetch(LARGE)
        turns = [(reader.read(), client.fetch(LARGE)) for _ in range(TURNS)]
    finally:
        reader.close()
    return [bare for bare, _ in turns], [page for _, page in turns]


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
