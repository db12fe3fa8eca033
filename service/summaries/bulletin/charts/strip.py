"""The border as a strip: its 20 stations from north to south, with bars and figures."""

from collections.abc import Mapping
from typing import Final

from geo.sector_files import sector_set
from service.summaries.bulletin.charts.drawing import Drawing
from service.summaries.bulletin.charts.scales import ticks
from service.summaries.bulletin.charts.sector_map import Counts
from service.summaries.bulletin.words import Words

WIDTH: Final = 430
HEIGHT: Final = 624
_TOP: Final = 62
_ROW: Final = 27.5
_RAIL_X: Final = 48
_NAME_X: Final = 66
_BAR_X: Final = 196
_BAR_WIDTH: Final = 150
_BAR: Final = 15


def strip(words: Words, reported: Counts, headline: Counts) -> str:
    """Incidents of each sector, where the document states them; None where there are no data."""
    drawing = Drawing(
        "strip", words.text("strip.title"), words.text("strip.describe"), WIDTH, HEIGHT
    )
    most = ticks(max((number or 0 for number in reported.values()), default=0))[-1]
    _legend(drawing, words)
    _rail(drawing, words)
    for place, sector in enumerate(sector_set().sectors):
        y = _TOP + place * _ROW
        drawing.text(_NAME_X, y + 18, words.sector(sector.code), "ink", 12.5)
        counts = {"reported": reported.get(sector.code), "headline": headline.get(sector.code)}
        _row(drawing, words, y, most, counts)
    return drawing.svg()


def _row(
    drawing: Drawing, words: Words, y: float, most: int, counts: Mapping[str, int | None]
) -> None:
    reported, headline = counts["reported"], counts["headline"] or 0
    top = y + (_ROW - _BAR) / 2
    if reported is None:
        drawing.add("rect", fill=drawing.hatch, x=_BAR_X, y=top, width=_BAR_WIDTH, height=_BAR)
        drawing.text(_BAR_X + _BAR_WIDTH + 8, y + 18, words.text("value.no_data"), "soft", 11.5)
        return
    length = _BAR_WIDTH * reported / most
    for colour, number in (("reported", reported), ("headline", headline)):
        if number:
            drawing.bar(colour, x=_BAR_X, y=top, width=_BAR_WIDTH * number / most, height=_BAR)
    drawing.line(_BAR_X, y, _BAR_X, y + _ROW, "line", stroke_width=1)
    text = f"{words.number(reported)} ({words.number(headline)})" if reported else "0"
    colour = "ink" if reported else "soft"
    drawing.text(_BAR_X + length + 7, y + 18, text, colour, 12.5, "start", "bold")


def _rail(drawing: Drawing, words: Words) -> None:
    """The border itself on the left: one piece for each sector, with its kilometres."""
    sectors = sector_set().sectors
    drawing.text(_RAIL_X - 10, _TOP - 8, words.text("strip.km"), "soft", 10.5, "end")
    for place, sector in enumerate(sectors):
        y = _TOP + place * _ROW
        drawing.line(_RAIL_X, y + 2, _RAIL_X, y + _ROW - 2, "rail", stroke_width=5)
        drawing.text(_RAIL_X - 10, y + 4, _km(words, sector.km_from), "soft", 10.5, "end")
    end = _TOP + len(sectors) * _ROW
    drawing.text(_RAIL_X - 10, end + 4, _km(words, sectors[-1].km_to), "soft", 10.5, "end")


def _km(words: Words, km: float) -> str:
    return words.number(round(km))


def _legend(drawing: Drawing, words: Words) -> None:
    y = 6.0
    for colour in ("reported", "headline"):
        drawing.bar(colour, x=_NAME_X, y=y, width=14, height=12)
        drawing.text(_NAME_X + 20, y + 10.5, words.text(f"legend.{colour}"), "ink", 12)
        y += 19
