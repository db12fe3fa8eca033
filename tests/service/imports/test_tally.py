"""Counting unknown words without letting a column of free text fill the memory."""

from service.imports import tally
from service.imports.tally import FURTHER, UnknownValues


def test_values_are_counted_by_column_the_most_frequent_first() -> None:
    unknown = UnknownValues()
    unknown.add([("what", "dance"), ("what", "song"), ("what", "song"), ("source", "paper")])

    assert unknown.counts() == {"source": {"paper": 1}, "what": {"song": 2, "dance": 1}}
    assert list(unknown.counts()["what"]) == ["song", "dance"]


def test_nothing_unknown_is_an_empty_answer() -> None:
    assert UnknownValues().counts() == {}


def test_beyond_the_limit_new_values_are_counted_together() -> None:
    unknown = UnknownValues()
    unknown.add(("what", f"word {number}") for number in range(tally.MAX_VALUES + 5))
    unknown.add([("what", "word 0")])

    counts = unknown.counts()["what"]

    assert counts[FURTHER] == 5
    assert counts["word 0"] == 2
    assert len(counts) == tally.MAX_VALUES + 1
