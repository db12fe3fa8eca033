"""Colours of the page can be told apart by who sees little contrast or no colour (WCAG AA)."""

import re
from itertools import pairwise

import pytest

from service.summaries.bulletin.charts.drawing import COLOURS
from service.summaries.bulletin.style import style

TEXT, SHAPE = 4.5, 3.0
WRITTEN_ON = (
    ("ink", "paper"), ("soft", "paper"), ("link", "paper"), ("mark", "paper"),
    ("ink", "tint"), ("soft", "tint"), ("link", "tint"),
    *((f"on-q{step}", f"q{step}") for step in range(5)),
)  # fmt: skip


def palettes() -> dict[str, dict[str, str]]:
    """The light palette, and the dark one that replaces parts of it."""
    light, dark, *_ = re.findall(r":root \{(.*?)\}", style(), re.DOTALL)
    found = dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", light))
    return {
        "light": found,
        "dark": {**found, **dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6})", dark))},
    }


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [
        part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
    ]
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("palette", palettes().values(), ids=palettes())
def test_text_stands_out_from_what_it_is_written_on(palette: dict[str, str]) -> None:
    for ink, ground in WRITTEN_ON:
        assert contrast(palette[ink], palette[ground]) >= TEXT, (ink, ground)


@pytest.mark.parametrize("palette", palettes().values(), ids=palettes())
def test_the_two_series_differ_in_lightness_too(palette: dict[str, str]) -> None:
    assert contrast(palette["reported"], palette["headline"]) >= SHAPE
    assert contrast(palette["headline"], palette["paper"]) >= SHAPE


@pytest.mark.parametrize("palette", palettes().values(), ids=palettes())
def test_the_steps_of_the_map_run_from_the_paper_away(palette: dict[str, str]) -> None:
    steps = [contrast(palette[f"q{step}"], palette["paper"]) for step in range(5)]
    assert steps == sorted(steps)
    assert all(after / before > 1.15 for before, after in pairwise(steps))


def test_the_charts_have_the_light_colours_of_the_page() -> None:
    light = palettes()["light"]
    shared = COLOURS.keys() & light.keys() - {"soft", "line"}
    assert {name: COLOURS[name] for name in shared} == {name: light[name] for name in shared}
    assert len(shared) > 10
