"""A cursor leads on in its own question, and nowhere else."""

import pytest

from service.cursors import Cursors
from service.errors import QueryInvalid
from service.features.filters import Filter
from service.features.paging import Position, read_cursor, write_cursor
from service.features.sorting import parse_sortby

AT = Position((739_577, "7f8d4a52-0f0e-4c53-9c55-1f3a2b6f0a11"))
WANTED = Filter(types=("crossing_attempt",), within=("BIA",))
OURS = Cursors(lambda: (bytes(range(32)),))
CURSOR = write_cursor(OURS, "incidents", WANTED, (), AT)


def test_a_cursor_gives_back_its_position() -> None:
    assert read_cursor(OURS, "incidents", WANTED, (), CURSOR) == AT


@pytest.mark.parametrize("number", [-1, -(2**63), 2**63 - 1])
def test_a_position_before_1970_survives_as_any_other(number: int) -> None:
    at = Position((number, "a"))
    cursor = write_cursor(OURS, "incidents", WANTED, (), at)
    assert read_cursor(OURS, "incidents", WANTED, (), cursor) == at


def test_a_cursor_that_leads_back_is_another_one() -> None:
    back = write_cursor(OURS, "incidents", WANTED, (), Position(AT.key, back=True))
    assert back != CURSOR
    assert read_cursor(OURS, "incidents", WANTED, (), back).back


@pytest.mark.parametrize(
    ("collection", "wanted"),
    [
        ("incidents-full", WANTED),
        ("incidents", Filter()),
        ("incidents", Filter(sectors=("BIA",))),
        ("incidents", Filter(types=WANTED.types)),
        ("incidents", Filter(types=WANTED.types, within=("BIA", "KRY"))),
        ("incidents", Filter(types=WANTED.types, within=())),
    ],
)
def test_a_cursor_of_another_question_is_refused(collection: str, wanted: Filter) -> None:
    with pytest.raises(QueryInvalid):
        read_cursor(OURS, collection, wanted, (), CURSOR)


@pytest.mark.parametrize("text", ["week", "-week,type", "type,-week"])
def test_a_cursor_of_another_order_is_refused(text: str) -> None:
    order, position = parse_sortby("incidents", text), Position((1, "pushback", "a"))
    cursor = write_cursor(OURS, "incidents", WANTED, order, position)
    assert read_cursor(OURS, "incidents", WANTED, order, cursor) == position
    for other in ((), parse_sortby("incidents", "type")):
        with pytest.raises(QueryInvalid):
            read_cursor(OURS, "incidents", WANTED, other, cursor)


def test_a_cursor_of_another_key_is_refused() -> None:
    with pytest.raises(QueryInvalid):
        read_cursor(Cursors(lambda: (bytes(32),)), "incidents", WANTED, (), CURSOR)
