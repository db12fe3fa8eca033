"""Round numbers for axes and classes."""

from collections.abc import Sequence
from math import ceil

_STEPS = (1, 2, 5)
# Up to this width a class need not be round to be read at once.
_EXACT = 5


def ticks(most: int, wanted: int = 4) -> list[int]:
    """Round numbers from nought to at least the greatest value, about as many as wanted."""
    step = _round_step(max(1, ceil(most / wanted)))
    return list(range(0, max(most, 1) + step, step))


def classes(values: Sequence[int], number: int = 4) -> list[tuple[int, int]]:
    """Up to `number` classes of equal width, without nought, up to the greatest value."""
    most = max(values, default=0)
    width = ceil(most / number)
    width = width if width <= _EXACT else _round_step(width)
    return [(low, low + width - 1) for low in range(1, most + 1, max(width, 1))]


def class_of(value: int, found: Sequence[tuple[int, int]]) -> int:
    """The place of a value among classes, from 1; nought is 0."""
    return next((place for place, (_, high) in enumerate(found, 1) if value <= high), 0) * bool(
        value
    )


def _round_step(least: int) -> int:
    power = 1
    while True:
        for step in _STEPS:
            if step * power >= least:
                return step * power
        power *= 10
