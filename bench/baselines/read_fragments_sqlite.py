"""The bare read of stored fragments from SQLite: one connection, one statement, bytes in hand.

Prints the median time in milliseconds of reading the newest rows before a bound, in page order.
"""

import argparse
import sqlite3
import statistics
import time

# SQLite joins the fragments itself and hands over bytes: the quickest of the reads that were tried.
STATEMENT = """
    SELECT CAST(group_concat(feature) AS BLOB) FROM (
        SELECT feature FROM {table} WHERE {start} < ? ORDER BY {start} DESC, id DESC LIMIT ?
    )
"""


def measure(path: str, table: str, start: str, bound: str | int, rows: int, turns: int) -> float:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size=-32768")
    statement = STATEMENT.format(table=table, start=start)
    taken = []
    for _ in range(turns):
        begun = time.perf_counter()
        (fragments,) = connection.execute(statement, (bound, rows)).fetchone()
        body = b'{"type":"FeatureCollection","features":[' + fragments + b"]}"
        taken.append(time.perf_counter() - begun)
        if body.count(b'{"type":"Feature","id":') != rows:
            raise SystemExit("the table holds too few rows")
    connection.close()
    return statistics.median(taken) * 1_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("table")
    parser.add_argument("start")
    parser.add_argument("bound", type=lambda text: int(text) if text.isdigit() else text)
    parser.add_argument("rows", type=int)
    parser.add_argument("turns", type=int)
    chosen = parser.parse_args()
    print(
        measure(
            chosen.address, chosen.table, chosen.start, chosen.bound, chosen.rows, chosen.turns
        )
    )
