"""Our own server, as `miedza serve` starts it: one worker, and the settings of other benchmarks."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from urllib.parse import urlencode

from bench.peers.asking import Asked, Client
from bench.peers.questions import Question
from bench.served import Store, server

ITEMS = "/api/collections/incidents/items"


@dataclass
class Ours:
    name: str
    port: int
    ordered: bool = True
    counted: bool = True
    # A page that says how many match needs no second request for the number.
    page_counts: bool = False

    def paths(self, question: Question, asked: Asked) -> list[str]:
        page = f"{ITEMS}?{urlencode({**question.parameters(), 'limit': asked.limit}, safe=',:/')}"
        if not asked.equal or self.page_counts:
            return [page]
        hits = {**question.parameters(), "resultType": "hits"}
        return [page, f"{ITEMS}?{urlencode(hits, safe=',:/')}"]


@contextmanager
def our_server(name: str, where: Store) -> Iterator[Ours]:
    with server(where) as port:
        ours = Ours(name, port)
        client = Client(ours)
        _, _, body = client.get(f"{ITEMS}?limit=1")
        client.close()
        ours.page_counts = b'"numberMatched"' in body
        yield ours
