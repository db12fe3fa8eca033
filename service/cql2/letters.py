"""Text without the difference of capitals: letters are mapped one by one, by a list made here.

It holds the letters of Latin, Greek and Cyrillic scripts whose small letter is one character, and
the sharp s. What a database knows of it depends on how it was built; this does not.
"""

_BLOCKS = (range(0x41, 0x530), range(0x1E00, 0x2000))
PAIRS = {
    chr(code): chr(code).casefold()
    for block in _BLOCKS
    for code in block
    if len(chr(code).casefold()) == 1 and chr(code).casefold() != chr(code)
}
_TABLE = str.maketrans({**PAIRS, "ß": "ss", "ẞ": "ss"})


def fold(text: str) -> str:
    return text.translate(_TABLE)


def fold_value(text: str | None) -> str | None:
    """What SQLite calls for a row."""
    return None if text is None else fold(text)
