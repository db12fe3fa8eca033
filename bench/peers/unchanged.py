"""A page of ten beside the same question from a client that holds the page: 304."""

import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.peers.asking import Asked, Client
from bench.peers.questions import Question

LIMIT, TURNS = 10, 60


@dataclass(frozen=True)
class UnchangedFigures:
    server: str
    page_ms: float
    unchanged_ms: float

    @property
    def ratio(self) -> float:
        return self.page_ms / self.unchanged_ms


def measure_unchanged(client: Client, questions: Sequence[Question]) -> UnchangedFigures:
    """In turn, and each time another question than the one just before."""
    paths = [client.server.paths(question, Asked(LIMIT))[0] for question in questions]
    tags = {path: client.get(path)[1]["ETag"] for path in paths}
    pages, unchanged = [], []
    for turn in range(TURNS):
        path = paths[turn % len(paths)]
        other = paths[(turn + 1) % len(paths)]
        pages.append(_timed(client, path, {}, 200))
        unchanged.append(_timed(client, other, {"If-None-Match": tags[other]}, 304))
    return UnchangedFigures(
        client.server.name, statistics.median(pages), statistics.median(unchanged)
    )


def _timed(client: Client, path: str, headers: Mapping[str, str], status: int) -> float:
    client.wake()
    begun = time.perf_counter()
    client.get(path, headers, status)
    return (time.perf_counter() - begun) * 1_000
