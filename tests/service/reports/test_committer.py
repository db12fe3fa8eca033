"""Group commit: what queues up during one commit shares the next."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from threading import Event
from typing import Any

import pytest

from service.errors import Unavailable
from service.reports.committer import MAX_GROUP, Answer, GroupCommitter
from service.reports.service import Outcome, Submission
from tests.service.reports.test_service import submission

WAIT_S = 10
Make = Callable[["Book"], GroupCommitter]


class Book:
    """Takes groups as the database would, and waits before the first until it is opened."""

    def __init__(self) -> None:
        self.open = Event()
        self.begun = Event()
        self.groups: list[list[str]] = []

    def receive(self, group: Sequence[Submission]) -> list[Answer]:
        self.begun.set()
        assert self.open.wait(WAIT_S)
        self.groups.append([each.id for each in group])
        if any(each.id == "bad" for each in group):
            raise ValueError("a bad row")
        if any(each.id == "away" for each in group):
            raise Unavailable("the database is away")
        return [Outcome("created", None) for _ in group]


@pytest.fixture
def book() -> Book:
    return Book()


@pytest.fixture
def committer(book: Book) -> Iterator[GroupCommitter]:
    committer = GroupCommitter(book.receive)
    yield committer
    book.open.set()
    committer.close()


def queue(
    committer: GroupCommitter, book: Book, report: dict[str, Any], *names: str
) -> list[Future[Answer]]:
    """The first name is being written while the others queue up behind it."""
    first, *others = names
    futures = [committer.submit(submission(report, id=first))]
    assert book.begun.wait(WAIT_S)
    futures += [committer.submit(submission(report, id=name)) for name in others]
    return futures


def test_reports_that_queue_up_during_a_commit_share_the_next(
    committer: GroupCommitter, book: Book, report: dict[str, Any]
) -> None:
    futures = queue(committer, book, report, "a", "b", "c")
    assert not any(future.done() for future in futures)
    book.open.set()
    assert [future.result(WAIT_S) for future in futures] == [Outcome("created", None)] * 3
    assert book.groups == [["a"], ["b", "c"]]


def test_senders_that_came_together_are_awaited_together(
    committer: GroupCommitter,
    book: Book,
    report: dict[str, Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("service.reports.committer.LINGER_S", WAIT_S)
    futures = queue(committer, book, report, "a", "b", "c")
    book.open.set()
    assert [future.result(WAIT_S) for future in futures] == [Outcome("created", None)] * 3
    # The thread has the first of them and waits for the second, however late it comes.
    first = committer.submit(submission(report, id="d"))
    with pytest.raises(TimeoutError):
        first.result(0.2)
    second = committer.submit(submission(report, id="e"))
    assert first.result(WAIT_S) == second.result(WAIT_S) == Outcome("created", None)
    assert book.groups[-1] == ["d", "e"]


def test_a_group_has_a_largest_size(
    committer: GroupCommitter, book: Book, report: dict[str, Any]
) -> None:
    names = [str(number) for number in range(MAX_GROUP + 2)]
    futures = queue(committer, book, report, *names)
    book.open.set()
    assert futures[-1].result(WAIT_S)
    assert [len(group) for group in book.groups] == [1, MAX_GROUP, 1]


def test_a_bad_report_does_not_fail_its_neighbours(
    committer: GroupCommitter, book: Book, report: dict[str, Any]
) -> None:
    futures = queue(committer, book, report, "a", "b", "bad", "c")
    book.open.set()
    assert [future.exception(WAIT_S) is None for future in futures] == [True, True, False, True]
    assert book.groups[2:] == [["b"], ["bad"], ["c"]]


def test_when_the_database_is_away_a_whole_group_fails_at_once(
    committer: GroupCommitter, book: Book, report: dict[str, Any]
) -> None:
    futures = queue(committer, book, report, "a", "b", "away", "c")
    book.open.set()
    faults = [type(future.exception(WAIT_S)) for future in futures[1:]]
    assert faults == [Unavailable] * 3
    assert book.groups == [["a"], ["b", "away", "c"]]


def test_a_sender_that_goes_away_does_not_stop_the_writing(
    committer: GroupCommitter, book: Book, report: dict[str, Any]
) -> None:
    first, second, third = queue(committer, book, report, "a", "b", "c")
    assert second.cancel()
    assert not first.cancel()
    book.open.set()
    assert third.result(WAIT_S)
    assert book.groups == [["a"], ["c"]]
    assert committer.submit(submission(report)).result(WAIT_S)


def test_closing_writes_what_is_queued_and_takes_nothing_more(
    book: Book, report: dict[str, Any]
) -> None:
    committer = GroupCommitter(book.receive)
    futures = queue(committer, book, report, "a", "b")
    book.open.set()
    committer.close()
    assert all(future.done() for future in futures)
    with pytest.raises(Unavailable):
        committer.submit(submission(report))
