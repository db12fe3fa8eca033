"""The equations of a table: their answers are those of looking at every table that fits."""

from itertools import product

import pytest

from service.summaries.guarded.counts import PARTS, SLICES, Cell
from service.summaries.guarded.system import Contradiction, Statement, System
from service.summaries.rows import TOTAL
from tests.service.summaries.guarded.tables import every_table

SECTORS, TYPES = ("a", "b"), ("x", "y", "z")
CASES = [
    [(("reported", TOTAL, TOTAL), 4, 4)],
    [(("reported", TOTAL, TOTAL), 4, 4), (("headline", TOTAL, "x"), 2, 3)],
    [(("reported", TOTAL, TOTAL), 0, 4), (("reported", "a", TOTAL), 3, None)],
    [(("reported", TOTAL, TOTAL), 4, 4), (("headline", "a", "x"), 1, None)],
    [(("reported", TOTAL, TOTAL), 4, 4), (("reported", "a", TOTAL), 3, 3),
     (("reported", TOTAL, "y"), 3, 3)],
]  # fmt: skip


@pytest.mark.parametrize("said", CASES)
def test_each_interval_is_that_of_all_tables_that_fit(
    said: list[tuple[tuple[str, str, str], int, int | None]],
) -> None:
    statements = [Statement(Cell(*cell), least, most) for cell, least, most in said]
    fitting = [
        counts
        for counts in every_table(SECTORS, TYPES, PARTS, range(5))
        if all(
            least <= counts.incidents(*cell) <= (99 if most is None else most)
            for cell, least, most in said
        )
    ]
    system = System(statements, SECTORS, TYPES)
    for cell in product(SLICES, (*SECTORS, TOTAL), (*TYPES, TOTAL)):
        numbers = {counts.incidents(*cell) for counts in fitting}
        assert system.interval(Cell(*cell)) == (min(numbers), max(numbers)), cell
        assert all(system.keeps(Cell(*cell), k) == (len(numbers) >= k) for k in (2, 3, 4, 5))


def test_what_nothing_bounds_has_no_upper_end() -> None:
    assert System([], SECTORS, TYPES).interval(Cell("headline", "a", TOTAL)) == (0, None)


def test_statements_that_no_table_fits_are_a_contradiction() -> None:
    statements = [
        Statement(Cell("headline", TOTAL, TOTAL), 5, 5),
        Statement(Cell("reported", TOTAL, TOTAL), 4, 4),
    ]
    with pytest.raises(Contradiction):
        System(statements, SECTORS, TYPES)
