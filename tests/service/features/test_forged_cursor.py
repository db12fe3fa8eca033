"""A cursor that this installation did not sign for this very question leads nowhere."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from service.features.filters import Filter
from service.features.paging import Position, write_cursor
from service.installation import Installation
from service.main import create_app
from service.vault import load_vault
from service.vault.keyfile import drop_keys, new_key, put_in_front
from tests.conftest import NO_CLIENT, People
from tests.service.answers import fields, problem
from tests.service.features.conftest import FULL, PUBLIC, Planted
from tests.service.forgers import FORGERS, cursor_of, position_in

SECTORS = "/api/collections/sectors/items"
_IDS = {PUBLIC: "incidents", FULL: "incidents-full", SECTORS: "sectors"}
PATHS = list(_IDS)


def assert_refused(client: TestClient, people: People, path: str, cursor: str) -> None:
    for f in ("json", "csv", "html"):
        answer = client.get(path, params={"cursor": cursor, "f": f}, headers=people.partner)
        assert fields(problem(answer, "query_invalid")) == ["cursor"]


@pytest.mark.parametrize("forger", FORGERS)
@pytest.mark.parametrize("path", PATHS)
def test_who_has_no_key_writes_no_cursor(
    client: TestClient, people: People, planted: Planted, path: str, forger: str
) -> None:
    """Even of a position and a question that are as they should be."""
    good = cursor_of(client.get(path, params={"limit": 1}, headers=people.partner))
    forged = FORGERS[forger]((_IDS[path], {}, None, []), position_in(good))
    assert_refused(client, people, path, forged)
    answer = client.get(path, params={"cursor": good}, headers=people.partner)
    assert answer.json()["features"]


@pytest.mark.parametrize("path", PATHS)
def test_a_cursor_of_another_question_is_refused(
    client: TestClient, house: Installation, people: People, planted: Planted, path: str
) -> None:
    at = Position((1, "a"))
    others = [
        *((other, Filter()) for other in _IDS.values() if other != _IDS[path]),
        (_IDS[path], Filter(types=("crossing_attempt",))),
        (_IDS[path], Filter(within=())),
        (_IDS[path], Filter(within=("KRY",))),
    ]
    for collection_id, wanted in others:
        cursor = write_cursor(house.cursors, collection_id, wanted, (), at)
        assert_refused(client, people, path, cursor)


# Of servers on a key file of their own.


@pytest.fixture
def key_file(house: Installation, tmp_path: Path) -> Path:
    return Path(shutil.copyfile(house.settings.resolved_key_file, tmp_path / "own.key"))


@pytest.fixture
def start(house: Installation, key_file: Path) -> Iterator[Callable[[], TestClient]]:
    with ExitStack() as running:

        def server() -> TestClient:
            own = Installation(house.settings, house.database, load_vault(key_file), house.policy)
            return running.enter_context(TestClient(create_app(own, NO_CLIENT)))

        yield server


@pytest.mark.parametrize("path", PATHS)
def test_a_walk_over_several_servers_goes_on_while_the_key_is_changed(
    start: Callable[[], TestClient], people: People, planted: Planted, path: str, key_file: Path
) -> None:
    servers = [start(), start()]
    whole = servers[0].get(path, headers=people.partner).json()["features"]
    walked, address = [], f"{path}?limit=1"
    for turn in range(len(whole)):
        page = servers[turn % 2].get(address, headers=people.partner).json()
        walked += page["features"]
        put_in_front(key_file, new_key())
        address = next((each["href"] for each in page["links"] if each["rel"] == "next"), "")
    assert [each["id"] for each in walked] == [each["id"] for each in whole]
    assert not address


@pytest.mark.parametrize("path", PATHS)
def test_a_cursor_of_a_key_that_left_the_file_is_refused(
    start: Callable[[], TestClient], people: People, planted: Planted, path: str, key_file: Path
) -> None:
    server, old = start(), load_vault(key_file).key_id
    cursor = cursor_of(server.get(path, params={"limit": 1}, headers=people.partner))
    put_in_front(key_file, new_key())
    drop_keys(key_file, {old})
    assert_refused(server, people, path, cursor)
    assert_refused(start(), people, path, cursor)


def test_a_304_that_is_given_again_knows_the_new_key(
    start: Callable[[], TestClient], planted: Planted, key_file: Path
) -> None:
    server, asked = start(), {"limit": 1}
    held = {"If-None-Match": server.get(PUBLIC, params=asked).headers["etag"]}
    for _ in range(3):
        assert server.get(PUBLIC, params=asked, headers=held).status_code == 304
    put_in_front(key_file, new_key())
    assert server.get(PUBLIC, params=asked, headers=held).status_code == 200


@pytest.mark.parametrize("f", ["json", "csv", "html"])
@pytest.mark.parametrize("path", PATHS)
def test_who_keeps_a_page_gets_its_links_anew_under_a_new_key(
    start: Callable[[], TestClient],
    people: People,
    planted: Planted,
    path: str,
    f: str,
    key_file: Path,
) -> None:
    """Else their copy would lead on by a key that leaves the file."""
    server, asked = start(), {"limit": 1, "f": f}
    first = server.get(path, params=asked, headers=people.partner)
    held = {**people.partner, "If-None-Match": first.headers["etag"]}
    assert server.get(path, params=asked, headers=held).status_code == 304
    put_in_front(key_file, new_key())
    again = server.get(path, params=asked, headers=held)
    assert (again.status_code, again.content == first.content) == (200, f == "csv")
