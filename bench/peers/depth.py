"""A page far behind the first beside the first: by our links, by the others' `offset`."""

import json
import statistics
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from bench.peers.asking import Asked, Client
from bench.peers.ours import ITEMS, Ours
from bench.peers.questions import Question, Truth

DEEP, STEP, LIMIT, TURNS = 1_000_000, 10_000, 10, 21
# The others take seconds for one of these.
OTHERS_TURNS = 5
ALL = Question("all", None, None)


@dataclass(frozen=True)
class DepthFigures:
    server: str
    depth: int
    first_ms: float
    deep_ms: float

    @property
    def ratio(self) -> float:
        return self.deep_ms / self.first_ms


@dataclass
class _Taken:
    first: list[float] = field(default_factory=list)
    deep: list[float] = field(default_factory=list)


def depth_of(features: int) -> tuple[int, int]:
    """How deep one can go in whole steps with a page left over, and the step."""
    step = min(STEP, max(LIMIT, features // 20))
    return min(DEEP // step, (features - LIMIT) // step) * step, step


def measure_depth(clients: Sequence[Client], truth: Truth) -> list[DepthFigures]:
    """Pages of ten of all there is, newest first, first and deep in turn."""
    depth, step = depth_of(truth.features)
    paths = {each.server.name: _paths(each, depth, step, truth) for each in clients}
    taken = {each.server.name: _Taken() for each in clients}
    for turn in range(TURNS):
        for client in clients:
            name = client.server.name
            if isinstance(client.server, Ours) or turn < OTHERS_TURNS:
                first, deep = paths[name]
                taken[name].first.append(_timed(client, first))
                taken[name].deep.append(_timed(client, deep))
    return [
        DepthFigures(name, depth, statistics.median(each.first), statistics.median(each.deep))
        for name, each in taken.items()
    ]


def _paths(client: Client, depth: int, step: int, truth: Truth) -> tuple[str, str]:
    """The first page and the deep one, which must hold the right features."""
    if isinstance(client.server, Ours):
        first, deep = f"{ITEMS}?limit={LIMIT}", _walk(client, depth, step)
    else:
        (first,) = client.server.paths(ALL, Asked(LIMIT, equal=True))
        (deep,) = client.server.paths(ALL, Asked(LIMIT, equal=True, offset=depth))
    right = truth.matching(ALL)
    for path, offset in ((first, 0), (deep, depth)):
        _, _, body = client.get(path)
        found = [str(each["id"]) for each in json.loads(body)["features"]]
        if client.server.ordered and found != right[offset : offset + LIMIT]:
            raise RuntimeError(f"{client.server.name}: other features at {offset}")
    return first, deep


def _walk(client: Client, depth: int, step: int) -> str:
    """Along the links `next`; the one that leads on from `depth` then asks for a small page."""
    path = f"{ITEMS}?limit={step}"
    for _ in range(depth // step):
        _, _, body = client.get(path)
        (address,) = (each["href"] for each in _links(body) if each["rel"] == "next")
        parts = urlsplit(address)
        path = f"{parts.path}?{parts.query}"
    return path.replace(f"limit={step}", f"limit={LIMIT}")


def _links(body: bytes) -> list[dict[str, str]]:
    found: list[dict[str, str]] = json.loads(body)["links"]
    return found


def _timed(client: Client, path: str) -> float:
    client.wake()
    begun = time.perf_counter()
    client.get(path)
    return (time.perf_counter() - begun) * 1_000
