"""Print the OpenAPI document of this version, from a throw-away installation."""

import sys
import tempfile
from pathlib import Path

import orjson

from service.installation import open_installation
from service.main import create_app
from service.schema import migrate
from service.settings import Settings


def openapi() -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(
            data_dir=Path(folder),
            database_url=f"sqlite:///{folder}/api.sqlite",
            key_file=Path(folder) / "api.key",
        )
        migrate(settings)
        house = open_installation(settings)
        try:
            return orjson.dumps(create_app(house).openapi(), option=orjson.OPT_INDENT_2)
        finally:
            house.database.close()


if __name__ == "__main__":
    sys.stdout.buffer.write(openapi() + b"\n")
