"""The parser of CQL2 text: by descent, one method for each level of binding.

AND binds closer than OR, NOT closer than AND. A bracket may hold a condition or a value; which
one it was is known when it is closed. Depth is counted where the parser calls itself, so that no
text can exhaust the stack.
"""

import math
from collections.abc import Callable
from typing import Any

from service.cql2.faults import no_function, refused
from service.cql2.limits import Budget
from service.cql2.nodes import (
    AccentFolded,
    Between,
    Calculation,
    Call,
    CaseFolded,
    Compare,
    Condition,
    Day,
    Expression,
    IsIn,
    IsNull,
    Like,
    ListTest,
    Moment,
    Not,
    Number,
    Property,
    Several,
    Shape,
    Span,
    SpatialTest,
    TemporalTest,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
)
from service.cql2.shapes import COLLECTION, DEPTHS, read_box, read_shape
from service.cql2.times import read_day, read_moment, read_time
from service.cql2.tokens import Kind, Token, read_tokens

_RESERVED = frozenset(("AND", "OR", "NOT", "LIKE", "ILIKE", "BETWEEN", "IN", "IS", "NULL"))
_BOXES = ("BBOX", "ENVELOPE")
_TESTS: dict[str, type[SpatialTest | TemporalTest | ListTest]] = {
    operator: test for test in (SpatialTest, TemporalTest, ListTest) for operator in test.OPERATORS
}
# Digits beyond this are no count and no measure, and Python is slow to read them.
_MOST_DIGITS = 40


def parse_text(text: str, budget: Budget, draft: bool = False) -> Condition:
    """The condition that a text says; `draft` allows what GDAL writes for `cql-text`."""
    budget.check_length(text)
    return _Parser(read_tokens(text), budget, draft).read()


class _Parser:
    def __init__(self, tokens: list[Token], budget: Budget, draft: bool) -> None:
        self._tokens = tokens
        self._next = 0
        self._budget = budget
        self._draft = draft

    def read(self) -> Condition:
        found = self._condition(self._either())
        if self._token.kind is not Kind.END:
            raise refused(self._token.at, "the filter goes on where it could end", "AND or OR")
        return found

    # What comes next.

    @property
    def _token(self) -> Token:
        return self._tokens[self._next]

    def _take(self) -> Token:
        token = self._token
        if token.kind is not Kind.END:
            self._next += 1
        return token

    def _takes_word(self, *words: str) -> bool:
        if self._token.word in words:
            self._next += 1
            return True
        return False

    def _sees_sign(self, *signs: str) -> bool:
        return self._token.kind is Kind.SIGN and self._token.value in signs

    def _takes_sign(self, *signs: str) -> bool:
        if self._sees_sign(*signs):
            self._next += 1
            return True
        return False

    def _expect(self, sign: str) -> None:
        if not self._takes_sign(sign):
            raise refused(self._token.at, "a sign is missing", sign)

    def _deeper(self, read: Callable[[], Any]) -> Any:
        self._budget.enter(self._token.at)
        found = read()
        self._budget.leave()
        return found

    # Conditions.

    def _condition(self, found: Expression) -> Condition:
        if isinstance(found, Condition):
            return found
        if isinstance(found, Call):
            raise no_function(found.at)
        raise refused(
            found.at, "a value stands where a condition is needed", "a comparison: name = 'value'"
        )

    def _value(self, found: Expression) -> Value:
        if isinstance(found, Value):
            return found
        raise refused(found.at, "a condition stands where a value is needed", "a name or a value")

    def _either(self) -> Expression:
        first = self._both()
        if self._token.word != "OR":
            return first
        parts, at = [self._condition(first)], first.at
        while self._takes_word("OR"):
            parts.append(self._condition(self._both()))
        return any_of(parts, at)

    def _both(self) -> Expression:
        first = self._negation()
        if self._token.word != "AND":
            return first
        parts, at = [self._condition(first)], first.at
        while self._takes_word("AND"):
            parts.append(self._condition(self._negation()))
        return all_of(parts, at)

    def _negation(self) -> Expression:
        at = self._token.at
        if self._takes_word("NOT"):
            return Not(self._condition(self._deeper(self._negation)), at)
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._sum()
        at = self._token.at
        if self._sees_sign("=", "<>", "<", ">", "<=", ">=") or self._sees_draft_sign():
            self._budget.take_term(at)
            operator = self._take().value
            right = self._sum()
            return Compare("<>" if operator == "!=" else operator, left, right, at)
        if self._takes_word("IS"):
            self._budget.take_term(at)
            negated = self._takes_word("NOT")
            if not self._takes_word("NULL"):
                raise refused(self._token.at, "IS stands without NULL", "IS NULL or IS NOT NULL")
            return self._negated(negated, IsNull(self._value(left), at))
        negated = self._takes_word("NOT")
        if negated or self._token.word in ("LIKE", "ILIKE", "BETWEEN", "IN"):
            self._budget.take_term(at)
            return self._negated(negated, self._word_comparison(self._value(left), at))
        return left

    def _sees_draft_sign(self) -> bool:
        return self._draft and self._sees_sign("!=")

    @staticmethod
    def _negated(negated: bool, condition: Condition) -> Condition:
        return Not(condition, condition.at) if negated else condition

    def _word_comparison(self, left: Value, at: str) -> Condition:
        if self._takes_word("LIKE"):
            return Like(left, self._value(self._sum()), at)
        if self._draft and self._takes_word("ILIKE"):
            pattern = self._value(self._sum())
            return Like(CaseFolded(left, left.at), CaseFolded(pattern, pattern.at), at)
        if self._takes_word("BETWEEN"):
            low = self._value(self._sum())
            if not self._takes_word("AND"):
                raise refused(self._token.at, "BETWEEN lacks its second end", "AND and a value")
            return Between(left, low, self._value(self._sum()), at)
        if self._takes_word("IN"):
            self._expect("(")
            return IsIn(left, self._items(")"), at)
        raise refused(
            self._token.at, "an operator is missing", "LIKE, BETWEEN, IN, or NOT before a condition"
        )

    # Values.

    def _items(self, closing: str) -> tuple[Value, ...]:
        items = []
        while True:
            self._budget.take_term(self._token.at)
            items.append(self._value(self._deeper(self._sum)))
            if not self._takes_sign(","):
                self._expect(closing)
                return tuple(items)

    def _sum(self) -> Expression:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Expression:
        return self._chain(("*", "/", "%", "DIV"), self._power)

    def _chain(self, operators: tuple[str, ...], read: Callable[[], Expression]) -> Expression:
        left, links = read(), 0
        while self._sees_sign(*operators) or (self._token.word and self._token.word in operators):
            # Each link lies one level deeper in the tree that comes of it.
            self._budget.enter(self._token.at)
            links += 1
            token = self._take()
            operator = token.word.lower() or token.value
            left = Calculation(operator, self._value(left), self._value(read()), token.at)
        for _ in range(links):
            self._budget.leave()
        return left

    def _power(self) -> Expression:
        base = self._primary()
        at = self._token.at
        if self._takes_sign("^"):
            return Calculation("^", self._value(base), self._value(self._deeper(self._power)), at)
        return base

    def _primary(self) -> Expression:
        token = self._take()
        match token.kind:
            case Kind.STRING:
                return Text(token.value, token.at)
            case Kind.NUMBER:
                return _number(token)
            case Kind.QUOTED:
                return Property(token.value, token.at)
            case Kind.NAME if token.word not in _RESERVED:
                return self._named(token)
            case Kind.SIGN if token.value in "+-" and self._token.kind is Kind.NUMBER:
                return _number(self._take(), negative=token.value == "-", at=token.at)
            case Kind.SIGN if token.value == "(":
                found: Expression = self._deeper(self._either)
                self._expect(")")
                return found
            case Kind.SIGN if token.value == "[":
                if self._takes_sign("]"):
                    return Several((), token.at)
                return Several(self._deeper(lambda: self._items("]")), token.at)
        raise refused(
            token.at, "a value is missing", "a name, a number, 'text', TRUE, FALSE or a function"
        )

    def _named(self, token: Token) -> Expression:
        if token.word in ("TRUE", "FALSE"):
            return Truth(token.word == "TRUE", token.at)
        opens = self._sees_sign("(") or self._token.word in ("Z", "EMPTY")
        if token.word in DEPTHS or token.word in (COLLECTION, *_BOXES):
            return self._shape(token) if opens else Property(token.value, token.at)
        if not self._takes_sign("("):
            return Property(token.value, token.at)
        found: Expression = self._deeper(lambda: self._called(token))
        self._expect(")")
        return found

    def _called(self, token: Token) -> Expression:
        at = token.at
        match token.word:
            case "CASEI":
                return CaseFolded(self._value(self._sum()), at)
            case "ACCENTI":
                return AccentFolded(self._value(self._sum()), at)
            case "DATE":
                return read_day(self._string(), at)
            case "TIMESTAMP":
                return read_moment(self._string(), at)
            case "INTERVAL":
                first = self._end()
                self._expect(",")
                return Span(first, self._end(), at)
        if token.word in _TESTS:
            self._budget.take_term(at)
            left = self._value(self._sum())
            self._expect(",")
            return _TESTS[token.word](token.word, left, self._value(self._sum()), at)
        args: list[Expression] = []
        while not self._sees_sign(")"):
            if args:
                self._expect(",")
            self._budget.take_term(self._token.at)
            args.append(self._deeper(self._either))
        return Call(token.value, tuple(args), at)

    def _string(self) -> str:
        if self._token.kind is not Kind.STRING:
            raise refused(self._token.at, "a quoted text is missing", "'2025-11-21'")
        return self._take().value

    def _end(self) -> Day | Moment | Property | Call | None:
        """One end of an interval."""
        if self._token.kind is Kind.STRING:
            token = self._take()
            return None if token.value == ".." else read_time(token.value, token.at)
        found = self._deeper(self._primary)
        if isinstance(found, Property | Call):
            return found
        raise refused(found.at, "is no end of an interval", "'2025-11-21', '..' or a name")

    # Geometries in Well-Known Text.

    def _shape(self, token: Token) -> Shape:
        # The letter Z only says that heights follow, which our features do not have.
        self._takes_word("Z")
        if token.word == COLLECTION:
            return self._deeper(lambda: self._collection(token.at))  # type: ignore[no-any-return]
        if token.word in _BOXES:
            self._expect("(")
            return read_box(self._listed(self._coordinate), token.at)
        coordinates = self._coordinates(DEPTHS[token.word], token.word == "MULTIPOINT")
        return read_shape(token.word, coordinates, self._budget, token.at)

    def _collection(self, at: str) -> Shape:
        self._expect("(")
        members: list[Shape] = []
        while not members or self._takes_sign(","):
            member = self._primary()
            if not isinstance(member, Shape):
                raise refused(member.at, "is no geometry", "POINT(23.85 52.70)")
            members.append(member)
        self._expect(")")
        return Shape(COLLECTION, members=tuple(members), at=at)

    def _coordinates(self, depth: int, bare: bool = False) -> list[Any]:
        """Lists in lists, as GeoJSON would have them."""
        self._expect("(")
        if depth == 0:
            return self._closed(self._position())
        if depth > 1:
            return self._listed(lambda: self._coordinates(depth - 1))
        # A multipoint's positions may stand in brackets of their own.
        if bare and self._sees_sign("("):
            return self._listed(lambda: self._coordinates(0))
        return self._listed(self._position)

    def _listed(self, read: Callable[[], Any]) -> list[Any]:
        found = [read()]
        while self._takes_sign(","):
            found.append(read())
        return self._closed(found)

    def _closed(self, found: list[Any]) -> list[Any]:
        self._expect(")")
        return found

    def _position(self) -> list[float]:
        numbers = [self._coordinate(), self._coordinate()]
        if not self._sees_sign(",", ")"):
            numbers.append(self._coordinate())
        return numbers

    def _coordinate(self) -> float:
        negative = self._sees_sign("-")
        self._takes_sign("+", "-")
        if self._token.kind is not Kind.NUMBER:
            raise refused(self._token.at, "a number is missing", "23.85 52.70")
        return float(_number(self._take(), negative).value)


def _number(token: Token, negative: bool = False, at: str = "") -> Number:
    text, place = token.value, at or token.at
    digits = text.isdigit()
    if digits and len(text) > _MOST_DIGITS:
        raise refused(place, "the number is too long", f"at most {_MOST_DIGITS} digits")
    value = int(text) if digits else float(text)
    if math.isinf(value):
        raise refused(place, "the number is too large", "a number that is finite")
    return Number(-value if negative else value, place)
