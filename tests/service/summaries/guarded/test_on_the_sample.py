"""The shipped sample of real incidents, week by week, and as though all were of one week."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest

from service.demo import make_demo
from service.installation import Installation
from service.summaries import repository
from service.summaries.guarded.check import check
from service.summaries.guarded.counts import count_guarded
from service.summaries.guarded.protect import protect
from service.summaries.guarded.share import Share, printed_share
from service.summaries.release import record_table
from service.summaries.rows import Counted, event_row, record_row
from tests.service.projections.stage import ON_SQLITE, reading
from tests.service.summaries.guarded.attacker import narrowed
from tests.service.summaries.guarded.tables import row

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
K = 5
LOOKED_AT = ("BIA", "CZE", "unknown", "pushback", "death", "other")

pytestmark = [pytest.mark.slow, ON_SQLITE]


@pytest.fixture
def sample(house: Installation, tmp_path: Path) -> dict[str, tuple[list[Counted], list[Counted]]]:
    """For each week that holds anything: all its incidents, and its public records."""
    settings = house.settings.model_copy(update={"data_dir": tmp_path})
    make_demo(Installation(settings, house.database, house.vault, house.policy), NOW)
    found = reading(house, "SELECT DISTINCT week FROM feature_full WHERE week IS NOT NULL")
    with house.database.reading() as session:
        return {
            str(each["week"]): (
                [event_row(row) for row in repository.event_rows(session, each["week"])],
                [record_row(row) for row in repository.public_rows(session, [each["week"]])],
            )
            for each in found
        }


def test_no_week_of_the_sample_tells_an_attacker_anything(
    sample: dict[str, tuple[list[Counted], list[Counted]]],
) -> None:
    """Weeks in which nothing severe is known, and the other weeks of the year, say the same."""
    empty = protect(count_guarded(()), K)
    tables = [protect(count_guarded(events), K) for events, _ in sample.values()]
    assert len(tables) > 20
    assert all(table == empty for table in tables)
    assert check([empty], K) == []
    assert narrowed([empty], K, codes=LOOKED_AT) == set()


def test_the_share_of_cells_that_print_is_the_one_in_the_docs(
    sample: dict[str, tuple[list[Counted], list[Counted]]],
) -> None:
    share = sum((_share(*week) for week in sample.values()), Share(0, 0, 0))
    page = Path("docs/weekly-figures.md").read_text(encoding="utf-8")
    assert share.guarded_printed == 0
    words = f"{share.records} of {share.records + share.guarded} cells print ({share.printed:.0%})"
    assert words in " ".join(page.split())


def _share(events: Sequence[Counted], records: Sequence[Counted]) -> Share:
    counts = count_guarded(events)
    return printed_share(record_table(records), counts, protect(counts, K))


def test_all_of_it_in_one_week_prints_its_total_and_tells_nothing_else(
    sample: dict[str, tuple[list[Counted], list[Counted]]],
) -> None:
    severe = [
        event for events, _ in sample.values() for event in events if event.sensitivity == "severe"
    ]
    table = protect(count_guarded(severe), K)
    assert row(table)["value"] == len(severe) >= K
    assert check([table], K) == []
    assert narrowed([table], K, codes=LOOKED_AT) == set()
