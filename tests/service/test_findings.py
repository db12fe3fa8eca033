"""What a sender reads about a bad member: where, what is wrong, what would be right."""

from typing import Any

import pytest
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import PydanticCustomError

from service.errors import Problem
from service.findings import MAX_CHARACTERS, MAX_PROBLEMS, problems_of

MARKER = "Przemysl7341"
WHOLE = "a whole number without quotes, such as 3"
MEASURED = "a number without quotes, such as 23.8473"


class Ladder(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)

    rungs: int = Field(default=1, ge=1, le=30)
    length_m: float = 2.0
    owner: str = Field(default="", max_length=5)


def about(value: Any, *familiar: str) -> tuple[Problem, ...]:
    with pytest.raises(ValidationError) as caught:
        Ladder.model_validate(value)
    return problems_of(caught.value.errors(), familiar)


@pytest.mark.parametrize(
    ("value", "problem"),
    [
        ({"rungs": "2"}, Problem("rungs", "is not a whole number", WHOLE)),
        ({"rungs": True}, Problem("rungs", "is not a whole number", WHOLE)),
        ({"rungs": 0}, Problem("rungs", "is too small", "at least 1")),
        ({"rungs": 31}, Problem("rungs", "is too large", "at most 30")),
        ({"length_m": "x"}, Problem("length_m", "is not a number", MEASURED)),
        ({"owner": "abcdef"}, Problem("owner", "is too long", "at most 5 characters")),
        ({"owner": 5}, Problem("owner", "is not text", "text in quotes")),
        ([], Problem("body", "is not an object", "an object in braces, with members")),
    ],
)
def test_each_fault_says_what_would_be_right(value: Any, problem: Problem) -> None:
    assert about(value) == (problem,)


def test_a_member_of_the_senders_own_is_not_repeated() -> None:
    (problem,) = about({MARKER: 1})
    assert problem == Problem("?", "is not a member here", "leave it out, or check its spelling")


def test_a_familiar_name_in_the_wrong_place_is_named() -> None:
    assert about({"status": "verified"}, "status")[0].field == "status"


def test_a_misspelt_name_gets_a_suggestion() -> None:
    assert about({"rungz": 1}, "rungs", "owner")[0].right == "leave it out, or write `rungs`"


def test_a_very_long_name_is_not_compared() -> None:
    assert about({"rungs" * 100_000: 1}, "rungs")[0].field == "?"


def test_our_own_validators_speak_for_themselves() -> None:
    own = {"type": "count_order", "loc": ("persons",), "msg": "`low` is greater than `high`"}
    assert problems_of([own]) == (Problem("persons", "`low` is greater than `high`"),)


def test_a_fault_that_we_have_no_words_for_does_not_repeat_pydantics() -> None:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(bytes).validate_python(MARKER, strict=True)
    assert problems_of(caught.value.errors()) == (Problem("body", "cannot be used"),)


def test_only_a_page_of_problems_is_given_and_the_rest_is_counted() -> None:
    found = [{"type": "missing", "loc": (number,), "msg": ""} for number in range(50)]
    problems = problems_of(found)
    assert len(problems) == MAX_PROBLEMS + 1
    assert problems[-1].wrong == "and 30 more"


def test_long_words_make_the_page_shorter() -> None:
    codes = {"expected": "x" * 5_000}
    found = [{"type": "literal_error", "loc": (n,), "msg": "", "ctx": codes} for n in range(20)]
    problems = problems_of(found)
    assert len(problems) < MAX_PROBLEMS
    assert sum(len(str(problem.as_dict())) for problem in problems) < MAX_CHARACTERS + 1_000


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (TypeAdapter(int), MARKER),
        (TypeAdapter(float), MARKER),
        (TypeAdapter(bool), MARKER),
        (TypeAdapter(dict[str, int]), MARKER),
        (TypeAdapter(list[int]), MARKER),
    ],
)
def test_no_kind_of_fault_repeats_the_input(kind: TypeAdapter[Any], value: str) -> None:
    with pytest.raises(ValidationError) as caught:
        kind.validate_python(value)
    assert MARKER not in str(problems_of(caught.value.errors()))


def test_a_custom_message_may_hold_braces() -> None:
    class Odd(BaseModel):
        value: int

    error = PydanticCustomError("odd", "write {braces}", {"braces": "{}"})
    found = {"type": "odd", "loc": ("value",), "msg": error.message()}
    assert Odd(value=1).value == 1
    assert problems_of([found])[0].wrong == "write {}"
