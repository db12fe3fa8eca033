"""Text as it may enter the database: NFC, and free of what hides or breaks."""

import unicodedata
from typing import Annotated

from pydantic import AfterValidator, StringConstraints
from pydantic_core import PydanticCustomError

# Bidirectional overrides and isolates can show a reader other words than were written.
_HIDING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_ALLOWED_CONTROLS = frozenset("\n\r\t")


def clean_text(value: str) -> str:
    """NFC; refuses control characters, NUL among them, and bidirectional overrides."""
    if value.isascii() and value.isprintable():
        return value
    for character in value:
        category = unicodedata.category(character)
        if category == "Cs" or (category == "Cc" and character not in _ALLOWED_CONTROLS):
            raise PydanticCustomError("text_control", "holds a control character")
        if character in _HIDING:
            raise PydanticCustomError("text_hiding", "holds a character that changes direction")
    return unicodedata.normalize("NFC", value)


Words = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(clean_text)]
Narrative = Annotated[
    str, StringConstraints(min_length=1, max_length=20_000), AfterValidator(clean_text)
]
