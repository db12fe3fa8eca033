"""Text for a CSV file that a spreadsheet may open: no cell of it can run."""

from typing import Final

# By this mark a spreadsheet knows that the letters are UTF-8.
MARK: Final = "\ufeff"
# A spreadsheet would run a text that begins so as a formula.
_FORMULA: Final = frozenset(("=", "+", "-", "@", "\t", "\r"))


def cell(value: object) -> str:
    """An empty text for null, words for what is true or false."""
    if isinstance(value, str):
        return harmless(value)
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def harmless(text: str) -> str:
    """With an apostrophe before what would be a formula; a number is none."""
    return f"'{text}" if text[:1] in _FORMULA and not _is_number(text) else text


def _is_number(text: str) -> bool:
    try:
        float(text)
    except ValueError:
        return False
    return True
