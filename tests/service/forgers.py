"""Cursors as somebody writes them who has no key of the installation, but all of its code."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable
from hashlib import blake2b, sha256
from urllib.parse import parse_qs, urlsplit

import orjson
from httpx2 import Response

from service.cursors import TAG_BYTES, AskedOf, Cursors


def cursor_of(answer: Response, rel: str = "next") -> str:
    """The cursor in the link of a page."""
    assert answer.status_code == 200, answer.text
    (href,) = (each["href"] for each in answer.json()["links"] if each["rel"] == rel)
    (cursor,) = parse_qs(urlsplit(href).query)["cursor"]
    return cursor


def position_in(cursor: str) -> bytes:
    return urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))[:-TAG_BYTES]


def _text(sealed: bytes) -> str:
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def _unsigned(_asked: AskedOf, position: bytes) -> str:
    return _text(position)


def _empty_tag(_asked: AskedOf, position: bytes) -> str:
    return _text(position + bytes(TAG_BYTES))


def _old_checksum(asked: AskedOf, position: bytes) -> str:
    """What was good before cursors were signed."""
    return _text(position + blake2b(repr(asked).encode() + position, digest_size=8).digest())


def _hash_without_key(asked: AskedOf, position: bytes) -> str:
    return _text(position + sha256(orjson.dumps(asked) + position).digest()[:TAG_BYTES])


def _under(key: bytes) -> Callable[[AskedOf, bytes], str]:
    return Cursors(lambda: (key,)).seal


FORGERS: dict[str, Callable[[AskedOf, bytes], str]] = {
    "unsigned": _unsigned,
    "an empty tag": _empty_tag,
    "the old checksum": _old_checksum,
    "a hash without a key": _hash_without_key,
    "an empty key": _under(b""),
    "a key of zeros": _under(bytes(32)),
}
