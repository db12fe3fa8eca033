"""The recipe of the chain, which an outsider must be able to follow."""

from dataclasses import fields, replace
from datetime import UTC, datetime, timedelta, timezone
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.audit.chain import GENESIS, Recorded, instant_text, microseconds_text, seal_hash

ENTRY = Recorded(
    id=12,
    at="2025-11-25T21:30:00.000001Z",
    actor="a1b2c3",
    action="incident.read",
    subject="Białowieża",
    details='{"version":1}',
)
TEXTS = [each.name for each in fields(Recorded) if each.name != "id"]


def test_the_hash_is_that_of_netstrings_in_the_documented_order() -> None:
    written = (
        f"64:{GENESIS},1:1,2:12,27:2025-11-25T21:30:00.000001Z,6:a1b2c3,13:incident.read,"
        '12:Białowieża,13:{"version":1},'
    )
    assert seal_hash(GENESIS, 1, ENTRY) == sha256(written.encode()).hexdigest()


def test_letters_that_move_over_to_the_next_column_make_another_hash() -> None:
    moved = replace(ENTRY, actor="a1b2c3i", action="ncident.read")
    assert seal_hash(GENESIS, 1, moved) != seal_hash(GENESIS, 1, ENTRY)


@pytest.mark.parametrize("column", TEXTS)
@given(letters=st.text(max_size=20))
def test_every_column_is_in_the_hash(column: str, letters: str) -> None:
    changed = replace(ENTRY, **{column: letters})
    same = seal_hash(GENESIS, 1, changed) == seal_hash(GENESIS, 1, ENTRY)
    assert same == (changed == ENTRY)


def test_number_id_and_the_hash_before_are_in_the_hash() -> None:
    hashes = {
        seal_hash(GENESIS, 1, ENTRY),
        seal_hash(GENESIS, 2, ENTRY),
        seal_hash("1" + GENESIS[1:], 1, ENTRY),
        seal_hash(GENESIS, 1, replace(ENTRY, id=13)),
    }
    assert len(hashes) == 4


@pytest.mark.parametrize("column", TEXTS)
def test_an_unusable_column_is_named_and_has_no_hash(column: str) -> None:
    broken = replace(ENTRY, **{column: None})
    assert list(broken.unusable()) == [column]
    with pytest.raises(ValueError, match="no hash"):
        seal_hash(GENESIS, 1, broken)


def test_an_instant_has_one_spelling() -> None:
    warsaw = timezone(timedelta(hours=1))
    assert instant_text(datetime(2025, 11, 25, 22, 30, tzinfo=warsaw)) == (
        "2025-11-25T21:30:00.000000Z"
    )
    assert instant_text(datetime(33, 1, 1, tzinfo=UTC)) == "0033-01-01T00:00:00.000000Z"


@given(st.datetimes(timezones=st.just(UTC)))
def test_microseconds_are_written_as_their_instant(instant: datetime) -> None:
    microseconds = (instant - datetime(1970, 1, 1, tzinfo=UTC)) // timedelta(microseconds=1)
    assert microseconds_text(microseconds) == instant_text(instant)


@pytest.mark.parametrize("nonsense", [None, 2**62, -(2**62), 2**63 - 1])
def test_what_no_calendar_holds_is_no_instant(nonsense: int | None) -> None:
    assert microseconds_text(nonsense) is None
