"""The bare read of stored fragments from PostgreSQL: one connection, one statement, bytes in hand.

Reads the newest rows before a bound, in page order, once for each line on standard input, and
answers with the milliseconds it took.
"""

import argparse
import sys
import time

import psycopg

STATEMENT = """
    SELECT feature FROM {table} WHERE {start} < %s ORDER BY {start} DESC, id DESC LIMIT %s
"""
OPTIONS = "-c plan_cache_mode=force_custom_plan -c jit=off -c timezone=UTC"


def main(address: str, table: str, start: str, bound: str, rows: int) -> None:
    statement = STATEMENT.format(table=table, start=start)
    with psycopg.connect(address, options=OPTIONS, autocommit=True) as connection:
        for _ in sys.stdin:
            begun = time.perf_counter()
            # Cells as the server sent them: a string for each would be made only to be undone.
            result = connection.execute(statement, (bound, rows)).pgresult
            if result is None:
                raise SystemExit("the server sent no rows")
            fragments = [result.get_value(row, 0) or b"" for row in range(result.ntuples)]
            body = b'{"type":"FeatureCollection","features":[' + b",".join(fragments) + b"]}"
            taken = time.perf_counter() - begun
            if body.count(b'{"type":"Feature","id":') != rows:
                raise SystemExit("the table holds too few rows")
            print(taken * 1_000, flush=True)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("address")
    parser.add_argument("table")
    parser.add_argument("start")
    parser.add_argument("bound")
    parser.add_argument("rows", type=int)
    chosen = parser.parse_args()
    main(chosen.address, chosen.table, chosen.start, chosen.bound, chosen.rows)
