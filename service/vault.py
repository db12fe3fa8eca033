"""Sealed bytes: AES-GCM under one data key per report, wrapped by a key outside the database.

Destroying the wrapped data key erases a report; its hash and receipt stay.
"""

import os
import secrets
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

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


class Vault:
    """Seals and opens bytes under one wrapping key."""

    def __init__(self, wrapping_key: bytes) -> None:
        if len(wrapping_key) != KEY_BYTES:
            raise SettingInvalid(f"the key file must hold {KEY_BYTES} bytes in hexadecimal")
        self._wrapping = AESGCM(wrapping_key)
        self.key_id = sha256(b"miedza wrapping key" + wrapping_key).hexdigest()[:16]

    def seal(self, content: bytes, bound_to: str) -> Sealed:
        """Encrypt `content`; it opens again only beside the same `bound_to` (a report's id)."""
        context = bound_to.encode()
        fresh = os.urandom(KEY_BYTES + 2 * NONCE_BYTES)
        data_key, nonces = fresh[:KEY_BYTES], fresh[KEY_BYTES:]
        inner, outer = nonces[:NONCE_BYTES], nonces[NONCE_BYTES:]
        return Sealed(
            wrapping_key=self.key_id,
            wrapped_key=outer + self._wrapping.encrypt(outer, data_key, context),
            ciphertext=inner + AESGCM(data_key).encrypt(inner, content, context),
        )

    def open(self, sealed: Sealed, bound_to: str) -> bytes:
        """Decrypt.

        Raises `Missing` for an erased report, and `SettingInvalid` when the key file is not the one
        that sealed it.
        """
        if sealed.wrapped_key is None:
            raise Missing("the report was erased; its hash and its receipt stay")
        context = bound_to.encode()
        try:
            data_key = self._wrapping.decrypt(
                sealed.wrapped_key[:NONCE_BYTES], sealed.wrapped_key[NONCE_BYTES:], context
            )
            return AESGCM(data_key).decrypt(
                sealed.ciphertext[:NONCE_BYTES], sealed.ciphertext[NONCE_BYTES:], context
            )
        except (InvalidTag, ValueError):  # The latter for bytes that are too few.
            raise SettingInvalid(
                f"a report sealed under key {sealed.wrapping_key} does not open with key "
                f"{self.key_id}: set MIEDZA_KEY_FILE to the key file of this database"
            ) from None


def create_key_file(path: Path) -> bool:
    """Write a new wrapping key, readable by its owner alone; False when there is one already."""
    path.parent.mkdir(parents=True, exist_ok=True)
    try:
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(secrets.token_hex(KEY_BYTES) + "\n")
        file.flush()
        os.fsync(file.fileno())
    return True


def load_vault(path: Path) -> Vault:
    """Read the key file; a missing or unreadable one says what to do."""
    try:
        text = path.read_text(encoding="ascii")
        return Vault(bytes.fromhex(text.strip()))
    except FileNotFoundError:
        raise SettingInvalid(
            f"no key file at {path}: run `miedza migrate`, or set MIEDZA_KEY_FILE"
        ) from None
    except (ValueError, OSError) as error:
        raise SettingInvalid(
            f"the key file at {path} cannot be read ({type(error).__name__}): "
            f"it must hold {KEY_BYTES} bytes in hexadecimal"
        ) from None
