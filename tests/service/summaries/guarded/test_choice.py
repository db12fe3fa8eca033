"""What prints, and that what is withheld stays hidden from a reader who knows this code.

She can run it too: on every table that might be the true one. The tests do just that, over all
small tables, and ask in how many ways each number that does not print could have come out.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import product

import pytest

from service.summaries.guarded.choice import Choice, choose
from service.summaries.guarded.counts import (
    ALONE,
    HEADLINE,
    PARTS,
    REPORTED,
    SLICES,
    Cell,
    GuardedCounts,
)
from service.summaries.rows import TOTAL
from tests.service.summaries.guarded.tables import counts_of, every_table, severe

SECTORS = ("BIA", "WLO", "several")
TYPES = ("pushback", "death", "detention")


def printed(choice: Choice) -> dict[Cell, int]:
    """Every number that a reader of the choice knows."""
    found = {Cell(REPORTED, *place): number for place, number in choice.cells.items()}
    margins = {
        **{(TOTAL, code): column for code, column in _columns(choice.types)},
        **{(code, TOTAL): column for code, column in _columns(choice.sectors)},
    }
    known = [((TOTAL, TOTAL), choice.reported, choice.headline)]
    known += [(place, each.reported, each.headline) for place, each in margins.items()]
    for place, reported, headline in known:
        alone = None if None in (reported, headline) else reported - headline  # type: ignore[operator]
        for series, number in ((REPORTED, reported), (HEADLINE, headline), (ALONE, alone)):
            if number is not None:
                found[Cell(series, *place)] = number
    return found


def _columns(margin: object) -> Iterable[tuple[str, object]]:
    return margin.columns.items() if margin is not None else ()  # type: ignore[attr-defined,no-any-return]


def what_is_known(
    tables: Iterable[GuardedCounts], k: int
) -> Iterator[tuple[dict[Cell, int], dict[Cell, set[int]]]]:
    """For each answer that some table gives: what it prints, and what each number may be."""
    answers: dict[str, dict[Cell, int]] = {}
    possible: defaultdict[str, defaultdict[Cell, set[int]]] = defaultdict(lambda: defaultdict(set))
    for counts in tables:
        choice = choose(counts, k)
        said = printed(choice)
        name = repr((sorted(said.items()), choice.span))
        answers[name] = said
        for cell in product(SLICES, (*counts.sectors, TOTAL), (*counts.types, TOTAL)):
            possible[name][Cell(*cell)].add(counts.incidents(*cell))
    for name, said in answers.items():
        yield said, possible[name]


def assert_hidden(tables: Iterable[GuardedCounts], k: int, series: Iterable[str] = SLICES) -> int:
    """How many numbers printed inside the table; each one that is withheld had k values."""
    inside = 0
    for said, possible in what_is_known(tables, k):
        inside += sum(TOTAL not in cell[1:] for cell in said)
        for cell, numbers in possible.items():
            if cell.series in series:
                prints = cell in said and numbers == {said[cell]} and said[cell] >= k
                assert prints or len(numbers) >= k, (cell, numbers, said)
    return inside


@pytest.mark.parametrize(("k", "most"), [(2, 5), (3, 6)])
def test_every_answer_leaves_each_withheld_number_k_values(k: int, most: int) -> None:
    assert_hidden(every_table(SECTORS[:2], TYPES[:2], PARTS, range(most + 1)), k)


def test_so_it_is_along_margins_where_one_series_stands_alone() -> None:
    assert_hidden(every_table(SECTORS[:2], TYPES, PARTS[:1], range(8)), 3, (REPORTED,))


@pytest.mark.slow
def test_so_it_is_where_cells_print_inside_the_table() -> None:
    tables = every_table(SECTORS, TYPES, PARTS[1:], [8])
    assert assert_hidden(tables, 2, (REPORTED,)) > 0


def test_so_it_is_to_a_reader_who_supposes_unlikely_types_empty() -> None:
    """Whenever she is right, she is left with k values of all others."""
    likely = [*TYPES, "shots_fired"]
    tables = (
        replace(counts, doubtful=frozenset({"shots_fired"}))
        for counts in every_table(SECTORS[:2], likely, PARTS[:1], range(7))
        if counts.incidents(REPORTED, TOTAL, "shots_fired") == 0
    )
    for said, possible in what_is_known(tables, 3):
        for cell, numbers in possible.items():
            if cell.series == REPORTED and cell.type != "shots_fired":
                assert cell in said or len(numbers) >= 3, (cell, numbers, said)


def test_fewer_than_k_in_all_print_nothing() -> None:
    choice = choose(counts_of([severe()] * 4), 5)
    assert (choice.reported, choice.headline, choice.span) == (None, None, (0, 4))
    assert choice.types is None


def test_a_lone_type_does_not_print_beside_the_total_because_all_others_would_be_zero() -> None:
    choice = choose(counts_of([severe()] * 20), 5)
    assert choice.reported == 20
    assert printed(choice).keys() == {Cell(REPORTED, TOTAL, TOTAL)}


def test_a_type_prints_where_the_others_hold_enough_to_hide_in() -> None:
    incidents = [severe(sector="BIA")] * 9 + [severe(type="death", sector="WLO")] * 4
    choice = choose(counts_of(incidents), 5)
    assert choice.column(TOTAL, "pushback").reported == 9
    assert choice.column(TOTAL, "death").reported is None
    assert choice.column("BIA", TOTAL).reported == 9


@pytest.mark.parametrize(
    ("verified", "received", "headline", "span"),
    [
        (5, 5, 5, (5, 5)),
        (4, 9, None, (0, 4)),
        (9, 4, None, (9, 13)),
        (13, 0, None, (9, 13)),
        (4, 4, None, (0, 8)),
        (0, 5, None, (0, 5)),
    ],
)
def test_the_headline_beside_the_total_is_exact_or_one_of_k_values(
    verified: int, received: int, headline: int | None, span: tuple[int, int]
) -> None:
    incidents = [severe()] * verified + [severe(status="received")] * received
    choice = choose(counts_of(incidents), 5)
    assert (choice.headline, choice.span) == (headline, span)


def test_a_cell_prints_inside_a_table_with_much_around_it() -> None:
    incidents = [
        severe(sector=sector, type=kind)
        for sector in ("BIA", "WLO", "several", "unknown")
        for kind in ("pushback", "death", "person_in_distress", "detention")
        for _ in range(9 if (sector, kind) == ("BIA", "pushback") else 4)
    ]
    assert choose(counts_of(incidents), 5).cells == {("BIA", "pushback"): 9}
