"""The same reports make the same bytes on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from random import Random

import orjson
import pytest

from service.context.service import Deed as Said
from service.context.service import add_known, read_values
from service.effort.service import set_levels
from service.incidents.merge import merge
from service.incidents.saving import Deed
from service.incidents.withdraw import withdraw
from service.installation import Installation, open_installation
from service.official.recording import read_total, record
from service.projections.publisher import publish
from service.settings import Settings
from service.summaries.bulletin.formats import make_from
from service.summaries.releasing import release_week
from service.summaries.service import compare_releases, draft_week, get_release
from service.vocabulary import codes
from tests.service.context.samples import entry
from tests.service.official.samples import total
from tests.service.projections.stage import OPEN_TYPES, body, claim, move, reading, submit, verify

WEEK = "2025-W20"
NOW = datetime(2025, 6, 24, 10, 0, tzinfo=UTC)
MONTH = timedelta(days=28)
# Three days of the week, and a month around it.
TOTALS = (
    (620, {"from": "2025-05-12", "to": "2025-05-14"}),
    (4_800, {"from": "2025-05-01", "to": "2025-05-31"}),
)
PLACES = (
    {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12},
    {"method": "sector", "sectors": ["WLO"]},
    {"method": "sector", "sectors": ["NAR", "BIA"]},
    {"method": "place", "place": "Usnarz Górny"},
    {"method": "border"},
)


@pytest.fixture
def sqlite_house(migrated_sqlite: Path, tmp_path: Path) -> Iterator[Installation]:
    shutil.copytree(migrated_sqlite, tmp_path / "sqlite")
    installation = open_installation(Settings(data_dir=tmp_path / "sqlite"))
    yield installation
    installation.database.close()


def write_history(house: Installation) -> None:
    chance = Random(20)  # noqa: S311  # Repeatable, not secret.
    times = ("2025-05-14", "2025-05-18", "2025-05-07", "2025-W20", "2025-05", "2025")
    ids = []
    for number in range(120):
        moment = chance.choice(times)
        precision = {10: "day", 8: "week", 7: "month", 4: "year"}[len(moment)]
        report = chance.choice((body, claim))(
            occurred={"from": moment, "precision": precision},
            location=chance.choice(PLACES),
            type=chance.choice((*OPEN_TYPES, "pushback")),
            persons=chance.choice(
                (None, {"low": number}, {"low": number, "qualifier": "at_least"})
            ),
            equipment=[
                {"kind": kind, "by": chance.choice(codes("by"))}
                for kind in chance.sample(codes("equipment"), chance.randrange(3))
            ],
        )
        ids += submit(house, report)
    verify(house, *chance.sample(ids, 60))
    put_beside(house)
    publish(house.database, house.policy, NOW)
    release(house, NOW, "first")
    change_minds(house, ids, chance)
    publish(house.database, house.policy, NOW + MONTH)
    release(house, NOW + MONTH, "second look")


def put_beside(house: Installation) -> None:
    """Monitoring effort, totals of other sources, and dated events."""
    levels = {"BIA": "good", "NAR": "some", "WLO": "none"}
    for week in (WEEK, "2025-W19"):
        set_levels(
            house.database, week, levels, actor="desk", reason="diary", today=date(2025, 6, 1)
        )
    totals = [read_total(total(value=value, **period)) for value, period in TOTALS]
    record(house.database, totals, actor="desk", reason="read")
    dated = read_values(entry(date="2025-03", date_precision="month"))
    add_known(house.database, {"dated": dated}, Said("desk", "read"))


def change_minds(house: Installation, ids: list[str], chance: Random) -> None:
    """Later knowledge: reports that came late, verdicts, a merge, a withdrawal."""
    submit(house, *(claim(persons={"low": number}) for number in range(5)))
    states = {row["id"]: row["status"] for row in reading(house, "SELECT id, status FROM incident")}
    verified = [each for each in ids if states[each] == "verified"]
    for incident_id in chance.sample(verified, 8):
        move(house, incident_id, "in_review", "rejected")
    left = [each for each in ids if states[each] == "received"]
    merge(house.database, house.policy, left[0], left[1], Deed("desk", "same", "incident.merged"))
    codes_of = {
        row["incident_id"]: row["receipt_code"]
        for row in reading(house, "SELECT incident_id, receipt_code FROM report")
    }
    withdraw(house.database, house.policy, codes_of[left[2]])


def release(house: Installation, now: datetime, reason: str) -> None:
    done = release_week(house.database, house.policy, WEEK, now=now, actor="desk", reason=reason)
    assert done.created


def in_every_form(house: Installation) -> dict[str, bytes]:
    """All that is said of the week: drafts, vintages, what differs, and each format of text."""
    said = {"draft": orjson.dumps(draft_week(house.database, WEEK))}
    for vintage in (1, 2):
        document = get_release(house.database, WEEK, date(2025, 8, 1), vintage=vintage).document
        said[f"vintage {vintage}"] = document.encode()
        for f in ("csv", "geojson", "html"):
            said[f"vintage {vintage}, {f}"] = make_from(document, f, "pl", "http://127.0.0.1:8000")
    for exact in (False, True):
        changes = compare_releases(house.database, WEEK, 1, 2, exact=exact)
        said[f"diff, exact: {exact}"] = orjson.dumps(changes)
    return said


@pytest.mark.parametrize(
    "house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_all_that_is_said_of_a_week_is_the_same_bytes(
    house: Installation, sqlite_house: Installation
) -> None:
    said = []
    for each in (house, sqlite_house):
        write_history(each)
        said.append(in_every_form(each))
    for form, content in said[0].items():
        assert content == said[1][form], form
    first, second = (orjson.loads(said[0][f"vintage {vintage}"]) for vintage in (1, 2))
    assert len(first["cells"]) > 20
    assert first["states"]
    assert first["undated"]["reported"]["2025-05"] > 0
    for beside in ("official", "context", "effort"):
        assert first[beside], beside
    changes = orjson.loads(said[0]["diff, exact: True"])["changes"]
    classes = {each for row in changes for each in row["classes"]}
    assert len(classes) > 1
    assert second["vintage"] == 2
