"""Text lines out of bytes whose encoding nobody stated."""

import codecs
import io
import re
from collections.abc import Iterator
from typing import BinaryIO

from service.profiles.faults import CsvInvalid

_CHUNK = 1 << 16
# The mark of UTF-8 is read as UTF-8; those of UTF-16 also tell the order of the bytes.
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_PIECE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")


def text_lines(source: bytes | BinaryIO) -> Iterator[str]:
    """Lines with their ends. Bytes outside the encoding become lone surrogates, never a crash.

    UTF-8 and UTF-16 are known by their mark or their shape; everything else that is not UTF-8 is
    read as Windows-1250, the encoding of Polish spreadsheets.
    """
    unfinished: list[str] = []
    for text in _whole_line_ends(_decoded(_chunks(source))):
        for piece in _PIECE.findall(text):
            unfinished.append(piece)
            if piece[-1] in "\r\n":
                yield "".join(unfinished)
                unfinished.clear()
    if unfinished:
        yield "".join(unfinished)


def _chunks(source: bytes | BinaryIO) -> Iterator[bytes]:
    stream = io.BytesIO(source) if isinstance(source, bytes) else source
    while chunk := stream.read(_CHUNK):
        yield chunk


def _whole_line_ends(texts: Iterator[str]) -> Iterator[str]:
    # A line end of two characters may be cut in two by the chunks.
    ends = io.IncrementalNewlineDecoder(None, translate=False)
    for text in texts:
        yield ends.decode(text)
    yield ends.decode("", final=True)


def _decoded(chunks: Iterator[bytes]) -> Iterator[str]:
    start = next(chunks, b"")
    while len(start) < 4 and (more := next(chunks, b"")):
        start += more
    mark, encoding = _marked(start)
    start = start.removeprefix(mark)
    while encoding is None and start.isascii():
        yield start.decode("ascii")
        start = next(chunks, b"")
        if not start:
            return
    if encoding is None:
        start, encoding = _decided(start, chunks)
    # UTF-16 cannot carry stray bytes as surrogates: there, damage is a fault of the file.
    errors = "strict" if encoding.startswith("utf-16") else "surrogateescape"
    decoder = codecs.getincrementaldecoder(encoding)(errors)
    try:
        yield decoder.decode(start)
        for chunk in chunks:
            yield decoder.decode(chunk)
        yield decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise CsvInvalid("the text breaks off inside a UTF-16 character") from None


def _marked(start: bytes) -> tuple[bytes, str | None]:
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return mark, encoding
    # The first letter of a header is a Latin one: beside a zero byte it is half of UTF-16.
    if start[1:2] == b"\0" and start[:1] != b"\0":
        return b"", "utf-16-le"
    if start[:1] == b"\0" and start[1:2] not in (b"", b"\0"):
        return b"", "utf-16-be"
    return b"", None


def _decided(start: bytes, chunks: Iterator[bytes]) -> tuple[bytes, str]:
    """Enough bytes to tell, and the encoding that the first letter outside ASCII shows."""
    while (verdict := _is_utf8(start)) is None and (more := next(chunks, b"")):
        start += more
    return start, "utf-8" if verdict else "cp1250"


def _is_utf8(start: bytes) -> bool | None:
    """Whether the first letter outside ASCII is UTF-8; None while that letter is incomplete."""
    try:
        text = codecs.getincrementaldecoder("utf-8")().decode(start)
    except UnicodeDecodeError as fault:
        # Valid letters before the damage show that the file is UTF-8 with a bad spot.
        return not start[: fault.start].isascii()
    return None if text.isascii() else True
