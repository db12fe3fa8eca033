"""The tree of faults and the catalogue of their answers."""

import re
from collections.abc import Iterator

import pytest

from service import errors
from service.errors import CATALOGUE, Fault, Problem


def family(kind: type[Fault]) -> Iterator[type[Fault]]:
    yield kind
    for child in kind.__subclasses__():
        yield from family(child)


FAULTS = {kind.__name__: kind for kind in family(Fault)}


@pytest.mark.parametrize("name", FAULTS)
def test_each_fault_is_a_row_of_the_catalogue(name: str) -> None:
    assert FAULTS[name].code in CATALOGUE


@pytest.mark.parametrize(
    "name", [name for name, kind in FAULTS.items() if kind.__module__ == errors.__name__]
)
def test_each_fault_of_this_module_stands_in_its_tree(name: str) -> None:
    assert re.search(rf"\b{name}\b", errors.__doc__ or "")


@pytest.mark.parametrize("code", CATALOGUE)
def test_each_row_has_a_code_a_status_and_words(code: str) -> None:
    entry = CATALOGUE[code]
    assert re.fullmatch(r"[a-z_]+", code)
    assert 400 <= entry.status < 600
    assert entry.title
    assert entry.meaning.endswith(".")


def test_titles_are_told_apart() -> None:
    assert len({entry.title for entry in CATALOGUE.values()}) == len(CATALOGUE)


def test_a_fault_carries_its_sentence_and_its_problems() -> None:
    fault = errors.BodyInvalid("the report", (Problem("type", "is missing"),))
    assert (str(fault), fault.detail) == ("the report", "the report")
    assert fault.problems[0].as_dict() == {"field": "type", "wrong": "is missing"}


def test_a_problem_says_what_would_be_right_where_it_is_known() -> None:
    told = Problem("lon", "is too large", "at most 180").as_dict()
    assert told == {"field": "lon", "wrong": "is too large", "right": "at most 180"}
