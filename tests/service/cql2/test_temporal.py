"""Time in filters: whole days in Warsaw, ends that belong to intervals, open ends."""

from datetime import UTC, date, datetime

import pytest

from service.cql2.language import Language
from tests.service.cql2.stage import Stage

ROWS = (
    # A Monday, and the week that begins with it.
    {"day": date(2025, 5, 12), "period_from": date(2025, 5, 12), "period_to": date(2025, 5, 19)},
    {"day": date(2025, 5, 18), "period_from": date(2025, 5, 18), "period_to": date(2025, 5, 19)},
    # The last second of 14 May in Warsaw, and the first of the 15th.
    {"moment": datetime(2025, 5, 14, 21, 59, 59, tzinfo=UTC)},
    {"moment": datetime(2025, 5, 14, 22, 0, 0, tzinfo=UTC)},
    # From noon to noon; and a moment that lasts no time.
    {
        "lasts_from": datetime(2025, 5, 14, 10, tzinfo=UTC),
        "lasts_to": datetime(2025, 5, 15, 10, tzinfo=UTC),
    },
    {
        "lasts_from": datetime(2025, 5, 14, 22, tzinfo=UTC),
        "lasts_to": datetime(2025, 5, 14, 22, tzinfo=UTC),
    },
    {},
)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("day = DATE('2025-05-12')", {1}),
        ("day > DATE('2025-05-12')", {2}),
        ("day <> DATE('2025-05-12')", {2}),
        ("day BETWEEN DATE('2025-05-01') AND DATE('2025-05-31')", {1, 2}),
        ("day IN (DATE('2025-05-12'), DATE('2025-05-13'))", {1}),
        # An instant stands for its day in Warsaw, where it is the 12th already.
        ("day = TIMESTAMP('2025-05-11T22:30:00Z')", {1}),
        ("moment = DATE('2025-05-14')", {3}),
        ("moment > DATE('2025-05-14')", {4}),
        ("moment >= TIMESTAMP('2025-05-14T22:00:00Z')", {4}),
        ("moment <= TIMESTAMP('2025-05-14T23:59:59+02:00')", {3}),
        ("T_INTERSECTS(moment, DATE('2025-05-15'))", {4}),
        ("T_INTERSECTS(period, DATE('2025-05-18'))", {1, 2}),
        ("T_INTERSECTS(period, DATE('2025-05-19'))", set()),
        ("T_DISJOINT(period, DATE('2025-05-12'))", {2}),
        ("T_DURING(period, INTERVAL('2025-05-11', '2025-05-19'))", {1, 2}),
        ("T_DURING(period, INTERVAL('2025-05-12', '2025-05-19'))", {2}),
        ("T_EQUALS(period, INTERVAL('2025-05-12', '2025-05-18'))", {1}),
        ("T_FINISHES(period, INTERVAL('2025-05-12', '2025-05-18'))", {2}),
        ("T_AFTER(period, INTERVAL('..', '2025-05-17'))", {2}),
        ("T_BEFORE(DATE('2025-05-17'), period)", {2}),
        ("T_AFTER(period, INTERVAL('2025-05-01', '..'))", set()),
        ("T_INTERSECTS(period, INTERVAL('..', '..'))", {1, 2}),
        ("NOT T_INTERSECTS(period, INTERVAL('..', '..'))", set()),
        ("T_INTERSECTS(lasts, DATE('2025-05-15'))", {5, 6}),
        ("T_AFTER(lasts, DATE('2025-05-14'))", {6}),
        ("T_CONTAINS(lasts, TIMESTAMP('2025-05-15T00:00:00Z'))", {5}),
        ("T_INTERSECTS(lasts, TIMESTAMP('2025-05-15T10:00:00Z'))", set()),
        ("T_AFTER(INTERVAL(moment, '..'), DATE('2025-05-14'))", {4}),
        # The years by which clients mean an open end.
        ("T_DURING(day, INTERVAL('0000-01-01', '9999-12-31'))", {1, 2}),
    ],
)
def test_a_condition_on_time_finds_the_rows_that_it_says(
    stage: Stage, text: str, found: set[int]
) -> None:
    stage.fill(*ROWS)

    assert stage.ask(text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("(day >= '2025-05-13') AND (day <= '2025-05-18')", {2}),
        ("day = '2025/05/12'", {1}),
        ("moment >= '2025-05-14T22:00:00Z'", {4}),
        ("moment >= '2025/05/14 22:00:00'", {4}),
        ("moment < '2025/05/15 00:00:00+02'", {3}),
    ],
)
def test_times_may_be_plain_text_as_gdal_writes_them(
    stage: Stage, text: str, found: set[int]
) -> None:
    stage.fill(*ROWS)

    assert stage.ask(text, Language.DRAFT) == found
