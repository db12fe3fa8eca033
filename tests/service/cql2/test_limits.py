"""What costs too much is refused, and the limit is named; nothing exhausts the parser."""

import time
from typing import Any

import pytest

from service.cql2.language import Language
from service.cql2.limits import IN_BODY
from service.cql2.service import read_filter, read_filter_object
from service.errors import QueryInvalid
from tests.service.cql2.stage import QUERYABLES, Stage


def refusal(text: str, language: Language = Language.TEXT) -> tuple[str, str]:
    """What is wrong, and what would be right."""
    with pytest.raises(QueryInvalid) as refused:
        read_filter(text, language, QUERYABLES)
    (problem,) = refused.value.problems
    assert problem.field == "filter"
    return problem.wrong, str(problem.right)


def nested(depth: int) -> Any:
    asked: Any = {"op": "=", "args": [{"property": "count"}, 1]}
    for _ in range(depth):
        asked = {"op": "not", "args": [asked]}
    return asked


@pytest.mark.parametrize(
    ("text", "wrong", "right"),
    [
        ("count = 1" + " " * 8_192, "too long", "8192 characters"),
        ("count = 1 OR " * 550 + "count = 1", "too many conditions", "500"),
        (f"count IN ({','.join('1' * 1) + ',1' * 500})", "too many conditions", "500"),
        ("A_EQUALS(tags, ()) OR " * 150 + "TRUE", "too many conditions", "500"),
        ("(" * 31 + "count = 1" + ")" * 31, "nested too deeply", "30 levels"),
        ("(" * 8_000, "nested too deeply", "30 levels"),
        ("NOT " * 2_000 + "count = 1", "nested too deeply", "30 levels"),
        ("-" * 8_000 + "1 = count", "nested too deeply", "30 levels"),
        ("CASEI(" * 1_000, "nested too deeply", "30 levels"),
        ("count = 2" + "^2" * 1_000, "nested too deeply", "30 levels"),
        ("count = 2" + "+2" * 1_000, "nested too deeply", "30 levels"),
        ("[" * 8_000, "nested too deeply", "30 levels"),
        ("f(" * 2_000, "nested too deeply", "30 levels"),
        ("S_INTERSECTS(geometry, GEOMETRYCOLLECTION(" * 150, "no geometry", "POINT"),
        ("GEOMETRYCOLLECTION(" * 400, "nested too deeply", "30 levels"),
        ("name LIKE '" + "%a" * 11 + "'", "too many wildcards", "10 of %"),
        ("count = " + "9" * 41, "too long", "40 digits"),
        ("count = 1e999", "too large", "finite"),
    ],
    ids=range(18),
)
def test_a_text_that_costs_too_much_is_refused(text: str, wrong: str, right: str) -> None:
    said = refusal(text)

    assert wrong in said[0]
    assert right in said[1]


def test_as_much_as_the_limits_allow_is_read() -> None:
    for text in (
        "count = 1 OR " * 499 + "count = 1",
        "(" * 30 + "count = 1" + ")" * 30,
        "NOT " * 30 + "count = 1",
        "name LIKE '" + "%a" * 10 + "'",
    ):
        read_filter(text, Language.TEXT, QUERYABLES)


def test_json_that_is_nested_too_deeply_is_refused_and_not_run_into() -> None:
    for depth in (31, 5_000):
        with pytest.raises(QueryInvalid):
            read_filter_object(nested(depth), QUERYABLES)
    text = '{"op":"not","args":[' * 390 + "true"
    assert "is not JSON" in refusal(text, Language.JSON)[0]
    assert "nested too deeply" in refusal("[" * 900 + "]" * 900, Language.JSON)[0]


def test_the_vertices_of_a_body_are_counted_over_all_its_geometries() -> None:
    steps = [[23, 52 + index / 10_000] for index in range(5_200)]
    line = {"type": "LineString", "coordinates": steps}
    place = {"op": "s_intersects", "args": [{"property": "geometry"}, line]}

    read_filter_object(place, QUERYABLES)
    with pytest.raises(QueryInvalid) as refused:
        read_filter_object({"op": "or", "args": [place, place]}, QUERYABLES)

    assert refused.value.problems[0].right == f"at most {IN_BODY.vertices}"


def test_an_outline_that_every_row_would_be_held_against_is_refused() -> None:
    zigzag = [[23 + index / 1_000, 52 + index % 2] for index in range(600)]
    place = {"type": "LineString", "coordinates": zigzag}

    with pytest.raises(QueryInvalid) as refused:
        read_filter_object(
            {"op": "s_intersects", "args": [{"property": "geometry"}, place]}, QUERYABLES
        )

    assert "too many edges at one latitude" in refused.value.problems[0].wrong


def test_a_hostile_text_is_refused_at_once() -> None:
    started = time.perf_counter()
    for text in (
        "'" * 8_191,
        "''" * 4_000 + "'",
        '"' * 8_191,
        "a." * 4_000,
        "1" * 8_192,
        "<" * 8_000,
    ):
        refusal(text)
    refusal("name LIKE '" + "%" * 8_000 + "'")

    assert time.perf_counter() - started < 2


def test_the_dearest_filters_are_answered(stage: Stage) -> None:
    stage.fill({"count": 1, "name": "Żubr", "tags": ["pl"], "lon": 23.5, "lat": 52.5}, {})

    for text in (
        "count = 1 OR " * 499 + "count = 1",
        "NOT count = 1 AND " * 400 + "count = 1 OR count = 1",
        "NOT " * 30 + "count = 1",
        f"CASEI(name) IN ({', '.join(['CASEI(name)'] * 490)})",
        "A_EQUALS(tags, ('pl')) OR " * 100 + "count = 2",
        "T_EQUALS(lasts, DATE('2025-05-14')) OR " * 200 + "count = 1",
        "(count = 1 OR (seen = TRUE AND " * 15 + "TRUE" + "))" * 15,
    ):
        assert stage.ask(text) == {1}
