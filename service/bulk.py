"""Many rows at once, past the mapping of rows, which would cost more than all the rest.

Values are converted a column at a time: one call for thousands of them, and none for a column that
the driver hands over as it is.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Dialect, Float, Select, type_coerce
from sqlalchemy.types import NULLTYPE
from sqlmodel import Session, SQLModel

from service.database import insert_plan

Raw = Sequence[Any]


def read_rows(
    session: Session, statement: Select[*tuple[Any, ...]], size: int
) -> Iterator[dict[str, Any]]:
    """Rows by their columns' names; `size` of them are held in memory at a time."""
    columns = statement.selected_columns.values()
    options = {"yield_per": size}
    for piece in (
        session.connection()
        .execute(_untyped(statement), None, execution_options=options)
        .partitions()
    ):
        yield from as_rows(session, columns, piece)


def read_raw(session: Session, statement: Select[*tuple[Any, ...]]) -> Sequence[Raw]:
    """Rows as the driver hands them over."""
    return session.connection().execute(_untyped(statement)).all()


def _untyped(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    plain = [type_coerce(column, NULLTYPE) for column in statement.selected_columns]
    return statement.with_only_columns(*plain, maintain_column_froms=True)


def as_rows(
    session: Session, columns: Sequence[ColumnElement[Any]], raw: Sequence[Raw]
) -> Iterator[dict[str, Any]]:
    """What `read_raw` found of these columns, by their names and with the values of their types."""
    names = tuple(str(column.key) for column in columns)
    readers = _readers(columns, session.get_bind().dialect)
    read = [
        values if reader is None else map(reader, values)
        for reader, values in zip(readers, zip(*raw, strict=True), strict=True)
    ]
    return (dict(zip(names, row, strict=True)) for row in zip(*read, strict=True))


def as_raw(session: Session, model: type[SQLModel], rows: Sequence[Mapping[str, Any]]) -> list[Raw]:
    """What `read_raw` will find in the table's columns once these rows are written."""
    plan = insert_plan(model, session.connection().engine)
    written = [
        [row[name] for row in rows] if convert is None else [convert(row[name]) for row in rows]
        for name, convert in plan
    ]
    return list(zip(*written, strict=True))


def _readers(
    columns: Sequence[ColumnElement[Any]], dialect: Dialect
) -> list[Callable[[Any], Any] | None]:
    return [
        # Both drivers hand over floats as floats.
        None
        if isinstance(column.type, Float)
        else column.type.dialect_impl(dialect).result_processor(dialect, None)
        for column in columns
    ]
