"""Rows and filters by chance, on a small grid of values, so that equal ones meet often."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from random import Random
from typing import Any

import shapely

from tests.service.cql2.stage import KINDS, TAGS, Row

_NAMES = ("Narewka", "NAREWKA", "Żubr", "żubr", "a%b", "a_b", "a*b", "it's", "Straße", "", "мяжа")
_DAY = timedelta(days=1)
_MONDAY = date(2025, 5, 12)
_TEMPORAL = (
    *("t_after", "t_before", "t_contains", "t_disjoint", "t_during", "t_equals", "t_finishedBy"),
    *("t_finishes", "t_intersects", "t_meets", "t_metBy", "t_overlappedBy", "t_overlaps"),
    *("t_startedBy", "t_starts"),
)
_COMPARED = ("=", "<>", "<", ">", "<=", ">=")


def random_row(rng: Random) -> Row:
    day = _day(rng)
    moment = _moment(rng)
    row: Row = {
        "name": rng.choice(_NAMES),
        "note": rng.choice(_NAMES),
        "kind": rng.choice(KINDS),
        "tags": rng.sample(TAGS, rng.randrange(4)),
        "count": rng.randrange(5),
        "least": rng.randrange(5),
        "ratio": rng.randrange(5) / 2,
        "seen": rng.random() < 0.5,
        "day": _day(rng),
        "moment": _moment(rng),
        "later": _moment(rng),
        "lon": rng.randrange(9) / 8 + 23,
        "lat": rng.randrange(9) / 8 + 52,
    }
    for name in rng.sample(sorted(row), rng.randrange(4)):
        row[name] = None
    if row["lon"] is None or row["lat"] is None:
        row["lon"] = row["lat"] = None
    if rng.random() < 0.8:
        row |= {"period_from": day, "period_to": day + _DAY * rng.choice((1, 7, 3))}
        row |= {"lasts_from": moment, "lasts_to": moment + rng.randrange(3) * _DAY}
    return row


def random_filter(rng: Random, depth: int = 3) -> Any:
    if depth and rng.random() < 0.6:
        operator = rng.choice(("and", "or", "not"))
        count = 1 if operator == "not" else rng.choice((2, 2, 3))
        return {"op": operator, "args": [random_filter(rng, depth - 1) for _ in range(count)]}
    makers: tuple[Callable[[Random], Any], ...] = (
        *(_on_text, _on_text, _on_number, _on_place, _on_place, _on_time, _on_time),
        *(_compared_time, _on_truth, _on_lists, _on_null),
    )
    return rng.choice(makers)(rng)


def _operation(operator: str, *args: Any) -> Any:
    return {"op": operator, "args": list(args)}


def _named(name: str) -> Any:
    return {"property": name}


def _day(rng: Random) -> date:
    return _MONDAY + rng.randrange(10) * _DAY


def _moment(rng: Random) -> datetime:
    """Midnight in Warsaw and its neighbours, and some hours of the day."""
    seconds = rng.choice((0, 12 * 3600, -7200, -7200, -7201))
    start = datetime(2025, 5, 12, tzinfo=UTC) + rng.randrange(10) * _DAY
    return start + timedelta(seconds=seconds)


def _on_text(rng: Random) -> Any:
    name = rng.choice(("name", "note"))
    value = rng.choice(_NAMES)
    folds = rng.random() < 0.5

    def folded(node: Any) -> Any:
        return _operation("casei", node) if folds else node

    side = folded(_named(name))
    match rng.randrange(4):
        case 0:
            return _operation("in", side, [folded(each) for each in rng.sample(_NAMES, 3)])
        case 1:
            pattern = rng.choice(("%b", "a\\%b", "a_b", "%u%", "Nar%ka", "_____", "%", "a\\_b", ""))
            return _operation("like", side, folded(pattern))
        case 2:
            return _operation(rng.choice(_COMPARED), side, folded(_named("note")))
        case _:
            return _operation(rng.choice(_COMPARED), side, folded(value))


def _on_number(rng: Random) -> Any:
    name = rng.choice(("count", "ratio", "least"))
    value = rng.choice((0, 1, 1.5, 2, 2.0, 3, -1, 1e30))
    match rng.randrange(4):
        case 0:
            return _operation("between", _named(name), rng.randrange(3), rng.randrange(4) + 0.5)
        case 1:
            return _operation("in", _named(name), [0, 2.5, rng.randrange(5)])
        case 2:
            return _operation(rng.choice(_COMPARED), _named(name), _named("count"))
        case _:
            return _operation(rng.choice(_COMPARED), _named(name), value)


def _on_truth(rng: Random) -> Any:
    if rng.random() < 0.2:
        return rng.random() < 0.5
    return _operation(rng.choice(("=", "<>")), _named("seen"), rng.random() < 0.5)


def _on_lists(rng: Random) -> Any:
    if rng.random() < 0.5:
        return _operation(rng.choice(("=", "<>")), _named("tags"), rng.choice(TAGS))
    return _operation("in", _named("kind"), rng.sample(KINDS, 2))


def _on_null(rng: Random) -> Any:
    names = ("name", "count", "geometry", "period", "lasts", "day", "tags", "seen")
    return _operation("isNull", _named(rng.choice(names)))


# Times.


def _literal(rng: Random, by_day: bool) -> Any:
    if by_day or rng.random() < 0.5:
        return {"date": _day(rng).isoformat()}
    return {"timestamp": _moment(rng).isoformat().replace("+00:00", "Z")}


def _compared_time(rng: Random) -> Any:
    name = rng.choice(("day", "moment"))
    return _operation(rng.choice(_COMPARED), _named(name), _literal(rng, name == "day"))


def _interval(rng: Random, by_day: bool) -> Any:
    ends = sorted(next(iter(_literal(rng, by_day=True).values())) for _ in range(2))
    if not by_day and rng.random() < 0.3:
        ends = [_moment(rng).isoformat().replace("+00:00", "Z"), ".."]
    if rng.random() < 0.3:
        ends[rng.randrange(2)] = ".."
    return {"interval": ends}


def _on_time(rng: Random) -> Any:
    by_day = rng.random() < 0.4
    if by_day:
        asked = _named(rng.choice(("day", "period", "period")))
    else:
        pair = {"interval": [_named("moment"), rng.choice((_named("later"), ".."))]}
        asked = rng.choice((_named("moment"), _named("lasts"), pair))
    given = rng.choice((_interval, _interval, _literal))(rng, by_day)
    sides = [asked, given]
    rng.shuffle(sides)
    return _operation(rng.choice(_TEMPORAL), *sides)


# Places.


def _position(rng: Random) -> list[float]:
    return [rng.randrange(9) / 8 + 23, rng.randrange(9) / 8 + 52]


def _on_place(rng: Random) -> Any:
    makers: tuple[Callable[[Random], Any], ...] = (_box, _polygon, _polygon, _several, _other)
    sides = [_named("geometry"), rng.choice(makers)(rng)]
    rng.shuffle(sides)
    return _operation(rng.choice(("s_intersects", "s_intersects", "s_disjoint")), *sides)


def _box(rng: Random) -> Any:
    (west, south), (east, north) = _position(rng), _position(rng)
    return {"bbox": [west, min(south, north), east, max(south, north)]}


def _polygon(rng: Random) -> Any:
    """A hull around some positions of the grid, at times with a hole."""
    while True:
        points = [_position(rng) for _ in range(rng.randrange(3, 8))]
        hull = shapely.MultiPoint(points).convex_hull
        if hull.geom_type == "Polygon":
            break
    rings = [[list(position) for position in hull.exterior.coords]]
    hole = shapely.box(23.25, 52.25, 23.75, 52.625)
    if hull.contains_properly(hole):
        rings.append([list(position) for position in hole.exterior.coords])
    return {"type": "Polygon", "coordinates": rings}


def _several(rng: Random) -> Any:
    west = [[23, 52], [23.5, 52], [23.25, 53], [23, 52]]
    east = [[23.5, 52.5], [24, 52.125], [24, 53], [23.5, 52.5]]
    return {"type": "MultiPolygon", "coordinates": [[west], [east]]}


def _other(rng: Random) -> Any:
    positions = [_position(rng) for _ in range(3)]
    return rng.choice(
        (
            {"type": "Point", "coordinates": positions[0]},
            {"type": "MultiPoint", "coordinates": positions},
            {"type": "LineString", "coordinates": positions},
            {"type": "MultiLineString", "coordinates": [positions, positions[::-1]]},
            {
                "type": "GeometryCollection",
                "geometries": [_polygon(rng), {"type": "Point", "coordinates": positions[0]}],
            },
        )
    )
