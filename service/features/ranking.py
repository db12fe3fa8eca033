"""An order as SQL: what features are compared by, until no two of them are equal."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import and_, bindparam, or_, tuple_
from sqlalchemy.sql import ColumnElement

from service.cursors import foreign_cursor
from service.features.paging import Key
from service.features.sorting import Order, Sortable, sortable_start, sortable_text, sortables_of
from service.features.tables import TABLES

Column = ColumnElement[Any]
Condition = ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Rank:
    by: Sortable
    descending: bool


@dataclass(frozen=True, slots=True, eq=False)
class Ranking:
    """The last rank is the id, so that no two features are equal; there is one for each order."""

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

    def values(self, key: Key) -> dict[str, Any]:
        """The values of a feature's position, by the names that `beyond` has for them."""
        if len(key) != len(self.ranks):
            raise foreign_cursor()
        both = zip(self.ranks, key, strict=True)
        return {f"key_{at}": rank.by.value(scalar) for at, (rank, scalar) in enumerate(both)}

    def beyond(self, *, back: bool) -> Condition:
        """Lets through what comes behind a feature, or before it."""
        values = [
            bindparam(f"key_{at}", type_=column.type) for at, column in enumerate(self.columns)
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


@lru_cache(maxsize=256)
def ranking(collection_id: str, order: Order) -> Ranking:
    """Features that are equal in all that is asked for come newest first, then by id."""
    source = TABLES[collection_id]
    # The vocabulary and the sectors are loaded with the first question that needs them.
    known = sortables_of(collection_id) if order else {}
    ranks = [Rank(known[term.name], term.descending) for term in order]
    in_time = [rank for rank in ranks if rank.by.column is source.start]
    if not in_time:
        in_time = [Rank(sortable_start(source), descending=True)]
        ranks += in_time
    # In the direction of the time, as the index of times has it.
    last = Rank(sortable_text(source.table.c.id), in_time[-1].descending)
    return Ranking((*ranks, last))
