"""Boxes and times: an index of places on SQLite, and the index of weeks in page order.

PostGIS has its spatial index since the first migration. On SQLite the database itself keeps an
R*Tree beside each projection. An R*Tree names its rows by numbers, and those of a table with
another key may change when the file is compacted, so each feature with a place gets a number of
its own.
"""

from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = ("feature_full", "feature_public")
_TIMES = {"feature_full": "occurred", "feature_public": "period"}


def upgrade() -> None:
    for table, time in _TIMES.items():
        op.drop_index(f"{table}_week", table_name=table)
        op.create_index(f"{table}_week", table, ["week", f"{time}_from", "id", f"{time}_to"])
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _TABLES:
        op.execute(f"CREATE TABLE {table}_spot (spot INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE)")
        op.execute(
            f"CREATE VIRTUAL TABLE {table}_place USING rtree(spot, west, east, south, north)"
        )
        # Neighbours one after the other make a better tree.
        op.execute(
            f"INSERT INTO {table}_spot (id) "
            f"SELECT id FROM {table} WHERE lon IS NOT NULL ORDER BY lon, lat"
        )
        op.execute(
            f"INSERT INTO {table}_place SELECT spot, lon, lon, lat, lat "
            f"FROM {table}_spot JOIN {table} USING (id)"
        )
        _keep(table)


def _keep(table: str) -> None:
    put = (
        f"INSERT INTO {table}_spot (id) SELECT NEW.id WHERE NEW.lon IS NOT NULL; "
        f"INSERT INTO {table}_place SELECT spot, NEW.lon, NEW.lon, NEW.lat, NEW.lat "
        f"FROM {table}_spot WHERE id = NEW.id;"
    )
    take = (
        f"DELETE FROM {table}_place "
        f"WHERE spot = (SELECT spot FROM {table}_spot WHERE id = OLD.id); "
        f"DELETE FROM {table}_spot WHERE id = OLD.id;"
    )
    moved = "OLD.id <> NEW.id OR OLD.lon IS NOT NEW.lon OR OLD.lat IS NOT NEW.lat"
    for name, when, act in (
        ("put", "AFTER INSERT", put),
        ("take", "AFTER DELETE", take),
        ("move", "AFTER UPDATE OF id, lon, lat", take + put),
    ):
        condition = f"WHEN {moved} " if name == "move" else ""
        op.execute(
            f"CREATE TRIGGER {table}_place_{name} {when} ON {table} {condition}BEGIN {act} END"
        )


def downgrade() -> None:
    for table in _TABLES:
        op.drop_index(f"{table}_week", table_name=table)
        op.create_index(f"{table}_week", table, ["week"])
    if op.get_bind().dialect.name != "sqlite":
        return
    for table in _TABLES:
        for name in ("put", "take", "move"):
            op.execute(f"DROP TRIGGER {table}_place_{name}")
        op.execute(f"DROP TABLE {table}_place")
        op.execute(f"DROP TABLE {table}_spot")
