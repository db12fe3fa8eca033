"""One row seen through a profile: cells by their role, and a list of what was not understood."""

from service.profiles.profile import Columns
from service.profiles.rows import SourceRow
from service.profiles.words import squeezed


class Cells:
    """The cells of a row by role. What the profile does not know is noted, never lost."""

    def __init__(self, row: SourceRow, columns: Columns) -> None:
        self._texts = {name: squeezed(text) for name, text in row.cells.items()}
        self._columns = columns
        self.unknown: list[tuple[str, str]] = []

    def column(self, role: str) -> str:
        """The source's name of the column that plays a role, or the role where none does."""
        name = getattr(self._columns, role)
        return role if name is None else str(name)

    def text(self, role: str) -> str:
        """The text of a role, empty where the source has no such column."""
        name = getattr(self._columns, role)
        return "" if name is None else self.named(name)

    def columns_of(self, *roles: str) -> dict[str, str]:
        """The columns of those roles that the source has."""
        return {role: name for role in roles if (name := getattr(self._columns, role)) is not None}

    def named(self, column: str) -> str:
        return self._texts.get(column, "")

    def note_unknown(self, role: str, value: str) -> None:
        self.unknown.append((self.column(role), value))
