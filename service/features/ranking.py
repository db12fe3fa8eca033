"""An order as SQL: what features are compared by, until no two of them are equal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import and_, literal, or_, tuple_
from sqlalchemy.sql import ColumnElement

from service.cursors import foreign_cursor
from service.features.paging import Key
from service.features.sorting import Order, Sortable, sortable_start, sortable_text
from service.features.tables import FeatureTable

Column = ColumnElement[Any]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rank:
    by: Sortable
    descending: bool


@dataclass(frozen=True, slots=True)
class Ranking:
    """The last rank is the id, so that no two features are equal."""

    ranks: tuple[Rank, ...]

    @property
    def along_time(self) -> bool:
        """Whether the index of times holds the features in this order, or in the opposite."""
        return len(self.ranks) == 2

    @property
    def oldest_first(self) -> bool:
        return not self.ranks[0].descending

    @property
    def columns(self) -> list[Column]:
        return [rank.by.column for rank in self.ranks]

    def ordered(self, columns: Sequence[Column], *, back: bool) -> list[Column]:
        """These columns, of which there is one for each rank, in this order or the opposite."""
        return [
            column.asc() if rank.descending == back else column.desc()
            for rank, column in zip(self.ranks, columns, strict=True)
        ]

    def beyond(self, key: Key, *, back: bool) -> Condition:
        """Lets through what comes behind a feature, or before it."""
        if len(key) != len(self.ranks):
            raise foreign_cursor()
        values = [
            literal(rank.by.value(scalar), rank.by.column.type)
            for rank, scalar in zip(self.ranks, key, strict=True)
        ]
        if len({rank.descending for rank in self.ranks}) == 1:
            # As a row, which an index can follow.
            here, there = tuple_(*self.columns), tuple_(*values)
            return here > there if self.ranks[0].descending == back else here < there
        return or_(
            *(
                and_(
                    *(self.columns[before] == values[before] for before in range(at)),
                    self._behind(at, values[at], back=back),
                )
                for at in range(len(values))
            )
        )

    def _behind(self, at: int, value: Column, *, back: bool) -> Condition:
        rank = self.ranks[at]
        return rank.by.column > value if rank.descending == back else rank.by.column < value

    def key(self, values: Sequence[Any]) -> Key:
        """The position of a feature with these values."""
        return tuple(rank.by.write(each) for rank, each in zip(self.ranks, values, strict=True))

    def key_of_text(self, texts: Sequence[str]) -> Key:
        """The same from values as PostgreSQL sends them."""
        return self.key([rank.by.read(each) for rank, each in zip(self.ranks, texts, strict=True)])


def ranking(source: FeatureTable, order: Order, known: Mapping[str, Sortable]) -> Ranking:
    """Features that are equal in all that is asked for come newest first, then by id."""
    ranks = [Rank(known[term.name], term.descending) for term in order]
    in_time = [rank for rank in ranks if rank.by.column is source.start]
    if not in_time:
        in_time = [Rank(sortable_start(source), descending=True)]
        ranks += in_time
    # In the direction of the time, as the index of times has it.
    last = Rank(sortable_text(source.table.c.id), in_time[-1].descending)
    return Ranking((*ranks, last))
