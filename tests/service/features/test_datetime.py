"""`datetime` asks the public record's week, month or year, and the incident's own time."""

from tests.service.features.conftest import ALL, SHOWN, Ask


def test_a_day_meets_the_public_weeks_and_months_around_it(ask_public: Ask) -> None:
    assert ask_public(datetime="2025-05-12") == {"point", "month"}
    assert ask_public(datetime="2025-05-18") == {"point", "month"}
    assert ask_public(datetime="2025-05-19") == {"sector", "month"}


def test_a_public_period_ends_with_its_last_day(ask_public: Ask) -> None:
    assert ask_public(datetime="2025-05-31") == {"two sectors", "month"}
    assert ask_public(datetime="2025-06-01") == {"two sectors"}
    assert ask_public(datetime="2025-06-02") == set()


def test_a_day_meets_only_incidents_of_that_day_in_warsaw(ask_full: Ask) -> None:
    assert ask_full(datetime="2025-05-14") == {"point", "month"}
    assert ask_full(datetime="2025-05-15") == {"month"}
    assert ask_full(datetime="2025-05-26") == {"two sectors", "month"}
    assert ask_full(datetime="2025-05-27") == {"month"}


def test_an_instant_meets_what_holds_it(ask_full: Ask) -> None:
    assert ask_full(datetime="2025-05-20T00:15:00Z") == {"sector", "month"}
    assert ask_full(datetime="2025-05-20T01:14:59.999999Z") == {"sector", "month"}
    assert ask_full(datetime="2025-05-20T01:15:00Z") == {"month"}
    assert ask_full(datetime="2025-05-26T23:59:59+02:00") == {"two sectors", "month"}
    assert ask_full(datetime="2025-05-26T23:59:58+02:00") == {"month"}


def test_an_instant_meets_the_public_week_of_its_day_in_warsaw(ask_public: Ask) -> None:
    assert ask_public(datetime="2025-05-18T21:59:59Z") == {"point", "month"}
    assert ask_public(datetime="2025-05-18T22:00:00Z") == {"sector", "month"}


def test_an_interval_holds_both_its_ends(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(datetime="2025-05-12/2025-05-19") == {"point", "sector", "month"}
    assert ask_full(datetime="2025-05-14/2025-05-21") == {"point", "sector", "severe", "month"}
    assert ask_full(datetime="2025-05-20T01:00:00Z/2025-05-26T21:59:59Z") == {
        "sector", "severe", "two sectors", "month",
    }  # fmt: skip


def test_an_interval_may_be_open_at_either_end(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(datetime="2025-05-19/..") == {"sector", "two sectors", "month"}
    assert ask_public(datetime="2025-05-19/") == {"sector", "two sectors", "month"}
    assert ask_public(datetime="../2025-05-18") == {"point", "month", "verified"}
    assert ask_full(datetime="/2025-05-01") == {"month", "verified"}
    assert ask_full(datetime="2025-05-28/..") == {"month", "unreviewed"}


def test_an_interval_open_at_both_ends_holds_everything(ask_public: Ask, ask_full: Ask) -> None:
    assert ask_public(datetime="../..") == SHOWN
    assert ask_full(datetime="0000-01-01T00:00:00Z/9999-12-31T00:00:00Z") == ALL


def test_a_long_incident_is_met_in_its_middle_and_at_its_end(ask_full: Ask) -> None:
    assert ask_full(datetime="2025-06-01") == {"unreviewed"}
    assert ask_full(datetime="2025-06-02") == {"unreviewed"}
    assert ask_full(datetime="2025-06-03") == set()


def test_time_combines_with_the_other_filters(ask_public: Ask) -> None:
    assert ask_public(datetime="2025-05-19/..", type="barrier_damaged") == {"sector"}
    assert ask_public(datetime="2025-05-01/2025-05-31", week="2025-W20") == {"point"}
    assert ask_public(datetime="2025-05-01/2025-05-31", bbox="-180,-90,180,90") == {
        "point", "sector",
    }  # fmt: skip
