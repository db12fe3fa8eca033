"""What a verification found wrong: where, in which column, and since which number of the chain."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

# A chain that was rebuilt is wrong in every row; the first ones say as much as all of them.
MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class Finding:
    """`column` is None where it cannot be told; `seq` is None for what stands in no seal."""

    table: str
    column: str | None
    wrong: str
    seq: int | None = None


@dataclass(slots=True)
class Findings:
    """Counts everything and lists the first ones."""

    number: int = 0
    listed: list[Finding] = field(default_factory=list)

    def add(self, table: str, column: str | None, wrong: str, seq: int | None = None) -> None:
        self.number += 1
        if len(self.listed) < MOST_LISTED:
            self.listed.append(Finding(table, column, wrong, seq))

    def in_order(self) -> Iterator[Finding]:
        """By the number in the chain; what has none comes last."""
        return iter(sorted(self.listed, key=lambda each: (each.seq is None, each.seq or 0)))
