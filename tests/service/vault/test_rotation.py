"""A new wrapping key: nothing is lost, whatever happens in the middle; old keys leave safely."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from service.errors import Conflict, SettingInvalid
from service.installation import Installation
from service.vault import Sealed, Vault, create_key_file, load_vault, rotation
from service.vault.keyfile import new_key, put_in_front, read_keys
from service.vault.rotation import SETTLING, key_states, retire, rotate
from tests.service.projections.stage import body, reading, submit
from tests.service.stored import rows_of


@pytest.fixture(autouse=True)
def own_key_file(house: Installation) -> Iterator[Path]:
    """The key file of the PostgreSQL installation is shared by tests: each gets it back."""
    path = house.settings.resolved_key_file
    before = path.read_bytes()
    yield path
    path.write_bytes(before)


def opened(house: Installation, vault: Vault) -> list[bytes]:
    rows = rows_of(house.database, "sealed_report")
    return [
        vault.open(
            Sealed(row["wrapping_key"], bytes(row["wrapped_key"]), bytes(row["ciphertext"])),
            bound_to=row["report_id"],
        )
        for row in rows
    ]


def needed(house: Installation) -> set[str]:
    return {row["wrapping_key"] for row in rows_of(house.database, "sealed_report")}


def settled() -> datetime:
    return datetime.now(UTC) + 2 * SETTLING


def test_after_a_rotation_the_new_key_alone_opens_everything(
    house: Installation, own_key_file: Path
) -> None:
    submit(house, *(body(narrative=f"n{number}") for number in range(7)))
    before = opened(house, house.vault)
    old = house.vault.key_id

    result = rotate(house)

    assert (result.made, result.rewrapped, result.left) == (True, 7, 0)
    assert result.key != old
    assert needed(house) == {result.key}
    newest, *_ = read_keys(own_key_file)
    assert opened(house, Vault(newest)) == before
    assert house.vault.key_ids == (result.key, old)


def test_progress_is_told_in_reports(house: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rotation, "CHUNK", 2)
    submit(house, *(body() for _ in range(5)))
    told: list[tuple[int, int]] = []

    rotate(house, lambda done, total: told.append((done, total)))

    assert told == [(2, 5), (4, 5), (5, 5)]


def test_the_audit_trail_tells_of_keys_by_their_ids(house: Installation) -> None:
    submit(house, body())
    old = house.vault.key_id
    key = rotate(house).key
    retire(house, settled())

    entries = reading(house, "SELECT action, subject, details FROM audit_entry ORDER BY id")
    of_vault = [(each["action"], each["subject"]) for each in entries if "vault" in each["action"]]
    assert of_vault == [
        ("vault.key_added", key),
        ("vault.rotated", key),
        ("vault.retired", old),
    ]


class Killed(BaseException):
    """The process ends here."""


def kill_at(monkeypatch: pytest.MonkeyPatch, place: str, call: int) -> None:
    owner, _, name = place.rpartition(".")
    target: Any = rotation if not owner else getattr(rotation, owner)
    real: Callable[..., Any] = getattr(target, name)
    calls = iter(range(1, 1_000))

    def killed(*arguments: Any, **named: Any) -> Any:
        if next(calls) == call:
            raise Killed
        return real(*arguments, **named)

    monkeypatch.setattr(target, name, killed)


@pytest.mark.parametrize(
    ("place", "call", "makes"),
    [
        # Before the key file is written nothing has begun, so the next run makes a key.
        ("keyfile.put_in_front", 1, True),
        # The file is written, and the transaction that tells of it is lost.
        ("audit.record", 1, False),
        ("_rewrap_pass", 1, False),
        ("repository.save_rewrapped", 1, False),
        ("repository.save_rewrapped", 3, False),
        # All is done but the last word.
        ("audit.record", 2, False),
    ],
)
def test_a_rotation_that_was_killed_goes_on_where_it_stood(
    house: Installation,
    own_key_file: Path,
    monkeypatch: pytest.MonkeyPatch,
    place: str,
    call: int,
    makes: bool,
) -> None:
    submit(house, *(body(narrative=f"n{number}") for number in range(9)))
    before = opened(house, house.vault)
    with monkeypatch.context() as patched:
        patched.setattr(rotation, "CHUNK", 2)
        kill_at(patched, place, call)
        with pytest.raises(Killed):
            rotate(house)

    # Whatever was reached: everything opens with the file as it stands.
    assert opened(house, load_vault(own_key_file)) == before
    result = rotate(house)

    assert result.made == makes
    assert len(read_keys(own_key_file)) == 2
    assert needed(house) == {result.key}
    assert opened(house, load_vault(own_key_file)) == before


def test_a_later_rotation_makes_another_key(house: Installation, own_key_file: Path) -> None:
    submit(house, body())
    first = rotate(house)
    second = rotate(house)

    assert (second.made, second.rewrapped) == (True, 1)
    assert second.key != first.key
    assert len(read_keys(own_key_file)) == 3


def test_another_process_seals_under_the_new_key_at_its_next_group(
    house: Installation, own_key_file: Path
) -> None:
    server = Installation(house.settings, house.database, load_vault(own_key_file), house.policy)
    submit(server, body())
    key = rotate(house).key

    submit(server, body())

    assert needed(house) == {key}


def test_a_key_that_reports_need_and_the_file_lacks_is_named_before_anything_changes(
    house: Installation, own_key_file: Path
) -> None:
    submit(house, body(), body())
    lost = house.vault.key_id
    own_key_file.unlink()
    create_key_file(own_key_file)
    house.vault.refresh()
    before = own_key_file.read_bytes()

    with pytest.raises(SettingInvalid, match=rf"lacks {lost} \(2 reports\)"):
        rotate(house)
    assert own_key_file.read_bytes() == before
    states, erased = key_states(house.database, house.vault)
    assert [(each.key, each.place, each.reports) for each in states] == [
        (house.vault.key_id, "newest", 0),
        (lost, "missing", 2),
    ]
    assert erased == 0


def test_a_report_that_does_not_open_stays_and_holds_its_key(house: Installation) -> None:
    submit(house, body(), body())
    old = house.vault.key_id
    (first, _) = rows_of(house.database, "sealed_report")
    damage(house, first["report_id"])

    result = rotate(house)

    assert (result.rewrapped, result.damaged, result.left) == (1, 1, 1)
    assert retire(house, settled()).needed == {old: 1}


def damage(house: Installation, report_id: str) -> None:
    with house.database.writing() as session:
        table = rotation.repository.SealedReport
        row = session.get(table, report_id)
        assert row is not None
        row.wrapped_key = bytes(60)
        session.add(row)


# Retiring.


def test_an_old_key_leaves_only_when_no_report_needs_it(
    house: Installation, own_key_file: Path
) -> None:
    submit(house, body(), body())
    old = house.vault.key_id
    put_in_front(own_key_file, new_key())

    kept = retire(house, settled())
    assert (kept.dropped, kept.needed) == ([], {old: 2})
    assert len(read_keys(own_key_file)) == 2

    rotate(house)
    gone = retire(house, settled())
    assert (gone.dropped, gone.needed) == ([old], {})
    assert len(read_keys(own_key_file)) == 1
    assert len(opened(house, load_vault(own_key_file))) == 2


def test_a_key_is_not_retired_while_a_server_may_hold_reports_under_it(
    house: Installation, own_key_file: Path
) -> None:
    rotate(house)

    with pytest.raises(Conflict, match="try again after"):
        retire(house)
    assert len(read_keys(own_key_file)) == 2


def test_erased_reports_need_no_key(house: Installation, own_key_file: Path) -> None:
    submit(house, body())
    put_in_front(own_key_file, new_key())
    with house.database.writing() as session:
        ids = [row["report_id"] for row in rows_of(house.database, "sealed_report")]
        rotation.repository.destroy(session, ids)

    assert len(retire(house, settled()).dropped) == 1
    assert key_states(house.database, house.vault)[1] == 1


def test_without_old_keys_there_is_nothing_to_retire(house: Installation) -> None:
    assert retire(house) == rotation.Retired([], {})
