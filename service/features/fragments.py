"""Read the stored GeoJSON text of a page as bytes, by each driver's quickest way.

Both readers go past the mapping of rows, which would cost more than the rest of the page. Both
fetch one row more than there is room for, which tells whether there is a next page.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from service.features.conditions import Values
from service.features.paging import Key
from service.features.statements import Kind, joined_page, page, ranks_of_one

# What every stored fragment begins with (`service.projections.shapes`). Quotes within a JSON string
# are escaped, so it stands nowhere else in one.
_START = b'{"type":"Feature","id":"'


@dataclass(frozen=True, slots=True)
class Rows:
    """Features in page order, in pieces of one or more with commas between those of one piece.

    `first` and `last` find the positions of these rows; there must be one.
    """

    pieces: list[bytes | memoryview]
    count: int
    more: bool
    first: Callable[[], Key]
    last: Callable[[], Key]


def fetch(connection: Connection, kind: Kind, values: Values, skip: int, room: int) -> Rows:
    """At most `room` features, once `skip` of them are left out."""
    bound = {**values, "skip": skip, "rows": room + 1, "most": skip + room + 1}
    if kind.lite:
        return _fetch_sqlite(connection, kind, bound, room)
    return _fetch_postgres(connection, kind, bound, room)


def _fetch_sqlite(connection: Connection, kind: Kind, bound: Values, room: int) -> Rows:
    """One value, and no object for each row."""
    text, count = connection.execute(joined_page(kind), bound).one()
    fragments = text or b""
    begin, end = 0, len(fragments)
    if count > room:
        # Less the surplus fragment and the comma that keeps it apart.
        begin, end = _less_surplus(fragments, back=kind.back)

    def key(at: int) -> Key:
        at += len(_START)
        feature_id = fragments[at : fragments.index(b'"', at)].decode()
        # The transaction still sees the state in which the page was read.
        found = connection.execute(ranks_of_one(kind.source, kind.ranked), {"id": feature_id})
        return kind.ranked.key(found.one())

    shown = memoryview(fragments)[begin:end]
    pieces: list[bytes | memoryview] = [shown] if shown else []
    return Rows(
        pieces,
        min(count, room),
        count > room,
        first=lambda: key(begin),
        last=lambda: key(fragments.rindex(_START, begin, end)),
    )


def _less_surplus(fragments: bytes, *, back: bool) -> tuple[int, int]:
    if back:
        begin = fragments.find(_START, len(_START))
        return (len(fragments) if begin < 0 else begin), len(fragments)
    return 0, max(0, fragments.rindex(_START) - 1)


def _fetch_postgres(connection: Connection, kind: Kind, bound: Values, room: int) -> Rows:
    """Cells as the server sent them: a string for each would be made only to be undone."""
    ranked = kind.ranked
    with closing(connection.execute(page(kind), bound)) as result:
        cursor: Any = result.cursor
        cells = cursor.pgresult
    shown = range(min(cells.ntuples, room))
    if kind.back:
        shown = shown[::-1]

    def key(row: int) -> Key:
        columns = range(1, 1 + len(ranked.ranks))
        return ranked.key_of_text([cells.get_value(row, at).decode() for at in columns])

    return Rows(
        [cells.get_value(row, 0) for row in shown],
        len(shown),
        cells.ntuples > room,
        first=lambda: key(shown[0]),
        last=lambda: key(shown[-1]),
    )
