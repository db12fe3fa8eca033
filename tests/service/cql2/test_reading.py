"""Text and JSON are two spellings of the same nodes; each refusal names its place."""

from random import Random
from typing import Any

import cql2
import orjson
import pytest

from service.cql2.language import Language
from service.cql2.limits import IN_BODY, Budget
from service.cql2.nodes import Condition
from service.cql2.objects import parse_json, parse_object
from service.cql2.service import read_filter
from service.cql2.text import parse_text
from service.cql2.writing import write_text
from service.errors import QueryInvalid
from tests.service.cql2.chance import random_filter
from tests.service.cql2.corpus import PAIRS
from tests.service.cql2.stage import QUERYABLES

# What the other reader does not know or reads in another way.
_OURS_ALONE = ("ENVELOPE", "[", "POINT Z", "+02:00", "MULTIPOINT(23", ".5 <", "())")


def from_text(text: str) -> Condition:
    return parse_text(text, Budget(IN_BODY))


@pytest.mark.parametrize(("text", "document"), PAIRS, ids=[text for text, _ in PAIRS])
def test_text_and_json_say_the_same(text: str, document: Any) -> None:
    found = from_text(text)

    assert parse_object(document, Budget(IN_BODY)) == found
    assert parse_json(orjson.dumps(document).decode(), Budget(IN_BODY)) == found


@pytest.mark.parametrize("text", [text for text, _ in PAIRS])
def test_what_is_written_reads_as_the_same_again(text: str) -> None:
    found = from_text(text)
    written = write_text(found)

    assert from_text(written) == found
    assert write_text(from_text(written)) == written


@pytest.mark.parametrize(
    "text", [text for text, _ in PAIRS if not any(sign in text for sign in _OURS_ALONE)]
)
def test_another_reader_understands_the_same(text: str) -> None:
    found = from_text(text)
    theirs = cql2.parse_text(text).to_json()

    assert parse_object(theirs, Budget(IN_BODY)) == found


def test_another_reader_understands_what_is_written() -> None:
    rng = Random(5)  # noqa: S311  # Repeatable on purpose.
    for _ in range(200):
        sent = orjson.dumps(random_filter(rng)).decode()
        written = read_filter(sent, Language.JSON, QUERYABLES).text
        theirs = orjson.dumps(cql2.parse_text(written).to_json()).decode()

        assert read_filter(theirs, Language.JSON, QUERYABLES).text == written


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("", "at character 1: a value is missing"),
        ("count", "at character 1: a value stands where a condition is needed"),
        ("count =", "at character 8: a value is missing"),
        ("(count = 1", "at character 11: a sign is missing"),
        ("count = 1)", "at character 10: the filter goes on where it could end"),
        ("count = 1 kind = 'rope'", "at character 11: the filter goes on where it could end"),
        ("name = 'a", "at character 8: a quotation mark is not closed"),
        ("count ~ 1", "at character 7: there is a character that has no meaning here"),
        ("count NOT 1", "at character 11: an operator is missing"),
        ("count IS 1", "at character 10: IS stands without NULL"),
        ("count BETWEEN 1, 2", "at character 16: BETWEEN lacks its second end"),
        ("count IN ()", "at character 11: a value is missing"),
        ("name ILIKE 'a%'", "at character 6: an operator is missing"),
        ("colour = 'red'", "at character 1: there is no property of this name"),
        ("kind = 'axe'", "at character 8: is a code that is not known"),
        ("CASEI(kind) = CASEI('AXE')", "at character 21: is a code that is not known"),
        ("count = 'two'", "at character 9: a value of another kind stands here"),
        ("name = 2", "at character 8: a value of another kind stands here"),
        ("seen > TRUE", "at character 8: TRUE and FALSE have no order"),
        ("seen", "at character 1: a value stands where a condition is needed"),
        ("(count = 1) = TRUE", "at character 8: a condition is compared with a value"),
        ("count LIKE '2%'", "at character 1: LIKE is for text"),
        ("1 = 1", "at character 3: neither side names a property"),
        ("count + 1 = 2", "at character 7: arithmetic is not offered"),
        ("count = 1 + 1", "at character 11: arithmetic is not offered"),
        ("nearest(count) = 2", "at character 1: functions are not offered"),
        ("nearest(count)", "at character 1: functions are not offered"),
        ("ACCENTI(name) = 'a'", "at character 1: ACCENTI is not offered"),
        ("day = DATE('2025-02-30')", "at character 7: names a day that does not exist"),
        ("day = DATE('14.5.2025')", "at character 7: is not a date"),
        ("day = 'yesterday'", "at character 7: is neither a date nor an instant"),
        ("period = DATE('2025-05-14')", "at character 1: an interval is not compared so"),
        ("T_AFTER(period, lasts)", "at character 17: both sides name a property"),
        (
            "T_AFTER(period, INTERVAL('2025-05-02', '2025-05-01'))",
            "at character 17: the interval ends before it begins",
        ),
        ("T_AFTER(name, DATE('2025-05-14'))", "at character 9: the property is no time"),
        ("S_WITHIN(geometry, BBOX(1, 1, 2, 2))", "at character 1: our features are points"),
        ("S_INTERSECTS(name, POINT(1 2))", "at character 14: is no geometry of the features"),
        ("S_INTERSECTS(geometry, POINT(200 3))", "at character 24: a position lies beyond"),
        ("S_INTERSECTS(geometry, POLYGON((0 0, 1 0, 1 1)))", "at character 24: a ring of"),
        (
            "S_INTERSECTS(geometry, POLYGON((0 0, 2 2, 2 0, 0 2, 0 0)))",
            "at character 24: the area crosses itself",
        ),
        ("A_CONTAINS(tags, ('red'))", "at character 19: is a code that is not known"),
        ("tags < 'pl'", "at character 8: a list is only asked for what it holds"),
    ],
)
def test_a_refusal_says_where_and_what(text: str, wrong: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        read_filter(text, Language.TEXT, QUERYABLES)

    (problem,) = refused.value.problems
    assert problem.field == "filter"
    assert problem.wrong.startswith(wrong)
    assert problem.right


@pytest.mark.parametrize(
    ("document", "wrong"),
    [
        ("{", "is not JSON"),
        ("null", "is nothing that a filter can hold"),
        ('{"op": "and", "args": [true]}', "the operation has another number of arguments"),
        ('{"op": "and", "args": [true, 2]}', "at /args/1: a value stands where a condition"),
        (
            '{"op": "not", "args": [{"op": "=", "args": [{"property": "kind"}, "axe"]}]}',
            "at /args/0/args/1: is a code that is not known",
        ),
        ('{"op": "in", "args": [{"property": "kind"}, "axe"]}', "at /args/1: is no list of"),
        ('{"colour": "red"}', "is no operation, property, time or geometry"),
        (
            '{"op": "s_intersects", "args": [{"property": "geometry"}, {"type": "Circle"}]}',
            "at /args/1: is no type of geometry",
        ),
    ],
)
def test_a_refusal_of_json_names_the_path(document: str, wrong: str) -> None:
    with pytest.raises(QueryInvalid) as refused:
        read_filter(document, Language.JSON, QUERYABLES)

    assert refused.value.problems[0].wrong.startswith(wrong)
