"""The same report sent many times at once, to real servers on loopback, is one report."""

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from pathlib import Path
from threading import Barrier, Thread
from typing import Any, BinaryIO
from uuid import uuid4

import httpx2
import pytest
import uvicorn

from service.client.files import STATIC
from service.installation import Installation
from tests.cluster import free_port
from tests.conftest import People, application
from tests.service.stored import rows_of

TIMES = 50
STARTING_S = 60
UNLIMITED = httpx2.Limits(max_connections=None)
Send = Callable[[httpx2.Client], httpx2.Response]


def await_ready(address: str) -> None:
    for _ in range(STARTING_S * 10):
        try:
            if httpx2.get(f"{address}/health/ready").status_code == 200:
                return
        except httpx2.TransportError:
            pass
        time.sleep(0.1)
    raise TimeoutError("the server did not start")


@contextmanager
def server_in_thread(house: Installation, client: Path = STATIC, port: int = 0) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(application(house, client), log_level="error"))
    listener = socket.create_server(("127.0.0.1", port))
    thread = Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        await_ready(address)
        yield address
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@contextmanager
def server_process(house: Installation, log: BinaryIO | None = None) -> Iterator[str]:
    """A process of its own, as each worker of a bigger installation is; `log` gets its requests."""
    port = free_port()
    environment = {
        **os.environ,
        "MIEDZA_DATA_DIR": str(house.settings.data_dir),
        "MIEDZA_DATABASE_URL": house.settings.resolved_database_url,
    }
    level = "error" if log is None else "info"
    program = ["uvicorn", "--factory", "service.main:create_app", "--log-level", level]
    process = subprocess.Popen(
        [sys.executable, "-m", *program, "--port", str(port)], env=environment, stdout=log
    )
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(20)


def send_at_once(addresses: list[str], send: Send) -> list[httpx2.Response]:
    """`TIMES` requests that start together, spread over the servers."""
    barrier = Barrier(TIMES)
    with ExitStack() as stack:
        clients = [
            stack.enter_context(httpx2.Client(base_url=address, limits=UNLIMITED, timeout=60))
            for address in addresses
        ]

        def one(number: int) -> httpx2.Response:
            barrier.wait()
            return send(clients[number % len(clients)])

        with ThreadPoolExecutor(TIMES) as pool:
            return list(pool.map(one, range(TIMES)))


def assert_one_report(house: Installation, answers: list[httpx2.Response]) -> None:
    codes = sorted(answer.status_code for answer in answers)
    assert codes == [200] * (TIMES - 1) + [201]
    assert len({answer.content for answer in answers}) == 1
    (stored,) = rows_of(house.database, "report")
    assert answers[0].json()["id"] == stored["id"]
    assert len(rows_of(house.database, "sealed_report")) == 1
    assert len(rows_of(house.database, "incident")) == 1
    assert len(rows_of(house.database, "feature_full")) == 1


def sending(people: People, report: dict[str, Any], kind: str) -> Send:
    content = json.dumps(report)
    headers = {**people.monitor, "Content-Type": "application/json"}
    if kind == "put":
        path = f"/api/reports/{uuid4()}"
        return lambda client: client.put(path, content=content, headers=headers)
    headers["Idempotency-Key"] = "one-draft"
    return lambda client: client.post("/api/reports", content=content, headers=headers)


@pytest.mark.parametrize("kind", ["put", "post"])
def test_fifty_equal_requests_at_once_make_one_report_and_fifty_equal_receipts(
    house: Installation, people: People, report: dict[str, Any], kind: str
) -> None:
    with server_in_thread(house) as address:
        answers = send_at_once([address], sending(people, report, kind))
        assert_one_report(house, answers)


@pytest.mark.slow
def test_two_server_processes_agree_on_one_report_too(
    house: Installation, people: People, report: dict[str, Any]
) -> None:
    def each_its_own(client: httpx2.Client) -> httpx2.Response:
        return sending(people, report, "put")(client)

    with ExitStack() as stack:
        servers = [stack.enter_context(server_process(house)) for _ in range(2)]
        for address in servers:
            await_ready(address)
        assert_one_report(house, send_at_once(servers, sending(people, report, "put")))
        by_key = send_at_once(servers, sending(people, report, "post"))
        different = send_at_once(servers, each_its_own)
    assert sorted(answer.status_code for answer in by_key) == [200] * (TIMES - 1) + [201]
    assert len({answer.content for answer in by_key}) == 1
    assert [answer.status_code for answer in different] == [201] * TIMES
    acknowledged = {answer.json()["id"] for answer in different} | {by_key[0].json()["id"]}
    stored = {row["id"] for row in rows_of(house.database, "report")}
    assert acknowledged < stored
    assert len(stored) == TIMES + 2
