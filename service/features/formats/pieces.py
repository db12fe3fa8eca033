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
    """Each feature between these two, without reading them; megabytes, so by one replacement."""
    if not page.pieces:
        return b""
    features = b",".join(page.pieces)
    if features.count(_START) != page.count:
        # They begin otherwise: whoever made them so still gets each in its place.
        return b"".join(before + orjson.dumps(each) + after for each in read(page))
    return before + features.replace(b"," + _START, after + before + _START) + after


def read(page: Page) -> Iterator[Feature]:
    yield from orjson.loads(b"[" + b",".join(page.pieces) + b"]")
