"""A follower of the feed, as docs/changes.md describes one, and what it must come to hold."""

from dataclasses import dataclass, field
from typing import Any

import orjson
from starlette.testclient import TestClient

from service.installation import Installation
from tests.service.projections.stage import reading

CHANGES = "/api/changes"


@dataclass
class Copy:
    """A copy of the public records that is kept right by applying changes."""

    limit: int = 1_000
    records: dict[str, Any] = field(default_factory=dict)
    since: int = 0
    numbers: list[int] = field(default_factory=list)

    def follow(self, client: TestClient) -> None:
        while True:
            answer = client.get(CHANGES, params={"since": self.since, "limit": self.limit})
            assert answer.status_code == 200, answer.text
            page = answer.json()
            for change in page["changes"]:
                self.apply(change)
            assert page["next"] >= self.since
            self.since = page["next"]
            if page["complete"]:
                return

    def apply(self, change: dict[str, Any]) -> None:
        self.numbers.append(change["seq"])
        if change["change"] == "put":
            self.records[change["id"]] = change["feature"]
        else:
            self.records.pop(change["id"], None)


def public_table(house: Installation) -> dict[str, Any]:
    rows = reading(house, "SELECT id, feature FROM feature_public")
    return {row["id"]: orjson.loads(row["feature"]) for row in rows}
