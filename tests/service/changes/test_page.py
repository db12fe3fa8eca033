"""The client that docs/changes.md gives keeps a copy right, also after a restored backup."""

import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Thread
from typing import Any

import uvicorn

from service.installation import Installation
from service.main import create_app
from service.projections.publisher import publish
from service.projections.service import begin_sequence
from tests.cluster import free_port
from tests.service.changes.following import public_table
from tests.service.projections.stage import claim, move, submit

PAGE = Path(__file__).parents[3] / "docs" / "changes.md"
DUE = datetime(2025, 5, 26, 4, tzinfo=UTC)
Follow = Callable[[str, dict[str, Any], dict[str, Any]], None]


def documented_client() -> Follow:
    (code,) = re.findall(r"```python\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    names: dict[str, Any] = {}
    exec(code, names)  # noqa: S102  # What the page tells people to run.
    follow: Follow = names["follow"]
    return follow


@contextmanager
def served(house: Installation) -> Iterator[str]:
    port = free_port()
    config = uvicorn.Config(create_app(house), port=port, log_config=None, ws="none")
    server = uvicorn.Server(config)
    thread = Thread(target=server.run)
    thread.start()
    try:
        while not server.started:
            time.sleep(0.01)
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(20)


def test_the_documented_client_keeps_a_copy_right(house: Installation) -> None:
    follow, copy, state = documented_client(), {}, {}  # type: ignore[var-annotated]
    first, *_ = submit(house, *(claim() for _ in range(3)))
    with served(house) as address:
        follow(address, copy, state)
        assert copy == {}
        publish(house.database, house.policy, DUE)
        follow(address, copy, state)
        assert copy == public_table(house)
        assert len(copy) == 3

        move(house, first, "withdrawn")
        follow(address, copy, state)
        assert copy == public_table(house)
        assert len(copy) == 2

        copy["left before the backup was made"] = {}
        with house.database.writing() as session:
            begin_sequence(session)
        follow(address, copy, state)
        assert copy == public_table(house)
        publish(house.database, house.policy, DUE + timedelta(weeks=1))
        follow(address, copy, state)
        assert copy == public_table(house)
