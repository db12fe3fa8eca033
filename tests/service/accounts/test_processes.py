"""Two real servers on one database: revoking a key and spending an allowance hold on both."""

import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from http.client import HTTPConnection

import orjson
import pytest

from service.accounts.allowances import WINDOW_S
from service.accounts.service import create_token, revoke_token
from service.installation import Installation
from tests.cluster import free_port
from tests.service.accounts.minutes import await_room_in_the_minute

pytestmark = pytest.mark.slow

LIMIT = 40


@contextmanager
def server(house: Installation) -> Iterator[int]:
    port = free_port()
    environment = {
        **os.environ,
        "MIEDZA_DATA_DIR": str(house.settings.data_dir),
        "MIEDZA_DATABASE_URL": house.settings.resolved_database_url,
        "MIEDZA_KEY_REQUESTS_PER_MINUTE": str(LIMIT),
        "MIEDZA_ANONYMOUS_REQUESTS_PER_MINUTE": str(LIMIT),
    }
    command = [sys.executable, "-m", "service.cli", "serve", "--port", str(port)]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL)
    try:
        await_ready(port, process)
        yield port
    finally:
        process.terminate()
        process.wait(30)


def await_ready(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(1_200):
        assert process.poll() is None, "the server ended"
        try:
            if ask(port, "/health/ready")[0] == 200:
                return
        except OSError:
            time.sleep(0.05)
    pytest.fail("the server did not become ready")


@pytest.fixture
def ports(house: Installation) -> Iterator[tuple[int, int]]:
    with ExitStack() as stack:
        yield (stack.enter_context(server(house)), stack.enter_context(server(house)))


def ask(port: int, path: str, token: str | None = None) -> tuple[int, bytes, float]:
    """Status, body, and the seconds to wait that the answer names."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    try:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read(), float(answer.headers.get("Retry-After", 0))
    finally:
        connection.close()


def test_a_revoked_key_is_refused_at_the_next_request_everywhere(
    house: Installation, ports: tuple[int, int]
) -> None:
    made = create_token(house.database, "partner", scopes=["incidents:read"])
    path = "/api/collections/incidents-full/items"
    for port in ports * 2:
        assert ask(port, path, made.token)[0] == 200
    revoke_token(house.database, made.key_id)
    for port in ports:
        status, body, _ = ask(port, path, made.token)
        assert (status, orjson.loads(body)["code"]) == (401, "key_revoked")


def test_two_servers_together_allow_no_more_than_the_limit(
    house: Installation, ports: tuple[int, int]
) -> None:
    token = create_token(house.database, "analyst").token
    await_room_in_the_minute()
    for used in (token, None):
        tries = list(ports) * LIMIT
        with ThreadPoolExecutor(8) as pool:
            found = list(pool.map(lambda port, key=used: ask(port, "/api/policy", key), tries))
        counted = Counter(status for status, _, _ in found)
        assert set(counted) == {200, 429}
        # What one of two holds when the other's part is used up may be left over.
        assert LIMIT * 3 // 4 <= counted[200] <= LIMIT
        assert all(0 < wait_s <= WINDOW_S for status, _, wait_s in found if status == 429)
    time.sleep(WINDOW_S - time.time() % WINDOW_S + 0.1)
    for port in ports:
        assert ask(port, "/api/policy", token)[0] == ask(port, "/api/policy")[0] == 200
