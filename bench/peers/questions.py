"""What is asked, and the right answer, found by plain SQL in the other servers' table."""

from dataclasses import dataclass
from functools import cached_property

import psycopg

from service.features.collections import incidents_box

# 2024 begins on a Monday, so no week, month or year reaches across its first day; and none begins
# on its last days. "Begins in the span" and "meets the span" are then the same, and so are spans
# that hold their last instant and spans that do not: servers differ in both.
FIRST, LASTS = "2024-01-01", ("2024-12-27", "2024-12-28", "2024-12-27", "2024-12-28")
HALF_WIDE = 0.325

Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Question:
    """A box and a span of days; None is all time."""

    name: str
    box: Box | None
    days: tuple[str, str] | None

    @property
    def bbox(self) -> str:
        return ",".join(f"{edge:g}" for edge in self.box or ())

    @property
    def instants(self) -> str:
        return "/".join(f"{day}T00:00:00Z" for day in self.days or ())

    def parameters(self) -> dict[str, str]:
        both = {"bbox": self.bbox, "datetime": self.instants}
        return {name: text for name, text in both.items() if text}


class Truth:
    """What the table holds; one connection, kept open."""

    def __init__(self, address: str) -> None:
        self._connection = psycopg.connect(address, autocommit=True)
        self._known: dict[Question, list[str]] = {}

    def close(self) -> None:
        self._connection.close()

    def matching(self, question: Question) -> list[str]:
        """The ids of all that match, newest first, then by id backwards."""
        if question not in self._known:
            self._known[question] = self._find(question)
        return self._known[question]

    @cached_property
    def features(self) -> int:
        ((count,),) = self._connection.execute("SELECT count(*) FROM peers.incident")
        return int(count)

    @cached_property
    def places(self) -> list[tuple[float, float, int]]:
        """Every point with the number of its records, those with most first."""
        found = self._connection.execute(
            "SELECT ST_X(geom), ST_Y(geom), count(*) FROM peers.incident "
            "WHERE geom IS NOT NULL GROUP BY 1, 2 ORDER BY 3 DESC, 1, 2"
        )
        return [(lon, lat, count) for lon, lat, count in found]

    def _find(self, question: Question) -> list[str]:
        conditions = ["true"]
        values: list[float | str] = []
        if question.box:
            conditions.append("geom && ST_MakeEnvelope(%s, %s, %s, %s, 4326)")
            values += list(question.box)
        if question.days:
            conditions.append("period_from BETWEEN %s::timestamptz AND %s::timestamptz")
            values += [f"{day}T00:00:00Z" for day in question.days]
        found = self._connection.execute(
            "SELECT id FROM peers.incident WHERE "  # noqa: S608
            + " AND ".join(conditions)
            + " ORDER BY period_from DESC, id DESC",
            values,
        )
        return [feature_id for (feature_id,) in found]


def page_questions(truth: Truth) -> list[Question]:
    """A year in boxes of 0.65 degrees around the four busiest places."""
    centres = truth.places[: len(LASTS)]
    return [
        Question(f"around place {number}", _around(lon, lat, HALF_WIDE), (FIRST, last))
        for number, ((lon, lat, _), last) in enumerate(zip(centres, LASTS, strict=False), 1)
    ]


def box_questions(truth: Truth) -> list[Question]:
    """From a box with nothing in it to all there is, over a year and over all time."""
    (hot_lon, hot_lat, _), (rare_lon, rare_lat, _) = truth.places[0], truth.places[-1]
    boxes = {
        "empty": _empty(truth),
        "small": _around(rare_lon, rare_lat, 0.01),
        "hot": _around(hot_lon, hot_lat, 0.1),
        "whole border": incidents_box(),
    }
    return [
        Question(f"{name}, {when}", box, days)
        for name, box in boxes.items()
        for when, days in (("a year", (FIRST, LASTS[0])), ("all time", None))
    ]


def _around(lon: float, lat: float, reach: float) -> Box:
    west, east = round(lon - reach, 4), round(lon + reach, 4)
    return west, round(lat - reach, 4), east, round(lat + reach, 4)


def _empty(truth: Truth) -> Box:
    """The first box of 0.02 degrees within the bounds of all incidents that holds none."""
    west, south, _, _ = incidents_box()
    for step in range(1, 100):
        box = _around(west + 0.03 * step, south + 0.03 * step, 0.01)
        if not truth.matching(Question("tried", box, None)):
            return box
    raise RuntimeError("there is something everywhere")
