"""Why a number changed: exactly for staff, and no more than the records tell for everyone."""

import pytest

from service.summaries.causes import Happened, Move, cause_of, explained, moves, public_class
from service.summaries.rows import Counted
from tests.service.summaries.samples import event


def happened(**members: object) -> Happened:
    defaults = {"is_new": False, "status": "verified", "is_merged": False}
    return Happened(**{**defaults, **members})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("before", "after", "what", "cause", "told"),
    [
        (None, event(), happened(is_new=True), "late_report", "late_report"),
        (None, event(), happened(fields={"status"}), "grading", "grading"),
        (None, event(), happened(fields={"occurred"}), "correction", "correction"),
        (None, event(), happened(), "disclosure", "disclosure"),
        (event(), None, happened(status="withdrawn"), "withdrawal", "left"),
        (event(), None, happened(is_merged=True), "merge", "left"),
        (event(), None, happened(status="rejected", fields={"status"}), "grading", "left"),
        (event(), None, happened(fields={"location"}), "correction", "left"),
        (event(), event(sector="WLO"), happened(fields={"location"}), "correction", "correction"),
        (event(), event(persons=(9, 9)), happened(fields={"reports"}), "merge", "correction"),
    ],
)
def test_the_cause_follows_from_what_became_of_the_incident(
    before: Counted | None, after: Counted | None, what: Happened, cause: str, told: str
) -> None:
    assert cause_of(before, after, what) == cause
    assert public_class(Move("a", before, after, cause)) == told


def test_only_what_counts_otherwise_has_moved() -> None:
    before = {"a": event(), "b": event(), "c": event()}
    after = {"a": event(), "b": event(sector="WLO"), "d": event()}
    known = dict.fromkeys("abcd", happened(fields={"location"}))
    assert [move.incident_id for move in moves(before, after, known)] == ["b", "c", "d"]


def test_a_cell_names_the_classes_of_all_that_changed_it_and_of_nothing_else() -> None:
    moved = [
        Move("a", None, event(), "late_report"),
        Move("b", event(), None, "withdrawal"),
        Move("c", None, event(sector="WLO", status="received"), "disclosure"),
    ]
    cells = [
        {"series": "headline", "sector": "BIA", "type": "_T"},
        {"series": "headline", "sector": "_T", "type": "arson"},
        {"series": "reported", "sector": "_T", "type": "_T"},
    ]
    assert [cell["classes"] for cell in explained(cells, moved)] == [
        ["late_report", "left"], ["effort"], ["disclosure", "late_report", "left"],
    ]  # fmt: skip
    assert explained(cells, moved, exact=True)[0]["classes"] == ["late_report", "withdrawal"]
