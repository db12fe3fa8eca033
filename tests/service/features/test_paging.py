"""A cursor leads on in its own question, and nowhere else."""

from base64 import urlsafe_b64encode
from hashlib import blake2b

import pytest

from service.errors import QueryInvalid
from service.features.filters import Filter
from service.features.paging import Position, read_cursor, write_cursor

AT = Position((739_577, "7f8d4a52-0f0e-4c53-9c55-1f3a2b6f0a11"))
WANTED = Filter(types=("crossing_attempt",))
CURSOR = write_cursor("incidents", WANTED, (), AT)


def test_a_cursor_gives_back_its_position() -> None:
    assert read_cursor("incidents", WANTED, (), CURSOR) == AT


def test_a_position_before_1970_survives() -> None:
    at = Position((-1, "a"))
    assert read_cursor("incidents", WANTED, (), write_cursor("incidents", WANTED, (), at)) == at


def test_a_cursor_that_leads_back_is_another_one() -> None:
    back = write_cursor("incidents", WANTED, (), Position(AT.key, back=True))
    assert back != CURSOR
    assert read_cursor("incidents", WANTED, (), back).back


def test_a_cursor_can_stand_in_an_address_as_it_is() -> None:
    assert CURSOR.replace("-", "").replace("_", "").isalnum()


@pytest.mark.parametrize(
    ("collection", "wanted"),
    [("incidents-full", WANTED), ("incidents", Filter()), ("incidents", Filter(sectors=("BIA",)))],
)
def test_a_cursor_of_another_question_is_refused(collection: str, wanted: Filter) -> None:
    with pytest.raises(QueryInvalid):
        read_cursor(collection, wanted, (), CURSOR)


@pytest.mark.parametrize("place", range(len(CURSOR)))
def test_no_letter_of_a_cursor_can_be_changed(place: int) -> None:
    letter = "A" if CURSOR[place] != "A" else "B"
    with pytest.raises(QueryInvalid):
        read_cursor("incidents", WANTED, (), CURSOR[:place] + letter + CURSOR[place + 1 :])


@pytest.mark.parametrize("text", ["", "A", "!", "=", CURSOR + "A", CURSOR + "=", "ż", "!" + CURSOR])
def test_what_is_no_cursor_is_refused(text: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        read_cursor("incidents", WANTED, (), text)
    assert refused.value.problems[0].field == "cursor"


@pytest.mark.parametrize("feature_id", [b"", b"a\x00b", b"\xff", b"a' OR 1=1", b"a" * 65])
def test_a_forged_cursor_carries_nothing_odd(feature_id: bytes) -> None:
    position = b'[false,1,"' + feature_id + b'"]'
    question = repr(("incidents", WANTED.query(), None, [])).encode()
    sealed = position + blake2b(question + position, digest_size=8).digest()
    with pytest.raises(QueryInvalid):
        read_cursor("incidents", WANTED, (), urlsafe_b64encode(sealed).rstrip(b"=").decode())
