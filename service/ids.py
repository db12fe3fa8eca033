"""Identifiers: ordered in time for staff rows, random where nothing may be told."""

import secrets
import time
from hashlib import sha256

# Crockford's alphabet: no letter that is read as a digit.
_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
_MISREAD = str.maketrans("OIL", "011")


def time_ordered_id() -> str:
    """A UUID of version 7 (RFC 9562): milliseconds, then chance.

    Neighbours in time are neighbours in every index, so a batch touches few pages. Staff only:
    a public id must not tell when its row was made.
    """
    when, chance = f"{time.time_ns() // 1_000_000:012x}", secrets.token_hex(10)
    variant = "89ab"[int(chance[3], 16) & 3]
    return f"{when[:8]}-{when[8:]}-7{chance[:3]}-{variant}{chance[4:7]}-{chance[7:19]}"


def content_id(origin: str, digest: str) -> str:
    """A UUID of version 8 (RFC 9562) for a report sent without one, from a SHA-256 in hexadecimal.

    The same for the same origin and the same bytes, so that a repeated row is recognised.
    """
    mixed = sha256(f"{origin} {digest}".encode()).hexdigest()
    return f"{mixed[:8]}-{mixed[8:12]}-8{mixed[13:16]}-8{mixed[17:20]}-{mixed[20:32]}"


def receipt_code() -> str:
    """Twelve letters of 60 random bits that can be read out, such as MZ-7K4Q-2M9D-0XTA."""
    chance = secrets.randbits(60)
    letters = "".join([_LETTERS[chance >> shift & 31] for shift in range(0, 60, 5)])
    return f"MZ-{letters[:4]}-{letters[4:8]}-{letters[8:]}"


def read_receipt_code(text: str) -> str | None:
    """A receipt code as it was typed or read out, in its own writing; None for what is none.

    Hyphens, spaces and whatever a telephone made of them are passed over.
    """
    letters = "".join([letter for letter in text.upper() if letter.isalnum()])
    # Only where it is long enough: the code itself may begin with these two letters.
    plain = (letters.removeprefix("MZ") if len(letters) == 14 else letters).translate(_MISREAD)
    if len(plain) != 12 or not set(plain) <= set(_LETTERS):
        return None
    return f"MZ-{plain[:4]}-{plain[4:8]}-{plain[8:]}"


# Without the digits and letters that are taken for one another: 0 and O, 1 and I.
_CLEAR_LETTERS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_INVITE_GROUPS = 7


def invite_code() -> str:
    """Seven groups of four letters, 140 random bits, that can be typed from a sheet of paper."""
    count = _INVITE_GROUPS * 4
    return _grouped("".join([secrets.choice(_CLEAR_LETTERS) for _ in range(count)]))


def read_invite_code(text: str) -> str | None:
    """An invite code as it was typed, in its own writing; None for what cannot be one."""
    letters = "".join([letter for letter in text.upper() if letter.isalnum()])
    if len(letters) != _INVITE_GROUPS * 4 or not set(letters) <= set(_CLEAR_LETTERS):
        return None
    return _grouped(letters)


def _grouped(letters: str) -> str:
    return "-".join([letters[first : first + 4] for first in range(0, len(letters), 4)])
