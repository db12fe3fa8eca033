"""What a total must say, and what is answered to one that cannot be."""

from typing import Any

import pytest

from service.errors import BodyInvalid
from service.official.service import read_total
from tests.service.answers import MARKER
from tests.service.official.samples import PAGE, total

UNDATED = {"title": "Figures of a day", "url": PAGE}


def test_a_total_without_an_end_reaches_to_the_day_of_its_document() -> None:
    read = read_total(total(**{"from": "2025-01-01"}, to=None, value=26_000))
    assert (read.to, read.last_day.isoformat()) == (None, "2025-11-30")


def test_an_area_is_named_by_a_code_of_its_kind() -> None:
    for area in (
        {"type": "border"},
        {"type": "division", "code": "PODLASKI"},
        {"type": "sector", "code": "BIA"},
        {"type": "wider", "code": "poland_east"},
    ):
        assert read_total(total(area=area)).area.type == area["type"]


@pytest.mark.parametrize(
    ("change", "field", "said"),
    [
        ({"claimant": "government"}, "claimant", "not a code"),
        ({"measure": "incidents"}, "measure", "not a code"),
        ({"unit": "people"}, "unit", "not a code"),
        ({"qualifier": "unknown"}, "body", "states a number"),
        ({"value": -1}, "value", "too small"),
        ({"value": 206.5}, "value", "not a whole number"),
        ({"value": True}, "value", "not a whole number"),
        ({"value": None}, "value", "not a whole number"),
        ({"value": 10**9}, "value", "too large"),
        ({"area": {"type": "border", "code": "BIA"}}, "area", "right: null"),
        ({"area": {"type": "division"}}, "area", "right: PODLASKI, NADBUZANSKI"),
        ({"area": {"type": "sector", "code": MARKER}}, "area", "BIA"),
        ({"from": "2025-11"}, "from", "not a day"),
        ({"from": 1763424000}, "from", "not a day"),
        ({"from": "1763424000"}, "from", "not a day"),
        ({"from": "2025-02-30"}, "from", "does not exist"),
        ({"from": "1821-02-03"}, "from", "not in a year"),
        ({"to": "2025-11-17"}, "body", "ends before `from`"),
        ({"to": "2025-12-01"}, "body", "ends after its document"),
        ({"to": None, "source": UNDATED}, "body", "needs `source.document_date`"),
        ({"source": {"document_date": "2025-11-30"}}, "source", "needs a `title` or a `url`"),
        ({"source": {**UNDATED, "url": "ftp://a"}}, "source.url", "form"),
        ({"stated": MARKER * 40}, "stated", "too long"),
        ({"sum_of": []}, "?", "not a member"),
    ],
)
def test_a_total_that_cannot_be_is_explained(change: dict[str, Any], field: str, said: str) -> None:
    with pytest.raises(BodyInvalid) as caught:
        read_total(total(**change))
    (problem,) = caught.value.problems
    assert problem.field == field
    assert said in problem.wrong
    assert MARKER not in str(caught.value.problems)


def test_the_end_must_be_said_even_where_there_is_none() -> None:
    without = total()
    del without["to"]
    with pytest.raises(BodyInvalid) as caught:
        read_total(without)
    assert [problem.field for problem in caught.value.problems] == ["to"]
