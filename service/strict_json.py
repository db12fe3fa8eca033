"""JSON that every reader of the same bytes understands alike, or where it is not."""

import re
from typing import Any

import jiter

from service.errors import JsonInvalid

_BYTE_ORDER_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")


def check_json(body: bytes) -> Any:
    """Parse JSON strictly; raises `JsonInvalid` with the place of the first fault.

    Duplicate keys, depth over 200, NaN and infinities are refused.
    """
    try:
        return jiter.from_json(
            body, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="none"
        )
    except ValueError as error:
        raise JsonInvalid(_syntax_fault(body, str(error))) from None


def _syntax_fault(body: bytes, message: str) -> str:
    if body.startswith(_BYTE_ORDER_MARKS):
        return "the body begins with a byte order mark: send UTF-8 without one"
    where = re.search(r"at line \d+ column \d+$", message)
    place = f" {where[0]}" if where else ""
    if "duplicate key" in message:
        return f"the JSON holds the same key twice{place}"
    if "recursion limit" in message:
        return f"the JSON is nested too deeply{place}; 200 levels are read"
    return f"the body is not JSON{place}: write UTF-8 without NaN, infinities or lone surrogates"
