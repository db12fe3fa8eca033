"""The key file: made once, replaced as a whole, followed by running processes."""

import os
from pathlib import Path

import pytest

from service.errors import SettingInvalid
from service.installation import Installation
from service.schema import migrate
from service.settings import Settings
from service.vault import KEY_BYTES, Vault, create_key_file, load_vault
from service.vault.keyfile import drop_keys, new_key, put_in_front, read_keys
from tests.service.projections.stage import body, submit


def test_a_new_key_file_belongs_to_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "master.key"
    assert create_key_file(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert len(bytes.fromhex(path.read_text().strip())) == KEY_BYTES
    assert load_vault(path).key_id == load_vault(path).key_id


def test_a_key_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    create_key_file(path)
    before = path.read_bytes()
    assert not create_key_file(path)
    assert path.read_bytes() == before


def test_a_missing_key_file_says_what_to_run(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="miedza migrate"):
        load_vault(tmp_path / "none.key")


@pytest.mark.parametrize("content", [b"", b"00", b"zz" * 32, b"\xff" * 64, b"0" * 63, b"0" * 66])
def test_a_key_file_that_holds_no_key_is_refused_without_its_content(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    with pytest.raises(SettingInvalid, match="hexadecimal") as caught:
        load_vault(path)
    assert content.decode("latin-1") not in str(caught.value) or not content


def test_a_folder_is_no_key_file(tmp_path: Path) -> None:
    with pytest.raises(SettingInvalid, match="IsADirectoryError"):
        load_vault(tmp_path)


# More than one key.


@pytest.fixture
def path(tmp_path: Path) -> Path:
    create_key_file(tmp_path / "master.key")
    return tmp_path / "master.key"


def test_a_new_key_stands_in_front_of_the_old_ones(path: Path) -> None:
    (first,) = read_keys(path)
    second = new_key()

    put_in_front(path, second)

    assert read_keys(path) == [second, first]
    assert path.read_text() == f"{second.hex()}\n{first.hex()}\n"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [each.name for each in path.parent.iterdir()] == ["master.key"]


def test_dropped_keys_leave_the_others_in_their_order(path: Path) -> None:
    (first,) = read_keys(path)
    second, third = new_key(), new_key()
    put_in_front(path, second)
    put_in_front(path, third)

    drop_keys(path, {Vault(second).key_id})

    assert read_keys(path) == [third, first]


def test_a_running_vault_takes_up_a_new_key_and_lets_a_dropped_one_go(path: Path) -> None:
    running = load_vault(path)
    before, sealed = running.key_id, running.seal(b"content", "a")

    put_in_front(path, new_key())
    assert running.key_id == before
    running.refresh()
    assert running.key_ids == load_vault(path).key_ids
    assert running.open(sealed, "a") == b"content"

    drop_keys(path, {before})
    running.refresh()
    with pytest.raises(SettingInvalid, match=before):
        running.open(sealed, "a")


def test_a_report_under_a_key_that_came_a_moment_ago_opens_without_a_refresh(path: Path) -> None:
    running = load_vault(path)
    put_in_front(path, new_key())

    assert running.open(load_vault(path).seal(b"content", "a"), "a") == b"content"


@pytest.mark.parametrize("content", [None, b"", b"zz\n", b"00\n"])
def test_a_key_file_that_breaks_takes_no_key_from_a_running_vault(
    path: Path, content: bytes | None, caplog: pytest.LogCaptureFixture
) -> None:
    running = load_vault(path)
    sealed = running.seal(b"content", "a")
    path.unlink()
    if content is not None:
        path.write_bytes(content)

    running.refresh()

    assert running.open(sealed, "a") == b"content"
    assert "not taken up" in caplog.text


def test_a_broken_key_file_is_told_once_and_again_when_it_breaks_again(
    path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    running, whole = load_vault(path), path.read_bytes()
    for _ in range(2):
        path.write_bytes(b"")
        running.refresh()
        running.refresh()
        path.write_bytes(whole)
        running.refresh()

    assert caplog.text.count("not taken up") == 2


def test_blank_lines_and_the_ends_of_windows_do_no_harm(path: Path) -> None:
    keys = [new_key(), new_key()]
    path.write_bytes(b"\r\n".join([b"", *(key.hex().encode() for key in keys), b"", b""]))

    assert read_keys(path) == keys


def test_a_line_that_is_no_key_is_refused_with_the_whole_file(path: Path) -> None:
    path.write_text(f"{new_key().hex()}\nnot a key\n")

    with pytest.raises(SettingInvalid, match="each line") as caught:
        load_vault(path)
    assert "not a key" not in str(caught.value)


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files away")
def test_the_owner_of_the_file_stays(path: Path) -> None:
    os.chown(path, 12_345, 12_345)

    put_in_front(path, new_key())

    assert (path.stat().st_uid, path.stat().st_gid) == (12_345, 12_345)


def test_migrate_makes_no_fresh_key_beside_sealed_reports(
    house: Installation, tmp_path: Path
) -> None:
    submit(house, body())
    lost = Settings(**{**house.settings.model_dump(), "key_file": tmp_path / "lost.key"})

    with pytest.raises(SettingInvalid, match=rf"1 reports need {house.vault.key_id}"):
        migrate(lost)
    assert not (tmp_path / "lost.key").exists()
    assert migrate(house.settings) is False
