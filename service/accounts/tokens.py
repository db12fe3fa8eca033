"""Tokens and codes: random enough that a plain SHA-256 of one cannot be turned back."""

import secrets
from hashlib import sha256
from typing import Final

TOKEN_PREFIX: Final = "mdz_"  # noqa: S105  # What every token begins with, not a secret.
_TOKEN_BYTES = 32


def make_token() -> str:
    """A token of 256 random bits."""
    return TOKEN_PREFIX + secrets.token_urlsafe(_TOKEN_BYTES)


def make_key_id() -> str:
    """The public id of a key."""
    return secrets.token_hex(6)


def digest_of(secret: str) -> str:
    """What is kept of a token or a code."""
    return sha256(secret.encode(errors="surrogatepass")).hexdigest()
