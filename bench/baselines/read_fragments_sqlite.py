"""The bare read of stored fragments from SQLite: one connection, one statement, bytes in hand.

Reads the newest rows before a bound, in page order, once for each line on standard input, and
answers with the milliseconds it took.
"""

import argparse
import sqlite3
import sys
import time

# SQLite joins the fragments itself and hands over bytes: the quickest of the reads that were tried.
STATEMENT = """
    SELECT CAST(group_concat(feature) AS BLOB) FROM (
        SELECT feature FROM {table} WHERE {start} < ? ORDER BY {start} DESC, id DESC LIMIT ?
    )
"""


def main(address: str, table: str, start: str, bound: str | int, rows: int) -> None:
    connection = sqlite3.connect(f"file:{address}?mode=ro", uri=True)
    connection.execute("PRAGMA cache_size=-32768")
    statement = STATEMENT.format(table=table, start=start)
    for _ in sys.stdin:
        begun = time.perf_counter()
        (fragments,) = connection.execute(statement, (bound, rows)).fetchone()
        body = b'{"type":"FeatureCollection","features":[' + fragments + b"]}"
        taken = time.perf_counter() - begun
        if body.count(b'{"type":"Feature","id":') != rows:
            raise SystemExit("the table holds too few rows")
        print(taken * 1_000, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("table")
    parser.add_argument("start")
    parser.add_argument("bound", type=lambda text: int(text) if text.isdigit() else text)
    parser.add_argument("rows", type=int)
    chosen = parser.parse_args()
    main(chosen.address, chosen.table, chosen.start, chosen.bound, chosen.rows)
