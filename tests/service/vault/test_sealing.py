"""Bytes sealed under a data key of their own, which is wrapped by the key file."""

import hmac
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.errors import Missing, SettingInvalid
from service.vault import KEY_BYTES, Vault

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


# Several keys.

OLD, NEW = bytes([1]) * KEY_BYTES, bytes([2]) * KEY_BYTES


def test_the_first_key_seals_and_every_key_opens() -> None:
    before, both = Vault(OLD), Vault(NEW, OLD)

    assert both.key_ids == (Vault(NEW).key_id, before.key_id)
    assert both.open(before.seal(b"old", "a"), "a") == b"old"
    assert both.seal(b"new", "a").wrapping_key == Vault(NEW).key_id


@given(st.binary(max_size=200), st.text(max_size=40))
def test_rewrapping_changes_the_key_and_never_the_bytes(content: bytes, name: str) -> None:
    sealed = Vault(OLD).seal(content, name)

    fresh = Vault(NEW, OLD).rewrap(sealed, name)

    assert fresh.ciphertext == sealed.ciphertext
    assert fresh.wrapped_key != sealed.wrapped_key
    assert Vault(NEW).open(fresh, name) == content
    with pytest.raises(SettingInvalid):
        Vault(OLD).open(fresh, name)


def test_a_report_is_rewrapped_only_under_its_own_id() -> None:
    with pytest.raises(SettingInvalid):
        Vault(NEW, OLD).rewrap(Vault(OLD).seal(b"content", "a"), "b")


def test_what_was_erased_is_not_rewrapped() -> None:
    with pytest.raises(Missing):
        VAULT.rewrap(replace(VAULT.seal(b"content", "a"), wrapped_key=None), "a")


def test_a_signature_is_of_its_key_and_its_content() -> None:
    key_id, signature = Vault(OLD).sign(b"content")

    assert Vault(NEW, OLD).has_signed(b"content", key_id, signature)
    assert not Vault(NEW, OLD).has_signed(b"contents", key_id, signature)
    with pytest.raises(SettingInvalid, match=key_id):
        Vault(NEW).has_signed(b"content", key_id, signature)


def test_cursors_are_signed_with_a_key_of_their_own_from_each_wrapping_key() -> None:
    # HKDF (RFC 5869) with SHA-256 and no salt, by hand.
    extracted = hmac.digest(bytes(32), NEW, "sha256")
    expected = hmac.digest(extracted, b"miedza cursor key\x01", "sha256")

    found, _ = Vault(NEW, OLD).cursor_keys()
    assert found == expected
    assert len({*Vault(NEW, OLD).cursor_keys(), NEW, OLD}) == 4


def test_the_key_of_cursors_opens_no_report() -> None:
    (key,) = VAULT.cursor_keys()
    sealed = VAULT.seal(b"content", "a")
    with pytest.raises(SettingInvalid):
        Vault(key).open(replace(sealed, wrapping_key=Vault(key).key_id), "a")


def test_the_key_of_cursors_is_made_once() -> None:
    assert VAULT.cursor_keys()[0] is VAULT.cursor_keys()[0]
