"""What a caller asks a collection for, parsed: the same for every collection."""

from dataclasses import dataclass, field

from sqlalchemy.sql import ColumnElement

from service.cql2.language import Language
from service.features.projected_bbox import AnyBbox, ProjectedBbox
from service.features.sorting import Order
from service.features.timespan import TimeSpan


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions that all must hold; several codes of one kind are alternatives.

    `within` are the sectors to which the caller's key is limited. No parameter says it, so it
    stands in no link; nothing that the caller asks for can widen it.
    """

    bbox: AnyBbox | None = None
    span: TimeSpan | None = None
    sectors: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    equipment: tuple[str, ...] = ()
    weeks: tuple[str, ...] = ()
    statuses: tuple[str, ...] = ()
    within: tuple[str, ...] | None = None
    # Further properties and what each must equal; a filter in CQL2 in its one spelling.
    equal: tuple[tuple[str, str], ...] = ()
    cql: str = ""
    # What these two ask of the table: nothing else of the filter says more.
    conditions: tuple[ColumnElement[bool], ...] = field(default=(), compare=False)

    def query(self) -> dict[str, str]:
        """The filter as parameters in one fixed order and spelling, for links, ETags, cursors."""
        parameters = {
            "bbox": str(self.bbox) if self.bbox else "",
            "bbox-crs": self.bbox.crs.uri if isinstance(self.bbox, ProjectedBbox) else "",
            "datetime": self.span.text if self.span else "",
            "sector": ",".join(self.sectors),
            "type": ",".join(self.types),
            "equipment": ",".join(self.equipment),
            "week": ",".join(self.weeks),
            "status": ",".join(self.statuses),
            **dict(self.equal),
            "filter": self.cql,
        }
        return {name: value for name, value in parameters.items() if value}


@dataclass(frozen=True, slots=True)
class Narrowing:
    """What is asked of single properties, as it was sent: the collection says what it means."""

    filter: str | None = None
    language: Language = Language.TEXT
    equal: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class PageAsked:
    """How many features, and which: the cursor is still as it was sent, or so many are left out.

    `hits` asks for their number alone, whatever the page.
    """

    limit: int
    cursor: str | None = None
    offset: int = 0
    hits: bool = False
    order: Order = ()

    def query(self) -> dict[str, str]:
        if self.hits:
            return {"resultType": "hits"}
        cursor = {"cursor": self.cursor} if self.cursor else {}
        offset = {"offset": str(self.offset)} if self.offset else {}
        order = {"sortby": ",".join(map(str, self.order))} if self.order else {}
        return {**order, "limit": str(self.limit), **cursor, **offset}

    def at(self, cursor: str) -> "PageAsked":
        """Another page of the same size and order."""
        return PageAsked(self.limit, cursor, order=self.order)
