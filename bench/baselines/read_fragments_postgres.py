"""The bare read of stored fragments from PostgreSQL: one connection, one statement, bytes in hand.

Prints the median time in milliseconds of reading the newest rows before a bound, in page order.
"""

import argparse
import statistics
import time

import psycopg

STATEMENT = """
    SELECT feature FROM {table} WHERE {start} < %s ORDER BY {start} DESC, id DESC LIMIT %s
"""
OPTIONS = "-c plan_cache_mode=force_custom_plan -c jit=off -c timezone=UTC"


def measure(address: str, table: str, start: str, bound: str, rows: int, turns: int) -> float:
    statement = STATEMENT.format(table=table, start=start)
    taken = []
    with psycopg.connect(address, options=OPTIONS, autocommit=True) as connection:
        for _ in range(turns):
            begun = time.perf_counter()
            # Cells as the server sent them: a string for each would be made only to be undone.
            result = connection.execute(statement, (bound, rows)).pgresult
            if result is None:
                raise SystemExit("the server sent no rows")
            fragments = [result.get_value(row, 0) or b"" for row in range(result.ntuples)]
            body = b'{"type":"FeatureCollection","features":[' + b",".join(fragments) + b"]}"
            taken.append(time.perf_counter() - begun)
            if body.count(b'{"type":"Feature","id":') != rows:
                raise SystemExit("the table holds too few rows")
    return statistics.median(taken) * 1_000


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("table")
    parser.add_argument("start")
    parser.add_argument("bound")
    parser.add_argument("rows", type=int)
    parser.add_argument("turns", type=int)
    chosen = parser.parse_args()
    print(
        measure(
            chosen.address, chosen.table, chosen.start, chosen.bound, chosen.rows, chosen.turns
        )
    )
