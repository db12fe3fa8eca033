"""From bytes to a report, or to the problems that say what is wrong and what would be right."""

import re
from typing import Any

import jiter
from pydantic import ValidationError

from service.errors import BodyInvalid, JsonInvalid, Problem
from service.reports.schemas import REPORT, ReportCreate

MAX_PROBLEMS = 20
_NAME = re.compile(r"[A-Za-z0-9_]{1,40}")

# Error kinds whose own words would be unclear to a person who fills a form or a table.
_WORDS = {
    "missing": ("is missing", "this member is required"),
    "extra_forbidden": ("is not a member of a report", "leave it out, or check its spelling"),
    "union_tag_invalid": (
        "has an unknown `method`",
        "gnss, map_pick, border_marker, place, sector or border",
    ),
    "union_tag_not_found": (
        "has no `method`",
        "gnss, map_pick, border_marker, place, sector or border",
    ),
    "finite_number": ("is not a finite number", "a number such as 23.8473"),
}


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


def check_json(body: bytes) -> Any:
    """Parse JSON strictly; raises `JsonInvalid` with the place of the first fault."""
    try:
        return jiter.from_json(
            body, allow_inf_nan=False, catch_duplicate_keys=True, cache_mode="none"
        )
    except ValueError as error:
        raise JsonInvalid(_syntax_fault(str(error))) from None


def problems_of(error: ValidationError) -> tuple[Problem, ...]:
    """Pydantic's findings in our words; never the input, and never more than a page of them."""
    findings = error.errors(include_input=False, include_url=False)
    return tuple(_problem(finding) for finding in findings[:MAX_PROBLEMS])


def _problem(finding: Any) -> Problem:
    field = ".".join(_part(part) for part in finding["loc"]) or "report"
    wrong, right = _WORDS.get(finding["type"], (finding["msg"], None))
    context = finding.get("ctx", {})
    if finding["type"] == "literal_error":
        wrong, right = "is not a code of the vocabulary", str(context.get("expected", ""))[:600]
    return Problem(field, wrong, right)


def _part(part: object) -> str:
    """A member's name may come from the input: only a plain, short one is repeated."""
    text = str(part)
    return text if _NAME.fullmatch(text) else "?"


def _syntax_fault(message: str) -> str:
    where = re.search(r"at line \d+ column \d+$", message)
    place = f" {where[0]}" if where else ""
    if "duplicate key" in message:
        return f"the JSON holds the same key twice{place}"
    if "recursion limit" in message:
        return f"the JSON is nested too deeply{place}; 200 levels are read"
    return f"the body is not JSON{place}: write UTF-8 without NaN, infinities or lone surrogates"
