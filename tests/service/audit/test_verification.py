"""Whatever someone changes past the guards, `verify` finds it."""

from datetime import UTC, datetime, timedelta
from itertools import combinations
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from service.audit.chain import GENESIS, Seal
from service.audit.service import find_head, record_alone
from service.audit.verification import Verification, verify
from service.installation import Installation
from tests.service.audit.trail import (
    columns,
    foreign_hand,
    like,
    plant,
    put_in,
    replace,
    rows,
    take_out,
    with_value,
)
from tests.service.projections.stage import ON_SQLITE

TABLES = ("audit_entry", "audit_seal", "weekly_release")
COLUMNS = [(table, name) for table in TABLES for name in columns(table)]


def found(house: Installation) -> Verification:
    return verify(house.database)


def tables(result: Verification) -> set[str]:
    return {each.table for each in result.findings}


def test_what_nobody_touched_is_intact(house: Installation) -> None:
    plant(house)
    result = found(house)
    assert (result.findings, result.unsealed, result.intact) == ((), 0, True)
    assert (result.releases, result.older_releases, result.heads, result.reports) == (3, 0, 3, 3)
    assert result.head == find_head(house.database)[0]
    assert result.head.seq == result.sealed > 0
    assert result.first_broken is None


def test_an_empty_trail_is_intact(house: Installation) -> None:
    result = found(house)
    assert (result.intact, result.head) == (True, Seal(0, GENESIS))


def test_progress_ends_with_all_seals(house: Installation) -> None:
    plant(house)
    told: list[tuple[int, int]] = []
    sealed = verify(house.database, lambda done, total: told.append((done, total))).sealed
    assert told[-1] == (sealed, sealed)


def test_entries_without_a_seal_are_named_with_their_age_and_are_nothing_wrong(
    house: Installation,
) -> None:
    plant(house)
    record_alone(house.database, "report.read", "a", "1")
    record_alone(house.database, "report.read", "a", "2")
    result = found(house)
    assert (result.intact, result.unsealed) == (True, 2)
    with foreign_hand(house) as hand:
        oldest = rows(hand, "audit_entry")[-2]
    assert result.unsealed_since is not None
    assert datetime.fromisoformat(result.unsealed_since) == _instant(oldest[1])


@pytest.mark.parametrize(("table", "column"), COLUMNS)
def test_a_single_changed_byte_is_found(house: Installation, table: str, column: str) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        before = rows(hand, table)

        @settings(max_examples=20)
        @given(st.data())
        def change_one(data: st.DataObject) -> None:
            row = data.draw(st.sampled_from(before))
            value = data.draw(changes(row[columns(table).index(column)]))
            changed = with_value(table, row, column, value)
            key_is_taken = any(_clash(table, changed, each) for each in before if each != row)
            assume(not key_is_taken)
            replace(hand, table, row, changed)
            try:
                result = found(house)
            finally:
                replace(hand, table, changed, row)
            assert not result.intact
            assert table == "audit_entry" or table in tables(result)
            assert table == "weekly_release" or result.first_broken is not None

        change_one()
    assert found(house).intact


def changes(value: Any) -> st.SearchStrategy[Any]:
    """The value with one bit or one letter changed, within what the column can hold."""
    if isinstance(value, int):
        # PostgreSQL keeps numbers of 32 bits; SQLite keeps instants as one of more.
        bits = 30 if value < 2**31 else 52
        return st.integers(0, bits).map(lambda bit: value ^ (1 << bit))
    if isinstance(value, datetime):
        return st.integers(0, 50).map(lambda bit: value + timedelta(microseconds=1 << bit))
    if isinstance(value, bytes):
        return st.tuples(st.integers(0, len(value) - 1), st.integers(0, 7)).map(
            lambda at: value[: at[0]] + bytes([value[at[0]] ^ 1 << at[1]]) + value[at[0] + 1 :]
        )
    places = st.tuples(st.integers(0, len(value) - 1), st.integers(0, 6))
    flipped = places.map(
        lambda at: value[: at[0]] + chr(ord(value[at[0]]) ^ 1 << at[1]) + value[at[0] + 1 :]
    )
    return flipped.filter(lambda text: "\0" not in text)


def _clash(table: str, changed: tuple[Any, ...], other: tuple[Any, ...]) -> bool:
    keys = {"audit_entry": (0,), "audit_seal": (0,), "weekly_release": (0, 1)}[table]
    same = all(changed[place] == other[place] for place in keys)
    return same or (table == "audit_seal" and changed[1] == other[1])


@ON_SQLITE
@pytest.mark.parametrize(("table", "column"), COLUMNS)
@pytest.mark.parametrize("value", ["x", 1.5, memoryview(b"{}")])
def test_a_value_of_another_kind_is_found(
    house: Installation, table: str, column: str, value: Any
) -> None:
    """SQLite keeps anything in any column."""
    plant(house)
    with foreign_hand(house) as hand:
        row = rows(hand, table)[1]
        changed = with_value(table, row, column, value)
        take_out(hand, table, row)
        try:
            put_in(hand, table, changed)
        except Exception:  # A row number can be nothing but a whole number: then the row is gone.
            assert column in ("id", "seq")
    assert not found(house).intact


@pytest.mark.parametrize("table", [*TABLES, "report"])
def test_a_deleted_row_is_found(house: Installation, table: str) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        for row in rows(hand, table):
            take_out(hand, table, row)
            result = found(house)
            put_in(hand, table, row)
            # Taking the last seal away opens the end of the chain, which is named.
            assert not result.intact or result.unsealed == 1
    assert found(house).intact


@pytest.mark.parametrize(("table", "column"), [each for each in COLUMNS if each[1] != "id"])
def test_values_swapped_between_two_rows_are_found(
    house: Installation, table: str, column: str
) -> None:
    plant(house)
    place = columns(table).index(column)
    with foreign_hand(house) as hand:
        first, second = next(
            pair for pair in combinations(rows(hand, table), 2) if pair[0][place] != pair[1][place]
        )
        take_out(hand, table, first)
        replace(hand, table, second, with_value(table, second, column, first[place]))
        put_in(hand, table, with_value(table, first, column, second[place]))
    result = found(house)
    assert not result.intact


def test_a_seal_that_was_put_in_is_found(house: Installation) -> None:
    plant(house)
    record_alone(house.database, "report.read", "a", "1")
    with foreign_hand(house) as hand:
        last = rows(hand, "audit_seal")[-1]
        newest = rows(hand, "audit_entry")[-1]
        put_in(hand, "audit_seal", (last[0] + 1, newest[0], last[2]))
    result = found(house)
    assert result.first_broken == last[0] + 1


def test_an_entry_that_was_put_in_before_others_is_named(house: Installation) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        first = rows(hand, "audit_entry")[0]
        put_in(hand, "audit_entry", with_value("audit_entry", first, "id", -7))
    assert found(house).unsealed == 1


def test_the_first_broken_number_and_the_column_are_told(house: Installation) -> None:
    plant(house)
    with foreign_hand(house) as hand:
        entry = rows(hand, "audit_entry")[2]
        changed = with_value("audit_entry", entry, "action", like(entry[3], "report.reaD"))
        replace(hand, "audit_entry", entry, changed)
        result = found(house)
        assert [(each.seq, each.table, each.column) for each in result.findings] == [
            (3, "audit_entry", "action")
        ]
        replace(hand, "audit_entry", changed, entry)
        seal = rows(hand, "audit_seal")[1]
        replace(hand, "audit_seal", seal, (seal[0], seal[1], like(seal[2], "f" * 64)))
        result = found(house)
        assert [(each.seq, each.table, each.column) for each in result.findings] == [
            (2, "audit_seal", "hash")
        ]


def test_a_chain_that_was_cut_with_its_releases_is_found_by_a_head_kept_elsewhere(
    house: Installation,
) -> None:
    plant(house)
    kept = find_head(house.database)[0]
    assert verify(house.database, heads=[kept]).intact
    with foreign_hand(house) as hand:
        hand.execute("DELETE FROM audit_seal WHERE seq > 1")
        hand.execute("DELETE FROM audit_entry WHERE id > 1")
        hand.execute("DELETE FROM weekly_release")
        hand.execute("DELETE FROM sealed_report")
        hand.execute("DELETE FROM report")
        # One entry of two reports is left.
    assert {each.table for each in found(house).findings} == {"report"}
    result = verify(house.database, heads=[kept])
    assert result.first_broken == kept.seq
    assert "kept elsewhere" in " ".join(each.wrong for each in result.findings)
    assert verify(house.database, heads=[Seal(1, kept.hash)]).first_broken == 1


def _instant(stored: Any) -> datetime:
    """SQLite keeps microseconds."""
    if isinstance(stored, datetime):
        return stored
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=stored)
