"""What a part that is kept with every write costs single reports by 16 clients.

Two servers on the same database are asked in turn: the product, and one that leaves the part out:
the entries of the audit trail, or the deltas of the rollup. A worker seals and folds beside both,
as it would in production.
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
BARS = {"audit": 0.20, "rollup": 0.15}


@dataclass
class Cost:
    database: str
    part: str
    reports_per_s_with: float
    reports_per_s_without: float
    cost: float
    bar: float

    @property
    def meets_bars(self) -> bool:
        return self.cost <= self.bar


def measure(kind: str, part: str, rounds: int, seconds: float) -> Cost:
    kept, spared = [], []
    with ExitStack() as stack:
        where = stack.enter_context(store(kind))
        token = where.token("monitor")
        ports = [
            stack.enter_context(server(where)),
            stack.enter_context(server(where, module=f"bench.baselines.without_{part}")),
        ]
        stack.enter_context(_worker(where.environment))
        for port in ports:
            script_rate("bench.senders", port, token, "--seconds", 1)
        for turn in range(rounds):
            # Whoever is first alternates: the second finds a larger table and fuller logs.
            for port in ports if turn % 2 == 0 else reversed(ports):
                rate = script_rate("bench.senders", port, token, "--seconds", seconds)
                (kept if port == ports[0] else spared).append(rate)
    ratios = [ours / theirs for ours, theirs in zip(kept, spared, strict=True)]
    return Cost(
        database=kind,
        part=part,
        reports_per_s_with=round(statistics.median(kept)),
        reports_per_s_without=round(statistics.median(spared)),
        cost=round(1 - statistics.median(ratios), 3),
        bar=BARS[part],
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
    parser.add_argument("--part", choices=sorted(BARS), default="audit")
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--seconds", type=float, default=4.0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    cost = measure(chosen.database, chosen.part, chosen.rounds, chosen.seconds)
    if chosen.json:
        print(json.dumps({**asdict(cost), "meets_bars": cost.meets_bars}))
    else:
        print(
            f"{cost.database}: {cost.reports_per_s_with} single reports/s by 16 clients, "
            f"{cost.reports_per_s_without} without the {cost.part}, which costs {cost.cost:.1%} "
            f"(bar {cost.bar:.0%})"
        )
    raise SystemExit(not cost.meets_bars)
