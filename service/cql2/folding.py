"""The folded text of a column, the same on both databases: SQLite calls `letters.fold_value`."""

from typing import Any

from sqlalchemy import Text, case, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from service.cql2.functions import FOLD
from service.cql2.letters import PAIRS


class folded(FunctionElement[str]):  # noqa: N801  # SQLAlchemy's functions are named so.
    """The folded text of a column."""

    name = "folded"
    type = Text()
    inherit_cache = True


def folded_column(column: ColumnElement[Any]) -> ColumnElement[str]:
    return folded(column)


@compiles(folded, "sqlite")
def _on_sqlite(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"{FOLD}({compiler.process(element.clauses, **options)})"


@compiles(folded, "postgresql")
def _on_postgresql(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    mapped = func.translate(column, "".join(PAIRS), "".join(PAIRS.values()))
    mapped = func.replace(func.replace(mapped, "ß", "ss"), "ẞ", "ss")
    # Most names are plain ASCII, for which `lower` of the collation C is the same and much quicker.
    plain = func.octet_length(column) == func.char_length(column)
    chosen = case((plain, func.lower(column.collate("C"))), else_=mapped)
    return compiler.process(chosen, **options)
