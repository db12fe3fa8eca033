"""No public endpoint, format or link shows more than the policy allows.

The walk opens every GET of the OpenAPI document and everything that the answers link to, over a
public table that covers every type that is not severe, every location method and every precision.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from uuid import UUID

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

from service.client.files import STATIC
from service.installation import Installation, open_installation
from service.schema import migrate
from service.settings import Settings
from service.vocabulary import codes
from tests.conftest import application
from tests.service.projections.stage import OPEN_TYPES, reading
from tests.walk.answers import Rules, leaks, misshapen, told_by, too_fine
from tests.walk.planting import LAST_BATCH, WORDS, Planted, plant, spread
from tests.walk.walker import Walker

LEAST_ROWS = 200
ITEMS = "/api/collections/incidents/items"


@dataclass(frozen=True)
class Walk:
    """One reader's walk, and what an empty installation answers to the same questions."""

    planted: Planted
    walker: Walker
    answers: dict[str, Response]
    empty: dict[str, Response]


@pytest.fixture
def walk(house: Installation, tmp_path: Path) -> Iterator[Walk]:
    planted = plant(house)
    # The same key file, so that it takes the cursors of the other for its own.
    empty = Settings(data_dir=tmp_path / "empty", key_file=house.settings.resolved_key_file)
    migrate(empty)
    bare = open_installation(empty)
    with (
        TestClient(application(house, STATIC)) as reader,
        TestClient(application(bare, STATIC)) as elsewhere,
    ):
        walker = Walker(
            reader,
            {
                "week": planted.weeks,
                "report_id": spread(planted.report_ids, 3),
                "feature_id": spread(planted.incident_ids, 3),
                "incident_id": spread(planted.incident_ids, 3),
                "sector": ["BIA"],
                "chart": ["map", "strip", "curve"],
                "total_id": planted.total_ids,
                "entry_id": planted.entry_ids,
                "sha256": planted.photos,
            },
        )
        answers = walker.walk()
        yield Walk(planted, walker, answers, {each: elsewhere.get(each) for each in answers})


def rules(planted: Planted) -> Rules:
    return Rules(tuple(WORDS.values()), planted.secrets, (LAST_BATCH,))


def everything(answer: Response) -> str:
    headers = "\n".join(f"{name}: {value}" for name, value in answer.headers.items())
    return f"{headers}\n{told_by(answer)}"


def covered(house: Installation) -> dict[str, set[str]]:
    rows = reading(
        house,
        "SELECT i.type, i.status, i.location_method, i.place_known, i.precision, p.geometry_basis "
        "FROM incident i JOIN publication p ON p.incident_id = i.id WHERE p.live",
    )
    return {name: {row[name] for row in rows} for name in rows[0]}


def test_a_reader_who_opens_everything_learns_nothing_finer_than_the_policy(
    walk: Walk, house: Installation
) -> None:
    _check_coverage(walk, house)
    _check_answers(walk)
    _check_records(walk)
    _check_probes(walk)
    _check_beside(walk)


def _check_coverage(walk: Walk, house: Installation) -> None:
    """The walk proves nothing on a thin table, nor when it misses a part of the API."""
    assert len(walk.planted.public) >= LEAST_ROWS
    found = covered(house)
    # Against officers alone, violence is no severe act.
    assert found["type"] == {*OPEN_TYPES, "violence_against_person"}
    assert found["status"] == {"received", "verified", "corroborated"}
    assert found["location_method"] == set(codes("location_method"))
    assert {bool(known) for known in found["place_known"]} == {True, False}
    assert found["precision"] == set(codes("precision"))
    assert found["geometry_basis"] == {"cell", "sector", "none"}
    assert walk.walker.unvisited() == []
    statuses = Counter(answer.status_code for answer in walk.answers.values())
    assert statuses[200] > len(walk.planted.public)
    assert max(statuses) < 500


def _check_answers(walk: Walk) -> None:
    """What an empty installation shows too (the border, an example) tells of no incident."""
    known = rules(walk.planted)
    found = []
    for address, answer in walk.answers.items():
        text, empty = everything(answer), everything(walk.empty[address])
        fine = set(too_fine(text, known)) - set(too_fine(empty, known))
        found += [f"{address} {finding}" for finding in (*leaks(text, known), *fine)]
    assert found == []
    told = [
        address
        for address in walk.answers
        if walk.answers[address].text != walk.empty[address].text
    ]
    assert len(told) > len(walk.planted.public)


def _check_records(walk: Walk) -> None:
    """The walk meets each public record, singly and in pages, and no other."""
    pages = [
        answer.json()
        for address, answer in walk.answers.items()
        if address.startswith((f"{ITEMS}?limit=", f"{ITEMS}?cursor=")) and _is_geojson(answer)
    ]
    in_pages = [feature for page in pages for feature in page["features"]]
    singly = [
        answer.json()
        for address, answer in walk.answers.items()
        if address.startswith(f"{ITEMS}/") and _is_geojson(answer)
    ]
    # Each is met as a page for people too, which `_check_answers` has read.
    for_people = [
        address
        for address, answer in walk.answers.items()
        if address.startswith(f"{ITEMS}/")
        and answer.headers["content-type"].startswith("text/html")
    ]
    assert len(for_people) == len(singly)
    assert {feature["id"] for feature in in_pages} == walk.planted.public
    assert sorted(feature["id"] for feature in singly) == sorted(walk.planted.public)
    found = [
        f"{feature['id']} {finding}"
        for feature in (*in_pages, *singly)
        for finding in misshapen(feature)
    ]
    assert found == []


def _is_geojson(answer: Response) -> bool:
    return answer.headers.get("content-type") == "application/geo+json"


def _check_probes(walk: Walk) -> None:
    """Filters ask the public table alone, and what has left answers as what never was."""
    for lon, lat in spread(walk.planted.points, 25):
        box = f"{lon - 0.0005:.6f},{lat - 0.0003:.6f},{lon + 0.0005:.6f},{lat + 0.0003:.6f}"
        answer = walk.walker.ask(f"{ITEMS}?bbox={box}")
        assert answer.status_code == 200
        assert answer.json()["features"] == []
    never = walk.walker.ask(f"{ITEMS}/{UUID(int=0)}")
    former = walk.planted.formerly_public
    assert former
    ids = (*spread(walk.planted.report_ids, 5), *spread(walk.planted.incident_ids, 5), *former)
    for each in ids:
        for collection in ("incidents", "incidents-full"):
            answer = walk.walker.ask(f"/api/collections/{collection}/items/{each}")
            assert (answer.status_code, answer.text) == (404, never.text)


def _check_beside(walk: Walk) -> None:
    """Of totals and dated events the reader meets those that stand in public, and no other."""
    totals = walk.walker.ask("/api/official-totals").json()["totals"]
    assert [row["value"] for row in totals] == [206]
    entries = walk.walker.ask("/api/context").json()["context"]
    assert [row["source"] for row in entries] == ["Official gazette"]
