"""Cells inside the table: what is called safe is, by looking at every content of a small block."""

from collections.abc import Iterator
from itertools import product

from hypothesis import assume, given
from hypothesis import strategies as st

from service.summaries.guarded.block import Block, Place

PLACES = [(sector, kind) for sector in ("BIA", "WLO") for kind in ("pushback", "death")]
NUMBERS = st.integers(0, 7)


@st.composite
def blocks(draw: st.DrawFn) -> Block:
    """Made from a true table: two sectors by two types, and what lies beside them."""
    inside = {place: draw(NUMBERS) for place in PLACES}
    beside = {code: draw(NUMBERS) for code in ("BIA", "WLO", "pushback", "death")}
    looked_at = {place: draw(st.sampled_from(("printed", "small", "no"))) for place in PLACES}

    def held(at: int, code: str) -> int:
        return beside[code] + sum(inside[place] for place in PLACES if place[at] == code)

    return Block(
        draw(st.integers(2, 4)),
        sum(inside.values()) + sum(beside.values()) + draw(NUMBERS),
        {code: held(0, code) for code in ("BIA", "WLO")},
        {code: held(1, code) for code in ("pushback", "death")},
        {place: inside[place] for place in PLACES if looked_at[place] == "printed"},
        frozenset(place for place in PLACES if looked_at[place] == "small"),
    )


def contents(block: Block) -> Iterator[dict[str, int]]:
    """Everything the block and what lies beside it can be, where small ones are below k."""
    most = [_most(block, place) for place in PLACES]
    for numbers in product(*(range(least, top + 1) for least, top in most)):
        inside = dict(zip(PLACES, numbers, strict=True))
        found = {f"{sector} {kind}": number for (sector, kind), number in inside.items()}
        for at, held in ((0, block.sectors), (1, block.types)):
            for code, number in held.items():
                here = sum(each for place, each in inside.items() if place[at] == code)
                found[code] = number - here
        beside = sum(found[code] for code in (*block.sectors, *block.types))
        found["corner"] = block.total - sum(numbers) - beside
        if min(found.values()) >= 0:
            yield found


def _most(block: Block, place: Place) -> tuple[int, int]:
    if place in block.printed:
        return block.printed[place], block.printed[place]
    top = min(block.sectors[place[0]], block.types[place[1]])
    return 0, min(top, block.k - 1) if place in block.small else top


@given(blocks())
def test_what_is_called_safe_leaves_each_cell_k_values(block: Block) -> None:
    assume(block.is_safe())
    possible = list(contents(block))
    for place in set(PLACES) - block.printed.keys():
        numbers = {found[" ".join(place)] for found in possible}
        assert len(numbers) >= block.k
        assert place not in block.small or numbers == set(range(block.k))


@given(blocks())
def test_it_leaves_beside_the_block_what_its_cells_can_share_in_k_ways(block: Block) -> None:
    """At least two cells share it, so that each can hold anything from 0 to k - 1."""
    assume(block.is_safe())
    possible = list(contents(block))
    for name in ("BIA", "WLO", "pushback", "death", "corner"):
        assert max(found[name] for found in possible) >= block.k - 1


def test_a_sector_with_all_it_holds_in_one_printed_cell_is_not_safe() -> None:
    block = Block(5, 60, {"BIA": 20}, {"pushback": 30}, {("BIA", "pushback"): 20})
    assert not block.is_safe()


def test_it_is_with_enough_beside_the_cell() -> None:
    block = Block(5, 60, {"BIA": 24}, {"pushback": 30}, {("BIA", "pushback"): 20})
    assert block.is_safe()
