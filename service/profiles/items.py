"""A list in one cell: `ladder:2;wire_cutters:?`."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class NamedCount:
    """A word of the source with the number that stands behind it, as text."""

    word: str
    number: str


def split_items(cell: str) -> list[NamedCount]:
    """The words of a list cell in their order, each with its number."""
    parts = (part.rpartition(":") if ":" in part else (part, "", "") for part in cell.split(";"))
    return [NamedCount(word.strip(), number.strip()) for word, _, number in parts if word.strip()]
