"""Sixteen phones at once: PUT reports over kept-alive connections, one after the other each."""

import argparse
import asyncio
import time
import uuid
from collections.abc import Iterator

from bench.synthetic import report_lines


async def send_all(port: int, token: str, clients: int, seconds: float) -> float:
    """Acknowledged reports per second over all clients."""
    lines = list(report_lines(5_000, seed=1))
    begun = time.perf_counter()
    until = begun + seconds
    sent = await asyncio.gather(
        *(_client(port, token, _forever(lines, first), until) for first in range(clients))
    )
    return sum(sent) / (time.perf_counter() - begun)


def _forever(lines: list[bytes], first: int) -> Iterator[bytes]:
    position = first * 311
    while True:
        yield lines[position % len(lines)]
        position += 1


async def _client(port: int, token: str, bodies: Iterator[bytes], until: float) -> int:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    done = 0
    for body in bodies:
        if time.perf_counter() >= until:
            break
        writer.write(_request(token, body))
        status = await _answer(reader)
        if status != 201:
            raise RuntimeError(f"status {status}")
        done += 1
    writer.close()
    return done


def _request(token: str, body: bytes) -> bytes:
    head = (
        f"PUT /api/reports/{uuid.uuid4()} HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {token}\r\nContent-Type: application/json\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


async def _answer(reader: asyncio.StreamReader) -> int:
    head = await reader.readuntil(b"\r\n\r\n")
    length = int(head.lower().partition(b"content-length:")[2].partition(b"\r\n")[0])
    await reader.readexactly(length)
    return int(head[9:12])


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("token")
    parser.add_argument("--clients", type=int, default=16)
    parser.add_argument("--seconds", type=float, default=5)
    arguments = parser.parse_args()
    rate = asyncio.run(
        send_all(arguments.port, arguments.token, arguments.clients, arguments.seconds)
    )
    print(f"{rate:.1f}")
