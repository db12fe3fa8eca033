"""Bring a database to the newest migration, and make the key file beside it."""

from alembic import command
from alembic.config import Config
from sqlmodel import Session

from service.database import Database
from service.errors import SettingInvalid
from service.installation import migrations_folder
from service.rollups import service as rollups
from service.settings import Settings
from service.vault import create_key_file
from service.vault import repository as sealed_reports


def migrate(settings: Settings, progress: rollups.Progress | None = None) -> bool:
    """Run the migrations and make the key file if there is none; True when a key was made.

    Figures are added up here where they are not yet, and not by the worker: the service stands
    still, so nobody waits for it. `progress` is told of the rows that are counted.
    """
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = Database(settings.resolved_database_url)
    try:
        if not settings.resolved_key_file.exists():
            _refuse_lost_key(database, settings)
        made_key = create_key_file(settings.resolved_key_file)
        with database.writing() as session:
            command.upgrade(_config(session), "head")
        rollups.make_missing(database, progress)
    finally:
        database.close()
    return made_key


def _refuse_lost_key(database: Database, settings: Settings) -> None:
    """A fresh key beside sealed reports would hide that theirs was lost, or lies elsewhere."""
    if database.schema_version() is None:
        return
    with database.reading() as session:
        needed = sealed_reports.count_by_key(session)
    if needed:
        raise SettingInvalid(
            f"no key file at {settings.resolved_key_file}, and {sum(needed.values())} reports need "
            f"{', '.join(sorted(needed))}: put the key file back, or set MIEDZA_KEY_FILE"
        )


def rebuild_tables(session: Session) -> None:
    """Drop every table with what it holds, and make them anew, in the caller's transaction."""
    config = _config(session)
    command.downgrade(config, "base")
    command.upgrade(config, "head")
    rollups.make(session)


def _config(session: Session) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = session.connection()
    return config
