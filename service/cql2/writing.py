"""A filter in one spelling, whichever way it was sent: for links, cursors and ETags."""

from datetime import datetime

from service.cql2.nodes import (
    AccentFolded,
    And,
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
    Moment,
    Not,
    Number,
    Or,
    Property,
    Several,
    Shape,
    Span,
    Text,
    Truth,
    Value,
)
from service.cql2.outlines import Position, Ring
from service.cql2.shapes import COLLECTION

# Up to here, a float holds each whole number.
_EXACT = 2**53


def write_text(found: Expression) -> str:
    """CQL2 text that reads as exactly these nodes again."""
    return _value(found) if isinstance(found, Value) else _condition(found)


def _condition(found: Condition) -> str:
    match found:
        case And(parts):
            return " AND ".join(_inner(part, Or) for part in parts)
        case Or(parts):
            return " OR ".join(write_text(part) for part in parts)
        case Not(part):
            return f"NOT {_inner(part, And, Or)}"
        case Compare(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Like(value, pattern):
            return f"{_operand(value)} LIKE {_operand(pattern)}"
        case Between(value, low, high):
            return f"{_operand(value)} BETWEEN {_operand(low)} AND {_operand(high)}"
        case IsIn(value, items):
            return f"{_operand(value)} IN ({', '.join(map(_operand, items))})"
        case IsNull(value):
            return f"{_operand(value)} IS NULL"
        case Truth():
            return _value(found)
        case _:
            return f"{found.operator}({write_text(found.left)}, {write_text(found.right)})"


def _inner(part: Condition, *looser: type) -> str:
    return f"({write_text(part)})" if isinstance(part, looser) else write_text(part)


def _operand(found: Expression) -> str:
    """A side of a comparison; what would bind less closely stands in brackets."""
    bare = isinstance(found, Value) and not isinstance(found, Calculation)
    return write_text(found) if bare else f"({write_text(found)})"


def _value(found: Value) -> str:
    match found:
        case Property(name):
            return f'"{name}"'
        case Text(text):
            return _quoted(text)
        case Number(value):
            return _number(value)
        case Truth(value):
            return "TRUE" if value else "FALSE"
        case Day() | Moment():
            word = "DATE" if isinstance(found, Day) else "TIMESTAMP"
            return f"{word}({_quoted(_time(found))})"
        case Span(first, last):
            return f"INTERVAL({_end(first)}, {_end(last)})"
        case Several(items):
            return f"({', '.join(map(_operand, items))})"
        case CaseFolded(value):
            return f"CASEI({_operand(value)})"
        case AccentFolded(value):
            return f"ACCENTI({_operand(value)})"
        case Call(name, args):
            return f"{name}({', '.join(map(write_text, args))})"
        case Calculation(operator, left, right):
            return f"{_operand(left)} {operator} {_operand(right)}"
        case Shape():
            return _shape(found)


def _number(value: float) -> str:
    """A whole number without a point, however it was sent."""
    whole = isinstance(value, float) and value.is_integer() and abs(value) < _EXACT
    return repr(int(value) if whole else value)


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _time(found: Day | Moment) -> str:
    text = found.value.isoformat()
    return text.replace("+00:00", "Z") if isinstance(found.value, datetime) else text


def _end(end: Day | Moment | Property | Call | None) -> str:
    if end is None:
        return "'..'"
    return _quoted(_time(end)) if isinstance(end, Day | Moment) else _value(end)


def _shape(shape: Shape) -> str:
    if shape.boxes:
        (box,) = shape.boxes
        return f"BBOX({_numbers(box.west, box.south, box.east, box.north, by=', ')})"
    return f"{shape.kind}{_coordinates(shape)}"


def _coordinates(shape: Shape) -> str:
    match shape.kind:
        case "POINT":
            return _ring(shape.points)
        case "MULTIPOINT":
            return f"({', '.join(_ring((point,)) for point in shape.points)})"
        case "LINESTRING":
            return _ring(shape.lines[0])
        case "MULTILINESTRING":
            return _rings(shape.lines)
        case "POLYGON":
            return _rings(shape.areas[0])
        case "MULTIPOLYGON":
            return f"({', '.join(map(_rings, shape.areas))})"
    assert shape.kind == COLLECTION  # noqa: S101  # There is no other kind.
    return f"({', '.join(map(_shape, shape.members))})"


def _rings(rings: tuple[Ring, ...]) -> str:
    return f"({', '.join(map(_ring, rings))})"


def _ring(ring: tuple[Position, ...]) -> str:
    return f"({', '.join(_numbers(*position) for position in ring)})"


def _numbers(*numbers: float, by: str = " ") -> str:
    return by.join(repr(number).removesuffix(".0") for number in numbers)
