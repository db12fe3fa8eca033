"""`miedza migrate`."""

from service.commands.console import counted, note, print_json
from service.database import SCHEMA_HEAD
from service.schema import migrate
from service.settings import load_settings


def run(json: bool) -> None:
    settings = load_settings()
    # Exact places stand in it: made here, it is its owner's alone.
    settings.data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    with counted("adding up figures", at_once=False) as progress:
        made_key = migrate(settings, progress)
    key_file = settings.resolved_key_file.absolute()
    if made_key:
        note(
            f"made the key file {key_file}: keep a copy of it apart from the database's backups; "
            "without it no report can be read again"
        )
    if json:
        print_json({"migration": SCHEMA_HEAD, "key_file": str(key_file), "key_made": made_key})
    else:
        note(f"the database stands at migration {SCHEMA_HEAD}")
