"""Seven incidents, five of them public, known by short names whatever their ids are."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.installation import Installation
from service.projections.publisher import publish
from service.summaries.releasing import release_week
from tests.conftest import BOTH, People, opened, people_of
from tests.service.projections.stage import body, claim, public_ids, submit, verify
from tests.service.reports.test_at_once import await_ready, server_process

_REQUEST = re.compile(r'"GET (\S+) HTTP')
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
    return plant(house)


def plant(house: Installation) -> Planted:
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


@dataclass(frozen=True)
class Asked:
    """What came in since then, as the server's log says it."""

    log: Path
    since: int

    def of_items(self) -> list[dict[str, list[str]]]:
        """The queries to the items, in order."""
        said = self.log.read_bytes()[self.since :].decode()
        addresses = [urlsplit(found) for found in _REQUEST.findall(said)]
        return [parse_qs(each.query) for each in addresses if each.path.endswith("/items")]


@dataclass(frozen=True)
class Served:
    """What is planted, with one released week, for clients that only read.

    Another process serves it: GDAL keeps the interpreter to itself while it waits.
    """

    address: str
    planted: Planted
    people: People
    log: Path

    def asked(self) -> Asked:
        """What will be asked from now on."""
        return Asked(self.log, self.log.stat().st_size)


@pytest.fixture(scope="module", params=BOTH)
def served(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Served]:
    folder = tmp_path_factory.mktemp("served")
    with opened(request, folder) as house:
        planted, people, log = plant(house), people_of(house), folder / "access.log"
        released(house, "2025-W20")
        with log.open("wb") as stream, server_process(house, stream) as address:
            await_ready(address)
            yield Served(f"{address}/api", planted, people, log)


@pytest.fixture
def asked(served: Served) -> Asked:
    return served.asked()
