"""The curve: incidents of 52 weeks as bars, with a lane of dated events below."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from babel.dates import format_date

from service.summaries.bulletin.charts.drawing import Drawing
from service.summaries.bulletin.charts.scales import ticks
from service.summaries.bulletin.words import Words
from service.weeks import week_start

WIDTH: Final = 900
_LEFT: Final = 44
_RIGHT: Final = 12
_TOP: Final = 36
_PLOT: Final = 210
_MONTHS: Final = 24
_LANE: Final = 22
_MARK: Final = 9.0
_DAYS_OF_WEEK: Final = 7


@dataclass(frozen=True, slots=True)
class Bar:
    """A week with its incidents; None where there are no data."""

    week: str
    reported: int | None
    headline: int | None


@dataclass(frozen=True, slots=True)
class Mark:
    """A dated event, by the number under which it is listed, and for how many days it is dated."""

    number: int
    first: date
    days: int = 1


def curve(words: Words, bars: Sequence[Bar], marks: Sequence[Mark], description: str) -> str:
    """`bars` are weeks without gaps, the oldest first."""
    lanes = _lanes(bars, marks)
    height = _TOP + _PLOT + _MONTHS + max(1, len(lanes)) * _LANE + 14
    drawing = Drawing("curve", words.text("curve.chart"), description, WIDTH, height)
    axis = ticks(max((bar.reported or 0 for bar in bars), default=0))
    _legend(drawing, words, has_gaps=any(bar.reported is None for bar in bars))
    _grid(drawing, words, axis)
    for place, bar in enumerate(bars):
        _bar(drawing, place, len(bars), bar, axis[-1])
    _months(drawing, words, bars)
    _context(drawing, words, bars, lanes)
    return drawing.svg()


def _step(weeks: int) -> float:
    return (WIDTH - _LEFT - _RIGHT) / weeks


def _bar(drawing: Drawing, place: int, weeks: int, bar: Bar, most: int) -> None:
    width = _step(weeks)
    x, thick = _LEFT + place * width + width * 0.13, width * 0.74
    if bar.reported is None:
        drawing.add("rect", fill=drawing.hatch, x=x, y=_TOP, width=thick, height=_PLOT)
        return
    for colour, number in (("reported", bar.reported), ("headline", bar.headline or 0)):
        if number:
            high = _PLOT * number / most
            drawing.bar(colour, x=x, y=_TOP + _PLOT - high, width=thick, height=high)
    if place == weeks - 1:
        top = _TOP + _PLOT - _PLOT * bar.reported / most
        drawing.text(x + thick / 2, top - 5, str(bar.reported), "ink", 12, "middle", "bold")


def _grid(drawing: Drawing, words: Words, axis: Sequence[int]) -> None:
    for tick in axis:
        y = _TOP + _PLOT - _PLOT * tick / axis[-1]
        colour = "line" if tick else "ink"
        drawing.line(_LEFT, y, WIDTH - _RIGHT, y, colour, stroke_width=1)
        drawing.text(_LEFT - 7, y + 4, words.number(tick), "soft", 12, "end")


def _months(drawing: Drawing, words: Words, bars: Sequence[Bar]) -> None:
    """A month's name under the first week that begins in it, with its year in January."""
    y, width, last, named = _TOP + _PLOT + 16, _step(len(bars)), None, False
    for place, bar in enumerate(bars):
        monday = week_start(bar.week)
        month = (monday.year, monday.month)
        if month == last or (last is None and monday.day > _DAYS_OF_WEEK):
            last = month
            continue
        pattern = "LLL" if named and monday.month > 1 else "LLL y"
        text = str(format_date(monday, pattern, locale=words.locale))
        x = _LEFT + place * width
        drawing.line(x, _TOP + _PLOT, x, _TOP + _PLOT + 5, "soft", stroke_width=1)
        drawing.text(x + 2, y + 2, text, "soft", 12)
        last, named = month, True


def _lanes(bars: Sequence[Bar], marks: Sequence[Mark]) -> list[list[tuple[float, float, Mark]]]:
    """Marks in as few rows as keep them apart: each with its two ends on the axis."""
    lanes: list[list[tuple[float, float, Mark]]] = []
    if not bars:
        return lanes
    start, width = week_start(bars[0].week), _step(len(bars)) / _DAYS_OF_WEEK
    for mark in marks:
        left = _LEFT + max(0, (mark.first - start).days) * width
        right = max(left, min(left + (mark.days - 1) * width, WIDTH - _RIGHT - _MARK))
        free = (lane for lane in lanes if lane[-1][1] + 2 * _MARK + 3 < left)
        lane = next(free, None)
        if lane is None:
            lanes.append(lane := [])
        lane.append((left, right, mark))
    return lanes


def _context(
    drawing: Drawing, words: Words, bars: Sequence[Bar],
    lanes: Sequence[Sequence[tuple[float, float, Mark]]],
) -> None:  # fmt: skip
    top = _TOP + _PLOT + _MONTHS + 6
    if bars:
        drawing.line(_LEFT, top, WIDTH - _RIGHT, top, "line", stroke_width=1)
    for place, lane in enumerate(lanes):
        y = top + place * _LANE + _LANE / 2 + 2
        for left, right, mark in lane:
            if right > left:
                drawing.line(left, y, right, y, "mark", stroke_width=3)
            drawing.add("circle", "mark", cx=left, cy=y, r=_MARK)
            drawing.text(left, y + 4, words.number(mark.number), "paper", 11, "middle", "bold")


def _legend(drawing: Drawing, words: Words, *, has_gaps: bool) -> None:
    x = _LEFT
    for colour in ("reported", "headline"):
        drawing.bar(colour, x=x, y=4, width=14, height=12)
        text = words.text(f"legend.{colour}")
        drawing.text(x + 20, 14.5, text, "ink", 13)
        x += 44 + round(6.8 * len(text))
    if has_gaps:
        drawing.add("rect", fill=drawing.hatch, x=x, y=4, width=18, height=12)
        text = words.text("legend.no_data")
        drawing.text(x + 24, 14.5, text, "ink", 13)
        x += 48 + round(6.8 * len(text))
    drawing.add("circle", "mark", cx=x + 7, cy=10, r=7)
    drawing.text(x + 20, 14.5, words.text("context.lane"), "ink", 13)
