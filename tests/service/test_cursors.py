"""A cursor is signed under a key of the installation, together with its question."""

from dataclasses import dataclass
from datetime import date
from itertools import permutations
from pathlib import Path

import pytest

from service.cursors import NO_CURSORS, TAG_BYTES, AskedOf, Cursors
from service.errors import QueryInvalid
from service.installation import Installation
from service.vault import Vault, create_key_file, load_vault
from service.vault.keyfile import drop_keys, new_key, put_in_front, read_keys
from tests.service.forgers import FORGERS, position_in
from tests.service.projections.stage import ON_SQLITE

NEW, OLD = bytes(range(32)), bytes(range(32, 64))
OURS = Cursors(lambda: (NEW, OLD))
ASKED = ("list", {"type": "pushback"}, ("BIA", "KRY"))
CURSOR = OURS.seal(ASKED, b"2025-11-20 some-id")


@dataclass(frozen=True, slots=True)
class Asked:
    kinds: tuple[str, ...] = ()
    first: date | None = None


def refused(cursors: Cursors, asked: AskedOf, cursor: str) -> bool:
    try:
        cursors.open(asked, cursor)
    except QueryInvalid:
        return True
    return False


@pytest.mark.parametrize("position", [b"", b"a", bytes(range(256))])
def test_a_cursor_gives_back_its_position_and_can_stand_in_an_address(position: bytes) -> None:
    cursor = OURS.seal(ASKED, position)
    assert OURS.open(ASKED, cursor) == position == position_in(cursor)
    assert cursor.replace("-", "").replace("_", "").isalnum()
    assert len(cursor) == -(-(len(position) + TAG_BYTES) * 4 // 3)


@pytest.mark.parametrize("place", range(len(CURSOR)))
def test_no_letter_of_a_cursor_can_be_changed(place: int) -> None:
    letter = "A" if CURSOR[place] != "A" else "B"
    assert refused(OURS, ASKED, CURSOR[:place] + letter + CURSOR[place + 1 :])


@pytest.mark.parametrize(
    "text",
    ["", "A", "!", "=", CURSOR + "A", CURSOR + "=", CURSOR[:-1], "ż", "!" + CURSOR, "\ud800"],
)
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(QueryInvalid) as caught:
        OURS.open(ASKED, text)
    assert [each.field for each in caught.value.problems] == ["cursor"]


@pytest.mark.parametrize("forger", FORGERS)
def test_who_has_no_key_writes_no_cursor(forger: str) -> None:
    assert refused(OURS, ASKED, FORGERS[forger](ASKED, position_in(CURSOR)))


def test_a_question_is_told_from_every_other() -> None:
    questions: list[AskedOf] = [
        ("a",),
        ("a", "b"),
        ("a,b",),
        ('a","b',),
        (("a", "b"),),
        ("a", ("b",)),
        ("a", None),
        ("a", "null"),
        ("a", 1),
        ("a", "1"),
        ("a", True),
        ("a", {}),
        ("a", {"b": "c"}),
        ("a", {"b": "c", "d": ""}),
        ("a", Asked()),
        ("b", Asked()),
        ("a", Asked(("law",))),
        ("a", Asked(("law", ""))),
        ("a", Asked(first=date(2025, 11, 20))),
    ]
    for one, other in permutations(questions, 2):
        assert refused(OURS, other, OURS.seal(one, b"here"))


def test_a_question_that_has_no_one_spelling_is_a_fault_of_ours() -> None:
    with pytest.raises(TypeError):
        OURS.seal(("list", object()), b"here")


def test_the_newest_key_signs_and_every_key_is_accepted() -> None:
    newest, older = Cursors(lambda: (NEW,)), Cursors(lambda: (OLD,))
    assert newest.seal(ASKED, b"here") == OURS.seal(ASKED, b"here") != older.seal(ASKED, b"here")
    assert OURS.open(ASKED, older.seal(ASKED, b"here")) == b"here"
    assert refused(newest, ASKED, older.seal(ASKED, b"here"))
    assert refused(older, ASKED, newest.seal(ASKED, b"here"))


def test_the_mark_is_that_of_the_newest_key() -> None:
    assert OURS.mark == Cursors(lambda: (NEW,)).mark != Cursors(lambda: (OLD, NEW)).mark
    assert OURS.mark.encode() not in CURSOR.encode()


def test_without_a_key_nothing_opens() -> None:
    assert refused(NO_CURSORS, ASKED, CURSOR)


# Of a key file.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_key_file(tmp_path / "master.key")
    return tmp_path / "master.key"


def of(vault: Vault) -> Cursors:
    return Cursors(vault.cursor_keys)


def test_processes_that_share_the_key_file_take_each_others_cursors(path: Path) -> None:
    one, other = of(load_vault(path)), of(load_vault(path))
    assert other.open(ASKED, one.seal(ASKED, b"here")) == b"here"

    before = one.seal(ASKED, b"here")
    put_in_front(path, new_key())
    after = one.seal(ASKED, b"here")

    assert after != before
    for cursor in (before, after):
        assert other.open(ASKED, cursor) == one.open(ASKED, cursor) == b"here"


def test_a_dropped_key_is_refused_by_processes_that_had_it(path: Path) -> None:
    vault = load_vault(path)
    running, before = of(vault), vault.key_id
    cursor = running.seal(ASKED, b"here")
    put_in_front(path, new_key())
    drop_keys(path, {before})
    assert refused(running, ASKED, cursor)
    assert running.open(ASKED, running.seal(ASKED, b"here")) == b"here"


def test_another_installation_takes_none_of_them(path: Path, tmp_path: Path) -> None:
    create_key_file(tmp_path / "other.key")
    cursor = of(load_vault(tmp_path / "other.key")).seal(ASKED, b"here")
    assert refused(of(load_vault(path)), ASKED, cursor)


@ON_SQLITE
def test_an_installation_has_the_cursors_of_its_vault_and_shows_no_key(house: Installation) -> None:
    cursor = house.cursors.seal(ASKED, b"here")
    assert of(load_vault(house.settings.resolved_key_file)).open(ASKED, cursor) == b"here"
    shown = repr((house, house.cursors, house.vault))
    for key in (*read_keys(house.settings.resolved_key_file), *house.vault.cursor_keys()):
        assert key.hex() not in shown
        assert repr(key)[2:-1] not in shown
