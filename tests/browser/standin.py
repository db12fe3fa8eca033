"""A service that answers as the contract says, in the page's own network."""

from dataclasses import dataclass, field
from hashlib import sha256
from re import search

import orjson
from playwright.sync_api import BrowserContext, Route

PROBLEM = "application/problem+json"


@dataclass
class StandIn:
    """Takes reports and photos of any phone; `faults` is answered once each before a photo."""

    reports: dict[str, dict[str, object]] = field(default_factory=dict)
    photos: dict[str, bytes] = field(default_factory=dict)
    faults: list[dict[str, object]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)

    def stand_in(self, context: BrowserContext) -> None:
        context.route("**/api/reports/*", self._take_report)
        context.route("**/api/reports/*/photos/*", self._take_photo)

    def _take_report(self, route: Route) -> None:
        body = route.request.post_data_buffer or b""
        report_id = route.request.url.rsplit("/", 1)[1]
        self.reports[report_id] = orjson.loads(body)
        self.order.append("report")
        receipt = {"id": report_id, "sha256": sha256(body).hexdigest(), "code": "MZ-TEST"}
        route.fulfill(status=201, content_type="application/json", body=orjson.dumps(receipt))

    def _take_photo(self, route: Route) -> None:
        if self.faults:
            fault = self.faults.pop(0)
            route.fulfill(**fault)  # type: ignore[arg-type]
            return
        found = search(r"/reports/([^/]+)/photos/([0-9a-f]{64})$", route.request.url)
        assert found is not None
        body = route.request.post_data_buffer or b""
        assert sha256(body).hexdigest() == found[2]
        assert route.request.headers["content-type"] == "image/jpeg"
        self.photos[found[2]] = body
        self.order.append("photo")
        receipt = {"report_id": found[1], "sha256": found[2], "stored_sha256": "0"}
        route.fulfill(status=201, content_type="application/json", body=orjson.dumps(receipt))


def problem(status: int, code: str, detail: str = "") -> dict[str, object]:
    body = orjson.dumps({"code": code, "detail": detail})
    return {"status": status, "content_type": PROBLEM, "body": body}
