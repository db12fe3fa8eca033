"""What commands print: results on standard output, everything else on standard error."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import orjson
import typer
from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table
from rich.text import Text


def print_json(document: Any) -> None:
    """The one line that `--json` promises on standard output."""
    typer.echo(orjson.dumps(document))


def note(text: str) -> None:
    """A line for the person at the terminal."""
    typer.echo(text, err=True)


def print_table(title: str, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table on standard output; `#` before a name means numbers, `!` no broken lines."""
    table = Table(title=title, title_justify="left", title_style="bold")
    for column in columns:
        justify: Any = "right" if column.startswith("#") else "left"
        whole = column.startswith("!")
        table.add_column(column.lstrip("#!"), justify=justify, overflow="fold", no_wrap=whole)
    for row in rows:
        table.add_row(*(Text(printable(str(cell))) for cell in row))
    Console().print(table)


def printable(text: str) -> str:
    """Text of a source without anything that a terminal would obey."""
    return "".join(letter if letter.isprintable() else "�" for letter in text)


@contextmanager
def counted(
    description: str, *, at_once: bool = True
) -> Iterator[Callable[[int, int | None], None]]:
    """A progress line on standard error: rows done, of how many where that is known.

    Without `at_once` it appears only if there is something to count.
    """
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    progress = Progress(*columns, console=Console(stderr=True))
    task = progress.add_task(description, total=None)

    def tell(done: int, total: int | None) -> None:
        progress.start()
        progress.update(task, completed=done, total=total)

    if at_once:
        progress.start()
    try:
        yield tell
    finally:
        progress.stop()
