"""The codes of each dimension, in the order in which tables print them."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Any

from geo.sector_files import sector_set
from service.counting import SEVERAL, UNKNOWN
from service.summaries.rows import NOT_APPLICABLE, SERIES, TOTAL
from service.vocabulary import codes

Row = dict[str, Any]


@cache
def codes_of(dimension: str) -> tuple[str, ...]:
    """Totals first, sectors from north to south, everything else as the vocabulary has it."""
    if dimension == "series":
        return SERIES
    if dimension == "sector":
        return (TOTAL, *sector_set().codes, SEVERAL, UNKNOWN)
    if dimension == "held_by":
        return codes("by")
    return (TOTAL, *codes(dimension), NOT_APPLICABLE)


def in_order(rows: Iterable[Row], dimensions: Sequence[str]) -> list[Row]:
    """Rows by their dimensions; a code of another sector set stands behind the known ones."""
    places = [_places(dimension) for dimension in dimensions]

    def position(row: Mapping[str, Any]) -> list[tuple[int, str]]:
        named = zip(places, (row[dimension] for dimension in dimensions), strict=True)
        return [(known.get(code, len(known)), code) for known, code in named]

    return sorted(rows, key=position)


@cache
def _places(dimension: str) -> Mapping[str, int]:
    return {code: place for place, code in enumerate(codes_of(dimension))}
