"""What SQLite must be taught for filters; PostgreSQL needs nothing."""

from collections.abc import Callable
from typing import Any

from service.cql2 import covering, folding

# Name, number of arguments, function: each connection is given these when it is made.
SQLITE_FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    (folding.SQLITE_NAME, 1, folding.fold),
    (covering.SQLITE_NAME, 3, covering.covers),
)
