"""A week beside earlier weeks."""

from service.summaries.comparisons import comparison_table, curve_table
from service.summaries.order import Row
from service.summaries.rows import Counted
from tests.service.summaries.samples import event

WEEK = "2025-W47"


def row(events_of: dict[str, list[Counted]], measure: str = "incidents", **codes: str) -> Row:
    wanted = {"series": "headline", "sector": "_T", "type": "_T", "measure": measure, **codes}
    (found,) = [
        each
        for each in comparison_table(WEEK, events_of)
        if all(each[name] == code for name, code in wanted.items())
    ]
    return found


def test_a_number_stands_beside_the_week_before_four_weeks_and_the_year_before() -> None:
    weeks = {
        "2025-W47": [event()] * 7, "2025-W46": [event()] * 4, "2025-W45": [event()],
        "2025-W44": [event()] * 2, "2025-W43": [event()] * 2, "2024-W47": [event()] * 9,
    }  # fmt: skip
    found = row(weeks)
    assert (found["value"], found["before"], found["change"]) == (7, 4, 3)
    assert (found["mean_4"], found["year_before"]) == (2.25, 9)


def test_nothing_is_compared_with_a_week_that_holds_nothing() -> None:
    found = row({"2025-W47": [event()], "2025-W46": [event()], "2025-W45": []})
    assert (found["before"], found["change"]) == (1, 0)
    assert (found["mean_4"], found["year_before"]) == (None, None)


def test_a_week_that_holds_something_holds_nothing_of_what_it_does_not_name() -> None:
    weeks = {"2025-W47": [event(sector="WLO")], "2025-W46": [event(sector="BIA")]}
    assert row(weeks, sector="BIA")["change"] == -1
    assert row(weeks, sector="WLO")["change"] == 1
    assert row(weeks, type="crossing_attempt")["change"] == 0


def test_a_sum_that_nobody_stated_is_compared_with_nothing() -> None:
    weeks = {"2025-W47": [event(persons=(5, 5))], "2025-W46": [event()]}
    found = row(weeks, "persons_low")
    assert (found["value"], found["before"], found["change"]) == (5, None, None)


def test_a_year_without_a_week_53_has_nothing_to_compare() -> None:
    weeks = {"2026-W53": [event()], "2025-W52": [event()]}
    table = comparison_table("2026-W53", weeks)
    assert {each["year_before"] for each in table} == {None}


def test_the_curve_has_52_weeks_and_both_series() -> None:
    counts = [("2025-W47", "verified", 3), ("2025-W47", "received", 2), ("2024-W48", "received", 1)]
    curve = curve_table(WEEK, counts)
    assert [each["week"] for each in (curve[0], curve[-1])] == ["2024-W48", "2025-W47"]
    assert [each["incidents"] for each in (*curve[:2], *curve[-2:])] == [0, 1, 3, 5]
    assert len(curve) == 104
