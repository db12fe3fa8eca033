"""Features of every collection, and many more of the public ones."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any
from uuid import NAMESPACE_OID, uuid5

import pytest
from httpx2 import Response
from sqlmodel import select
from starlette.testclient import TestClient

from service.database import insert_rows
from service.installation import Installation
from service.models import FeaturePublic
from tests.conftest import People
from tests.service.features.conftest import Planted, released

COLLECTIONS = ("incidents", "incidents-full", "sector-weeks", "sectors", "border", "crossings")
_DAYS = 400


class Service:
    """The items of the collections, asked for in one form or another."""

    def __init__(self, client: TestClient, people: People) -> None:
        self.client = client
        self._key = people.partner

    def get(self, collection: str, f: str | None = None, **parameters: Any) -> Response:
        """A page; those of the full collection with a key."""
        asked = parameters if f is None else {**parameters, "f": f}
        headers = self._key if collection == "incidents-full" else {}
        answer = self.client.get(
            f"/api/collections/{collection}/items", params=asked, headers=headers
        )
        assert answer.status_code == 200, answer.text
        return answer

    def features(self, collection: str, **parameters: Any) -> list[dict[str, Any]]:
        """The same as GeoJSON tells them."""
        found: list[dict[str, Any]] = self.get(collection, **parameters).json()["features"]
        return found


def multiply(house: Installation, times: int) -> None:
    """So many public records more, each a copy of one that is there, on other days."""
    with house.database.writing() as session:
        table = FeaturePublic.metadata.tables["feature_public"]
        first = dict(session.execute(select(table).order_by(table.c.id)).mappings().first() or {})
        for begin in range(0, times, 10_000):
            numbers = range(begin, min(times, begin + 10_000))
            insert_rows(session, FeaturePublic, list(_copies(first, numbers)))


def _copies(row: dict[str, Any], numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        # No two alike, so that compressing them leaves something to send.
        feature_id = str(uuid5(NAMESPACE_OID, str(number)))
        moved = timedelta(days=number % _DAYS)
        yield {
            **row,
            "id": feature_id,
            "period_from": row["period_from"] - moved,
            "period_to": row["period_to"] - moved,
            "feature": row["feature"].replace(row["id"], feature_id),
        }


@pytest.fixture
def items(house: Installation, client: TestClient, people: People, planted: Planted) -> Service:
    released(house, "2025-W20")
    return Service(client, people)
