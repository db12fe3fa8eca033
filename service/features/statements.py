"""The statements of a page: one for each kind of question, with named parameters.

Beside those of the conditions they know `rows`, how many are read at most, `skip`, how many of them
are left out first, and `most`, the sum of the two.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import lru_cache, wraps
from typing import Any

from sqlalchemy import LargeBinary, Select, bindparam, cast, func, select

from service.features.conditions import Condition, at_once, conditions_on, stretches
from service.features.places import touching
from service.features.ranking import Ranking
from service.features.tables import FeatureTable


@dataclass(frozen=True, slots=True)
class Kind:
    """All that the text of a statement depends on.

    `given` are the parameters that have values; `own` are conditions that no other question has.
    `by_place` reads along the index of places, `back` from the end of the order. `stretch` is the
    one that is read, None all of them at once.
    """

    source: FeatureTable
    ranked: Ranking
    lite: bool
    given: frozenset[str]
    own: tuple[Condition, ...] = ()
    by_place: bool = False
    back: bool = False
    stretch: int | None = None

    @property
    def along_time(self) -> bool:
        """Whether it is read along the index of times, and need not be sorted."""
        return self.ranked.along_time and not self.by_place

    def parts(self) -> Iterator["Kind"]:
        """What is read one after the other, until the page is full."""
        if not self.along_time:
            return iter((self,))
        order = range(len(stretches(self.source, self.given)))
        turned = order[::-1] if self.back != self.ranked.oldest_first else order
        return (replace(self, stretch=at) for at in turned)


Statement = Select[*tuple[Any, ...]]
Build = Callable[[Kind], Statement]


def _once(build: Build) -> Build:
    """Statements are kept, except those that hold a caller's own conditions."""
    kept = lru_cache(maxsize=256)(build)

    @wraps(build)
    def get(kind: Kind) -> Statement:
        return build(kind) if kind.own else kept(kind)

    return get


@_once
def page(kind: Kind) -> Statement:
    """The features, each with what it is ranked by."""
    return _ordered(kind).limit(bindparam("rows")).offset(bindparam("skip"))


@_once
def joined_page(kind: Kind) -> Statement:
    """All features as one text with commas between them, in page order, and their number.

    SQLite joins in the order of the inner statement, whose limit keeps it from being flattened.
    """
    inner = page(kind).subquery()
    if kind.back:
        turned = select(inner).order_by(*kind.ranked.ordered(list(inner.c)[1:], back=False))
        inner = turned.limit(bindparam("rows")).subquery()
    joined = cast(func.group_concat(inner.c.feature), LargeBinary)
    return select(joined, func.count()).select_from(inner)


@_once
def skipped(kind: Kind) -> Statement:
    """How many of the features to leave out there are."""
    leaving_out = _ordered(kind).limit(bindparam("skip")).subquery()
    return select(func.count()).select_from(leaving_out)


@_once
def count(kind: Kind) -> Statement:
    """How many match, over every page."""
    return select(func.count()).select_from(kind.source.table).where(*_conditions(kind))


@lru_cache(maxsize=256)
def ranks_of_one(source: FeatureTable, ranked: Ranking) -> Statement:
    """What the feature `id` is ranked by."""
    return select(*ranked.columns).where(source.table.c.id == bindparam("id"))


def _conditions(kind: Kind) -> list[Condition]:
    parts = stretches(kind.source, kind.given)
    in_time = at_once(parts) if kind.stretch is None else parts[kind.stretch]
    conditions = [*conditions_on(kind.source, kind.given), *kind.own, *in_time]
    if kind.by_place:
        conditions.append(touching(kind.source, lite=kind.lite))
    if "key_0" in kind.given:
        conditions.append(kind.ranked.beyond(back=kind.back))
    return conditions


def _ordered(kind: Kind) -> Statement:
    """In page order, or from its end where it reads back."""
    columns, ranked = kind.source.table.c, kind.ranked
    if kind.along_time:
        statement = select(columns.feature, *ranked.columns).where(*_conditions(kind))
        return statement.order_by(*ranked.ordered(ranked.columns, back=kind.back))
    # The features are fetched once it is known which: sorting them would carry all of them along.
    named = [column.label(f"by_{at}") for at, column in enumerate(ranked.columns)]
    chosen = select(*named).where(*_conditions(kind))
    chosen = chosen.order_by(*ranked.ordered(ranked.columns, back=kind.back))
    # Kept apart, so that no planner takes the index of times for it after all.
    keys = chosen.limit(bindparam("most")).cte("chosen").prefix_with("MATERIALIZED")
    by = list(keys.c)
    found = select(columns.feature, *by).join(keys, by[-1] == columns.id)
    return found.order_by(*ranked.ordered(by, back=kind.back))
