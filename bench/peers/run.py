"""One run: fill, start everything, check every answer, then measure."""

import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager

from bench.peers import others, rows
from bench.peers.asking import Asked, Client, Server, medians
from bench.peers.bars import EQUAL_BARS, POSTGIS, SQLITE
from bench.peers.boxes import measure_boxes
from bench.peers.checking import Differs, check
from bench.peers.depth import measure_depth
from bench.peers.installing import NotHad
from bench.peers.others import Other
from bench.peers.ours import Ours, our_server
from bench.peers.questions import Question, Truth, box_questions, page_questions
from bench.peers.report import Run
from bench.peers.unchanged import measure_unchanged
from bench.served import Store, store
from service.database import Database

# Turns of each question mix, by the size of the page.
TURNS = {10: 40, 1_000: 32, 10_000: 16}

Start = Callable[[str], AbstractContextManager[Other]]
PEERS: dict[str, Start] = {
    "tipg": others.tipg,
    "pygeoapi": others.pygeoapi,
    "pg_featureserv": others.featureserv,
}


def measure(asked_rows: int, *, peers: bool = True) -> Run:
    run = Run(asked_rows)
    with store("sqlite") as lite, store("postgres") as gres:
        _fill((lite, gres), asked_rows)
        rows.add_peers_table(gres.bare_address)
        truth = Truth(gres.bare_address)
        try:
            run.features = truth.features
            run.load.append(os.getloadavg()[0])
            with ExitStack() as opened:
                mine = _start_ours(opened, lite, gres, run)
                theirs = _start_peers(opened, gres.bare_address, run) if peers else []
                _measure_all(run, mine, theirs, truth)
            # The others are gone, so that nothing of theirs is in the way of these.
            for name, where in ((POSTGIS, gres), (SQLITE, lite)):
                _measure_own(run, name, where, truth)
            run.load.append(os.getloadavg()[0])
        finally:
            truth.close()
    return run


def _fill(stores: Sequence[Store], asked_rows: int) -> None:
    databases = [Database(each.settings.resolved_database_url) for each in stores]
    try:
        rows.fill(databases, asked_rows)
    finally:
        for database in databases:
            database.close()


def _start_ours(opened: ExitStack, lite: Store, gres: Store, run: Run) -> list[Ours]:
    found = [
        opened.enter_context(our_server(POSTGIS, gres)),
        opened.enter_context(our_server(SQLITE, lite)),
    ]
    run.ours = [each.name for each in found]
    run.page_counts = all(each.page_counts for each in found)
    return found


def _start_peers(opened: ExitStack, address: str, run: Run) -> list[Other]:
    found = []
    for name, start in PEERS.items():
        _say(f"{name} ...")
        try:
            found.append(opened.enter_context(start(address)))
            run.versions[name] = found[-1].version
        except NotHad as reason:
            _skip(run, str(reason))
    return found


def _measure_all(run: Run, mine: Sequence[Ours], theirs: Sequence[Other], truth: Truth) -> None:
    questions = page_questions(truth)
    run.matched = [len(truth.matching(each)) for each in questions]
    with _clients([*mine, *theirs]) as clients:
        right = [each for each in clients if _answers_right(run, each, truth, questions)]
        for limit in EQUAL_BARS:
            for equal in (True, False):
                _say(f"pages of {limit:,}, {'equal work' if equal else 'by default'} ...")
                asked = Asked(limit, equal)
                able = [each for each in right if each.server.counted or not equal]
                run.pages.append((limit, equal, medians(able, questions, asked, TURNS[limit])))
        _say("depth ...")
        run.depths = measure_depth(right, truth)


def _answers_right(run: Run, client: Client, truth: Truth, questions: Sequence[Question]) -> bool:
    """Whether a server can be compared; ours must."""
    _say(f"checking {client.server.name} ...")
    try:
        for limit in EQUAL_BARS:
            for equal in (True, False):
                check(client, truth, questions, Asked(limit, equal))
    except (Differs, RuntimeError) as reason:
        if isinstance(client.server, Ours):
            raise
        _skip(run, str(reason))
        return False
    return True


def _measure_own(run: Run, name: str, where: Store, truth: Truth) -> None:
    _say(f"304 and boxes, {name} ...")
    with our_server(name, where) as server, _clients([server]) as (client,):
        run.unchanged.append(measure_unchanged(client, page_questions(truth)))
        run.boxes += measure_boxes(client, where, box_questions(truth), truth)


@contextmanager
def _clients(servers: Sequence[Server]) -> Iterator[list[Client]]:
    clients = [Client(each) for each in servers]
    try:
        yield clients
    finally:
        for client in clients:
            client.close()


def _skip(run: Run, reason: str) -> None:
    run.skipped.append(reason)
    _say(f"skipped: {reason}")


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)
