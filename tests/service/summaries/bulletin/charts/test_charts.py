"""The drawings: every figure is in them, no data is hatched, and they stand as text too."""

from datetime import date
from xml.etree import ElementTree

import pytest

from geo.sector_files import sector_set
from service.summaries.bulletin.charts.curve import Bar, Mark, curve
from service.summaries.bulletin.charts.drawing import COLOURS, Drawing
from service.summaries.bulletin.charts.scales import class_of, classes, ticks
from service.summaries.bulletin.charts.sector_map import sector_map
from service.summaries.bulletin.charts.shapes import border_shapes
from service.summaries.bulletin.charts.strip import strip
from service.summaries.bulletin.words import words

SVG = "{http://www.w3.org/2000/svg}"
CODES = sector_set().codes
COUNTS: dict[str, int | None] = {
    code: None if code == "SLA" else place for place, code in enumerate(CODES)
}
BARS = [Bar(f"2025-W{week:02d}", week, week // 3) for week in range(1, 53)]


def read(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)  # noqa: S314  # Our own.


def texts(svg: str) -> list[str]:
    return [str(each.text) for each in read(svg).iter(f"{SVG}text")]


def hatched(svg: str) -> list[ElementTree.Element]:
    return [each for each in read(svg).iter() if str(each.get("fill")).startswith("url(#")]


def test_the_map_shows_each_sectors_figure_and_hatches_where_there_are_no_data() -> None:
    svg = sector_map(words("en"), COUNTS)
    shown = texts(svg)
    assert all(str(number) in shown for number in COUNTS.values() if number is not None)
    assert all(words("en").sector(code) in shown for code in CODES)
    # One area, and the box of the legend.
    assert len(hatched(svg)) == 2
    assert len(list(read(svg).iter(f"{SVG}path"))) == len(CODES) + 1


def test_the_strip_runs_from_north_to_south_with_both_series() -> None:
    svg = strip(words("pl"), COUNTS, dict.fromkeys(CODES, 0))
    names = [text for text in texts(svg) if text in {words("pl").sector(code) for code in CODES}]
    assert names == [words("pl").sector(code) for code in CODES]
    assert "19 (0)" in texts(svg)
    assert "brak danych" in texts(svg)
    assert len(hatched(svg)) == 1


def test_the_curve_has_a_bar_for_each_week_and_a_mark_for_each_event() -> None:
    marks = [Mark(1, date(2025, 3, 27)), Mark(2, date(2025, 9, 1), 30), Mark(3, date(2025, 9, 2))]
    svg = curve(words("en"), BARS, marks, "What it shows.")
    reported = [each for each in read(svg).iter(f"{SVG}rect") if each.get("fill") == "#9cc4ca"]
    assert len(reported) == len(BARS) + 1
    circles = list(read(svg).iter(f"{SVG}circle"))
    assert len(circles) == len(marks) + 1
    # Two events of the same days stand in lanes of their own.
    assert len({each.get("cy") for each in circles[1:]}) == 2
    assert read(svg).findtext(f"{SVG}desc") == "What it shows."


def test_a_week_without_data_is_hatched_in_the_curve() -> None:
    svg = curve(words("de"), [*BARS[:-1], Bar("2025-W52", None, None)], [], "")
    # The week, and the box of the legend.
    assert len(hatched(svg)) == 2
    assert "keine Daten" in texts(svg)
    assert "keine Daten" not in texts(curve(words("de"), BARS, [], ""))


def test_charts_of_nothing_are_drawn_too() -> None:
    nothing: dict[str, int | None] = dict.fromkeys(CODES, 0)
    for svg in (
        sector_map(words("en"), nothing),
        strip(words("en"), nothing, nothing),
        curve(words("en"), [Bar(bar.week, 0, 0) for bar in BARS], [], ""),
    ):
        assert read(svg).tag == f"{SVG}svg"


def test_a_drawing_escapes_its_texts_and_says_each_colour_twice() -> None:
    drawing = Drawing("one", "<title>", "a & b", 10, 10)
    drawing.text(1.0, 2.25, "</text><script>", "ink")
    svg = drawing.svg()
    assert texts(svg) == ["</text><script>"]
    (text,) = read(svg).iter(f"{SVG}text")
    assert (text.get("fill"), text.get("class")) == (COLOURS["ink"], "fill-ink")


def test_areas_and_names_stay_within_the_map() -> None:
    shapes = border_shapes(560)
    assert len(shapes.sectors) == len(CODES)
    for sector in shapes.sectors:
        assert 0 < sector.number_at[0] < shapes.width
        assert 0 < sector.number_at[1] < shapes.height
    heights = [sector.number_at[1] for sector in shapes.sectors]
    assert heights == sorted(heights)


@pytest.mark.parametrize(
    ("most", "axis"), [(0, [0, 1]), (3, [0, 1, 2, 3]), (46, [0, 20, 40, 60]), (100, [0, 50, 100])]
)
def test_an_axis_has_round_numbers_up_to_the_greatest(most: int, axis: list[int]) -> None:
    assert ticks(most) == axis


def test_classes_are_of_one_width_and_keep_nought_apart() -> None:
    found = classes([0, 4, 9])
    assert found == [(1, 3), (4, 6), (7, 9)]
    assert [class_of(value, found) for value in (0, 1, 3, 4, 9)] == [0, 1, 1, 2, 3]
    assert classes([0, 0]) == []
    assert len(classes([1000])) <= 4
