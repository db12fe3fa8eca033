"""Bring a database to the newest migration, and make the key file beside it."""

from alembic import command
from alembic.config import Config
from sqlmodel import Session

from service.database import Database
from service.installation import migrations_folder
from service.settings import Settings
from service.vault import create_key_file


def migrate(settings: Settings) -> bool:
    """Run the migrations and make the key file if there is none; True when a key was made."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    made_key = create_key_file(settings.resolved_key_file)
    database = Database(settings.resolved_database_url)
    with database.writing() as session:
        command.upgrade(_config(session), "head")
    database.close()
    return made_key


def rebuild_tables(session: Session) -> None:
    """Drop every table with what it holds, and make them anew, in the caller's transaction."""
    config = _config(session)
    command.downgrade(config, "base")
    command.upgrade(config, "head")


def _config(session: Session) -> Config:
    config = Config()
    config.set_main_option("script_location", str(migrations_folder()))
    config.attributes["connection"] = session.connection()
    return config
