"""Sealed bytes: AES-GCM under one data key per report, wrapped by a key outside the database.

The photos of a report are sealed under the same data key.

Destroying the wrapped data key erases a report; its hash and receipt stay. A new wrapping key
changes the wrapped data keys alone, never the sealed bytes.
"""

import hmac
import os
from dataclasses import dataclass, replace
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from service.errors import Missing, SettingInvalid

KEY_BYTES = 32
NONCE_BYTES = 12


@dataclass(frozen=True, slots=True)
class Sealed:
    """What the database holds of a report's bytes; each part begins with its nonce.

    Without `wrapped_key` they were erased for good.
    """

    wrapping_key: str
    wrapped_key: bytes | None
    ciphertext: bytes


class WrappingKey:
    """One line of the key file: wraps data keys, and signs what must not be forged."""

    def __init__(self, material: bytes) -> None:
        if len(material) != KEY_BYTES:
            raise SettingInvalid(f"the key file must hold {KEY_BYTES} bytes in hexadecimal a line")
        self.id = sha256(b"miedza wrapping key" + material).hexdigest()[:16]
        self.cipher = AESGCM(material)
        # A key of its own, so that no signature can be of use against a wrapped key.
        self._signing = hmac.digest(material, b"miedza signing key", "sha256")
        self.cursor_key = HKDF(SHA256(), KEY_BYTES, None, b"miedza cursor key").derive(material)

    def sign(self, content: bytes) -> str:
        return hmac.new(self._signing, content, "sha256").hexdigest()


class Vault:
    """Seals under the newest wrapping key, and opens what any of its keys has sealed."""

    def __init__(self, newest: bytes, *older: bytes) -> None:
        self._keys = tuple(WrappingKey(material) for material in (newest, *older))

    @property
    def key_id(self) -> str:
        """The key that new reports are sealed under."""
        return self._keys[0].id

    @property
    def key_ids(self) -> tuple[str, ...]:
        """Every key at hand, newest first."""
        return tuple(key.id for key in self._keys)

    def refresh(self) -> None:
        """Take up a key file that was changed; a vault without a file stays as it is."""

    def cursor_keys(self) -> tuple[bytes, ...]:
        """What cursors are signed with: a key of its own from every wrapping key, newest first.

        Nothing opens with it, and it tells nothing of the wrapping key. Processes that share the
        key file go by it as it is now, so that each takes what another has signed.
        """
        self.refresh()
        return tuple(key.cursor_key for key in self._keys)

    def seal(self, content: bytes, bound_to: str) -> Sealed:
        """Encrypt `content`; it opens again only beside the same `bound_to` (a report's id)."""
        context = bound_to.encode()
        fresh = os.urandom(KEY_BYTES + NONCE_BYTES)
        data_key, nonce = fresh[:KEY_BYTES], fresh[KEY_BYTES:]
        newest = self._keys[0]
        return Sealed(
            wrapping_key=newest.id,
            wrapped_key=_wrap(newest, data_key, context),
            ciphertext=nonce + AESGCM(data_key).encrypt(nonce, content, context),
        )

    def open(self, sealed: Sealed, bound_to: str) -> bytes:
        """Decrypt.

        Raises `Missing` for an erased report, and `SettingInvalid` when the key file lacks the key
        that it is sealed under.
        """
        context = bound_to.encode()
        data_key = self._data_key(sealed, context)
        try:
            return AESGCM(data_key).decrypt(
                sealed.ciphertext[:NONCE_BYTES], sealed.ciphertext[NONCE_BYTES:], context
            )
        except (InvalidTag, ValueError):  # The latter for bytes that are too few.
            raise _damaged(sealed) from None

    def rewrap(self, sealed: Sealed, bound_to: str) -> Sealed:
        """The same bytes with their data key wrapped by the newest key; raises like `open`."""
        context, newest = bound_to.encode(), self._keys[0]
        wrapped_key = _wrap(newest, self._data_key(sealed, context), context)
        return replace(sealed, wrapping_key=newest.id, wrapped_key=wrapped_key)

    def seal_beside(self, sealed: Sealed, content: bytes, bound_to: str, name: str) -> bytes:
        """Encrypt something that belongs to a report, under the report's own data key.

        So it is erased with the report, and a new wrapping key covers it too. It opens again only
        beside the same report and name. Raises like `open`.
        """
        data_key, nonce = self._data_key(sealed, bound_to.encode()), os.urandom(NONCE_BYTES)
        return nonce + AESGCM(data_key).encrypt(nonce, content, _beside(bound_to, name))

    def open_beside(self, sealed: Sealed, ciphertext: bytes, bound_to: str, name: str) -> bytes:
        """Decrypt what `seal_beside` sealed; raises like `open`."""
        data_key = self._data_key(sealed, bound_to.encode())
        nonce, content = ciphertext[:NONCE_BYTES], ciphertext[NONCE_BYTES:]
        try:
            return AESGCM(data_key).decrypt(nonce, content, _beside(bound_to, name))
        except (InvalidTag, ValueError):
            raise _damaged(sealed) from None

    def sign(self, content: bytes) -> tuple[str, str]:
        """The newest key's id, and what only its holder can write under `content`."""
        newest = self._keys[0]
        return newest.id, newest.sign(content)

    def has_signed(self, content: bytes, key_id: str, signature: str) -> bool:
        """Raises `SettingInvalid` when the key is not at hand."""
        return hmac.compare_digest(
            self._key(key_id, "the signature was made").sign(content), signature
        )

    def _data_key(self, sealed: Sealed, context: bytes) -> bytes:
        if sealed.wrapped_key is None:
            raise Missing("the report was erased; its hash and its receipt stay")
        key = self._key(sealed.wrapping_key, "a report is sealed")
        nonce, wrapped = sealed.wrapped_key[:NONCE_BYTES], sealed.wrapped_key[NONCE_BYTES:]
        try:
            return key.cipher.decrypt(nonce, wrapped, context)
        except (InvalidTag, ValueError):
            raise _damaged(sealed) from None

    def _key(self, key_id: str, what: str) -> WrappingKey:
        found = self._find_key(key_id)
        if found is None:
            # Another process may have put a new key in front a moment ago.
            self.refresh()
            found = self._find_key(key_id)
        if found is None:
            raise SettingInvalid(
                f"{what} under key {key_id}, and the key file holds {', '.join(self.key_ids)}: "
                "set MIEDZA_KEY_FILE to the key file of this database, or put that key's line "
                "back into it"
            )
        return found

    def _find_key(self, key_id: str) -> WrappingKey | None:
        return next((key for key in self._keys if key.id == key_id), None)


def _wrap(key: WrappingKey, data_key: bytes, context: bytes) -> bytes:
    nonce = os.urandom(NONCE_BYTES)
    return nonce + key.cipher.encrypt(nonce, data_key, context)


def _beside(bound_to: str, name: str) -> bytes:
    return f"{bound_to} {name}".encode()


def _damaged(sealed: Sealed) -> SettingInvalid:
    return SettingInvalid(
        f"a report sealed under key {sealed.wrapping_key} does not open with it: "
        "its bytes were changed, or they belong to another report"
    )
