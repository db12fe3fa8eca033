"""Words that a profile did not know, counted by column."""

from collections import Counter, defaultdict
from collections.abc import Iterable

# A column of free text must not fill the memory: what comes later is counted together.
MAX_VALUES = 1_000
FURTHER = "…"


class UnknownValues:
    """Counts (column, value) pairs; beyond `MAX_VALUES` a column's new values are `FURTHER`."""

    def __init__(self) -> None:
        self._columns: defaultdict[str, Counter[str]] = defaultdict(Counter)

    def add(self, pairs: Iterable[tuple[str, str]]) -> None:
        for column, value in pairs:
            counted = self._columns[column]
            known = value in counted or len(counted) < MAX_VALUES
            counted[value if known else FURTHER] += 1

    def counts(self) -> dict[str, dict[str, int]]:
        """By column; the most frequent value first."""
        return {
            column: dict(sorted(counted.items(), key=lambda item: (-item[1], item[0])))
            for column, counted in sorted(self._columns.items())
        }
