"""How soon the server is ready and the help is shown, beside the bare import of four libraries.

    python -m bench.startup [--rounds 7] [--json]

Each round runs the three in turn and compares them; the ratios are the medians of the rounds'
ratios, so that a busy moment weighs on both sides. The idle server's memory is read when it is
ready.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.served import Store, store
from tests.cluster import free_port

READY_BAR = 1.4
HELP_BAR = 1 / 3
IDLE_BAR_MB = 120.0
_PATIENCE_S = 60.0
_BASELINE = [sys.executable, "-m", "bench.baselines.bare_import"]
_MIEDZA = [sys.executable, "-m", "service.cli"]


@dataclass
class Startup:
    """Seconds are medians over the rounds."""

    rounds: int
    bare_import_s: float
    ready_s: float
    help_s: float
    ready_to_bare: float
    help_to_bare: float
    idle_mb: float

    @property
    def meets_bars(self) -> bool:
        return (
            self.ready_to_bare <= READY_BAR
            and self.help_to_bare <= HELP_BAR
            and self.idle_mb < IDLE_BAR_MB
        )


def measure(rounds: int) -> Startup:
    bare, ready, shown, idle = [], [], [], []
    with store("sqlite") as where:
        # Not counted: they fill the file cache, and compile our modules as an installation does.
        _seconds(_BASELINE, where)
        _until_ready(where)
        for _ in range(rounds):
            bare.append(_seconds(_BASELINE, where))
            seconds, megabytes = _until_ready(where)
            ready.append(seconds)
            idle.append(megabytes)
            shown.append(_seconds([*_MIEDZA, "--help"], where))
    return Startup(
        rounds=rounds,
        bare_import_s=round(statistics.median(bare), 3),
        ready_s=round(statistics.median(ready), 3),
        help_s=round(statistics.median(shown), 3),
        ready_to_bare=_median_ratio(ready, bare),
        help_to_bare=_median_ratio(shown, bare),
        idle_mb=round(max(idle), 1),
    )


def _median_ratio(ours: list[float], theirs: list[float]) -> float:
    return round(statistics.median(a / b for a, b in zip(ours, theirs, strict=True)), 3)


def _seconds(command: list[str], where: Store) -> float:
    begun = time.perf_counter()
    subprocess.run(command, env=_environment(where), check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - begun


def _environment(where: Store) -> dict[str, str]:
    """Compiled modules are kept, as they are wherever Python is not told otherwise."""
    environment = where.environment
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    return environment


def _until_ready(where: Store) -> tuple[float, float]:
    """Seconds from the start of the process to its first 200, and its memory in MB by then."""
    port = free_port()
    begun = time.perf_counter()
    process = subprocess.Popen([*_MIEDZA, "serve", "--port", str(port)], env=_environment(where))
    try:
        while not _answers(port):
            if process.poll() is not None or time.perf_counter() - begun > _PATIENCE_S:
                raise TimeoutError("the server did not become ready")
            time.sleep(0.005)
        return time.perf_counter() - begun, _resident_mb(process.pid)
    finally:
        process.terminate()
        process.wait(20)


def _answers(port: int) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=5)
    try:
        connection.request("GET", "/health/ready")
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def _resident_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines()
    kilobytes = next(line.split()[1] for line in lines if line.startswith("VmRSS:"))
    return int(kilobytes) / 1024


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    measured = measure(chosen.rounds)
    if chosen.json:
        print(json.dumps({**asdict(measured), "meets_bars": measured.meets_bars}))
    else:
        print(
            f"server ready in {measured.ready_s} s, {measured.ready_to_bare} of the bare import "
            f"({measured.bare_import_s} s; bar {READY_BAR}); help in {measured.help_s} s, "
            f"{measured.help_to_bare} (bar {HELP_BAR:.3f}); idle {measured.idle_mb} MB "
            f"(bar {IDLE_BAR_MB:.0f})"
        )
    raise SystemExit(not measured.meets_bars)
