"""The page on filtering says what filters do: its examples are asked of public records."""

from dataclasses import asdict

import pytest
from sqlalchemy import func, select

from bench.filling import make_block, write_block
from service.cql2.language import Language
from service.cql2.limits import IN_ADDRESS, IN_BODY
from service.cql2.service import Question, read_filter
from service.errors import QueryInvalid
from service.features.queryables import queryables_of
from service.installation import Installation
from service.models import FeaturePublic
from tests.test_docs import page, rows, section

QUERYABLES = queryables_of("incidents")
TEXT = page("filtering.md")


def examples(heading: str) -> list[str]:
    return [row[0] for row in rows(section(TEXT, heading))]


def asked(text: str, language: Language = Language.TEXT) -> Question:
    return read_filter(text, language, QUERYABLES)


def test_each_example_finds_records(house: Installation) -> None:
    write_block(house.database, make_block(0, 400, seed=7))
    counts = {}
    with house.database.reading() as session:
        for text in examples("What can be asked"):
            found = select(func.count()).select_from(FeaturePublic).where(asked(text).condition)
            counts[text] = session.scalar(found)

    assert len(counts) > 10
    assert [text for text, count in counts.items() if not count] == []


def test_the_json_says_what_the_text_says() -> None:
    document = TEXT.partition("```json\n")[2].partition("```")[0]

    assert asked(document, Language.JSON).text == asked(examples("What can be asked")[1]).text


@pytest.mark.parametrize("text", examples("What is refused, and why"))
def test_each_refusal_is_one(text: str) -> None:
    with pytest.raises(QueryInvalid):
        asked(text)


def test_the_limits_are_those_that_hold() -> None:
    most = [int(row[1]) for row in _cells(section(TEXT, "Limits"))]

    assert most == [IN_ADDRESS.characters, *asdict(IN_BODY).values()]


def _cells(text: str) -> list[list[str]]:
    lines = [line for line in text.splitlines() if line.startswith("| ")][2:]
    return [line.strip("| ").split(" | ") for line in lines]
