"""A helping process makes it quicker and nothing else."""

import pytest

from service.installation import Installation
from service.projections import recompute as recomputing
from service.projections.helper import Helper
from service.projections.policy import Policy
from service.projections.preparing import Prepared
from service.projections.publisher import publish
from service.projections.recompute import recompute
from service.projections.recompute_repository import Span
from tests.service.projections.recomputing import (
    DUE,
    public,
    state,
)
from tests.service.projections.stage import (
    apart,
    several,
    submit,
    submit_verified,
)


@pytest.fixture
def with_helper(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """Chunks of two, every other one of the helper, however long it takes; who it was."""
    monkeypatch.setattr(recomputing, "CHUNK", 2)
    monkeypatch.setattr(recomputing, "HELPED_FROM", 1)
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    monkeypatch.setattr(Helper, "is_ready_soon", lambda _: True)
    whole, answers = Helper.answer, []

    def answer(helper: Helper) -> Prepared | None:
        prepared = whole(helper)
        answers.append(0 if prepared is None else len(prepared.versions))
        return prepared

    monkeypatch.setattr(Helper, "answer", answer)
    return answers


@pytest.mark.slow
def test_a_helper_changes_nothing_but_the_time(house: Installation, with_helper: list[int]) -> None:
    submit_verified(house, *several(6), *(apart(number) for number in range(5)))
    publish(house.database, house.policy, DUE)

    result = recompute(house.database, Policy(cell_min_incidents=12), DUE)

    assert with_helper == [2, 2, 1]
    assert (result.incidents, result.changed, result.finished) == (11, 11, True)
    assert {shown["geometry_basis"] for shown in public(house)} == {"sector"}
    after = state(house)
    recompute(house.database, Policy(cell_min_incidents=12), DUE)
    assert state(house) == after


@pytest.mark.slow
def test_a_helper_that_dies_is_done_without(
    house: Installation, with_helper: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    submit(house, *several(7))
    whole = Helper.ask

    def ask(helper: Helper, span: Span) -> None:
        helper._process.kill()
        helper._process.join()
        whole(helper, span)

    monkeypatch.setattr(Helper, "ask", ask)

    assert recompute(house.database, house.policy, DUE).finished
    assert with_helper == [0]
