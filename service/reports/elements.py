"""Cut a streamed JSON array into the exact bytes of its elements.

Nothing is parsed here: each element goes through the one strict parser on its own, so a bad number
or a bad character in one row cannot take the rows behind it along.
"""

import re

# Possessive quantifiers: a long string whose end has not arrived is searched only once.
_STRING = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"'
_TOKEN = re.compile(rb'(?:[^"\[\]{},:]*+)(' + _STRING + rb"|[\[\]{},:])", re.DOTALL)
_BRACKET = re.compile(
    rb'[^"\[\]{}]*+(?:' + _STRING + rb'[^"\[\]{}]*+)*+([\[\]{}])',
    re.DOTALL,
)
_BYTE_ORDER_MARK = b"\xef\xbb\xbf"


class ElementCutter:
    """Elements of the top array, or of the array under one member of the top object.

    `broken` is set by text around the elements that no such array can have. An element itself may
    hold anything in balanced brackets and quotes.
    """

    def __init__(self, under: str | None) -> None:
        self._under = None if under is None else f'"{under}"'.encode()
        self._base = 1 if under is None else 2
        self._buffer = b""
        self._scanned = 0
        self._start: int | None = None  # Of the element that is being read; None outside of rows.
        self._depth = 0
        self._after_comma = False
        self._string = b""
        self._key: bytes | None = None
        self._closed = False
        self.entered = False
        self.broken = False

    @property
    def waiting_bytes(self) -> int:
        """How much of an unfinished element is held."""
        return len(self._buffer)

    def take(self, chunk: bytes) -> list[bytes]:
        """The elements that this piece of the body completes."""
        self._buffer += chunk
        done: list[bytes] = []
        while not (self.broken or self._closed):
            pattern = _BRACKET if self._depth > self._base else _TOKEN
            token = pattern.match(self._buffer, self._scanned)
            if token is None:
                break
            self._scanned = token.end()
            self._handle(token[1], token.start(1), done)
        self._forget(self._scanned if self._start is None else self._start)
        self._check_outside()
        return done

    def finish(self) -> None:
        """No more will come; what is unfinished now is broken."""
        self.broken = self.broken or not self._closed

    def _handle(self, mark: bytes, at: int, done: list[bytes]) -> None:
        if mark in b"[{":
            self._open(mark, at)
        elif mark in b"]}":
            self._close(at, done)
        elif mark == b",":
            if self._start is not None:
                self._complete(at, done)
                self._after_comma = True
        elif mark == b":":
            self._key = self._string
        else:
            self._string = mark

    def _open(self, mark: bytes, at: int) -> None:
        if self._depth == 0:
            before = self._buffer[:at].removeprefix(_BYTE_ORDER_MARK)
            self.broken = bool(before.strip()) or (mark == b"[") != (self._under is None)
        rows_begin = self._depth == self._base - 1 and self._key == self._under
        if mark == b"[" and rows_begin and not self.broken:
            self.entered, self._after_comma = True, False
            self._start = self._scanned
        self._depth += 1

    def _close(self, at: int, done: list[bytes]) -> None:
        self._depth -= 1
        if self._start is not None and self._depth < self._base:
            if self._after_comma or self._buffer[self._start : at].strip():
                self._complete(at, done)
            self._start, self._key = None, None
        self._closed = self._depth == 0
        self.broken = self._depth < 0

    def _complete(self, end: int, done: list[bytes]) -> None:
        done.append(self._buffer[self._start : end].strip())
        self._start = self._scanned

    def _forget(self, until: int) -> None:
        if self._depth or self._closed:
            self._buffer = self._buffer[until:]
            self._scanned -= until
            self._start = None if self._start is None else 0

    def _check_outside(self) -> None:
        """Before the first bracket and after the last there is nothing but blanks."""
        if self._closed or (self._depth == 0 and len(self._buffer) >= len(_BYTE_ORDER_MARK)):
            outside = self._buffer.removeprefix(_BYTE_ORDER_MARK)
            self.broken = self.broken or bool(outside.strip())
            self._buffer, self._scanned = b"", 0
