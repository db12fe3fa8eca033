"""What commands answer, read the way a script reads it."""

from collections.abc import Callable
from typing import Any

import orjson

# What `CliRunner.invoke` answers has no public type.
Command = Callable[..., Any]


def answer(result: Any) -> Any:
    """The one JSON line on standard output of a command that succeeded."""
    assert result.exit_code == 0, result.output
    (line,) = result.stdout.splitlines()
    return orjson.loads(line)
