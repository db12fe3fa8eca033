"""From bytes to a report, or to the problems that say what is wrong and what would be right."""

from dataclasses import replace
from functools import cache

from pydantic import ValidationError

from service import findings
from service.errors import BodyInvalid, Problem
from service.models import IncidentRow
from service.reports.schemas import BATCH_REPORT, REPORT, ReportCreate
from service.strict_json import check_json

_PLACES = ("row", "body", "...", "?")


def parse_report(body: bytes) -> ReportCreate:
    """Read one report as strict JSON.

    Duplicate keys, depth over 200, NaN, infinities and `true` as a number are refused, since
    another reader of the same bytes could understand them differently.
    """
    check_json(body)
    try:
        return REPORT.validate_json(body)
    except ValidationError as error:
        raise BodyInvalid("the report cannot be accepted", problems_of(error)) from None


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Pydantic's findings in our words; never the input, and never more than a page of them."""
    found = error.errors(include_input=False, include_url=False)
    return findings.problems_of([{**each, "loc": _path(each["loc"])} for each in found], _members())


def _path(loc: tuple[int | str, ...]) -> tuple[int | str, ...]:
    # Pydantic puts the method's name into the path; in what was sent it is no level of its own.
    return (loc[0], *loc[2:]) if loc[:1] == ("location",) and len(loc) > 2 else loc


def without_foreign_names(problem: Problem) -> Problem:
    """The same problem; of a column that only the sender's table has, the name is left out."""
    parts = problem.field.split(".")
    ours = all(part.isdigit() or part in _members() or part in _PLACES for part in parts)
    return problem if ours else replace(problem, field="?")


@cache
def _members() -> frozenset[str]:
    """Every name that we gave to a member of a report, or to what becomes of one."""
    schema = BATCH_REPORT.json_schema()
    parts = (schema, *schema["$defs"].values())
    named = {name for part in parts for name in part.get("properties", ())}
    return frozenset(named | IncidentRow.__annotations__.keys())
