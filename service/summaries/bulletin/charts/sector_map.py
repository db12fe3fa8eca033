"""The map: reported incidents by sector, as a ribbon along the border with its figures."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from service.summaries.bulletin.charts.drawing import Drawing
from service.summaries.bulletin.charts.scales import class_of, classes
from service.summaries.bulletin.charts.shapes import BorderShapes, SectorShape, border_shapes
from service.summaries.bulletin.words import Words

WIDTH: Final = 400
HEIGHT: Final = 640
_TOP: Final = 26
_RIBBON: Final = 560
_RIGHT: Final = 96
_NAME_GAP: Final = 13.0

# None where there are no data.
Counts = Mapping[str, int | None]


def sector_map(words: Words, counts: Counts) -> str:
    """`counts` are the reported incidents of each sector, where the document states them."""
    drawing = Drawing("map", words.text("map.title"), words.text("map.describe"), WIDTH, HEIGHT)
    shapes = border_shapes(_RIBBON)
    left = WIDTH - _RIGHT - shapes.width
    found = classes([number or 0 for number in counts.values()])
    for sector in shapes.sectors:
        _sector(drawing, sector, left, counts, found)
    drawing.stroke(
        "path", "ink", d=shapes.border, stroke_width=1.6, stroke_linejoin="round",
        transform=f"translate({left:.1f} {_TOP})",
    )  # fmt: skip
    for sector in shapes.sectors:
        _number(drawing, words, sector, left, counts, found)
    _names(drawing, words, shapes, left)
    _surroundings(drawing, words, shapes, left)
    _legend(drawing, words, found)
    return drawing.svg()


def _sector(
    drawing: Drawing, sector: SectorShape, left: float, counts: Counts,
    found: Sequence[tuple[int, int]],
) -> None:  # fmt: skip
    number = counts.get(sector.code)
    place: dict[str, Any] = {"d": sector.path, "transform": f"translate({left:.1f} {_TOP})"}
    edge: dict[str, Any] = {"stroke": "#ffffff", "stroke_width": 1.2}
    if number is None:
        drawing.add("path", fill=drawing.hatch, **place, **edge).set("class", "edge")
    else:
        shape = drawing.add("path", f"q{class_of(number, found)}", **place, **edge)
        shape.set("class", f"{shape.get('class')} edge")


def _number(
    drawing: Drawing, words: Words, sector: SectorShape, left: float, counts: Counts,
    found: Sequence[tuple[int, int]],
) -> None:  # fmt: skip
    number = counts.get(sector.code)
    x, y = sector.number_at[0] + left, sector.number_at[1] + _TOP
    if number is None:
        return
    tone = f"q{class_of(number, found)}"
    drawing.add("circle", tone, cx=x, cy=y, r=9.5, stroke="#ffffff", stroke_width=1).set(
        "class", f"fill-{tone} edge"
    )
    drawing.text(x, y + 4.2, words.number(number), f"on-{tone}", 12.5, "middle", "bold")


def _names(drawing: Drawing, words: Words, shapes: BorderShapes, left: float) -> None:
    """Names beside the ribbon, from north to south, pushed apart where they would touch."""
    below = {"start": 0.0, "end": 0.0}
    for sector in shapes.sectors:
        x, y = sector.name_at
        anchor = "start" if x > sector.number_at[0] else "end"
        y = max(y + _TOP + 4, below[anchor])
        below[anchor] = y + _NAME_GAP
        drawing.text(x + left, y, words.sector(sector.code), "ink", 11.5, anchor)


def _surroundings(drawing: Drawing, words: Words, shapes: BorderShapes, left: float) -> None:
    spaced: dict[str, Any] = {"letter_spacing": 2.5}
    drawing.text(16, 150, words.text("map.poland"), "soft", 12, **spaced)
    drawing.text(WIDTH - 12, 150, words.text("map.belarus"), "soft", 12, "end", **spaced)
    north, south = shapes.sectors[0].number_at, shapes.sectors[-1].number_at
    drawing.text(north[0] + left + 44, _TOP + 10, words.text("map.north"), "soft", 11)
    drawing.text(south[0] + left + 44, _RIBBON + _TOP + 4, words.text("map.south"), "soft", 11)


def _legend(drawing: Drawing, words: Words, found: Sequence[tuple[int, int]]) -> None:
    x, y = 12, HEIGHT - 14 - 18 * (len(found) + 2)
    entries = [(f"q{place}", _range(words, *ends)) for place, ends in enumerate(found, 1)]
    entries = [("q0", words.text("legend.zero")), *entries]
    for colour, text in [*entries, ("", words.text("legend.no_data"))]:
        box: dict[str, Any] = {"x": x, "y": y, "width": 18, "height": 12}
        outline: dict[str, Any] = {"stroke": "#54646c", "stroke_width": 0.6}
        if colour:
            drawing.add("rect", colour, **box, **outline)
        else:
            drawing.add("rect", fill=drawing.hatch, **box, **outline)
        drawing.text(x + 25, y + 10, text, "ink", 11)
        y += 18


def _range(words: Words, low: int, high: int) -> str:
    if low == high:
        return words.number(low)
    return words.text("span.between", low=words.number(low), high=words.number(high))
