"""The same reports make the same bytes on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random

import orjson
import pytest

from service.installation import Installation, open_installation
from service.projections.publisher import publish
from service.settings import Settings
from service.summaries.releasing import release_week
from service.summaries.service import draft_week, get_release
from service.vocabulary import codes
from tests.service.projections.stage import OPEN_TYPES, body, claim, submit, verify

WEEK = "2025-W20"
NOW = datetime(2025, 6, 24, 10, 0, tzinfo=UTC)
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
    publish(house.database, house.policy, NOW)
    release_week(house.database, house.policy, WEEK, now=NOW, actor="desk", reason="first")


@pytest.mark.parametrize(
    "house", [pytest.param("postgres", marks=pytest.mark.postgres)], indirect=True
)
def test_drafts_and_vintages_are_the_same_bytes(
    house: Installation, sqlite_house: Installation
) -> None:
    drafts, vintages = [], []
    for each in (house, sqlite_house):
        write_history(each)
        drafts.append(orjson.dumps(draft_week(each.database, WEEK)))
        vintages.append(get_release(each.database, WEEK, date(2025, 7, 1), vintage=1))
    assert drafts[0] == drafts[1]
    assert vintages[0] == vintages[1]
    said = orjson.loads(vintages[0].document)
    assert len(said["cells"]) > 20
    assert said["states"]
    assert said["undated"]["reported"]["2025-05"] > 0
