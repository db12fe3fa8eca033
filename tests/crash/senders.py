"""Phones in the field: each sends its reports one by one, again and again until a receipt."""

import json
import time
from collections import Counter
from dataclasses import dataclass, field
from hashlib import sha256
from http.client import HTTPConnection, HTTPException
from threading import Event, Lock, Thread
from uuid import uuid4

_PAUSE_S = 0.02
BROKEN = 0


@dataclass
class Sent:
    """What the senders hold: the bytes of each report, and what they were told about it."""

    bodies: dict[str, bytes] = field(default_factory=dict)
    receipts: dict[str, dict[str, str]] = field(default_factory=dict)
    answers: Counter[int] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)
    lock: Lock = field(default_factory=Lock)


class Senders:
    """Threads that send until told to stop; the last report of each is finished first."""

    def __init__(self, port: int, token: str, template: dict[str, object], number: int) -> None:
        self.sent = Sent()
        self._port, self._token, self._template = port, token, template
        self._stop = Event()
        self._threads = [Thread(target=self._run, daemon=True) for _ in range(number)]

    def __enter__(self) -> "Senders":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        for thread in self._threads:
            thread.join(60)

    @property
    def acknowledged(self) -> int:
        return len(self.sent.receipts)

    def await_more(self, number: int, within_s: float = 30.0) -> None:
        """Return once this many further reports have been acknowledged."""
        goal, deadline = self.acknowledged + number, time.monotonic() + within_s
        while self.acknowledged < goal:
            if time.monotonic() > deadline:
                raise TimeoutError("the senders got no receipts")
            time.sleep(_PAUSE_S / 4)

    def _run(self) -> None:
        while not self._stop.is_set():
            report_id = str(uuid4())
            body = json.dumps({**self._template, "narrative": report_id}).encode()
            with self.sent.lock:
                self.sent.bodies[report_id] = body
            self._send_until_receipt(report_id, body)

    def _send_until_receipt(self, report_id: str, body: bytes) -> None:
        while True:
            status, answer = self._try(report_id, body)
            with self.sent.lock:
                self.sent.answers[status] += 1
                if status in (200, 201):
                    self.sent.receipts[report_id] = answer
                    self._check(report_id, body, answer)
                    return
                if status not in (BROKEN, 503):
                    self.sent.faults.append(f"{status} {answer}")
            time.sleep(_PAUSE_S)

    def _check(self, report_id: str, body: bytes, answer: dict[str, str]) -> None:
        """A phone forgets a report only on a receipt that fits it."""
        if answer["id"] != report_id or answer["sha256"] != sha256(body).hexdigest():
            self.sent.faults.append("a receipt that does not fit its report")

    def _try(self, report_id: str, body: bytes) -> tuple[int, dict[str, str]]:
        """Status and answer; `BROKEN` when the connection ended before there was one."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=20)
        headers = {"Authorization": f"Bearer {self._token}", "Content-Type": "application/json"}
        try:
            connection.request("PUT", f"/api/reports/{report_id}", body, headers)
            answer = connection.getresponse()
            content: dict[str, str] = json.loads(answer.read())
        except (OSError, HTTPException, ValueError):
            return BROKEN, {}
        finally:
            connection.close()
        if answer.status == 503 and answer.headers["Retry-After"] is None:
            return 500, {"missing": "Retry-After"}
        return answer.status, content
