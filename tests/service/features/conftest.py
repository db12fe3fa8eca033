"""Seven incidents, five of them public, known by short names whatever their ids are."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.releasing import release_week
from tests.conftest import People
from tests.service.projections.stage import body, claim, public_ids, submit, verify

PUBLISHED_AT = datetime(2025, 6, 18, 9, tzinfo=UTC)
PUBLIC = "/api/collections/incidents/items"
FULL = "/api/collections/incidents-full/items"


def released(house: Installation, *weeks: str, now: datetime = PUBLISHED_AT) -> None:
    for week in weeks:
        release_week(house.database, house.policy, week, now=now, actor="desk", reason="weekly")


def sector(*codes: str) -> dict[str, Any]:
    return {"method": "sector", "sectors": list(codes)}


REPORTS = {
    # An exact point in Białowieża, in the week from Monday, 12 May 2025.
    "point": claim(
        occurred={"from": "2025-05-14", "precision": "day"},
        equipment=[{"kind": "ladder"}],
    ),
    # Two tools in one sector, a week later.
    "sector": claim(
        occurred={"from": "2025-05-20T02:15:00+02:00", "precision": "hour"},
        location=sector("NAR"),
        type="barrier_damaged",
        equipment=[{"kind": "wire_cutters"}, {"kind": "ladder_telescopic"}],
    ),
    # Somewhere on the border, some time in May.
    "month": claim(
        occurred={"from": "2025-05", "precision": "month"},
        location={"method": "border"},
        type="objects_thrown",
        equipment=[{"kind": "stones"}],
    ),
    # In one of two sectors, in the last minutes of a Monday in Warsaw.
    "two sectors": claim(
        occurred={"from": "2025-05-26T23:59:59+02:00", "precision": "exact"},
        location=sector("BIA", "NAR"),
    ),
    # A page's claim: a testimony that is alone in its week would show its month.
    "verified": claim(
        occurred={"from": "2025-04-02", "precision": "day"},
        location=sector("KRY"),
        type="aerial_object",
    ),
    # Severe, and never a public record.
    "severe": body(
        occurred={"from": "2025-05-21", "precision": "day"},
        location=sector("KRY"),
        type="pushback",
    ),
    # Nobody has looked at it yet.
    "unreviewed": body(
        occurred={"from": "2025-05-28", "to": "2025-06-03", "precision": "day"},
        location=sector("CZE"),
    ),
}
ALL = set(REPORTS)
SHOWN = {"point", "sector", "month", "two sectors", "verified"}


@dataclass(frozen=True)
class Planted:
    """Incidents in both projections, by name."""

    full: dict[str, str]
    public: dict[str, str]

    def names(self, answer: Response) -> list[str]:
        """The names of the features of a page, in its order."""
        assert answer.status_code == 200, answer.text
        known = {feature_id: name for name, feature_id in (self.full | self.public_again).items()}
        return [known[feature["id"]].removesuffix("*") for feature in answer.json()["features"]]

    @property
    def public_again(self) -> dict[str, str]:
        return {f"{name}*": feature_id for name, feature_id in self.public.items()}


@pytest.fixture
def planted(house: Installation) -> Planted:
    ids = submit(house, *REPORTS.values())
    full = dict(zip(REPORTS, ids, strict=True))
    verify(house, full["verified"])
    publish(house.database, house.policy, PUBLISHED_AT)
    shown = public_ids(house)
    return Planted(full, {name: shown[id_] for name, id_ in full.items() if id_ in shown})


def rels(document: dict[str, Any]) -> list[str]:
    """What a page or a feature links beside its other forms."""
    return [each["rel"] for each in document["links"] if each["rel"] != "alternate"]


Ask = Callable[..., set[str]]


@pytest.fixture
def ask_public(client: TestClient, planted: Planted) -> Ask:
    """The names of the public records that match some parameters."""
    return lambda **parameters: set(planted.names(client.get(PUBLIC, params=parameters)))


@pytest.fixture
def ask_full(client: TestClient, people: People, planted: Planted) -> Ask:
    """The names of all incidents that match, as a partner gets them."""
    return lambda **parameters: set(
        planted.names(client.get(FULL, params=parameters, headers=people.partner))
    )
