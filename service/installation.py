"""One installation: its settings, database, vault and policy, opened once per process."""

from dataclasses import dataclass
from pathlib import Path

from service.cursors import Cursors
from service.database import SCHEMA_HEAD, Database
from service.errors import SettingInvalid
from service.projections.policy import Policy, load_policy
from service.settings import Settings
from service.vault import Vault, load_vault


@dataclass(frozen=True, slots=True)
class Installation:
    settings: Settings
    database: Database
    vault: Vault
    policy: Policy

    @property
    def cursors(self) -> Cursors:
        """Signed under the keys that the key file holds at that moment."""
        return Cursors(self.vault.cursor_keys)


def open_installation(settings: Settings) -> Installation:
    """Open what `miedza migrate` made; `SettingInvalid` says what is missing and what to run."""
    database = Database(settings.resolved_database_url, settings.query_seconds)
    try:
        _refuse_other_schema(database)
        vault = load_vault(settings.resolved_key_file)
        return Installation(settings, database, vault, load_policy(settings.policy_file))
    except SettingInvalid:
        database.close()
        raise


def _refuse_other_schema(database: Database) -> None:
    version = database.schema_version()
    if version != SCHEMA_HEAD:
        found = "has no tables yet" if version is None else f"stands at migration {version}"
        raise SettingInvalid(f"the database {found}: run `miedza migrate`")


def migrations_folder() -> Path:
    """Beside the package in a checkout, inside it in an installed wheel."""
    package = Path(__file__).parent
    inside = package / "migrations"
    return inside if inside.exists() else package.parent / "migrations"
