"""Geometries in Well-Known Text, from the tokens behind their name."""

from collections.abc import Callable
from typing import Any

from service.cql2.faults import refused
from service.cql2.nodes import Shape
from service.cql2.shapes import COLLECTION, DEPTHS, read_box, read_shape
from service.cql2.stream import TokenStream, read_number
from service.cql2.tokens import Kind, Token

_BOXES = ("BBOX", "ENVELOPE")
NAMES = (*DEPTHS, COLLECTION, *_BOXES)


class WktReader:
    def __init__(self, tokens: TokenStream) -> None:
        self._tokens = tokens

    def read(self, token: Token) -> Shape:
        # The letter Z only says that heights follow, which our features do not have.
        self._tokens.takes_word("Z")
        if token.word == COLLECTION:
            return self._tokens.deeper(lambda: self._collection(token.at))
        if token.word in _BOXES:
            self._tokens.expect("(")
            return read_box(self._listed(self._coordinate), token.at)
        coordinates = self._coordinates(DEPTHS[token.word], token.word == "MULTIPOINT")
        return read_shape(token.word, coordinates, self._tokens.budget, token.at)

    def _collection(self, at: str) -> Shape:
        self._tokens.expect("(")
        members: list[Shape] = []
        while not members or self._tokens.takes_sign(","):
            token = self._tokens.take()
            self._tokens.budget.take_term(token.at)
            if token.word not in NAMES:
                raise refused(token.at, "is no geometry", "POINT(23.85 52.70)")
            members.append(self.read(token))
        self._tokens.expect(")")
        return Shape(COLLECTION, members=tuple(members), at=at)

    def _coordinates(self, depth: int, bare: bool = False) -> list[Any]:
        """Lists in lists, as GeoJSON would have them."""
        self._tokens.expect("(")
        if depth == 0:
            return self._closed(self._position())
        if depth > 1:
            return self._listed(lambda: self._coordinates(depth - 1))
        # A multipoint's positions may stand in brackets of their own.
        if bare and self._tokens.sees_sign("("):
            return self._listed(lambda: self._coordinates(0))
        return self._listed(self._position)

    def _listed(self, read: Callable[[], Any]) -> list[Any]:
        found = [read()]
        while self._tokens.takes_sign(","):
            found.append(read())
        return self._closed(found)

    def _closed(self, found: list[Any]) -> list[Any]:
        self._tokens.expect(")")
        return found

    def _position(self) -> list[float]:
        numbers = [self._coordinate(), self._coordinate()]
        if not self._tokens.sees_sign(",", ")"):
            numbers.append(self._coordinate())
        return numbers

    def _coordinate(self) -> float:
        negative = self._tokens.sees_sign("-")
        self._tokens.takes_sign("+", "-")
        if self._tokens.token.kind is not Kind.NUMBER:
            raise refused(self._tokens.at, "a number is missing", "23.85 52.70")
        return float(read_number(self._tokens.take(), negative).value)
