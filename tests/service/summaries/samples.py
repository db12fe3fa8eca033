"""Rows of the figures, made small: a test names only what it is about."""

from random import Random
from typing import Any

from hypothesis import strategies as st

from service.counting import SEVERAL, STATE, UNKNOWN, Told
from service.summaries.order import Row, codes_of
from service.summaries.rows import Counted, Item, WeekRows
from service.vocabulary import codes

EVENT_TYPES = tuple(code for code in codes("type") if code != STATE)
SECTORS = ("PLA", "BIA", "WLO", SEVERAL, UNKNOWN)
EMPTY = WeekRows("2025-W46", ())


def event(**members: Any) -> Counted:
    """A verified crossing attempt at Białowieża that told no numbers."""
    defaults = {"status": "verified", "sector": "BIA", "type": "crossing_attempt"}
    return Counted(**{**defaults, **members})


def week(*events: Counted) -> WeekRows:
    return WeekRows("2025-W47", events)


def cell(rows: list[Row], **dimensions: str) -> Row:
    """The one row with these codes; totals where a dimension is not named."""
    wanted = {"series": "headline", "sector": "_T", "type": "_T", "equipment": "_T", **dimensions}
    found = [
        row
        for row in rows
        if all(row[name] == code for name, code in wanted.items() if name in row)
    ]
    assert len(found) == 1, found
    return found[0]


def tolds() -> st.SearchStrategy[Told]:
    """Numbers as sources give them: none, one end, or both in order."""
    number = st.integers(0, 60)
    both = st.tuples(number, number).map(lambda pair: (min(pair), max(pair)))
    return st.one_of(
        st.just((None, None)), number.map(lambda low: (low, None)),
        number.map(lambda high: (None, high)), both,
    )  # fmt: skip


def items() -> st.SearchStrategy[Item]:
    kinds = st.sampled_from(("ladder", "wire_cutters", "stones"))
    holders = st.sampled_from(("people_crossing", "by_border_service", "unknown"))
    return st.builds(Item, kinds, holders, tolds())


def events() -> st.SearchStrategy[Counted]:
    return st.builds(
        Counted,
        status=st.sampled_from(codes("status")),
        sector=st.sampled_from(SECTORS),
        type=st.sampled_from(EVENT_TYPES),
        also=st.lists(st.sampled_from(EVENT_TYPES), max_size=2).map(tuple),
        items=st.lists(items(), max_size=3).map(tuple),
        attempts=tolds(),
        persons=tolds(),
        geometry_basis=st.sampled_from(codes("geometry_basis")),
        supplier=st.sampled_from((None, *codes("supplier"))),
        supply_basis=st.sampled_from((None, *codes("supply_basis"))),
    )


def many_events(seed: int, number: int) -> list[Counted]:
    """As many rows as a busy week has, from a seeded generator."""
    chance = Random(seed)  # noqa: S311  # Repeatable, not secret.

    def told() -> Told:
        low = chance.choice((None, 0, 1, 4, 18))
        high = chance.choice((None, 18, 60))
        return low, high

    return [
        Counted(
            status=chance.choice(codes("status")),
            sector=chance.choice(codes_of("sector")[1:]),
            type=chance.choice(EVENT_TYPES),
            also=tuple(chance.sample(EVENT_TYPES, chance.randrange(3))),
            items=tuple(
                Item(chance.choice(codes("equipment")), chance.choice(codes("by")), told())
                for _ in range(chance.randrange(4))
            ),
            attempts=told(),
            persons=told(),
        )
        for _ in range(number)
    ]
