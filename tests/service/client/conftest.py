"""A small client, as the build leaves it."""

from pathlib import Path

import pytest

SCRIPT = b"export const answer = 42;\n"
SECRET = b"not for anyone"


@pytest.fixture
def built(tmp_path: Path) -> Path:
    """The folder of a client, and a file beside it."""
    folder = tmp_path / "static"
    for name in ("assets", "icons"):
        (folder / name).mkdir(parents=True)
    (folder / "index.html").write_text("<!doctype html><title>Miedza</title>")
    (folder / "sw.js").write_bytes(SCRIPT)
    (folder / "app.webmanifest").write_text("{}")
    (folder / "icons" / "icon.svg").write_text("<svg/>")
    (folder / "assets" / "index-1a2b.js").write_bytes(SCRIPT)
    (folder / "assets" / "index-1a2b.js.br").write_bytes(b"as brotli")
    (folder / "assets" / "index-1a2b.js.gz").write_bytes(b"as gzip")
    (tmp_path / "secret.js").write_bytes(SECRET)
    return folder
