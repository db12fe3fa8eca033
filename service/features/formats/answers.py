"""Answers of the items endpoints in each form: one page, one feature, or all that match.

All that match go out in pieces, each read in a transaction of its own, so that a slow reader holds
neither a connection nor more than one piece in memory. When the public records change on the way,
the answer is broken off: what had come would not go with what follows, and a client must see that
it holds no whole.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from service.conditional import answer, stream, tag_of_parts
from service.database import Database
from service.features import service
from service.features.filters import PageAsked
from service.features.formats.forms import Chosen
from service.features.formats.rendering import LINES, Rendered, stream_headers
from service.features.geojson import Page, Question
from service.features.negotiation import negotiated

# Features in one piece: about a megabyte.
PIECE: Final = 2_000


def send(
    request: Request,
    chosen: Chosen,
    tag: str,
    make: Callable[[], Rendered],
    headers: Mapping[str, str],
) -> Response:
    """`make` is called only for a client that does not hold this tag."""
    told: dict[str, str] = {}

    def body() -> bytes:
        rendered = make()
        told.update(rendered.headers)
        return rendered.body

    found = answer(request, tag, body, chosen.form.media_type, negotiated(headers))
    found.headers.update(told)
    return found


def asks_for_all(request: Request, chosen: Chosen, asked: PageAsked) -> bool:
    """A form that can be sent line by line, and no word of how many."""
    return chosen.form in LINES and not asked.hits and "limit" not in request.query_params


def send_all(
    request: Request,
    chosen: Chosen,
    database: Database,
    question: Question,
    headers: Mapping[str, str],
) -> Response:
    """All public records that match, and those alone that were public at one moment."""
    pieces = replace(question, asked=replace(question.asked, limit=PIECE))
    with service.reading_page(database, pieces) as (revision, read):
        tag = tag_of_parts(pieces.address, revision, "all")

        def body() -> Iterator[bytes]:
            # Read before the answer begins, so that a cursor of another question is a 400.
            first = read()
            rest = service.following_pages(database, pieces, revision, first)
            return _rendered(chosen, pieces, first, rest)

        told = {**headers, **stream_headers(chosen, pieces)}
        return stream(request, tag, body, chosen.form.media_type, negotiated(told))


def _rendered(
    chosen: Chosen, question: Question, first: Page, rest: Iterator[Page]
) -> Iterator[bytes]:
    lines = LINES[chosen.form]
    yield lines.whole(question, first)
    yield from map(partial(lines.features, question), rest)
