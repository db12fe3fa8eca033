"""What a filter in CQL2 JSON says of a row, worked out without any SQL and without our parser.

True, False, or None for what cannot be known because a value is null. Intervals are pairs of ends
that belong to them; places are left to Shapely.
"""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from operator import eq, ge, gt, le, lt, ne
from typing import Any

import shapely

from service.weeks import local_midnight

Row = dict[str, Any]
Known = bool | None
_DAY, _TICK = timedelta(days=1), timedelta(microseconds=1)
_OPERATORS = {"=": eq, "<>": ne, "<": lt, ">": gt, "<=": le, ">=": ge}
_ENDLESS = {"first": -1, "last": 1}
_DAYS, _PERIODS = ("day",), {"period": _DAY, "lasts": _TICK}


def evaluate(asked: Any, row: Row) -> Known:
    if isinstance(asked, bool):
        return asked
    operator, args = asked["op"], asked["args"]
    if operator in ("and", "or"):
        return _joined(operator, [evaluate(part, row) for part in args])
    if operator == "not":
        return _negated(evaluate(args[0], row))
    if operator == "isNull":
        return _raw(args[0]["property"], row) is None
    if operator.startswith("t_"):
        return _temporal(operator, args, row)
    if operator.startswith("s_"):
        met = _meets(args, row)
        return met if operator == "s_intersects" else _negated(met)
    if operator == "in":
        return _joined("or", [_compared("=", args[0], item, row) for item in args[1]])
    if operator == "between":
        bounds = [_compared(">=", args[0], args[1], row), _compared("<=", args[0], args[2], row)]
        return _joined("and", bounds)
    if operator == "like":
        text = _scalar(args[0], row)
        return None if text is None else _like(text, _scalar(args[1], row))
    return _compared(operator, *args, row)


def _joined(operator: str, parts: list[Known]) -> Known:
    decisive = operator == "or"
    if decisive in parts:
        return decisive
    return None if None in parts else not decisive


def _negated(part: Known) -> Known:
    return None if part is None else not part


def _raw(name: str, row: Row) -> Any:
    columns = {"geometry": "lon", "period": "period_from", "lasts": "lasts_from"}
    return row.get(columns.get(name, name))


def _scalar(value: Any, row: Row) -> Any:
    if not isinstance(value, dict):
        return value
    if "property" in value:
        return row.get(value["property"])
    found = _scalar(value["args"][0], row)
    return None if found is None else found.casefold()


def _compared(operator: str, left: Any, right: Any, row: Row) -> Known:
    if isinstance(right, dict) and ("date" in right or "timestamp" in right):
        return _compared_time(operator, left["property"], right, row)
    if left == {"property": "tags"}:
        tags = row.get("tags")
        return None if tags is None else (right in tags) is (operator == "=")
    values = _scalar(left, row), _scalar(right, row)
    return None if None in values else bool(_OPERATORS[operator](*values))


def _compared_time(operator: str, name: str, literal: Any, row: Row) -> Known:
    value = row.get(name)
    if value is None:
        return None
    first, last = _stretch(literal, by_day=name in _DAYS)
    outcomes = {
        "=": first <= value <= last,
        "<>": not first <= value <= last,
        "<": value < first,
        ">": value > last,
        "<=": value <= last,
        ">=": value >= first,
    }
    return bool(outcomes[operator])


def _like(text: str, pattern: str) -> bool:
    """Whether a pattern fits, by going through all of its beginnings."""
    fits = {0}
    characters = iter(pattern)
    for character in characters:
        if character == "%":
            fits = {at for first in fits for at in range(first, len(text) + 1)}
            continue
        wanted = next(characters) if character == "\\" else character
        free = character == "_"
        fits = {at + 1 for at in fits if at < len(text) and (free or text[at] == wanted)}
    return len(text) in fits


# Times.


def _stretch(literal: Any, by_day: bool) -> tuple[Any, Any]:
    if "date" in literal:
        day = date.fromisoformat(literal["date"])
        if by_day:
            return day, day
        return local_midnight(day), local_midnight(day + _DAY) - _TICK
    instant = datetime.fromisoformat(literal["timestamp"])
    if by_day:
        # In Warsaw it is later; no literal of these tests lies in the first hours of a day.
        return instant.date(), instant.date()
    return instant.astimezone(UTC), instant.astimezone(UTC)


def _ends(side: Any, row: Row, by_day: bool) -> dict[str, Any]:
    """`first` and `last`: a value, None for unknown, or -1 and 1 for open."""
    if "property" in side:
        return _own_ends(side["property"], row)
    if "interval" not in side:
        return dict(zip(("first", "last"), _stretch(side, by_day), strict=True))
    ends = {}
    for place, (name, end) in enumerate(zip(("first", "last"), side["interval"], strict=True)):
        if end == "..":
            ends[name] = _ENDLESS[name]
        elif isinstance(end, dict):
            ends[name] = row.get(end["property"])
        else:
            literal = {"date" if len(end) == 10 else "timestamp": end}
            ends[name] = _stretch(literal, by_day)[place]
    return ends


def _own_ends(name: str, row: Row) -> dict[str, Any]:
    if name not in _PERIODS:
        return dict.fromkeys(("first", "last"), row.get(name))
    start, end = row.get(f"{name}_from"), row.get(f"{name}_to")
    last = None if start is None else max(start, end - _PERIODS[name])
    return {"first": start, "last": last}


def _order(left: Any, right: Any) -> int | None:
    """Below zero for "before"; None where one of the two is unknown."""
    if left is None or right is None:
        return None
    if isinstance(left, int) or isinstance(right, int):
        return (left if isinstance(left, int) else 0) - (right if isinstance(right, int) else 0)
    return int(left > right) - int(left < right)


def _by_day(sides: list[Any]) -> bool:
    text = str(sides)
    return "'day'" in text or "'period'" in text


def _temporal(operator: str, sides: list[Any], row: Row) -> Known:
    a, b = (_ends(side, row, _by_day(sides)) for side in sides)
    ff, fl = _order(a["first"], b["first"]), _order(a["first"], b["last"])
    lf, ll = _order(a["last"], b["first"]), _order(a["last"], b["last"])

    def both(*pairs: tuple[int | None, str]) -> Known:
        return _joined(
            "and", [None if sign is None else _OPERATORS[word](sign, 0) for sign, word in pairs]
        )

    outcomes = {
        "t_after": both((fl, ">")),
        "t_before": both((lf, "<")),
        "t_contains": both((ff, "<"), (ll, ">")),
        "t_disjoint": _negated(both((fl, "<="), (lf, ">="))),
        "t_during": both((ff, ">"), (ll, "<")),
        "t_equals": both((ff, "="), (ll, "=")),
        "t_finishedBy": both((ff, "<"), (ll, "=")),
        "t_finishes": both((ff, ">"), (ll, "=")),
        "t_intersects": both((fl, "<="), (lf, ">=")),
        "t_meets": both((lf, "=")),
        "t_metBy": both((fl, "=")),
        "t_overlappedBy": both((ff, ">"), (fl, "<"), (ll, ">")),
        "t_overlaps": both((ff, "<"), (lf, ">"), (ll, "<")),
        "t_startedBy": both((ff, "="), (ll, ">")),
        "t_starts": both((ff, "="), (ll, "<")),
    }
    return outcomes[operator]


# Places.


def _meets(sides: list[Any], row: Row) -> Known:
    (literal,) = (side for side in sides if "property" not in side)
    if row.get("lon") is None:
        return None
    point = shapely.Point(row["lon"], row["lat"])
    return any(shapely.intersects(part, point) for part in _parts(literal))


def _parts(literal: Any) -> list[shapely.Geometry]:
    if "bbox" in literal:
        west, south, east, north = literal["bbox"]
        edges = [west, east] if west <= east else [-180, east, west, 180]
        stretches = [pair for index, pair in enumerate(pairwise(edges)) if index % 2 == 0]
        return [shapely.box(first, south, last, north) for first, last in stretches]
    return [shapely.geometry.shape(literal)]
