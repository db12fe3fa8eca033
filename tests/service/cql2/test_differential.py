"""Random filters find the same rows by SQL, on each database, as by a plain evaluation."""

from random import Random

import orjson
import pytest

from service.cql2.language import Language
from service.cql2.service import read_filter
from tests.service.cql2.chance import random_filter, random_row
from tests.service.cql2.evaluator import evaluate
from tests.service.cql2.stage import QUERYABLES, Stage

ROWS = 300


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
