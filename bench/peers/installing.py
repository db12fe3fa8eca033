"""The other servers in a cache folder of their own: nothing of theirs meets our requirements."""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).parent
FEATURESERV = "github.com/CrunchyData/pg_featureserv@v1.3.1"
_PATIENCE_S = 600


class NotHad(Exception):
    """A server cannot be installed or started here; the message says why in one line."""


def cache_folder() -> Path:
    base = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(base) / "miedza" / "bench-peers"


def virtual_environment(name: str) -> Path:
    """The `bin` folder of an environment with the pins of `NAME.txt`, made once for each pins."""
    pins = HERE / f"{name}.txt"
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    digest = hashlib.sha256(pins.read_bytes()).hexdigest()[:12]
    folder = cache_folder() / f"{name}-{version}-{digest}"
    binaries, stamp = folder / "bin", folder / ".installed"
    if not stamp.exists():
        print(f"installing {name} in {folder}", file=sys.stderr, flush=True)
        shutil.rmtree(folder, ignore_errors=True)
        _run(name, [sys.executable, "-m", "venv", str(folder)])
        pip = [str(binaries / "python"), "-m", "pip", "install", "--disable-pip-version-check"]
        _run(name, [*pip, "--quiet", "--require-hashes", "-r", str(pins)])
        stamp.touch()
    return binaries


def featureserv_binary() -> Path:
    """`pg_featureserv`, built by Go from the module proxy that Go is set to."""
    folder = cache_folder() / FEATURESERV.rpartition("@")[2]
    binary = folder / "pg_featureserv"
    if not binary.exists():
        go = shutil.which("go")
        if go is None:
            raise NotHad("pg_featureserv: Go is not installed here")
        folder.mkdir(parents=True, exist_ok=True)
        settings = {**os.environ, "GOBIN": str(folder)}
        _run("pg_featureserv", [go, "install", FEATURESERV], settings)
    return binary


def installed_version(binaries: Path, package: str) -> str:
    code = "import sys; from importlib.metadata import version; print(version(sys.argv[1]))"
    command = [str(binaries / "python"), "-c", code, package]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def _run(name: str, command: list[str], settings: dict[str, str] | None = None) -> None:
    try:
        subprocess.run(
            command, env=settings, check=True, capture_output=True, text=True, timeout=_PATIENCE_S
        )
    except subprocess.TimeoutExpired:
        raise NotHad(f"{name}: not installed within {_PATIENCE_S} seconds") from None
    except subprocess.CalledProcessError as failed:
        lines = failed.stderr.strip().splitlines() or ["no reason given"]
        raise NotHad(f"{name}: cannot be installed here ({lines[-1].strip()})") from None
