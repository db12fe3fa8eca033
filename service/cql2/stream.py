"""The tokens of a filter, one after the other, and the budget that reading them draws on."""

import math
from collections.abc import Callable
from typing import TypeVar

from service.cql2.faults import refused
from service.cql2.limits import Budget
from service.cql2.nodes import Number
from service.cql2.tokens import Kind, Token

Found = TypeVar("Found")
# Digits beyond this are no count and no measure, and Python is slow to read them.
_MOST_DIGITS = 40


class TokenStream:
    def __init__(self, tokens: list[Token], budget: Budget) -> None:
        self._all = tokens
        self._next = 0
        self.budget = budget

    @property
    def token(self) -> Token:
        return self._all[self._next]

    @property
    def at(self) -> str:
        """Where the next token stands."""
        return self.token.at

    @property
    def word(self) -> str:
        """The keyword that the next token could be."""
        return self.token.word

    def take(self) -> Token:
        token = self.token
        if token.kind is not Kind.END:
            self._next += 1
        return token

    def takes_word(self, *words: str) -> bool:
        if self.word in words:
            self._next += 1
            return True
        return False

    def sees_sign(self, *signs: str) -> bool:
        return self.token.kind is Kind.SIGN and self.token.value in signs

    def takes_sign(self, *signs: str) -> bool:
        if self.sees_sign(*signs):
            self._next += 1
            return True
        return False

    def expect(self, sign: str) -> None:
        if not self.takes_sign(sign):
            raise refused(self.at, "a sign is missing", sign)

    def deeper(self, read: Callable[[], Found]) -> Found:
        """What is read one level deeper."""
        self.budget.enter(self.at)
        found = read()
        self.budget.leave()
        return found


def read_number(token: Token, negative: bool = False, at: str = "") -> Number:
    text, place = token.value, at or token.at
    digits = text.isdigit()
    if digits and len(text) > _MOST_DIGITS:
        raise refused(place, "the number is too long", f"at most {_MOST_DIGITS} digits")
    value = int(text) if digits else float(text)
    if math.isinf(value):
        raise refused(place, "the number is too large", "a number that is finite")
    return Number(-value if negative else value, place)
