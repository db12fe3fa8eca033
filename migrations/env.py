"""Alembic's environment: one history for SQLite and PostgreSQL, our own engine and metadata."""

from alembic import context
from sqlalchemy import Connection
from sqlmodel import SQLModel

import service.models  # noqa: F401  # Fills the metadata.
from service.database import Database
from service.settings import load_settings

# Made by dialect SQL in a migration, so the shared models do not know them.
_DIALECT_ONLY = {"geom", "feature_full_geom", "feature_public_geom", "spatial_ref_sys"}
# SQLite's index of places, and the tables in which an R*Tree keeps itself.
_PLACES = ("feature_public_spot", "feature_public_place")


def _is_shared(_object: object, name: str | None, *_: object) -> bool:
    return name not in _DIALECT_ONLY and not (name or "").startswith(_PLACES)


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        include_object=_is_shared,
        compare_type=True,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


connection = context.config.attributes.get("connection")
if connection is not None:
    _migrate(connection)
else:
    database = Database(load_settings().resolved_database_url)
    with database.engine.begin() as own:
        _migrate(own)
    database.close()
