"""A run that ends anywhere goes on where it stopped, and no chunk is seen half."""

from typing import Any

import pytest

from service.installation import Installation
from service.projections import recompute as recomputing
from service.projections import renewal
from service.projections.publisher import publish
from service.projections.recompute import is_due, recompute
from service.projections.rules import rules_of
from tests.service.projections.recomputing import (
    DUE,
    SIX,
    STRICT,
    state,
)
from tests.service.projections.stage import (
    reading,
    several,
    submit,
    submit_verified,
)


class KilledHere(Exception):
    """Stands for the end of a process."""


def end_after(monkeypatch: pytest.MonkeyPatch, chunks: int) -> None:
    """Let the process end inside the chunk after so many."""
    whole, done = renewal.replace_full, []

    def replace_full(*arguments: Any) -> None:
        whole(*arguments)
        done.append(None)
        if len(done) > chunks:
            raise KilledHere

    monkeypatch.setattr(renewal, "replace_full", replace_full)


def test_a_run_that_was_killed_goes_on_where_it_stopped(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    submit_verified(house, *several(7))
    publish(house.database, house.policy, DUE)
    with monkeypatch.context() as killed:
        end_after(killed, chunks=2)
        with pytest.raises(KilledHere):
            recompute(house.database, SIX, DUE)
    (run,) = reading(house, "SELECT rules, finished_rules, done FROM projection_run")
    assert run == {"rules": str(rules_of(SIX)), "finished_rules": None, "done": 4}
    assert is_due(house.database, SIX)

    result = recompute(house.database, SIX, DUE)

    assert (result.resumed_after, result.incidents, result.finished) == (4, 7, True)
    assert not is_due(house.database, SIX)
    assert is_due(house.database, house.policy)


def test_no_chunk_is_seen_half(house: Installation, monkeypatch: pytest.MonkeyPatch) -> None:
    submit_verified(house, *several(5))
    publish(house.database, house.policy, DUE)
    before = state(house)
    end_after(monkeypatch, chunks=0)

    with pytest.raises(KilledHere):
        recompute(house.database, STRICT, DUE)

    assert state(house) == before


def test_a_run_under_other_rules_starts_anew(
    house: Installation, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    submit(house, *several(5))
    with monkeypatch.context() as killed:
        end_after(killed, chunks=1)
        with pytest.raises(KilledHere):
            recompute(house.database, SIX, DUE)

    assert recompute(house.database, STRICT, DUE).resumed_after == 0
    (run,) = reading(house, "SELECT finished_rules, done, rules FROM projection_run")
    assert run == {"finished_rules": str(rules_of(STRICT)), "done": 5, "rules": None}
