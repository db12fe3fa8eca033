"""Levels of effort: the newest counts, all of them stay, and only a whole month is public."""

from collections.abc import Sequence
from datetime import date

import pytest

from geo.sector_files import sector_set
from service.effort import service
from service.effort.months import weeks_of
from service.errors import QueryInvalid
from service.installation import Installation
from tests.service.projections.stage import ON_SQLITE, reading

TODAY = date(2025, 12, 9)
WEEKS = weeks_of("2025-11")


def say(house: Installation, week: str, actor: str = "a1", **levels: str) -> dict[str, str]:
    rows = service.set_levels(
        house.database, week, levels, actor=actor, reason="rota of the week", today=TODAY
    )
    return {row.sector: row.level for row in rows}


def say_all(house: Installation, weeks: Sequence[str], **levels: str) -> None:
    for week in weeks:
        say(house, week, **levels)


def public(house: Installation, *months: str) -> dict[tuple[str, str], str]:
    with house.database.reading() as session:
        rows = service.month_levels(session, months)
    return {(row["sector"], row["month"]): row["level"] for row in rows}


def known(house: Installation, week: str) -> tuple[set[str], set[str]]:
    """The sectors whose zero the public may read, and those of the staff's draft."""
    with house.database.reading() as session:
        return service.zero_is_known(session, week), service.zero_is_known_to_staff(session, week)


def test_the_newest_statement_counts_and_the_earlier_ones_stay(house: Installation) -> None:
    assert say(house, "2025-W47", BIA="some", NAR="good") == {"BIA": "some", "NAR": "good"}
    assert say(house, "2025-W47", actor="a2", BIA="good") == {"BIA": "good", "NAR": "good"}

    said = service.history(house.database, "2025-W47", "BIA")
    assert [(row.level, row.actor) for row in said] == [("some", "a1"), ("good", "a2")]
    listed = service.list_levels(house.database, "2025-W47", "2025-W47")
    assert [(row.sector, row.level, row.actor) for row in listed] == [
        ("BIA", "good", "a2"),
        ("NAR", "good", "a1"),
    ]


def test_the_level_that_is_there_adds_no_row_and_no_entry(house: Installation) -> None:
    say(house, "2025-W47", BIA="some")
    say(house, "2025-W47", BIA="some")

    assert len(service.history(house.database, "2025-W47", "BIA")) == 1
    assert len(reading(house, "SELECT id FROM audit_entry")) == 1


def test_going_back_to_an_earlier_level_is_a_statement_of_its_own(house: Installation) -> None:
    for level in ("some", "none", "some"):
        say(house, "2025-W47", BIA=level)
    said = service.history(house.database, "2025-W47", "BIA")
    assert [row.level for row in said] == ["some", "none", "some"]


def test_each_change_is_recorded_with_its_rows_and_no_word(house: Installation) -> None:
    say(house, "2025-W47", BIA="some", NAR="good")

    (entry,) = reading(house, "SELECT action, actor, subject, details FROM audit_entry")
    ids = [row["id"] for row in reading(house, "SELECT id FROM monitoring_effort ORDER BY id")]
    assert (entry["action"], entry["actor"], entry["subject"]) == ("effort.set", "a1", "2025-W47")
    assert entry["details"].replace(" ", "") == f'{{"rows":[{ids[0]},{ids[1]}]}}'


def test_a_week_that_has_not_begun_is_refused(house: Installation) -> None:
    assert say(house, "2025-W50", BIA="some") == {"BIA": "some"}
    with pytest.raises(QueryInvalid) as caught:
        say(house, "2025-W51", BIA="some")
    assert caught.value.problems[0].field == "week"
    assert service.list_levels(house.database, "2025-W51", "2025-W51") == []


def test_weeks_are_listed_across_the_turn_of_a_year(house: Installation) -> None:
    for week in ("2024-W52", "2025-W01", "2025-W02"):
        say(house, week, BIA="some")
    listed = service.list_levels(house.database, "2024-W52", "2025-W01")
    assert [row.week for row in listed] == ["2024-W52", "2025-W01"]


def test_the_public_level_is_the_least_of_the_months_weeks(house: Installation) -> None:
    say_all(house, WEEKS, BIA="good", NAR="good", CZE="some")
    say(house, WEEKS[1], NAR="some")
    say(house, WEEKS[2], CZE="none")

    found = public(house, "2025-11")
    named = {sector: found[sector, "2025-11"] for sector in ("BIA", "NAR", "CZE", "PLA")}
    assert named == {"BIA": "good", "NAR": "some", "CZE": "none", "PLA": "none"}


def test_a_week_without_a_statement_makes_the_month_none(house: Installation) -> None:
    say_all(house, WEEKS[:-1], BIA="good")
    assert public(house, "2025-11")["BIA", "2025-11"] == "none"
    say(house, WEEKS[-1], BIA="some")
    assert public(house, "2025-11")["BIA", "2025-11"] == "some"


@ON_SQLITE
def test_every_sector_has_a_row_for_every_month_in_one_order(house: Installation) -> None:
    with house.database.reading() as session:
        rows = service.month_levels(session, ["2025-12", "2025-11", "2025-12"])
        assert service.month_levels(session, []) == []
    assert [(row["month"], row["sector"]) for row in rows] == [
        (month, sector) for month in ("2025-11", "2025-12") for sector in sector_set().codes
    ]
    assert all(list(row) == ["sector", "month", "level"] for row in rows)


def test_the_public_reads_a_zero_only_where_someone_looked_all_month(house: Installation) -> None:
    say_all(house, WEEKS, BIA="some", NAR="good")
    say(house, WEEKS[0], NAR="none")

    for week in WEEKS:
        assert known(house, week)[0] == {"BIA"}
    assert known(house, "2025-W44") == (set(), set())


def test_in_a_draft_the_very_week_decides(house: Installation) -> None:
    say(house, WEEKS[0], BIA="some", NAR="none", CZE="good")
    assert known(house, WEEKS[0]) == (set(), {"BIA", "CZE"})


@ON_SQLITE
def test_a_sector_of_another_set_is_nothing_that_a_draft_knows(house: Installation) -> None:
    say(house, WEEKS[0], OLD="good")
    assert known(house, WEEKS[0]) == (set(), set())
