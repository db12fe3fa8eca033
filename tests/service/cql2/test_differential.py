"""Random filters find the same rows by SQL, on each database, as by a plain evaluation."""

from random import Random

import orjson
import pytest
from pygeofilter.backends.sqlalchemy import to_filter
from pygeofilter.parsers.cql2_json import parse

from service.cql2.language import Language
from service.cql2.service import Question, read_filter
from tests.service.cql2.chance import random_filter, random_row
from tests.service.cql2.evaluator import evaluate
from tests.service.cql2.stage import QUERYABLES, TABLE, Stage

ROWS = 300
PLAIN = ("name", "note", "kind", "count", "least", "ratio", "seen")
# What `pygeofilter` cannot read, or means otherwise.
OTHERWISE = (
    *("like", "casei", "tags", "a_", "geometry", "t_", "day", "moment", "later", "period", "lasts"),
    # A number between two integers is rounded to one of them.
    *("isNull", "between", "true", "false", ".5"),
)


@pytest.mark.parametrize("filters", [60, pytest.param(600, marks=pytest.mark.slow)])
def test_random_filters_find_what_an_evaluation_finds(stage: Stage, filters: int) -> None:
    rng = Random(filters)  # noqa: S311  # Repeatable on purpose.
    rows = [random_row(rng) for _ in range(ROWS)]
    stage.fill(*rows)
    telling = 0
    for _ in range(filters):
        asked = random_filter(rng)
        sent = orjson.dumps(asked).decode()
        expected = {
            number for number, row in enumerate(rows, start=1) if evaluate(asked, row) is True
        }

        question = read_filter(sent, Language.JSON, QUERYABLES)

        assert stage.ids(question) == expected, sent
        again = read_filter(question.text, Language.TEXT, QUERYABLES)
        assert again.text == question.text
        assert stage.ids(again) == expected, question.text
        telling += 0 < len(expected) < ROWS
    # Filters that find nothing or everything would show little.
    assert telling > filters / 2


def test_another_reader_understands_the_basics_alike(stage: Stage) -> None:
    """`pygeofilter` on the same table, with what it reads and has no meaning of its own for.

    Its LIKE and CASEI follow the database's letters, and it knows no lists of codes.
    """
    rng = Random(20)  # noqa: S311  # Repeatable on purpose.
    stage.fill(*(random_row(rng) for _ in range(ROWS)))
    compared = 0
    for _ in range(800):
        sent = orjson.dumps(random_filter(rng, depth=2)).decode()
        if any(word in sent for word in OTHERWISE):
            continue
        theirs = to_filter(parse(sent), {name: TABLE.c[name] for name in PLAIN})
        ours = read_filter(sent, Language.JSON, QUERYABLES)
        assert stage.ids(ours) == stage.ids(Question("", theirs)), sent
        compared += 1
    assert compared > 30
