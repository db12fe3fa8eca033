"""Boxes from empty to everything: the service's own read beside the best hand-written SQL."""

import statistics
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from bench.peers import handwritten
from bench.peers.asking import Asked, Client, medians
from bench.peers.checking import Differs, check
from bench.peers.handwritten import Read, ids_of
from bench.peers.questions import Question, Truth
from bench.served import Store
from service.cursors import Cursors
from service.database import Database
from service.features.bbox import parse_bbox
from service.features.collections import INCIDENTS
from service.features.filters import Filter, PageAsked
from service.features.geojson import Question as Wanted
from service.features.service import read_page
from service.features.timespan import parse_datetime

LIMIT, TURNS = 1_000, 15
# Signed as they are served, under a key that protects nothing.
CURSORS = Cursors(lambda: (bytes(32),))


@dataclass(frozen=True)
class BoxFigures:
    database: str
    box: str
    matched: int
    http_ms: float
    read_ms: float
    along_time_ms: float
    place_first_ms: float

    @property
    def best_ms(self) -> float:
        return min(self.along_time_ms, self.place_first_ms)

    @property
    def ratio(self) -> float:
        return self.read_ms / self.best_ms


def measure_boxes(
    client: Client, where: Store, questions: Sequence[Question], truth: Truth
) -> list[BoxFigures]:
    """Each box on one database; all ways must find the same features in the same order."""
    check(client, truth, questions, Asked(LIMIT))
    with _ways(where) as ways:
        return [_measure(client, ways, question, truth) for question in questions]


def _measure(
    client: Client, ways: Mapping[str, Read], question: Question, truth: Truth
) -> BoxFigures:
    right = truth.matching(question)
    for name, read in ways.items():
        if ids_of(read(question, LIMIT)) != right[:LIMIT]:
            raise Differs(f"{client.server.name}, {name}, {question.name}: other features")
    # The slowest first turn has warmed what all read.
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for _ in range(TURNS):
        for name, read in ways.items():
            taken[name].append(_timed(read, question))
    ms = {name: statistics.median(each) for name, each in taken.items()}
    http = medians([client], [question], Asked(LIMIT), TURNS)[client.server.name]
    return BoxFigures(
        database=client.server.name,
        box=question.name,
        matched=len(right),
        http_ms=http,
        read_ms=ms["service"],
        along_time_ms=ms["along time"],
        place_first_ms=ms["place first"],
    )


@contextmanager
def _ways(where: Store) -> Iterator[dict[str, Read]]:
    address = where.settings.resolved_database_url
    database = Database(address)
    hand = (
        handwritten.on_postgres(address)
        if database.is_postgres
        else handwritten.on_sqlite(address, Path(where.settings.data_dir))
    )
    try:
        with hand as ways:
            yield {"service": _service(database), **ways}
    finally:
        database.close()


def _service(database: Database) -> Read:
    """What the service does between the parsed question and the rows of the page."""

    def read(question: Question, rows: int) -> bytes:
        wanted = Filter(
            bbox=parse_bbox(question.bbox) if question.box else None,
            span=parse_datetime(question.instants) if question.days else None,
        )
        asked = Wanted(INCIDENTS, "", wanted, PageAsked(rows), cursors=CURSORS)
        page = read_page(database, asked)
        return b",".join(page.pieces)

    return read


def _timed(read: Callable[[Question, int], bytes], question: Question) -> float:
    begun = time.perf_counter()
    read(question, LIMIT)
    return (time.perf_counter() - begun) * 1_000
