"""The best hand-written SQL for a box: along the time, or the place first and then sorted.

Both are forced, so that no planner chooses, and run on connections as the service opens them. On
SQLite the places lie in an R*Tree in a file of its own, so that nothing is added to the service's.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import event

from bench.peers.questions import Question
from service.database import Database

_BEGIN = '{"type":"Feature","id":"'
_ID_LENGTH = 36

_LITE_TREE = """
    CREATE VIRTUAL TABLE hand.place USING rtree(id, west, east, south, north);
    INSERT INTO hand.place
        SELECT rowid, lon, lon, lat, lat FROM feature_public
        WHERE lon IS NOT NULL ORDER BY lon, lat;
"""
_LITE = "SELECT CAST(group_concat(feature) AS BLOB) FROM ({inner})"
_LITE_WALK = """
    SELECT feature FROM feature_public INDEXED BY feature_public_page
    WHERE lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north {span}
    ORDER BY period_from DESC, id DESC LIMIT :rows
"""
# Keys are sorted, and only the features of the page are read.
_LITE_PLACE = """
    SELECT feature FROM (
        SELECT page.rowid AS at FROM hand.place AS place
        CROSS JOIN feature_public AS page ON page.rowid = place.id
        WHERE place.west <= :east AND place.east >= :west
            AND place.south <= :north AND place.north >= :south
            AND lon BETWEEN :west AND :east AND lat BETWEEN :south AND :north {span}
        ORDER BY period_from DESC, page.id DESC LIMIT :rows
    ) AS found CROSS JOIN feature_public AS page ON page.rowid = found.at
"""
_LITE_SPAN = "AND period_from >= :first AND period_from <= :last"

_GRES_WALK = """
    SELECT feature FROM feature_public
    WHERE lon BETWEEN %(west)s AND %(east)s AND lat BETWEEN %(south)s AND %(north)s {span}
    ORDER BY period_from DESC, id DESC LIMIT %(rows)s
"""
_GRES_PLACE = """
    WITH found AS MATERIALIZED (
        SELECT id, period_from FROM peers.incident
        WHERE geom && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326) {span}
    ), page AS MATERIALIZED (
        SELECT * FROM found ORDER BY period_from DESC, id DESC LIMIT %(rows)s
    )
    SELECT feature FROM page JOIN feature_public USING (id)
    ORDER BY page.period_from DESC, id DESC
"""
_GRES_SPAN = "AND period_from >= %(first)s AND period_from <= %(last)s"
# Whatever is left to the planner then is to walk along the index on time.
_ALONG_TIME = ("enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_incremental_sort")

Read = Callable[[Question, int], bytes]


@contextmanager
def on_sqlite(address: str, folder: Path) -> Iterator[dict[str, Read]]:
    """Both ways on SQLite, by their names."""
    database, tree = Database(address), folder / "hand.sqlite"
    attach = f"ATTACH '{tree}' AS hand"
    event.listen(database.engine, "connect", lambda opened, _: opened.execute(attach))
    try:
        with database.engine.connect() as connection:
            driver: Any = connection.connection.driver_connection
            driver.executescript(f"BEGIN; {_LITE_TREE} COMMIT;")
        yield {
            "along time": _reader(database, _LITE.format(inner=_LITE_WALK), _LITE_SPAN),
            "place first": _reader(database, _LITE.format(inner=_LITE_PLACE), _LITE_SPAN),
        }
    finally:
        database.close()
        tree.unlink(missing_ok=True)


@contextmanager
def on_postgres(address: str) -> Iterator[dict[str, Read]]:
    """Both ways on PostgreSQL, by their names."""
    walking, placing = Database(address), Database(address)
    for setting in _ALONG_TIME:
        command = f"SET SESSION {setting} = off"
        event.listen(walking.engine, "connect", _committing(command))
    try:
        yield {
            "along time": _reader(walking, _GRES_WALK, _GRES_SPAN),
            "place first": _reader(placing, _GRES_PLACE, _GRES_SPAN),
        }
    finally:
        walking.close()
        placing.close()


def ids_of(features: bytes) -> list[str]:
    _, *parts = features.decode().split(_BEGIN)
    return [part[:_ID_LENGTH] for part in parts]


def _committing(command: str) -> Callable[[Any, Any], None]:
    def run(opened: Any, _: Any) -> None:
        opened.execute(command)
        opened.commit()

    return run


def _reader(database: Database, sql: str, span: str) -> Read:
    def read(question: Question, rows: int) -> bytes:
        statement = sql.format(span=span if question.days else "")
        with database.reading() as session:
            result = session.connection().exec_driver_sql(statement, _values(question, rows))
            if not database.is_postgres:
                return result.scalar_one() or b""
            cells: Any = result.cursor.pgresult
            fragments = [cells.get_value(row, 0) for row in range(cells.ntuples)]
            result.close()
            return b",".join(fragments)

    return read


def _values(question: Question, rows: int) -> dict[str, Any]:
    edges = dict(zip(("west", "south", "east", "north"), question.box or (), strict=False))
    days = dict(zip(("first", "last"), question.days or (), strict=False))
    return {**edges, **days, "rows": rows}
