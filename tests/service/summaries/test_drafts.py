"""Drafts on both databases: from reports as they are sent to the figures of a week."""

from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
import pytest
from sqlalchemy import delete, event

from service.errors import QueryInvalid
from service.installation import Installation
from service.models import FeatureFull, Incident, Report, SealedReport
from service.summaries.service import draft_week
from service.weeks import WARSAW, local_midnight, week_name, week_start
from tests.service.projections.stage import body, move, submit, verify
from tests.service.summaries.samples import cell

BIALOWIEZA = {"method": "gnss", "lon": 23.8473, "lat": 52.7012, "accuracy_m": 12}
WLODAWA = {"method": "sector", "sectors": ["WLO"]}


def at(instant: str, **members: Any) -> dict[str, Any]:
    return body(occurred={"from": instant, "to": None, "precision": "exact"}, **members)


def headline(house: Installation, week: str, **dimensions: str) -> int:
    number: int = cell(draft_week(house.database, week)["cells"], **dimensions)["incidents"]
    return number


def reported(house: Installation, week: str, **dimensions: str) -> int:
    return headline(house, week, series="reported", **dimensions)


def test_a_week_says_what_it_covers(house: Installation) -> None:
    draft = draft_week(house.database, "2026-W53")
    assert (draft["from"], draft["to"], draft["zone"]) == (
        "2026-12-28", "2027-01-03", "Europe/Warsaw",
    )  # fmt: skip
    assert draft["week_before"] == {"week": "2026-W52", "has_data": False}
    assert draft["units"].keys() == {"incidents", "encampments", "attempts", "persons", "items"}
    assert draft["draft"] is True


def test_a_report_is_counted_in_its_sector_and_type_at_once(house: Installation) -> None:
    submit(house, body(persons={"low": 16, "high": 60, "qualifier": "about"}))
    draft = draft_week(house.database, "2025-W20")
    found = cell(draft["cells"], series="reported", sector="BIA", type="crossing_attempt")
    assert (found["incidents"], found["persons_low"], found["persons_high"]) == (1, 16, 60)
    assert found["attempts_low"] is None
    assert found["attempts_not_stated"] == 1
    assert cell(draft["cells"], series="headline")["incidents"] == 0


def test_verification_brings_an_incident_into_the_headline(house: Installation) -> None:
    (first,) = submit(house, body())
    verify(house, first)
    assert headline(house, "2025-W20") == reported(house, "2025-W20") == 1


def test_a_withdrawn_incident_leaves_every_figure(house: Installation) -> None:
    kept, gone = submit(house, body(), body(location=WLODAWA))
    before = draft_week(house.database, "2025-W20")
    move(house, gone, "withdrawn")
    assert reported(house, "2025-W20") == 1
    move(house, kept, "withdrawn")
    assert draft_week(house.database, "2025-W20") != before
    assert reported(house, "2025-W20") == 0


def test_the_same_reports_in_another_order_make_the_same_draft(house: Installation) -> None:
    reports = [
        body(location=location, type=type_, persons={"low": number})
        for location in (BIALOWIEZA, WLODAWA, {"method": "border"})
        for number, type_ in enumerate(("crossing_attempt", "objects_thrown", "aerial_object"))
    ]
    submit(house, *reports)
    forwards = draft_week(house.database, "2025-W20")
    with house.database.writing() as session:
        for table in (SealedReport, Report, FeatureFull, Incident):
            session.execute(delete(table))
    submit(house, *reversed(reports))
    assert draft_week(house.database, "2025-W20") == forwards


@pytest.mark.parametrize(
    ("instant", "week"),
    [
        ("2025-05-18T23:59:59+02:00", "2025-W20"),
        ("2025-05-19T00:00:00+02:00", "2025-W21"),
        ("2025-05-18T21:59:59Z", "2025-W20"),
        ("2025-05-18T22:00:00Z", "2025-W21"),
        ("2025-05-19T01:00:00+03:00", "2025-W21"),
        ("2025-05-18T24:00:00+02:00", "2025-W21"),
        ("2025-03-30T01:59:59+01:00", "2025-W13"),
        ("2025-03-30T03:00:00+02:00", "2025-W13"),
        ("2025-10-26T02:30:00+02:00", "2025-W43"),
        ("2025-10-26T02:30:00+01:00", "2025-W43"),
        ("2025-10-26T22:59:59Z", "2025-W43"),
        ("2025-10-26T23:00:00Z", "2025-W44"),
        ("2020-12-31T12:00:00+01:00", "2020-W53"),
        ("2021-01-03T23:30:00+01:00", "2020-W53"),
        ("2021-01-03T23:30:00Z", "2021-W01"),
    ],
)
def test_an_instant_is_counted_in_its_week_in_warsaw(
    house: Installation, instant: str, week: str
) -> None:
    submit(house, at(instant))
    monday = week_start(week)
    neighbours = [week_name(monday + timedelta(days=days)) for days in (-7, 0, 7)]
    assert [reported(house, each) for each in neighbours] == [0, 1, 0]


def test_the_weeks_of_a_year_hold_each_of_its_instants_once(house: Installation) -> None:
    begin = datetime(2024, 12, 30, 0, 30, tzinfo=WARSAW).astimezone(UTC)
    instants = [begin + timedelta(hours=37 * step) for step in range(236)]
    submit(house, *(at(instant.isoformat()) for instant in instants))
    weeks = [week_name(week_start("2025-W01") + timedelta(weeks=step)) for step in range(53)]
    counted = [reported(house, week) for week in weeks]
    assert counted == [
        sum(
            local_midnight(week_start(week))
            <= instant
            < local_midnight(week_start(week) + timedelta(days=7))
            for instant in instants
        )
        for week in weeks
    ]
    assert sum(counted) == len(instants)


def test_an_encampment_is_a_state_of_every_week_it_touches_and_never_an_event(
    house: Installation,
) -> None:
    (camp,) = submit(
        house,
        body(
            type="encampment",
            occurred={"from": "2021-08-22", "to": "2021-08-31", "precision": "day"},
            persons={"low": 32},
        ),
    )
    verify(house, camp)
    found = {}
    for week in ("2021-W32", "2021-W33", "2021-W34", "2021-W35", "2021-W36"):
        draft = draft_week(house.database, week)
        found[week] = cell(draft["states"], sector="_T")
        assert cell(draft["cells"], series="reported")["incidents"] == 0
        assert not [row for row in draft["cells"] if row["type"] == "encampment"]
        assert set(draft["undated"]["reported"].values()) == {0}
    # The 22nd of August 2021 is a Sunday, and the interval ends before the 31st.
    assert [row["encampments"] for row in found.values()] == [0, 1, 1, 1, 0]
    assert found["2021-W34"]["persons_low"] == 32
    assert cell(draft_week(house.database, "2021-W34")["states"], sector="BIA")["encampments"] == 1
    assert found["2021-W35"]["encampments_change"] == 0
    assert found["2021-W36"]["encampments_change"] == -1


def test_an_encampment_that_ends_at_midnight_does_not_touch_the_next_week(
    house: Installation,
) -> None:
    submit(house, body(type="encampment", occurred={"from": "2021-08-22", "precision": "day"}))
    weeks = ("2021-W33", "2021-W34")
    drafts = [draft_week(house.database, week)["states"] for week in weeks]
    states = [cell(rows, series="reported", sector="_T")["encampments"] for rows in drafts]
    assert states == [1, 0]


def test_an_encampment_seen_at_one_instant_touches_its_week(house: Installation) -> None:
    submit(house, at("2021-08-23T00:00:00+02:00", type="encampment"))
    weeks = ("2021-W33", "2021-W34")
    drafts = [draft_week(house.database, week)["states"] for week in weeks]
    states = [cell(rows, series="reported", sector="_T")["encampments"] for rows in drafts]
    assert states == [0, 1]


def test_an_encampment_of_some_time_in_a_month_is_not_spread_over_its_weeks(
    house: Installation,
) -> None:
    submit(house, body(type="encampment", occurred={"from": "2021-08", "precision": "month"}))
    draft = draft_week(house.database, "2021-W33")
    assert cell(draft["states"], series="reported", sector="_T")["encampments"] == 0
    assert draft["undated_states"]["reported"] == {"2021-08": 1, "2021": 0}
    assert draft["undated"]["reported"] == {"2021-08": 0, "2021": 0}


def test_undated_incidents_stand_beside_the_week_and_in_none(house: Installation) -> None:
    ids = submit(
        house,
        body(occurred={"from": "2021-11", "precision": "month"}),
        body(occurred={"from": "2021-11-16", "to": "2021-11-25", "precision": "day"}),
        body(occurred={"from": "2021", "precision": "year"}),
        body(occurred={"from": "2021-10-20", "to": "2021-11-25", "precision": "day"}),
        body(occurred={"from": "2021-12", "precision": "month"}),
        body(occurred={"from": "2021-W46", "precision": "week"}),
    )
    verify(house, ids[0])
    draft = draft_week(house.database, "2021-W46")
    assert draft["undated"] == {
        "headline": {"2021-11": 1, "2021": 0},
        "reported": {"2021-11": 2, "2021": 2},
    }
    assert cell(draft["cells"], series="reported")["incidents"] == 1


def test_a_week_is_compared_with_the_one_before_over_the_turn_of_the_year(
    house: Installation,
) -> None:
    submit(house, body(occurred={"from": "2020-12-30", "precision": "day"}))
    submit(house, *(body(occurred={"from": "2021-01-05", "precision": "day"}) for _ in range(3)))
    draft = draft_week(house.database, "2021-W01")
    assert draft["week_before"] == {"week": "2020-W53", "has_data": True}
    total = cell(draft["cells"], series="reported")
    assert (total["incidents"], total["incidents_before"], total["incidents_change"]) == (3, 1, 2)


def test_supply_and_precision_are_read_from_the_full_projection(house: Installation) -> None:
    submit(
        house,
        body(
            type="equipment_supplied",
            supply={
                "supplier": "by_border_service",
                "basis": "told_by_recipient",
                "confidence": "medium",
            },
        ),
    )
    draft = draft_week(house.database, "2025-W20")
    assert draft["supply"] == [
        {
            "series": "reported",
            "supplier": "by_border_service",
            "supply_basis": "told_by_recipient",
            "additive": True,
            "incidents": 1,
        }
    ]
    points = [row for row in draft["precision"] if row["geometry_basis"] == "point"]
    assert [row["incidents"] for row in points] == [0, 1]


def test_a_draft_changes_nothing_and_is_the_same_again(house: Installation) -> None:
    submit(house, body(), body(location=WLODAWA))
    first = orjson.dumps(draft_week(house.database, "2025-W20"))
    assert orjson.dumps(draft_week(house.database, "2025-W20")) == first


def test_a_week_that_is_none_is_refused(house: Installation) -> None:
    with pytest.raises(QueryInvalid):
        draft_week(house.database, "2025-W53")


def test_a_draft_reads_by_index_and_never_the_whole_table(house: Installation) -> None:
    submit(house, *(body(location=WLODAWA) for _ in range(300)))
    statements: list[tuple[str, Any]] = []

    def note(
        _connection: object, _cursor: object, statement: str, parameters: Any, *_: object
    ) -> None:
        if "FROM feature_full" in statement:
            statements.append((statement, parameters))

    event.listen(house.database.engine, "before_cursor_execute", note)
    draft_week(house.database, "2021-W30")
    event.remove(house.database.engine, "before_cursor_execute", note)
    assert len(statements) == 9
    explain = "EXPLAIN " if house.database.is_postgres else "EXPLAIN QUERY PLAN "
    with house.database.engine.connect() as connection:
        if house.database.is_postgres:
            connection.exec_driver_sql("ANALYZE feature_full")
            # A table of a few pages is read whole by choice; the plan shows what is possible.
            connection.exec_driver_sql("SET LOCAL enable_seqscan = off")
        for statement, parameters in statements:
            plan = "\n".join(
                str(row[-1]) for row in connection.exec_driver_sql(explain + statement, parameters)
            )
            assert "feature_full_week" in plan or "feature_full_state" in plan, plan
            assert "Seq Scan" not in plan
