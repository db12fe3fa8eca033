"""How much of a week is readable."""

from service.summaries.guarded.protect import protect
from service.summaries.guarded.share import Share, printed_share
from tests.service.summaries.guarded.tables import counts_of, severe


def test_records_always_print_and_guarded_cells_where_it_is_safe() -> None:
    counts = counts_of([severe()] * 9)
    records = [{"incidents": 1}, {"incidents": 2}, {"incidents": 0}]
    share = printed_share(records, counts, protect(counts, 5))
    # A cell and its margins hold something, in both series; the reported total alone prints.
    assert share == Share(records=2, guarded=8, guarded_printed=1)
    assert share.printed == 0.3


def test_where_nothing_is_there_all_of_it_prints() -> None:
    assert Share(0, 0, 0).printed == 1.0


def test_weeks_add_up() -> None:
    assert Share(3, 1, 0) + Share(0, 2, 1) == Share(3, 3, 1)
