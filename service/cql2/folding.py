"""Text without the difference of capitals, the same in Python, SQLite and PostgreSQL.

Neither database can be asked for it: what SQLite knows ends at ASCII, and PostgreSQL's answer
depends on how it was built. So the letters are mapped one by one, from a list made here: those of
Latin, Greek and Cyrillic scripts whose small letter is one character, and the sharp s.
"""

from typing import Any

from sqlalchemy import Text, func
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

SQLITE_NAME = "miedza_fold"
_BLOCKS = (range(0x41, 0x530), range(0x1E00, 0x2000))
_PAIRS = {
    chr(code): chr(code).casefold()
    for block in _BLOCKS
    for code in block
    if len(chr(code).casefold()) == 1 and chr(code).casefold() != chr(code)
}
_TABLE = str.maketrans({**_PAIRS, "ß": "ss", "ẞ": "ss"})


def fold(text: str | None) -> str | None:
    return None if text is None else text.translate(_TABLE)


def fold_text(text: str) -> str:
    return text.translate(_TABLE)


class folded(FunctionElement[str]):  # noqa: N801  # SQLAlchemy's functions are named so.
    """The folded text of a column."""

    name = "folded"
    type = Text()
    inherit_cache = True


def folded_column(column: ColumnElement[Any]) -> ColumnElement[str]:
    return folded(column)


@compiles(folded, "sqlite")
def _on_sqlite(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    return f"{SQLITE_NAME}({compiler.process(element.clauses, **options)})"


@compiles(folded, "postgresql")
def _on_postgresql(element: folded, compiler: SQLCompiler, **options: Any) -> str:
    (column,) = element.clauses
    mapped = func.translate(column, "".join(_PAIRS), "".join(_PAIRS.values()))
    return compiler.process(func.replace(func.replace(mapped, "ß", "ss"), "ẞ", "ss"), **options)
