"""A table with every kind of property, on both databases, and the way to ask it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    Date,
    Double,
    Integer,
    MetaData,
    Table,
    insert,
    select,
)

from service.cql2.language import Language
from service.cql2.queryables import (
    Booleans,
    CodeLists,
    Codes,
    Days,
    Integers,
    Moments,
    Numbers,
    Periods,
    Points,
    Queryables,
    Strings,
)
from service.cql2.service import Question, read_filter
from service.installation import Installation
from service.models.columns import TEXT, JsonText, UtcInstant

KINDS = ("ladder", "wire_cutters", "rope", "boat")
TAGS = ("pl", "by", "night")
RIGHT = "a code of the vocabulary"

TABLE = Table(
    "cql2_rows",
    MetaData(),
    Column("id", Integer, primary_key=True),
    Column("name", TEXT),
    Column("note", TEXT),
    Column("kind", TEXT),
    Column("tags", JsonText),
    Column("count", Integer),
    Column("least", Integer),
    Column("ratio", Double),
    Column("seen", Boolean),
    Column("day", Date),
    Column("moment", UtcInstant),
    Column("later", UtcInstant),
    Column("period_from", Date),
    Column("period_to", Date),
    Column("lasts_from", UtcInstant),
    Column("lasts_to", UtcInstant),
    Column("lon", Double),
    Column("lat", Double),
)
_c = TABLE.c
QUERYABLES: Queryables = {
    "name": Strings(_c.name),
    "note": Strings(_c.note),
    "kind": Codes(_c.kind, KINDS, RIGHT),
    "tags": CodeLists(_c.tags, TAGS, RIGHT),
    "count": Integers(_c.count),
    "least": Integers(_c.least),
    "ratio": Numbers(_c.ratio),
    "seen": Booleans(_c.seen),
    "day": Days(_c.day),
    "moment": Moments(_c.moment),
    "later": Moments(_c.later),
    "period": Periods(_c.period_from, _c.period_to, by_day=True),
    "lasts": Periods(_c.lasts_from, _c.lasts_to, by_day=False),
    "geometry": Points(_c.lon, _c.lat),
}
Row = dict[str, Any]


@dataclass(frozen=True)
class Stage:
    """Rows in a table of an installation."""

    house: Installation

    def fill(self, *rows: Row) -> None:
        """Rows with the numbers 1, 2, ... as ids; what a row leaves out is null."""
        whole = [
            {**dict.fromkeys(TABLE.columns.keys()), "id": number, **row}
            for number, row in enumerate(rows, start=1)
        ]
        with self.house.database.writing() as session:
            session.execute(insert(TABLE), whole)

    def ids(self, question: Question) -> set[int]:
        with self.house.database.reading() as session:
            return set(session.scalars(select(TABLE.c.id).where(question.condition)))

    def ask(self, text: str, language: Language = Language.TEXT) -> set[int]:
        return self.ids(read_filter(text, language, QUERYABLES))


@contextmanager
def staged(house: Installation) -> Iterator[Stage]:
    engine = house.database.engine
    TABLE.metadata.create_all(engine)
    try:
        yield Stage(house)
    finally:
        TABLE.metadata.drop_all(engine)
