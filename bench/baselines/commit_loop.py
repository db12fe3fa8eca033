"""The raw limit of single reports: one row per commit, plain driver, one connection.

Imports nothing of the service. Prints rows per second.
"""

import argparse
import hashlib
import os
import sqlite3
import time
import uuid

import psycopg

BODY = os.urandom(600)


def sqlite_rate(path: str, rows: int) -> float:
    connection = sqlite3.connect(path, isolation_level=None)
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    connection.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, sha256 TEXT, body BLOB)")
    begun = time.perf_counter()
    for _ in range(rows):
        connection.execute("BEGIN IMMEDIATE")
        connection.execute("INSERT INTO bare VALUES (?, ?, ?)", record())
        connection.execute("COMMIT")
    return rows / (time.perf_counter() - begun)


def postgres_rate(address: str, rows: int) -> float:
    with psycopg.connect(address) as connection:
        connection.execute("CREATE TABLE bare (id TEXT PRIMARY KEY, sha256 TEXT, body BYTEA)")
        connection.commit()
        begun = time.perf_counter()
        for _ in range(rows):
            connection.execute("INSERT INTO bare VALUES (%s, %s, %s)", record())
            connection.commit()
        return rows / (time.perf_counter() - begun)


def record() -> tuple[str, str, bytes]:
    return str(uuid.uuid4()), hashlib.sha256(BODY).hexdigest(), BODY


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("database", help="a file, or a postgresql:// address")
    parser.add_argument("--rows", type=int, default=3000)
    arguments = parser.parse_args()
    measure = postgres_rate if "://" in arguments.database else sqlite_rate
    print(f"{measure(arguments.database, arguments.rows):.1f}")
