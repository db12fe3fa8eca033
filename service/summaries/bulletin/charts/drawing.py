"""SVG by the standard library's XML, with colours that a style sheet may replace.

Each shape says its colour twice: as an attribute, which typst and every viewer read, and as a
class, by which the page's style sheet gives it the colours of a dark screen.
"""

from typing import Any, Final
from xml.etree.ElementTree import Element, SubElement, tostring

# The only sans-serif look that typst could give needs a font that it does not carry; this one
# covers Polish and Belarusian, and the page overrules it.
FONT: Final = "Libertinus Serif, serif"
COLOURS: Final = {
    "ink": "#16242b",
    "soft": "#54646c",
    "line": "#c9d2d3",
    "paper": "#ffffff",
    "reported": "#9cc4ca",
    "headline": "#0e5664",
    "rail": "#16242b",
    "hatch": "#87949a",
    "mark": "#8a4b08",
    "q0": "#f3f6f5",
    "q1": "#cfe3e5",
    "q2": "#93c0c7",
    "q3": "#2f7886",
    "q4": "#0e5664",
    "on-q0": "#16242b",
    "on-q1": "#16242b",
    "on-q2": "#16242b",
    "on-q3": "#ffffff",
    "on-q4": "#ffffff",
}


class Drawing:
    """One SVG of a fixed size in its own units, which scales to any width."""

    def __init__(self, id_: str, title: str, description: str, width: int, height: int) -> None:
        self.id = id_
        self._root = Element(
            "svg",
            {
                "xmlns": "http://www.w3.org/2000/svg",
                "viewBox": f"0 0 {width} {height}",
                "width": str(width),
                "height": str(height),
                "role": "img",
                "aria-labelledby": f"{id_}-title {id_}-desc",
                "class": "chart",
                "font-family": FONT,
            },
        )
        SubElement(self._root, "title", {"id": f"{id_}-title"}).text = title
        SubElement(self._root, "desc", {"id": f"{id_}-desc"}).text = description
        self._add_hatch()

    def add(self, tag: str, colour: str | None = None, **attributes: Any) -> Element:
        """A shape filled with a named colour, or with none where `fill` says so."""
        written = {name.replace("_", "-"): _plain(value) for name, value in attributes.items()}
        if colour is not None:
            written |= {"fill": COLOURS[colour], "class": f"fill-{colour}"}
        return SubElement(self._root, tag, written)

    def bar(self, colour: str, **attributes: Any) -> None:
        """A rectangle with a line around it, so that a light one stands out from the paper too."""
        shape = self.add("rect", colour, stroke=COLOURS["headline"], stroke_width=0.8, **attributes)
        shape.set("class", f"fill-{colour} outlined")

    def line(
        self, x1: float, y1: float, x2: float, y2: float, colour: str, **attributes: Any
    ) -> None:
        self.stroke("line", colour, x1=x1, y1=y1, x2=x2, y2=y2, **attributes)

    def stroke(self, tag: str, colour: str, **attributes: Any) -> None:
        """An outline without a filling."""
        shape = self.add(tag, fill="none", stroke=COLOURS[colour], **attributes)
        shape.set("class", f"stroke-{colour}")

    def text(
        self, x: float, y: float, words: str, colour: str = "ink", size: float = 12,
        anchor: str = "start", weight: str = "normal", **attributes: Any,
    ) -> None:  # fmt: skip
        shape = self.add(
            "text", colour, x=x, y=y, font_size=size, text_anchor=anchor, font_weight=weight,
            **attributes,
        )  # fmt: skip
        shape.text = words

    @property
    def hatch(self) -> str:
        """The filling that says `no data`."""
        return f"url(#{self.id}-hatch)"

    def svg(self) -> str:
        return tostring(self._root, encoding="unicode")

    def _add_hatch(self) -> None:
        pattern = SubElement(
            self._root,
            "pattern",
            {
                "id": f"{self.id}-hatch", "width": "5", "height": "5",
                "patternUnits": "userSpaceOnUse", "patternTransform": "rotate(45)",
            },
        )  # fmt: skip
        for name, width, fill in (("paper", "5", "paper"), ("hatch", "1.3", "hatch")):
            SubElement(
                pattern,
                "rect",
                {"width": width, "height": "5", "fill": COLOURS[fill], "class": f"fill-{name}"},
            )


def _plain(value: object) -> str:
    return f"{value:.1f}".removesuffix(".0") if isinstance(value, float) else str(value)
