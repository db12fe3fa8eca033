r"""LIKE, the same on both databases: % is any text, _ one character, \ takes a meaning away.

SQLite's own LIKE cannot tell `A` from `a`; its GLOB can, and works by characters as well.
"""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Boolean, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql import ColumnElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

_GLOB = {"%": "*", "_": "?"}


class like(FunctionElement[bool]):  # noqa: N801  # SQLAlchemy's functions are named so.
    """A text, and the pattern in the spelling of each database."""

    name = "like"
    type = Boolean()
    inherit_cache = True


def matches(text: ColumnElement[str], pattern: str) -> ColumnElement[bool]:
    parts = list(_parts(pattern))
    as_like = "".join(sign or _escaped(character) for sign, character in parts)
    as_glob = "".join(_GLOB.get(sign) or _bracketed(character) for sign, character in parts)
    return like(text, literal(as_like, Text), literal(as_glob, Text))


def _parts(pattern: str) -> Iterator[tuple[str, str]]:
    """Pairs of which one is filled: a wildcard, or a character that stands for itself."""
    characters = iter(pattern)
    for character in characters:
        if character == "\\":
            yield "", next(characters, "\\")
        elif character in _GLOB:
            yield character, ""
        else:
            yield "", character


def _escaped(character: str) -> str:
    return f"\\{character}" if character in "\\%_" else character


def _bracketed(character: str) -> str:
    return f"[{character}]" if character in "*?[" else character


@compiles(like, "sqlite")
def _on_sqlite(element: like, compiler: SQLCompiler, **options: Any) -> str:
    text, _, pattern = (compiler.process(clause, **options) for clause in element.clauses)
    return f"({text} GLOB {pattern})"


@compiles(like, "postgresql")
def _on_postgresql(element: like, compiler: SQLCompiler, **options: Any) -> str:
    text, pattern, _ = element.clauses
    sides = (compiler.process(clause, **options) for clause in (text, pattern))
    return "({} LIKE {} ESCAPE '\\')".format(*sides)
