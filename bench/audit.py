"""What the audit trail costs single reports by 16 clients.

Two servers on the same database are asked in turn: the product, and one in which reports leave no
entry. A worker seals beside both, as it would in production.
"""

import argparse
import json
import statistics
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass

from bench.ingest import script_rate
from bench.served import server, store

ROUNDS = 5
COST_BAR = 0.20


@dataclass
class Cost:
    database: str
    audited_reports_per_s: float
    silent_reports_per_s: float
    cost: float

    @property
    def meets_bars(self) -> bool:
        return self.cost <= COST_BAR


def measure(kind: str, rounds: int, seconds: float) -> Cost:
    audited, silent = [], []
    with ExitStack() as stack:
        where = stack.enter_context(store(kind))
        token = where.token("monitor")
        ports = [
            stack.enter_context(server(where)),
            stack.enter_context(server(where, module="bench.baselines.without_audit")),
        ]
        stack.enter_context(_worker(where.environment))
        for port in ports:
            script_rate("bench.senders", port, token, "--seconds", 1)
        for turn in range(rounds):
            # Whoever is first alternates: the second finds a larger table and fuller logs.
            for port in ports if turn % 2 == 0 else reversed(ports):
                rate = script_rate("bench.senders", port, token, "--seconds", seconds)
                (audited if port == ports[0] else silent).append(rate)
    ratios = [ours / theirs for ours, theirs in zip(audited, silent, strict=True)]
    return Cost(
        database=kind,
        audited_reports_per_s=round(statistics.median(audited)),
        silent_reports_per_s=round(statistics.median(silent)),
        cost=round(1 - statistics.median(ratios), 3),
    )


@contextmanager
def _worker(environment: dict[str, str]) -> Iterator[None]:
    process = subprocess.Popen([sys.executable, "-m", "service.cli", "worker"], env=environment)
    try:
        yield
    finally:
        process.terminate()
        process.wait(20)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    cost = measure(chosen.database, chosen.rounds, chosen.seconds)
    if chosen.json:
        print(json.dumps({**asdict(cost), "meets_bars": cost.meets_bars}))
    else:
        print(
            f"{cost.database}: {cost.audited_reports_per_s} single reports/s by 16 clients with "
            f"their entries, {cost.silent_reports_per_s} without: the trail costs {cost.cost:.1%} "
            f"(bar {COST_BAR:.0%})"
        )
    raise SystemExit(not cost.meets_bars)
