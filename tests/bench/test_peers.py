"""The comparison with other servers: it runs on our own two, and believes no wrong answer.

Nothing is installed here: the other servers are left out.
"""

from typing import Any

import pytest

from bench.peers.asking import Asked
from bench.peers.bars import EQUAL_BARS, POSTGIS, SQLITE, Bar, page_bars
from bench.peers.checking import Differs, check_page
from bench.peers.depth import depth_of
from bench.peers.ours import Ours
from bench.peers.questions import Question
from bench.peers.report import section
from bench.peers.run import measure
from tests.conftest import require_postgres

ROWS = 300
QUESTION = Question("somewhere", (23.0, 52.0, 24.0, 53.0), ("2024-01-01", "2024-12-27"))
EQUAL, AS_SERVED = Asked(2, equal=True), Asked(2)


@pytest.mark.slow
@pytest.mark.postgres
def test_our_own_servers_are_measured_on_the_same_rows() -> None:
    require_postgres()

    run = measure(ROWS, peers=False)

    assert run.features >= ROWS
    assert [(limit, equal) for limit, equal, _ in run.pages] == [
        (limit, equal) for limit in EQUAL_BARS for equal in (True, False)
    ]
    assert all(set(ms) == {POSTGIS, SQLITE} for _, _, ms in run.pages)
    assert {(each.server, each.depth) for each in run.depths} == {
        (name, depth_of(run.features)[0]) for name in (POSTGIS, SQLITE)
    }
    assert len(run.boxes) == 16
    assert {each.matched == 0 for each in run.boxes if "empty" in each.box} == {True}
    assert max(each.matched for each in run.boxes if "whole" in each.box) > ROWS / 2
    text = section(run)
    assert "10 features, equal work: tipg to Miedza on SQLite | - | at least 5 | not mea" in text
    assert "equal work: Miedza on SQLite to Miedza on PostGIS | - |" not in text


def page(*ids: str) -> dict[str, Any]:
    return {"features": [{"id": each} for each in ids]}


@pytest.mark.parametrize(
    ("ids", "asked"),
    [
        pytest.param(("c",), EQUAL, id="too few"),
        pytest.param(("c", "b", "a"), EQUAL, id="too many"),
        pytest.param(("b", "c"), EQUAL, id="another order"),
        pytest.param(("b", "a"), EQUAL, id="not the newest"),
        pytest.param(("c", "c"), AS_SERVED, id="one twice"),
        pytest.param(("c", "x"), AS_SERVED, id="one that does not match"),
    ],
)
def test_a_wrong_page_is_not_timed(ids: tuple[str, ...], asked: Asked) -> None:
    with pytest.raises(Differs):
        check_page(Ours("tried", 0), ["c", "b", "a"], page(*ids), QUESTION, asked)


def test_a_right_page_is_timed_and_an_order_of_their_own_where_none_was_asked_for() -> None:
    right = ["c", "b", "a"]

    check_page(Ours("tried", 0), right, page("c", "b"), QUESTION, EQUAL)
    check_page(Ours("tried", 0), right, page("a", "b"), QUESTION, AS_SERVED)
    check_page(Ours("tried", 0), right, page("a"), QUESTION, Asked(2, equal=True, offset=2))


def test_a_count_is_asked_for_only_where_the_page_does_not_say_it() -> None:
    silent, telling = Ours("silent", 0), Ours("telling", 0, page_counts=True)

    assert [path.endswith("resultType=hits") for path in silent.paths(QUESTION, EQUAL)] == [
        False,
        True,
    ]
    assert len(silent.paths(QUESTION, AS_SERVED)) == 1
    assert len(telling.paths(QUESTION, EQUAL)) == 1


@pytest.mark.parametrize(
    ("bar", "verdict"),
    [
        (Bar("pages", 5.0, 5), "met"),
        (Bar("pages", 4.99, 5), "**missed**"),
        (Bar("depth", 1.5, 1.5, least=False), "met"),
        (Bar("depth", 1.51, 1.5, least=False), "**missed**"),
        (Bar("pages", None, 5), "not measured"),
    ],
)
def test_a_bar_is_met_missed_or_not_measured(bar: Bar, verdict: str) -> None:
    assert bar.verdict == verdict
    assert bar.met == (verdict == "met")


def test_a_server_that_was_left_out_meets_no_bar() -> None:
    bars = page_bars([(10, True, {POSTGIS: 1.0, SQLITE: 1.0, "tipg": 50.0})], [POSTGIS, SQLITE])

    assert {bar.what: bar.verdict for bar in bars if "tipg" in bar.what or "pyg" in bar.what} == {
        "10 features, equal work: tipg to Miedza on PostGIS": "met",
        "10 features, equal work: tipg to Miedza on SQLite": "met",
        "10 features, equal work: pygeoapi to Miedza on PostGIS": "not measured",
        "10 features, equal work: pygeoapi to Miedza on SQLite": "not measured",
    }
