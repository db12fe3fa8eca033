"""What SQLite must be taught for filters; PostgreSQL needs nothing. Every server loads this."""

from collections.abc import Callable
from typing import Any

from service.cql2.letters import fold_value
from service.cql2.outlines import covers

FOLD = "miedza_fold"
COVERS = "miedza_covers"
# Name, number of arguments, function: each connection is given these when it is made.
SQLITE_FUNCTIONS: tuple[tuple[str, int, Callable[..., Any]], ...] = (
    (FOLD, 1, fold_value),
    (COVERS, 3, covers),
)
