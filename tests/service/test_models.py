"""The tables: what the migrations make is what the models say, on both databases."""

from pathlib import Path
from typing import get_type_hints

import pytest
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import text

from service.database import SCHEMA_HEAD, Database
from service.installation import Installation, migrations_folder
from service.models import FeaturePublic, Incident, IncidentRow

# Every column that the public may ever see. A new one is a decision about people's safety: it can
# hold no exact place, no clock time and no words of a person.
PUBLIC_COLUMNS = {
    "id": "text",
    "batch": "text",
    "period_from": "date",
    "period_to": "date",
    "week": "text",
    "undated": "text",
    "type": "text",
    "also": "text",
    "equipment": "text",
    "status": "text",
    "sector": "text",
    "sectors": "text",
    "cell": "text",
    "lon": "float",
    "lat": "float",
    "feature": "text",
}
SAME_TYPES = {"double precision": "float"}


def columns_of(database: Database, table: str) -> dict[str, str]:
    """Names and types as the database itself tells them."""
    statement = (
        "SELECT column_name, data_type FROM information_schema.columns WHERE table_name = :table"
        if database.is_postgres
        else "SELECT name, type FROM pragma_table_info(:table)"
    )
    with database.reading() as session:
        found = session.execute(text(statement), {"table": table})
        named = {name: kind.lower() for name, kind in found}
    return {name: SAME_TYPES.get(kind, kind) for name, kind in named.items()}


def alembic_config(house: Installation) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    return config


# The points of PostGIS stand outside the shared models on purpose.
@pytest.mark.filterwarnings("ignore:Did not recognize type 'geometry'")
def test_the_migrations_make_what_the_models_say(house: Installation) -> None:
    config = alembic_config(house)
    with house.database.engine.begin() as connection:
        config.attributes["connection"] = connection
        command.check(config)


def test_the_server_knows_the_newest_migration(house: Installation) -> None:
    scripts = ScriptDirectory.from_config(alembic_config(house))
    assert scripts.get_heads() == [SCHEMA_HEAD]
    assert house.database.schema_version() == SCHEMA_HEAD


def test_every_migration_can_be_undone_and_made_again(tmp_path: Path) -> None:
    database = Database(f"sqlite:///{tmp_path}/undone.sqlite")
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    for step in ("head", "base", "head"):
        with database.writing() as session:
            config.attributes["connection"] = session.connection()
            (command.downgrade if step == "base" else command.upgrade)(config, step)
    assert columns_of(database, "feature_public")
    database.close()


def test_an_incident_row_has_the_columns_of_its_table() -> None:
    table = Incident.metadata.tables["incident"]
    assert list(get_type_hints(IncidentRow)) == table.columns.keys()


def test_what_may_be_null_in_an_incident_row_may_be_null_in_its_table() -> None:
    table = Incident.metadata.tables["incident"]
    for name, hint in get_type_hints(IncidentRow).items():
        may_be_null = type(None) in getattr(hint, "__args__", ())
        assert table.columns[name].nullable == may_be_null, name


def test_the_public_table_holds_these_columns_and_no_others(house: Installation) -> None:
    found = columns_of(house.database, "feature_public")
    if house.database.is_postgres:
        # Made by the database from `lon` and `lat`, so that QGIS can open the table.
        assert found.pop("geom") == "user-defined"
    assert found == PUBLIC_COLUMNS


def test_the_model_of_the_public_table_holds_no_more_than_the_table() -> None:
    assert FeaturePublic.__table__.columns.keys() == list(PUBLIC_COLUMNS)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_the_point_of_a_feature_is_made_by_the_database(house: Installation) -> None:
    statement = (
        "SELECT generation_expression FROM information_schema.columns "
        "WHERE table_name IN ('feature_full', 'feature_public') AND column_name = 'geom'"
    )
    with house.database.reading() as session:
        made = session.execute(text(statement)).scalars().all()
    assert len(made) == 2
    assert all("st_makepoint(lon, lat)" in expression.lower() for expression in made)
