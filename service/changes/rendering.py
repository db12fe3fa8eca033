"""Changes as JSON, put around the stored text of each record without reading it."""

import orjson

from service.changes.service import Asked, Change, Changes
from service.features.links import JSON, Link, link, with_query


def address(base: str, asked: Asked) -> str:
    query = {"since": str(asked.since), "limit": str(asked.limit)}
    if asked.sequence is not None:
        query["sequence"] = asked.sequence
    return with_query(f"{base}/api/changes", query)


def render(base: str, asked: Asked, sequence: str, found: Changes) -> bytes:
    tail = orjson.dumps(
        {
            "next": found.next,
            "complete": found.complete,
            "sequence": sequence,
            "links": _links(base, asked, sequence, found),
        }
    )
    return b'{"changes":[' + b",".join(map(_item, found.items)) + b"]," + tail[1:]


def _item(change: Change) -> bytes:
    head = b'{"seq":%d,"id":%b,"change":' % (change.seq, orjson.dumps(change.public_id))
    if change.feature is None:
        return head + b'"withdrawn"}'
    return b"".join((head, b'"put","feature":', change.feature, b"}"))


def _links(base: str, asked: Asked, sequence: str, found: Changes) -> list[Link]:
    """`next` is there also when nothing follows yet: it is where to ask next time."""
    following = Asked(found.next, asked.limit, sequence)
    return [
        link("self", address(base, asked), JSON),
        link("next", address(base, following), JSON),
        link("collection", f"{base}/api/collections/incidents", JSON),
    ]
