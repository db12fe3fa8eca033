"""Read the stored GeoJSON text of a page as bytes, by each driver's quickest way.

Both readers go past the mapping of rows, which would cost more than the rest of the page. Both
fetch one row more than there is room for, which tells whether there is a next page.
"""

from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, LargeBinary, Select, cast, func, select

from service.features.paging import Key
from service.features.tables import FeatureTable

# What every stored fragment begins with (`service.projections.shapes`). Quotes within a JSON string
# are escaped, so it stands nowhere else in one.
_START = b'{"type":"Feature","id":"'


@dataclass(frozen=True, slots=True)
class Rows:
    """Features in pieces of one or more, with commas between those of one piece.

    `last` finds the position of the last row; there must be one.
    """

    pieces: list[bytes | memoryview]
    count: int
    more: bool
    last: Callable[[], Key]


def fetch(connection: Connection, source: FeatureTable, statement: Select[Any], room: int) -> Rows:
    """At most `room` rows of a statement that selects feature, start and id in page order."""
    if connection.dialect.name == "sqlite":
        return _fetch_sqlite(connection, source, statement, room)
    return _fetch_postgres(connection, source, statement, room)


def _fetch_sqlite(
    connection: Connection, source: FeatureTable, statement: Select[Any], room: int
) -> Rows:
    """SQLite joins the fragments itself: one value, and no object for each row.

    It joins in the order of the inner statement, whose limit keeps it from being flattened.
    """
    inner = statement.limit(room + 1).subquery()
    joined = cast(func.group_concat(inner.c.feature), LargeBinary)
    text, count = connection.execute(select(joined, func.count()).select_from(inner)).one()
    fragments = text or b""
    end = len(fragments)
    if count > room:
        # Less the surplus fragment and the comma before it.
        end = max(0, fragments.rindex(_START) - 1)

    def last() -> Key:
        begin = fragments.rindex(_START, 0, end) + len(_START)
        feature_id = fragments[begin : fragments.index(b'"', begin)].decode()
        # The transaction still sees the state in which the page was read.
        found = select(source.start).where(source.table.c.id == feature_id)
        return source.number(connection.execute(found).scalar_one()), feature_id

    pieces: list[bytes | memoryview] = [memoryview(fragments)[:end]] if end else []
    return Rows(pieces, min(count, room), count > room, last)


def _fetch_postgres(
    connection: Connection, source: FeatureTable, statement: Select[Any], room: int
) -> Rows:
    """Cells as the server sent them: a string for each would be made only to be undone."""
    with closing(connection.execute(statement.limit(room + 1))) as result:
        cursor: Any = result.cursor
        cells = cursor.pgresult
    count = min(cells.ntuples, room)

    def last() -> Key:
        start, feature_id = (cells.get_value(count - 1, column).decode() for column in (1, 2))
        return source.number(source.read(start)), feature_id

    fragments = [cells.get_value(row, 0) for row in range(count)]
    return Rows(fragments, count, cells.ntuples > room, last)
