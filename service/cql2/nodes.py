"""What a filter says, whichever way it was written: the same nodes for text and for JSON.

Expression
├── Condition   And · Or · Not · Truth · Compare · Like · Between · IsIn · IsNull
│               SpatialTest · TemporalTest · ListTest
└── Value       Property · Text · Number · Truth · Day · Moment · Span · Shape · Several
                CaseFolded · AccentFolded · Call · Calculation

`at` says where a node stands in what was sent; two nodes are equal wherever they stand.
"""

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import ClassVar

from service.cql2.outlines import Position, Ring


def _somewhere() -> str:
    return field(default="", compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Property:
    name: str
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Text:
    value: str
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Number:
    value: int | float
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Truth:
    """TRUE or FALSE: a value, and a condition too."""

    value: bool
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Day:
    value: date
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Moment:
    """An instant in UTC."""

    value: datetime
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Span:
    """From `first` to `last`, both in it; None is an open end."""

    first: "Day | Moment | Property | Call | None"
    last: "Day | Moment | Property | Call | None"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Box:
    """Degrees; its edges belong to it. With `west` > `east` it crosses the antimeridian."""

    west: float
    south: float
    east: float
    north: float


@dataclass(frozen=True, slots=True)
class Shape:
    """A geometry as its parts: points, lines, areas (outer ring first, then holes), boxes.

    `kind` is the name in Well-Known Text under which it was written.
    """

    kind: str
    points: tuple[Position, ...] = ()
    lines: tuple[Ring, ...] = ()
    areas: tuple[tuple[Ring, ...], ...] = ()
    boxes: tuple[Box, ...] = ()
    members: tuple["Shape", ...] = ()
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Several:
    """A list of values between brackets."""

    items: tuple["Value", ...]
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class CaseFolded:
    """CASEI: capitals and small letters are the same."""

    value: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class AccentFolded:
    """ACCENTI, which is read so that it can be refused by its name."""

    value: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Call:
    """A function, which is read so that it can be refused by what it is."""

    name: str
    args: tuple["Expression", ...]
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Calculation:
    """Arithmetic, which is read so that it can be refused by what it is."""

    operator: str
    left: "Value"
    right: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class And:
    parts: tuple["Condition", ...]
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Or:
    parts: tuple["Condition", ...]
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Not:
    part: "Condition"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Compare:
    OPERATORS: ClassVar[tuple[str, ...]] = ("=", "<>", "<", ">", "<=", ">=")

    operator: str
    left: "Expression"
    right: "Expression"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Like:
    value: "Value"
    pattern: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class Between:
    value: "Value"
    low: "Value"
    high: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class IsIn:
    value: "Value"
    items: tuple["Value", ...]
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class IsNull:
    value: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class SpatialTest:
    OPERATORS: ClassVar[tuple[str, ...]] = (
        *("S_INTERSECTS", "S_EQUALS", "S_DISJOINT", "S_TOUCHES"),
        *("S_WITHIN", "S_OVERLAPS", "S_CROSSES", "S_CONTAINS"),
    )

    operator: str
    left: "Value"
    right: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class TemporalTest:
    OPERATORS: ClassVar[tuple[str, ...]] = (
        "T_AFTER",
        "T_BEFORE",
        "T_CONTAINS",
        "T_DISJOINT",
        "T_DURING",
        "T_EQUALS",
        "T_FINISHEDBY",
        "T_FINISHES",
        "T_INTERSECTS",
        "T_MEETS",
        "T_METBY",
        "T_OVERLAPPEDBY",
        "T_OVERLAPS",
        "T_STARTEDBY",
        "T_STARTS",
    )

    operator: str
    left: "Value"
    right: "Value"
    at: str = _somewhere()


@dataclass(frozen=True, slots=True)
class ListTest:
    OPERATORS: ClassVar[tuple[str, ...]] = (
        *("A_EQUALS", "A_CONTAINS", "A_CONTAINEDBY", "A_OVERLAPS"),
    )

    operator: str
    left: "Value"
    right: "Value"
    at: str = _somewhere()


Condition = (
    And
    | Or
    | Not
    | Truth
    | Compare
    | Like
    | Between
    | IsIn
    | IsNull
    | SpatialTest
    | TemporalTest
    | ListTest
)
Value = (
    Property
    | Text
    | Number
    | Truth
    | Day
    | Moment
    | Span
    | Shape
    | Several
    | CaseFolded
    | AccentFolded
    | Call
    | Calculation
)
Expression = Condition | Value


def all_of(parts: list[Condition], at: str) -> Condition:
    """AND; what is nested in it by brackets alone is no other filter."""
    found = tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, And) else (part,))
    )
    return found[0] if len(found) == 1 else And(found, at)


def any_of(parts: list[Condition], at: str) -> Condition:
    found = tuple(
        inner for part in parts for inner in (part.parts if isinstance(part, Or) else (part,))
    )
    return found[0] if len(found) == 1 else Or(found, at)
