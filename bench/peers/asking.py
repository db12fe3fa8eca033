"""A client that keeps its connection, and servers asked in turn so that noise hits all alike."""

import http.client
import statistics
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPMessage
from typing import Protocol

from bench.peers.questions import Question

PATIENCE_S = 120
# Some servers write the time of day into each answer, and not always in as many digits.
_SLACK_BYTES = 64
# Servers hang up on who is silent: the strictest of them after two seconds.
_SILENCE_S = 1.0


@dataclass(frozen=True)
class Asked:
    """How a question is put.

    `equal` means newest first with the exact number of all that match; otherwise each server
    answers as it does when nobody asks for anything in particular.
    """

    limit: int
    equal: bool = False
    offset: int = 0


class Server(Protocol):
    """A running server: which requests together answer a question."""

    name: str
    port: int
    # Whether it can be asked for the order newest first, then by id.
    ordered: bool
    counted: bool

    def paths(self, question: Question, asked: Asked) -> list[str]: ...


@dataclass
class Client:
    """One kept-alive connection to one server, as a map client holds it."""

    server: Server
    _sizes: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._connection = http.client.HTTPConnection(
            "127.0.0.1", self.server.port, timeout=PATIENCE_S
        )
        self._used = time.monotonic()

    def bodies(self, question: Question, asked: Asked) -> list[bytes]:
        """The answers; their size is what later ones of the same question must have."""
        found = []
        for path in self.server.paths(question, asked):
            _, _, body = self.get(path)
            self._sizes[path] = len(body)
            found.append(body)
        return found

    def time(self, question: Question, asked: Asked) -> float:
        """Milliseconds from the first request to the last byte of the last answer."""
        paths = self.server.paths(question, asked)
        self.wake()
        begun = time.perf_counter()
        answers = [self.get(path) for path in paths]
        taken = time.perf_counter() - begun
        for path, (_, _, body) in zip(paths, answers, strict=True):
            if abs(len(body) - self._sizes[path]) > _SLACK_BYTES:
                raise RuntimeError(f"{self.server.name} answers otherwise than when it was checked")
        return taken * 1_000

    def wake(self) -> None:
        """Connect anew, before any clock runs, where the server may have hung up."""
        if time.monotonic() - self._used > _SILENCE_S:
            self._connection.close()
            self._connection.connect()

    def get(
        self, path: str, headers: Mapping[str, str] | None = None, status: int = 200
    ) -> tuple[int, HTTPMessage, bytes]:
        self.wake()
        self._connection.request("GET", path, headers=dict(headers or {}))
        answer = self._connection.getresponse()
        body = answer.read()
        self._used = time.monotonic()
        if answer.status != status:
            start = body[:300].decode(errors="replace")
            raise RuntimeError(f"{self.server.name} answers {answer.status} to {path}: {start}")
        return answer.status, answer.headers, body

    def close(self) -> None:
        self._connection.close()


def medians(
    clients: Sequence[Client], questions: Sequence[Question], asked: Asked, turns: int
) -> dict[str, float]:
    """The median of each server in milliseconds, over the questions in turn."""
    taken: dict[str, list[float]] = {client.server.name: [] for client in clients}
    for turn in range(turns):
        question = questions[turn % len(questions)]
        # Whoever is first finds the caches as the last one left them: nobody is always first.
        first = turn % len(clients)
        for client in [*clients[first:], *clients[:first]]:
            taken[client.server.name].append(client.time(question, asked))
    return {name: statistics.median(each) for name, each in taken.items()}
