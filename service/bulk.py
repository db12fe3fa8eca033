"""Many rows at once, past the mapping of rows, which would cost more than all the rest.

Values are converted a column at a time: one call for thousands of them, and none for a column that
the driver hands over as it is.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
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
        yield from as_rows(session, columns, zip(*piece, strict=True))


def read_raw(session: Session, statement: Select[*tuple[Any, ...]]) -> Sequence[Raw]:
    """Rows as the driver hands them over, their values in the order of the columns."""
    return session.connection().execute(_untyped(statement)).all()


def _untyped(statement: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    plain = [type_coerce(column, NULLTYPE) for column in statement.selected_columns]
    return statement.with_only_columns(*plain, maintain_column_froms=True)


def as_rows(
    session: Session, columns: Sequence[ColumnElement[Any]], values: Iterable[Sequence[Any]]
) -> Iterator[dict[str, Any]]:
    """What `read_raw` found of these columns, by their names and with the values of their types."""
    names = tuple(str(column.key) for column in columns)
    readers = _readers(columns, session.get_bind().dialect)
    read = [
        found if reader is None else map(reader, found)
        for reader, found in zip(readers, values, strict=True)
    ]
    return (dict(zip(names, row, strict=True)) for row in zip(*read, strict=True))


def raw_maker(session: Session, model: type[SQLModel]) -> Callable[[Mapping[str, Any]], Raw]:
    """Makes of a row what `read_raw` will find in the table's columns once it is written."""
    plan = insert_plan(model, session.connection().engine)
    return lambda row: tuple(
        [row[name] if convert is None else convert(row[name]) for name, convert in plan]
    )


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
