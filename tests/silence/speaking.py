"""Requests that hold marked words: good, bad, unfinished, and such that make the service fail."""

import http.client
import json
import re
import socket
from contextlib import closing
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

# Each stands in one place; a finding names the place.
WORDS = {
    name: f"Zmyslo{name}"
    for name in (
        "narrative", "where", "when", "what", "title", "urlpath", "member", "broken", "reason",
        "header", "agent", "referer", "cookie", "trace", "forwarded", "path", "query", "method",
        "token", "basic", "key", "clock", "place", "label", "socket", "form", "driver", "raw",
    )
}  # fmt: skip
LON, LAT = "23.84731", "52.70123"
ASKED_LON, ASKED_LAT = "23.91577", "52.81399"
BOX = "23.11111,52.22222,23.33333,52.44444"
UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
CALLERS_OWN = {
    "X-Request-Id": WORDS["header"],
    "User-Agent": WORDS["agent"],
    "Referer": f"https://{WORDS['referer']}.example/",
    "Cookie": f"session={WORDS['cookie']}",
    "traceparent": WORDS["trace"],
    "X-Forwarded-For": WORDS["forwarded"],
    "Forwarded": f"for={WORDS['forwarded']}",
}


@dataclass
class Caller:
    """Sends requests, and remembers what came back that nobody may find in a log."""

    port: int
    tokens: dict[str, str]
    statuses: list[int] = field(default_factory=list)
    secrets: set[str] = field(default_factory=set)

    def send(
        self, method: str, path: str, body: Any = None, role: str = "", **headers: str
    ) -> tuple[int, Any]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if role:
            named["Authorization"] = f"Bearer {self.tokens[role]}"
        content = body if body is None or isinstance(body, bytes) else json.dumps(body).encode()
        if content is not None:
            named.setdefault("Content-Type", "application/json")
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as line:
            line.request(method, path, content, {**CALLERS_OWN, **named})
            answer = line.getresponse()
            got = answer.read().decode()
            assert answer.getheader("Server") is None
            assert answer.getheader("X-Request-Id") not in (None, WORDS["header"])
        self.statuses.append(answer.status)
        self.secrets |= {*UUID.findall(got), *re.findall(r"MZ(?:-[0-9A-Z]{4}){3}", got)}
        return answer.status, got

    def send_raw(self, sent: bytes) -> None:
        """Bytes that need not be a request; the answer, if any, is read to its end."""
        with socket.create_connection(("127.0.0.1", self.port), 10) as line:
            line.sendall(sent)
            line.shutdown(socket.SHUT_WR)
            while line.recv(1 << 16):
                pass


def report(**members: Any) -> dict[str, Any]:
    return {
        "occurred": {"from": "2025-11-21T22:41:07+01:00", "precision": "exact"},
        "location": {"method": "gnss", "lon": float(LON), "lat": float(LAT), "accuracy_m": 12},
        "type": "crossing_attempt",
        "source": {
            "type": "media",
            "title": WORDS["title"],
            "url": f"https://www.rmf24.pl/{WORDS['urlpath']}",
        },
        "narrative": WORDS["narrative"],
        "stated": {"when": WORDS["when"], "where": WORDS["where"], "what": WORDS["what"]},
        **members,
    }


def send_reports(caller: Caller) -> str:
    """Good, repeated, conflicting and bad ones; the id of one that is stored."""
    own = str(uuid4())
    path = f"/api/reports/{own}"
    sent = [
        caller.send("PUT", path, report(), "monitor", Miedza_Sent_At="2025-11-21T22:30:00Z"),
        caller.send("PUT", path, report(), "monitor"),
        caller.send("PUT", path, report(type="arson"), "monitor"),
        caller.send("PUT", path, report(), "partner"),
        caller.send("PUT", path, report(), "revoked"),
        caller.send("PUT", path, report()),
        caller.send("PUT", path, report(), Authorization=f"Bearer mdz_{WORDS['token']}"),
        caller.send("PUT", path, report(), Authorization=f"Basic {WORDS['basic']}"),
        caller.send("PUT", path, report(), "monitor", Miedza_Sent_At=WORDS["clock"]),
        caller.send("PUT", f"/api/reports/{WORDS['path']}", report(), "monitor"),
        caller.send("POST", "/api/reports", report(), "monitor", Idempotency_Key=WORDS["key"]),
        caller.send("POST", "/api/reports", report(**{WORDS["member"]: 1}), "monitor"),
        caller.send("POST", "/api/reports", f'{{"{WORDS["broken"]}'.encode(), "monitor"),
        caller.send("POST", "/api/reports", report(type=WORDS["member"]), "monitor"),
        caller.send("POST", "/api/reports", b"x" * (1 << 20), "monitor"),
        caller.send("POST", "/api/reports", WORDS["form"].encode(), "monitor", Content_Type="a/b"),
        caller.send("GET", f"{path}/receipt", None, "monitor"),
        caller.send("GET", f"/api/reports/{uuid4()}/receipt", None, "monitor"),
    ]
    place = report(location={"method": "place", "place": WORDS["place"], "sectors": ["BIA"]})
    rows = [json.dumps(each) for each in (place, report(type=WORDS["member"]), WORDS["broken"])]
    csv = f"id,{WORDS['member']}\n{WORDS['broken']},{LON}\n"
    for body, kind in (("\n".join(rows), "application/x-ndjson"), (csv, "text/csv")):
        sent.append(
            caller.send("POST", "/api/reports/batch", body.encode(), "partner", Content_Type=kind)
        )
    assert {200, 201, 401, 403, 404, 409, 415, 422} <= {status for status, _ in sent}
    return own


def ask(caller: Caller) -> None:
    items = "/api/collections/incidents-full/items"
    for path in (
        f"/api/locate?lon={ASKED_LON}&lat={ASKED_LAT}",
        f"/api/locate?lon={ASKED_LON}&lat={WORDS['query']}",
        f"/api/locate?lon={ASKED_LAT}&lat={ASKED_LON}",
        f"/api/places?q={WORDS['query']}",
        f"/api/collections/incidents/items?bbox={BOX}",
        f"/api/collections/incidents/items?bbox={BOX},{WORDS['query']}",
        f"/api/collections/incidents/items?{WORDS['query']}=1",
        f"/api/collections/incidents/items/{WORDS['path']}",
        f"/api/collections/{WORDS['path']}/items",
        f"/api/summaries/weekly/{WORDS['path']}",
        f"/{WORDS['path']}?{WORDS['query']}",
        f"/api/reports?token={caller.tokens['monitor']}",
        f"{items}?bbox={BOX}",
        "/", "/api/docs", "/health/ready",
    ):  # fmt: skip
        caller.send("GET", path)
        caller.send("HEAD", path)
        caller.send("OPTIONS", path, None, "", Access_Control_Request_Method="GET")
        caller.send("DELETE", path, None, "analyst")
    _, page = caller.send("GET", f"{items}?limit=5", None, "analyst")
    for feature in json.loads(page)["features"]:
        caller.send("GET", f"{items}/{feature['id']}", None, "partner")


def curate(caller: Caller, incident: str) -> None:
    path = f"/api/incidents/{incident}/status"
    change = {"status": "in_review", "reason": WORDS["reason"]}
    assert caller.send("POST", path, change, "analyst")[0] == 200
    assert caller.send("POST", path, {**change, "status": "received"}, "analyst")[0] == 409
    assert caller.send("POST", path, {**change, "status": WORDS["member"]}, "analyst")[0] == 422
    desk = path.removesuffix("/status")
    place = {"method": "map_pick", "lon": float(ASKED_LON), "lat": float(ASKED_LAT)}
    moved = {"location": place, "reason": WORDS["reason"]}
    judged = {"credibility": "2", "reason": WORDS["reason"]}
    graded = {"reliability": "B", "reason": WORDS["reason"]}
    for method, address, body in (
        ("GET", desk, None),
        ("GET", f"{desk}/history", None),
        ("PATCH", desk, moved),
        ("PUT", f"{desk}/grade", {**judged, **graded}),
        ("PUT", f"/api/sources/media:{WORDS['place']}/reliability", graded),
        ("GET", "/api/sources", None),
    ):
        caller.send(method, address, body, "analyst", If_Match='"2"')
    # A trigger of the test refuses this one in the database's own words.
    status, answer = caller.send("POST", path, {**change, "status": "rejected"}, "analyst")
    assert (status, WORDS["driver"] in answer) == (500, False)


def reread(caller: Caller, own: str) -> None:
    """The words of a source, as an analyst reads them; and the source takes them back."""
    status, words = caller.send("GET", f"/api/reports/{own}", None, "analyst")
    assert (status, WORDS["narrative"] in words) == (200, True)
    judged = {"credibility": "2", "reason": WORDS["reason"]}
    assert caller.send("PUT", f"/api/reports/{own}/grade", judged, "analyst")[0] == 200
    receipt = json.loads(caller.send("GET", f"/api/reports/{own}/receipt", None, "monitor")[1])
    for code in (receipt["code"], WORDS["key"]):
        caller.send("POST", "/api/withdrawals", {"code": code})
    assert caller.statuses[-2:] == [200, 422]


def misbehave(caller: Caller) -> None:
    """What is no request, or is not finished; none of it is counted among the statuses."""
    word = WORDS["raw"].encode()
    token = caller.tokens["monitor"].encode()
    caller.send_raw(word + b"\r\n\r\n")
    caller.send_raw(WORDS["method"].encode() + b" /" + word + b" HTTP/1.1\r\nHost: a\r\n\r\n")
    caller.send_raw(
        b"GET /" + word + b"?" + word + b" HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\n"
        b"Upgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: "
        + WORDS["socket"].encode() + b"\r\n\r\n"
    )  # fmt: skip
    caller.send_raw(
        b"PUT /api/reports/5a1f2f4e-8c1b-4b0a-9d55-0f6f3f1d2c3b HTTP/1.1\r\nHost: a\r\n"
        b"Authorization: Bearer " + token + b"\r\nContent-Length: 1000\r\n\r\n" + word
    )
