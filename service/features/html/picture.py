"""A small map of a page: the border, its sectors, and what the page holds, as SVG.

It shows what stands in the features and nothing else: a cell as its square, a sector as its
ribbon, a point as a dot that grows with the number of features that share it.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import sqrt
from typing import Any, Final

import numpy as np

from geo.errors import CellCodeInvalid
from geo.grid import cell_polygon
from service.features.collections import (
    BORDER,
    CROSSINGS,
    INCIDENTS,
    INCIDENTS_FULL,
    SECTOR_WEEKS,
    SECTORS,
)
from service.pages.markup import Markup
from service.summaries.bulletin.charts.drawing import Drawing
from service.summaries.bulletin.charts.shapes import BorderShapes, border_shapes

_HEIGHT: Final = 560
# Room for cells that lie beside the ribbon, and for names.
_MARGIN: Final = (64, 16, 64, 16)
# Degrees within which a position is drawn; what is written in another system lies elsewhere.
_LON: Final = (22.0, 25.5)
_LAT: Final = (51.0, 54.5)
_LEAST_RADIUS: Final = 5.0
_ROOM_FOR_NUMBER: Final = 8.0
_MOST_RADIUS: Final = 15.0
_SMALL_TEXT: Final = 13
_NAME_GAP: Final = 14.0

_LEGENDS: Final = {
    INCIDENTS.id: "A dot stands at the middle of a sector, a square is a 10 km cell; a number says "
    "how many features of this page share it. What has neither is not drawn.",
    INCIDENTS_FULL.id: "A dot is the stated point, or the middle of the sector where only that is "
    "known; a number says how many features of this page share it.",
    SECTOR_WEEKS.id: "The sectors for which this page has a figure or says that there is none.",
    SECTORS.id: "The sectors of this page, drawn 15 km to each side.",
    BORDER.id: "The border, with its sectors 15 km to each side.",
    CROSSINGS.id: "A dot is a crossing, good to about 1 km.",
}

Feature = Mapping[str, Any]
Position = tuple[float, float]


@dataclass
class Content:
    """What there is to draw; counts of features by where they are."""

    points: Counter[Position] = field(default_factory=Counter)
    cells: Counter[str] = field(default_factory=Counter)
    sectors: Counter[str] = field(default_factory=Counter)
    border: bool = False

    @property
    def is_empty(self) -> bool:
        return not (self.points or self.cells or self.sectors or self.border)


def picture(collection_id: str, features: Sequence[Feature]) -> Markup | None:
    """The map; None where no feature has a place that can be drawn."""
    content = _content(collection_id, features)
    if content.is_empty:
        return None
    shapes = border_shapes(_HEIGHT)
    left, top, right, bottom = _MARGIN
    width = round(shapes.width) + left + right
    drawing = Drawing("map", "Map of this page", _told(content), width, _HEIGHT + top + bottom)
    _sectors(drawing, shapes, content)
    _cells(drawing, shapes, content.cells)
    _border(drawing, shapes, strong=content.border)
    _names(drawing, shapes)
    _points(drawing, shapes, content.points)
    return Markup(drawing.svg())  # Made by an XML library.


def legend(collection_id: str) -> str:
    """What the marks stand for; a dot must not pass for a place that nobody knows."""
    return _LEGENDS[collection_id]


def _content(collection_id: str, features: Iterable[Feature]) -> Content:
    content = Content(border=collection_id == BORDER.id)
    for feature in features:
        held = feature.get("properties") or {}
        if collection_id in (SECTORS.id, SECTOR_WEEKS.id):
            content.sectors[held.get("sector") or held.get("code") or ""] += 1
        elif held.get("geometry_basis") == "cell" and _is_cell(held.get("cell")):
            content.cells[held["cell"]] += 1
        elif position := _position(feature.get("geometry")):
            content.points[position] += 1
    return content


def _is_cell(code: Any) -> bool:
    try:
        return isinstance(code, str) and cell_polygon(code).size > 0
    except CellCodeInvalid:
        return False


def _position(geometry: Any) -> Position | None:
    match geometry:
        case {"type": "Point", "coordinates": [float() | int() as lon, float() | int() as lat, *_]}:
            inside = _LON[0] <= lon <= _LON[1] and _LAT[0] <= lat <= _LAT[1]
            return (lon, lat) if inside else None
        case _:
            return None


def _told(content: Content) -> str:
    """The drawing in words, for who cannot see it."""
    places = len(content.points) + len(content.cells) + len(content.sectors)
    held = content.points.total() + content.cells.total() + content.sectors.total()
    if content.border:
        return "The border from the Lithuanian tripoint in the north to the Ukrainian one."
    return (
        f"The border from north to south with its sectors; {held} of the features on this page "
        f"are drawn, in {places} {'place' if places == 1 else 'places'}."
    )


def _moved() -> dict[str, str]:
    left, top, *_ = _MARGIN
    return {"transform": f"translate({left} {top})"}


def _sectors(drawing: Drawing, shapes: BorderShapes, content: Content) -> None:
    for sector in shapes.sectors:
        tone = "q2" if sector.code in content.sectors else "q0"
        shape = drawing.add("path", tone, d=sector.path, stroke="#ffffff", **_moved())
        shape.set("class", f"fill-{tone} edge")


def _border(drawing: Drawing, shapes: BorderShapes, *, strong: bool) -> None:
    drawing.stroke(
        "path", "ink", d=shapes.border, stroke_width=3.5 if strong else 1.5,
        stroke_linejoin="round", **_moved(),
    )  # fmt: skip


def _names(drawing: Drawing, shapes: BorderShapes) -> None:
    """From north to south, pushed apart where they would touch."""
    left, top, *_ = _MARGIN
    below = {"start": 0.0, "end": 0.0}
    for sector in shapes.sectors:
        x, y = sector.name_at
        anchor = "start" if x > sector.number_at[0] else "end"
        y = max(y + top + 4, below[anchor])
        below[anchor] = y + _NAME_GAP
        drawing.text(x + left, y, sector.code, "soft", _SMALL_TEXT, anchor)


def _cells(drawing: Drawing, shapes: BorderShapes, cells: Mapping[str, int]) -> None:
    left, top, *_ = _MARGIN
    for code, number in sorted(cells.items()):
        ring = shapes.place(cell_polygon(code)) + np.array([left, top])
        outline = " ".join(f"{x:.1f},{y:.1f}" for x, y in ring)
        shape = drawing.add("polygon", "reported", points=outline, stroke="#0e5664")
        shape.set("class", "fill-reported outlined")
        x, y = ring[:-1].mean(axis=0)
        drawing.text(float(x), float(y) + 4, str(number), "ink", _SMALL_TEXT, "middle", "bold")


def _points(drawing: Drawing, shapes: BorderShapes, points: Mapping[Position, int]) -> None:
    """The larger ones first, so that a small one is never hidden."""
    left, top, *_ = _MARGIN
    for position, number in sorted(points.items(), key=lambda each: (-each[1], each[0])):
        ((x, y),) = shapes.place(np.array([position])) + np.array([left, top])
        dot = drawing.add("circle", "mark", cx=float(x), cy=float(y), stroke="#ffffff")
        dot.set("class", "fill-mark edge")
        if number == 1:
            dot.set("r", str(_LEAST_RADIUS))
            continue
        dot.set("r", f"{min(_ROOM_FOR_NUMBER + sqrt(number), _MOST_RADIUS):.1f}")
        drawing.text(float(x), float(y) + 4.5, str(number), "paper", _SMALL_TEXT, "middle", "bold")
