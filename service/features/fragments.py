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
from service.features.ranking import Ranking
from service.features.tables import FeatureTable

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


def fetch(
    connection: Connection,
    source: FeatureTable,
    ranked: Ranking,
    statement: Select[Any],
    room: int,
    *,
    back: bool,
) -> Rows:
    """At most `room` rows of a statement that selects the feature and what it is ranked by.

    Its order is that of the pages, or the opposite where it reads `back`.
    """
    limited = statement.limit(room + 1)
    if connection.dialect.name == "sqlite":
        return _fetch_sqlite(connection, source, ranked, limited, room, back)
    return _fetch_postgres(connection, ranked, limited, room, back)


def _fetch_sqlite(
    connection: Connection,
    source: FeatureTable,
    ranked: Ranking,
    statement: Select[Any],
    room: int,
    back: bool,
) -> Rows:
    """SQLite joins the fragments itself: one value, and no object for each row.

    It joins in the order of the inner statement, whose limit keeps it from being flattened.
    """
    inner = statement.subquery()
    if back:
        turned = select(inner).order_by(*ranked.ordered(list(inner.c)[1:], back=False))
        inner = turned.limit(room + 1).subquery()
    joined = cast(func.group_concat(inner.c.feature), LargeBinary)
    text, count = connection.execute(select(joined, func.count()).select_from(inner)).one()
    fragments = text or b""
    begin, end = 0, len(fragments)
    if count > room:
        # Less the surplus fragment and the comma that keeps it apart.
        begin, end = _less_surplus(fragments, back=back)

    def key(at: int) -> Key:
        at += len(_START)
        feature_id = fragments[at : fragments.index(b'"', at)].decode()
        # The transaction still sees the state in which the page was read.
        found = select(*ranked.columns).where(source.table.c.id == feature_id)
        return ranked.key(connection.execute(found).one())

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


def _fetch_postgres(
    connection: Connection, ranked: Ranking, statement: Select[Any], room: int, back: bool
) -> Rows:
    """Cells as the server sent them: a string for each would be made only to be undone."""
    with closing(connection.execute(statement)) as result:
        cursor: Any = result.cursor
        cells = cursor.pgresult
    shown = range(min(cells.ntuples, room))
    if back:
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
