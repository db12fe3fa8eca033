"""What others do while projections are made anew is neither lost nor written over."""

from collections.abc import Callable
from threading import Event, Thread

import pytest

from service.installation import Installation
from service.projections import recompute as recomputing
from service.projections.policy import Delay, Policy
from service.projections.preparing import Prepared, Preparing
from service.projections.publisher import publish
from service.projections.recompute import recompute
from service.projections.recompute_repository import Span
from tests.service.projections.recomputing import (
    DUE,
    SIX,
    STRICT,
    edit_by_hand,
    public,
)
from tests.service.projections.stage import (
    apart,
    claim,
    full_features,
    move,
    reading,
    several,
    submit,
    submit_verified,
)


def test_a_batch_made_meanwhile_is_not_coarsened(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is counted at the start knows nothing of cells that open during the run."""
    monkeypatch.setattr(recomputing, "CHUNK", 1)
    submit_verified(house, *several(5))
    published: list[int] = []

    def progress(done: int, _of: int) -> None:
        if not published:
            published.append(publish(house.database, house.policy, DUE).added)

    recompute(house.database, house.policy, DUE, progress)

    assert published == [5]
    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}


def test_writers_come_in_between_the_chunks(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 5)
    *_, first = submit(house, *several(40))
    moved, stop = [], Event()

    def analyst() -> None:
        for status in ("in_review", "verified", "in_review", "corroborated"):
            move(house, first, status)
            moved.append(status)
        stop.set()

    desk = Thread(target=analyst)
    desk.start()
    while not stop.is_set():
        recompute(house.database, house.policy, DUE)
    desk.join(30)

    assert len(moved) == 4
    recompute(house.database, house.policy, DUE)
    assert full_features(house)[first]["properties"]["status"] == "corroborated"


def meanwhile(monkeypatch: pytest.MonkeyPatch, act: Callable[[], object]) -> None:
    """Let something happen once, between the reading of the first chunk and its writing."""
    whole, done = Preparing.prepare, []

    def prepare(preparing: Preparing, span: Span) -> Prepared:
        prepared = whole(preparing, span)
        if not done:
            done.append(None)
            act()
        return prepared

    monkeypatch.setattr(Preparing, "prepare", prepare)


def test_an_edit_after_the_reading_is_not_written_over(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    *_, edited = submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    meanwhile(monkeypatch, lambda: edit_by_hand(house, edited, persons={"low": 40}))

    result = recompute(house.database, Policy(delay_days=Delay(moderate=8, high=20)), DUE)

    assert result.finished
    assert full_features(house)[edited]["properties"]["persons_low"] == 40
    (row,) = reading(house, "SELECT version, public_on FROM feature_full WHERE id = :id", id=edited)
    assert (row["version"], str(row["public_on"])) == (4, "2025-05-27")


def test_what_is_taken_away_after_the_reading_does_not_come_back(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, *_ = submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    meanwhile(monkeypatch, lambda: move(house, first, "in_review", "rejected"))

    result = recompute(house.database, SIX, DUE)

    assert (result.changed, result.removed) == (4, 0)
    assert [shown["geometry_basis"] for shown in public(house)] == ["sector"] * 4
    assert first not in full_features(house)


def test_what_is_sent_after_the_reading_gets_its_rows(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, claim())
    sent: list[str] = []
    meanwhile(monkeypatch, lambda: sent.extend(submit(house, apart(1), claim())))

    result = recompute(house.database, STRICT, DUE)

    days = reading(house, "SELECT id, public_on FROM feature_full")
    assert {row["id"]: row["public_on"] for row in days if row["id"] in sent} == {
        sent[0]: None,
        sent[1]: None,
    }
    assert result.incidents == 3


def test_a_batch_made_after_the_reading_is_counted(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit_verified(house, *several(5))
    meanwhile(monkeypatch, lambda: publish(house.database, house.policy, DUE))

    assert recompute(house.database, house.policy, DUE).finished

    assert {shown["geometry_basis"] for shown in public(house)} == {"cell"}


def test_a_run_that_another_process_ended_meanwhile_is_not_done_again(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, *several(3))
    meanwhile(monkeypatch, lambda: recompute(house.database, SIX, DUE))

    result = recompute(house.database, SIX, DUE)

    assert (result.incidents, result.finished) == (0, True)
    assert len(reading(house, "SELECT 1 FROM audit_entry WHERE action LIKE 'projection.%'")) == 1
