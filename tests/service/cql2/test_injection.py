"""Whatever stands in a filter is a value, and never a part of a statement."""

import orjson
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from service.cql2.language import Language
from service.cql2.service import read_filter
from service.errors import QueryInvalid
from tests.service.cql2.stage import QUERYABLES, TABLE, Stage

ATTACKS = (
    "'; DROP TABLE cql2_rows; --",
    "' OR '1'='1",
    "\\'; SELECT 1; --",
    "%s %(name)s :name ? $1 {0}",
    "/* x */ -- y",
    "a\x00b",
    "\ud800",
    "𝄞 ﷽ \u202e",
    "*?[]^%_\\",
    "\\",
)
VALUES = st.text(max_size=40) | st.sampled_from(ATTACKS)
# Each example asks the same table.
SHARED = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=80)


def quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


@SHARED
@given(value=VALUES)
@example(value=ATTACKS[0])
@example(value=ATTACKS[3])
@example(value=ATTACKS[5])
@example(value=ATTACKS[6])
@example(value=ATTACKS[9])
def test_text_is_compared_as_it_stands_or_refused(stage: Stage, value: str) -> None:
    forbidden = any(ord(sign) < 32 and sign not in "\t\r\n" for sign in value)
    forbidden = forbidden or "\x7f" in value or any("\ud800" <= sign <= "\udfff" for sign in value)
    escaped = "".join(f"\\{sign}" if sign in "\\%_" else sign for sign in value)
    asked = {
        "=": f"name = {quoted(value)}",
        "in": f"name IN ({quoted(value)}, 'x')",
        "like": f"name LIKE {quoted(escaped)}",
        "casei": f"CASEI(name) = CASEI({quoted(value)})",
        "casei like": f"CASEI(name) LIKE CASEI({quoted(escaped)})",
        "<": f"NOT (name < {quoted(value)} OR name > {quoted(value)})",
    }
    if forbidden:
        for text in asked.values():
            refused(stage, text)
        return
    with stage.house.database.writing() as session:
        session.execute(TABLE.delete())
    stage.fill({"name": value}, {"name": f"{value}."}, {})

    found = {word: stage.ask(text) for word, text in asked.items()}

    assert found == {word: {1} for word in asked}


@SHARED
@given(
    text=st.text(
        alphabet=st.sampled_from("abcount=<>'\"()[],.;-+*/^%_\\ 1 eE:ANDORLIKEST\n\x00ż"),
        max_size=60,
    )
)
def test_any_text_is_an_answer_or_a_refusal(stage: Stage, text: str) -> None:
    for language in Language:
        refused_or_found(stage, text, language)


@SHARED
@given(
    document=st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | VALUES,
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.fixed_dictionaries(
                {
                    "op": st.sampled_from(
                        ("and", "not", "=", "in", "like", "casei", "t_after", "x")
                    ),
                    "args": st.lists(inner | st.just({"property": "name"}), max_size=3),
                }
            )
            | st.dictionaries(
                st.sampled_from(("property", "date", "interval", "bbox", "type", "coordinates")),
                inner,
                max_size=2,
            )
        ),
        max_leaves=12,
    )
)
def test_any_json_is_an_answer_or_a_refusal(stage: Stage, document: object) -> None:
    try:
        text = orjson.dumps(document).decode()
    except TypeError:
        # No JSON text that we would read can hold it.
        return
    refused_or_found(stage, text, Language.JSON)


def refused(stage: Stage, text: str) -> None:
    with pytest.raises(QueryInvalid) as fault:
        stage.ask(text)

    assert "control character" in fault.value.problems[0].wrong


def refused_or_found(stage: Stage, text: str, language: Language) -> None:
    try:
        question = read_filter(text, language, QUERYABLES)
    except QueryInvalid:
        return
    stage.ids(question)
