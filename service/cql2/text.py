"""The parser of CQL2 text: by descent, one method for each level of binding.

AND binds closer than OR, NOT closer than AND. A bracket may hold a condition or a value. Depth is
counted where the parser calls itself, so that no text can exhaust the stack.
"""

from collections.abc import Callable

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
    Span,
    SpatialTest,
    TemporalTest,
    Text,
    Truth,
    Value,
    all_of,
    any_of,
)
from service.cql2.stream import TokenStream, read_number
from service.cql2.times import read_day, read_moment, read_time
from service.cql2.tokens import Kind, Token, read_tokens
from service.cql2.wkt import NAMES, WktReader

_RESERVED = frozenset(("AND", "OR", "NOT", "LIKE", "ILIKE", "BETWEEN", "IN", "IS", "NULL"))
_TESTS: dict[str, type[SpatialTest | TemporalTest | ListTest]] = {
    operator: test for test in (SpatialTest, TemporalTest, ListTest) for operator in test.OPERATORS
}


def parse_text(text: str, budget: Budget, draft: bool = False) -> Condition:
    """The condition that a text says; `draft` allows what GDAL writes for `cql-text`."""
    budget.check_length(text)
    return _Parser(TokenStream(read_tokens(text), budget), draft).read()


class _Parser:
    def __init__(self, tokens: TokenStream, draft: bool) -> None:
        self._tokens = tokens
        self._wkt = WktReader(tokens)
        self._draft = draft

    def read(self) -> Condition:
        found = self._condition(self._either())
        if self._tokens.token.kind is not Kind.END:
            raise refused(self._tokens.at, "the filter goes on where it could end", "AND or OR")
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
        if self._tokens.word != "OR":
            return first
        parts, at = [self._condition(first)], first.at
        while self._tokens.takes_word("OR"):
            parts.append(self._condition(self._both()))
        return any_of(parts, at)

    def _both(self) -> Expression:
        first = self._negation()
        if self._tokens.word != "AND":
            return first
        parts, at = [self._condition(first)], first.at
        while self._tokens.takes_word("AND"):
            parts.append(self._condition(self._negation()))
        return all_of(parts, at)

    def _negation(self) -> Expression:
        at = self._tokens.at
        if self._tokens.takes_word("NOT"):
            return Not(self._condition(self._tokens.deeper(self._negation)), at)
        return self._comparison()

    def _comparison(self) -> Expression:
        left = self._sum()
        at = self._tokens.at
        if self._tokens.sees_sign("=", "<>", "<", ">", "<=", ">=") or (
            self._draft and self._tokens.sees_sign("!=")
        ):
            self._tokens.budget.take_term(at)
            operator = self._tokens.take().value
            right = self._sum()
            return Compare("<>" if operator == "!=" else operator, left, right, at)
        if self._tokens.takes_word("IS"):
            self._tokens.budget.take_term(at)
            negated = self._tokens.takes_word("NOT")
            if not self._tokens.takes_word("NULL"):
                raise refused(self._tokens.at, "IS stands without NULL", "IS NULL or IS NOT NULL")
            return _negated(negated, IsNull(self._value(left), at))
        negated = self._tokens.takes_word("NOT")
        if negated or self._tokens.word in ("LIKE", "ILIKE", "BETWEEN", "IN"):
            self._tokens.budget.take_term(at)
            return _negated(negated, self._word_comparison(self._value(left), at))
        return left

    def _word_comparison(self, left: Value, at: str) -> Condition:
        if self._tokens.takes_word("LIKE"):
            return Like(left, self._value(self._sum()), at)
        if self._draft and self._tokens.takes_word("ILIKE"):
            pattern = self._value(self._sum())
            return Like(CaseFolded(left, left.at), CaseFolded(pattern, pattern.at), at)
        if self._tokens.takes_word("BETWEEN"):
            low = self._value(self._sum())
            if not self._tokens.takes_word("AND"):
                raise refused(self._tokens.at, "BETWEEN lacks its second end", "AND and a value")
            return Between(left, low, self._value(self._sum()), at)
        if self._tokens.takes_word("IN"):
            self._tokens.expect("(")
            return IsIn(left, self._items(")"), at)
        raise refused(
            self._tokens.at,
            "an operator is missing",
            "LIKE, BETWEEN, IN, or NOT before a condition",
        )

    # Values.

    def _items(self, closing: str) -> tuple[Value, ...]:
        items = []
        while True:
            self._tokens.budget.take_term(self._tokens.at)
            items.append(self._value(self._tokens.deeper(self._sum)))
            if not self._tokens.takes_sign(","):
                self._tokens.expect(closing)
                return tuple(items)

    def _sum(self) -> Expression:
        return self._chain(("+", "-"), self._product)

    def _product(self) -> Expression:
        return self._chain(("*", "/", "%", "DIV"), self._power)

    def _chain(self, operators: tuple[str, ...], read: Callable[[], Expression]) -> Expression:
        left, links = read(), 0
        while self._tokens.sees_sign(*operators) or (
            self._tokens.word and self._tokens.word in operators
        ):
            # Each link lies one level deeper in the tree that comes of it.
            self._tokens.budget.enter(self._tokens.at)
            links += 1
            token = self._tokens.take()
            operator = token.word.lower() or token.value
            left = Calculation(operator, self._value(left), self._value(read()), token.at)
        for _ in range(links):
            self._tokens.budget.leave()
        return left

    def _power(self) -> Expression:
        base = self._primary()
        at = self._tokens.at
        if self._tokens.takes_sign("^"):
            return Calculation(
                "^", self._value(base), self._value(self._tokens.deeper(self._power)), at
            )
        return base

    def _primary(self) -> Expression:
        token = self._tokens.take()
        match token.kind:
            case Kind.STRING:
                return Text(token.value, token.at)
            case Kind.NUMBER:
                return read_number(token)
            case Kind.QUOTED:
                return Property(token.value, token.at)
            case Kind.NAME if token.word not in _RESERVED:
                return self._named(token)
            case Kind.SIGN if token.value in "+-" and self._tokens.token.kind is Kind.NUMBER:
                return read_number(self._tokens.take(), negative=token.value == "-", at=token.at)
            case Kind.SIGN if token.value == "-":
                value = self._value(self._tokens.deeper(self._primary))
                return Calculation("*", Number(-1, token.at), value, token.at)
            case Kind.SIGN if token.value in "([":
                found: Expression = self._tokens.deeper(lambda: self._bracketed(token))
                return found
        raise refused(
            token.at, "a value is missing", "a name, a number, 'text', TRUE, FALSE or a function"
        )

    def _bracketed(self, token: Token) -> Expression:
        """A condition, a value, or a list; drafts of the standard had lists in square brackets."""
        closing = ")" if token.value == "(" else "]"
        if self._tokens.takes_sign(closing):
            return Several((), token.at)
        first = self._either()
        if closing == ")" and not self._tokens.sees_sign(","):
            self._tokens.expect(closing)
            return first
        self._tokens.budget.take_term(first.at)
        items = [self._value(first)]
        while self._tokens.takes_sign(","):
            self._tokens.budget.take_term(self._tokens.at)
            items.append(self._value(self._tokens.deeper(self._either)))
        self._tokens.expect(closing)
        return Several(tuple(items), token.at)

    def _named(self, token: Token) -> Expression:
        if token.word in ("TRUE", "FALSE"):
            return Truth(token.word == "TRUE", token.at)
        opens = self._tokens.sees_sign("(") or self._tokens.word in ("Z", "EMPTY")
        if token.word in NAMES:
            return self._wkt.read(token) if opens else Property(token.value, token.at)
        if not self._tokens.takes_sign("("):
            return Property(token.value, token.at)
        found: Expression = self._tokens.deeper(lambda: self._called(token))
        self._tokens.expect(")")
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
                self._tokens.expect(",")
                return Span(first, self._end(), at)
        if token.word in _TESTS:
            return self._test(token)
        args: list[Expression] = []
        while not self._tokens.sees_sign(")"):
            if args:
                self._tokens.expect(",")
            self._tokens.budget.take_term(self._tokens.at)
            args.append(self._tokens.deeper(self._either))
        return Call(token.value, tuple(args), at)

    def _test(self, token: Token) -> Condition:
        self._tokens.budget.take_term(token.at)
        left = self._value(self._sum())
        self._tokens.expect(",")
        right, test = self._value(self._sum()), _TESTS[token.word]
        if test is ListTest:
            left, right = _list(left), _list(right)
        return test(token.word, left, right, token.at)

    def _string(self) -> str:
        if self._tokens.token.kind is not Kind.STRING:
            raise refused(self._tokens.at, "a quoted text is missing", "'2025-11-21'")
        return self._tokens.take().value

    def _end(self) -> Day | Moment | Property | Call | None:
        """One end of an interval."""
        if self._tokens.token.kind is Kind.STRING:
            token = self._tokens.take()
            return None if token.value == ".." else read_time(token.value, token.at)
        found = self._tokens.deeper(self._primary)
        if isinstance(found, Property | Call):
            return found
        raise refused(found.at, "is no end of an interval", "'2025-11-21', '..' or a name")


def _list(value: Value) -> Value:
    """A list of one value looks like that value between brackets."""
    bare = isinstance(value, Property | Call | Several)
    return value if bare else Several((value,), value.at)


def _negated(negated: bool, condition: Condition) -> Condition:
    return Not(condition, condition.at) if negated else condition
