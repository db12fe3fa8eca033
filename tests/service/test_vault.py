"""Bytes sealed under a data key of their own, which is wrapped by the key file."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Missing, SettingInvalid
from service.vault import KEY_BYTES, Vault, create_key_file, load_vault

VAULT = Vault(bytes(range(KEY_BYTES)))


@given(st.binary(max_size=200), st.text(max_size=40))
def test_what_was_sealed_opens_to_the_same_bytes(content: bytes, name: str) -> None:
    assert VAULT.open(VAULT.seal(content, name), name) == content


def test_sealing_twice_shares_nothing() -> None:
    first, second = VAULT.seal(b"the same", "a"), VAULT.seal(b"the same", "a")
    assert first.ciphertext != second.ciphertext
    assert first.wrapped_key != second.wrapped_key


def test_a_sealed_report_opens_only_under_its_own_id() -> None:
    with pytest.raises(SettingInvalid):
        VAULT.open(VAULT.seal(b"content", "a"), "b")


def test_parts_of_two_reports_do_not_fit_together() -> None:
    first, second = VAULT.seal(b"one", "a"), VAULT.seal(b"two", "a")
    with pytest.raises(SettingInvalid):
        VAULT.open(replace(first, wrapped_key=second.wrapped_key), "a")


@given(st.integers(0, 1_000))
def test_one_changed_bit_is_noticed(place: int) -> None:
    sealed = VAULT.seal(b"content", "a")
    damaged = bytearray(sealed.ciphertext)
    damaged[place % len(damaged)] ^= 1
    with pytest.raises(SettingInvalid):
        VAULT.open(replace(sealed, ciphertext=bytes(damaged)), "a")


@pytest.mark.parametrize("rest", [b"", b"x", bytes(12), bytes(27)])
def test_too_few_bytes_are_noticed(rest: bytes) -> None:
    sealed = VAULT.seal(b"content", "a")
    with pytest.raises(SettingInvalid):
        VAULT.open(replace(sealed, wrapped_key=rest), "a")
    with pytest.raises(SettingInvalid):
        VAULT.open(replace(sealed, ciphertext=rest), "a")


def test_without_its_data_key_a_report_is_erased() -> None:
    with pytest.raises(Missing, match="erased"):
        VAULT.open(replace(VAULT.seal(b"content", "a"), wrapped_key=None), "a")


def test_another_vault_says_which_key_is_needed() -> None:
    other = Vault(bytes(KEY_BYTES))
    with pytest.raises(SettingInvalid, match=VAULT.key_id):
        other.open(VAULT.seal(b"content", "a"), "a")


def test_the_name_of_a_key_does_not_show_the_key() -> None:
    assert len(VAULT.key_id) == 16
    assert VAULT.key_id not in bytes(range(KEY_BYTES)).hex()


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
