"""How quickly reports come in: single ones by 16 clients, and a batch as NDJSON.

The single rate is set beside a bare loop of one-row commits with the same durability, measured in
turn with it. The batch rate runs from the first byte to committed projections.
"""

import argparse
import http.client
import json
import statistics
import subprocess
import sys
import time
from dataclasses import asdict, dataclass

from bench.served import Store, server, store
from bench.synthetic import report_lines

ROUNDS = 3
SINGLE_BAR = 1 / 6
BATCH_BAR = 5_000
_WARM_UP_ROWS = 2_000


@dataclass
class Rates:
    database: str
    bare_commits_per_s: float
    single_reports_per_s: float
    single_to_bare: float
    batch_rows_per_s: float

    @property
    def meets_bars(self) -> bool:
        return self.single_to_bare >= SINGLE_BAR and self.batch_rows_per_s >= BATCH_BAR


def measure(kind: str, batch_rows: int, seconds: float) -> Rates:
    with store(kind) as where, server(where) as port:
        token = where.token("monitor")
        _send_batch(port, token, _WARM_UP_ROWS, seed=99)
        batch = [_send_batch(port, token, batch_rows, seed=seed) for seed in range(2, 2 + ROUNDS)]
        bare, single = [], []
        for turn in range(ROUNDS):
            bare.append(_bare_rate(where, turn))
            single.append(script_rate("bench.senders", str(port), token, "--seconds", seconds))
    pairs = [ours / theirs for ours, theirs in zip(single, bare, strict=True)]
    return Rates(
        database=kind,
        bare_commits_per_s=round(statistics.median(bare)),
        single_reports_per_s=round(statistics.median(single)),
        single_to_bare=round(statistics.median(pairs), 3),
        batch_rows_per_s=round(statistics.median(batch)),
    )


def _bare_rate(where: Store, turn: int) -> float:
    address = where.bare_address
    if "://" in address:
        # Each turn of the bare loop makes its table anew.
        schema = f"bare{turn}"
        subprocess.run(["psql", address, "-qc", f"CREATE SCHEMA {schema}"], check=True)
        address += f"?options=-csearch_path%3D{schema}"
    else:
        address += str(turn)
    return script_rate("bench.baselines.commit_loop", address)


def script_rate(module: str, *arguments: object) -> float:
    command = [sys.executable, "-m", module, *map(str, arguments)]
    done = subprocess.run(command, check=True, capture_output=True, text=True)
    return float(done.stdout)


def _send_batch(port: int, token: str, rows: int, seed: int) -> float:
    body = b"\n".join(report_lines(rows, seed=seed))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=600)
    begun = time.perf_counter()
    connection.request(
        "POST",
        "/api/reports/batch",
        body,
        {"Authorization": f"Bearer {token}", "Content-Type": "application/x-ndjson"},
    )
    answer = json.loads(connection.getresponse().read())
    taken = time.perf_counter() - begun
    if answer["created"] != rows:
        raise RuntimeError(f"only {answer['created']} of {rows} rows were stored")
    return rows / taken


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--database", choices=["sqlite", "postgres"], default="sqlite")
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--seconds", type=float, default=5.0)
    parser.add_argument("--json", action="store_true")
    chosen = parser.parse_args()
    rates = measure(chosen.database, chosen.rows, chosen.seconds)
    if chosen.json:
        print(json.dumps({**asdict(rates), "meets_bars": rates.meets_bars}))
    else:
        print(
            f"{rates.database}: {rates.single_reports_per_s} single reports/s by 16 clients, "
            f"{rates.single_to_bare} of the bare {rates.bare_commits_per_s} commits/s "
            f"(bar {SINGLE_BAR:.3f}); batch {rates.batch_rows_per_s} rows/s (bar {BATCH_BAR})"
        )
    raise SystemExit(not rates.meets_bars)
