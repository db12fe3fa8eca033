"""The features of a page for the forms that cannot be put around them: one by one, or read.

A piece holds one feature or more, with commas between them, as the page was read.
"""

from collections.abc import Iterator
from typing import Any, Final

import orjson

from service.features.geojson import Page

Feature = dict[str, Any]

# What a feature begins with, stored or shaped. Quotes within a JSON string are escaped, so it
# stands nowhere else in one.
_START: Final = b'{"type":"Feature","id":"'


def joined(page: Page, before: bytes, after: bytes) -> bytes:
    """Each feature between these two, without reading them."""
    if not page.pieces:
        return b""
    rests = b",".join(page.pieces).split(b"," + _START)
    if len(rests) != page.count:
        # They begin otherwise: whoever made them so still gets each in its place.
        return b"".join(before + orjson.dumps(each) + after for each in read(page))
    # Megabytes, so the marks go to the ends before all is copied once.
    rests[0] = before + rests[0]
    rests[-1] += after
    return (after + before + _START).join(rests)


def read(page: Page) -> Iterator[Feature]:
    yield from orjson.loads(b"[" + b",".join(page.pieces) + b"]")
