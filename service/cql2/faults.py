"""How a filter is refused: where it stands, what is wrong, and what would be right."""

from service.errors import QueryInvalid
from service.parameters import unusable

PARAMETER = "filter"


def refused(at: str, wrong: str, right: str) -> QueryInvalid:
    """A 400 that names the place in the filter, and nothing of what was sent there."""
    return unusable(PARAMETER, f"{at}: {wrong}" if at else wrong, right)


def character(offset: int) -> str:
    return f"at character {offset + 1}"


def no_function(at: str) -> QueryInvalid:
    return refused(at, "functions are not offered", "a name or a value")
