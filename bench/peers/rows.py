"""The same public records in SQLite, in PostgreSQL, and in a table for the other servers.

The other servers get what a careful administrator would give them: a real geometry and real times
instead of stored text, a primary key, and indexes on place and on the order of time.
"""

import sys
from collections.abc import Sequence
from math import ceil

import psycopg

from bench.filling import made_blocks, settle, write_public
from bench.synthetic import BLOCK
from service.database import Database

# Of a hundred synthetic incidents about 73 are public.
_INCIDENTS_FOR_ONE = 1.4
_LISTS = ("also", "equipment", "sectors")
# Columns of the public table that are no properties of a feature.
_OURS = ("period_from", "period_to")

TABLE = "peers.incident"
_CREATE = """
    CREATE SCHEMA peers;
    CREATE TABLE peers.incident AS
        SELECT public.id, told.*,
            period_from::timestamp AT TIME ZONE 'UTC' AS period_from,
            period_to::timestamp AT TIME ZONE 'UTC' AS period_to,
            ST_Point(lon, lat, 4326)::geometry(Point, 4326) AS geom
        FROM feature_public AS public,
            jsonb_to_record(public.feature::jsonb -> 'properties') AS told({properties});
    ALTER TABLE peers.incident ADD PRIMARY KEY (id);
    CREATE INDEX incident_place ON peers.incident USING gist (geom);
    CREATE INDEX incident_time ON peers.incident (period_from DESC, id DESC);
"""


def fill(databases: Sequence[Database], features: int, seed: int = 1) -> None:
    """At least so many public records over the five years, the same in each database."""
    incidents = ceil(features * _INCIDENTS_FOR_ONE)
    blocks = ceil(incidents / BLOCK)
    for done, (_, _, public, _) in enumerate(made_blocks(blocks, incidents, seed), 1):
        for database in databases:
            write_public(database, public)
        if done % 10 == 0 or done == blocks:
            print(f"filled {done} of {blocks} blocks", file=sys.stderr, flush=True)
    for database in databases:
        if database.is_postgres:
            settle(database)


def add_peers_table(address: str) -> None:
    """The rows of `feature_public` as the other servers want them."""
    with psycopg.connect(address, autocommit=True) as connection:
        found = connection.execute(
            "SELECT DISTINCT jsonb_object_keys(feature::jsonb -> 'properties') FROM "
            "(SELECT feature FROM feature_public LIMIT 100) AS sample ORDER BY 1"
        )
        names = [name for (name,) in found if name not in _OURS]
        kinds = ", ".join(f'"{name}" {"text[]" if name in _LISTS else "text"}' for name in names)
        for statement in _CREATE.format(properties=kinds).split(";"):
            if statement.strip():
                connection.execute(statement.encode())
        connection.execute("VACUUM ANALYZE peers.incident")
