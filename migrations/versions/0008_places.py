"""Boxes and times: an index of places on SQLite, and the index of weeks in page order.

PostGIS has its spatial index since the first migration. On SQLite the database itself keeps an
R*Tree beside the public records. It names its rows by numbers, and those of a table with another
key may change when the file is compacted, so each feature with a place gets a number of its own.

The full projection has none: it is written with every report, and a row of the tree costs more than
all the rest of it.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLE = "feature_public"
_TIMES = {"feature_full": "occurred", "feature_public": "period"}


def upgrade() -> None:
    for table, time in _TIMES.items():
        op.drop_index(f"{table}_week", table_name=table)
        op.create_index(f"{table}_week", table, ["week", f"{time}_from", "id", f"{time}_to"])
    if op.get_bind().dialect.name == "sqlite":
        _add_places()


def _add_places() -> None:
    op.execute(f"CREATE TABLE {_TABLE}_spot (spot INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)")
    edges = "west, east, south, north"
    op.execute(f"CREATE VIRTUAL TABLE {_TABLE}_place USING rtree(spot, {edges})")
    # Neighbours one after the other make a better tree.
    op.execute(
        f"INSERT INTO {_TABLE}_spot (id) "
        f"SELECT id FROM {_TABLE} WHERE lon IS NOT NULL ORDER BY lon, lat"
    )
    op.execute(
        f"INSERT INTO {_TABLE}_place SELECT spot, lon, lon, lat, lat "
        f"FROM {_TABLE}_spot JOIN {_TABLE} USING (id)"
    )
    _keep_places()


def _keep_places() -> None:
    put = (
        f"INSERT INTO {_TABLE}_spot (id) SELECT NEW.id WHERE NEW.lon IS NOT NULL; "
        f"INSERT INTO {_TABLE}_place SELECT spot, NEW.lon, NEW.lon, NEW.lat, NEW.lat "
        f"FROM {_TABLE}_spot WHERE id = NEW.id;"
    )
    take = (
        f"DELETE FROM {_TABLE}_place "
        f"WHERE spot = (SELECT spot FROM {_TABLE}_spot WHERE id = OLD.id); "
        f"DELETE FROM {_TABLE}_spot WHERE id = OLD.id;"
    )
    moved = "WHEN OLD.id <> NEW.id OR OLD.lon IS NOT NEW.lon OR OLD.lat IS NOT NEW.lat"
    for name, when, condition, act in (
        ("put", "AFTER INSERT", "", put),
        ("take", "AFTER DELETE", "", take),
        ("move", "AFTER UPDATE OF id, lon, lat", moved, take + put),
    ):
        op.execute(
            f"CREATE TRIGGER {_TABLE}_place_{name} {when} ON {_TABLE} {condition} BEGIN {act} END"
        )


def downgrade() -> None:
    for table in _TIMES:
        op.drop_index(f"{table}_week", table_name=table)
        op.create_index(f"{table}_week", table, ["week"])
    if op.get_bind().dialect.name == "sqlite":
        for name in ("put", "take", "move"):
            op.execute(f"DROP TRIGGER {_TABLE}_place_{name}")
        op.execute(f"DROP TABLE {_TABLE}_place")
        op.execute(f"DROP TABLE {_TABLE}_spot")
