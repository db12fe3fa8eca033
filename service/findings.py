"""Pydantic's findings in our words: where, what is wrong, what would be right; never the input."""

from collections.abc import Collection, Mapping, Sequence
from difflib import get_close_matches
from typing import Any, Final, get_args

from pydantic_core.core_schema import ErrorType

from service.errors import Problem

MAX_PROBLEMS: Final = 20
MAX_CHARACTERS: Final = 3_000
_LONGEST_NAME = 40
_LONGEST_WORDS = 600

# What would be right may name the limits of the schema, which Pydantic hands over as context.
_WORDS: Final[Mapping[str, tuple[str, str | None]]] = {
    "missing": ("is missing", "this member is required"),
    "extra_forbidden": ("is not a member here", "leave it out, or check its spelling"),
    "invalid_key": ("holds a name that is not text", None),
    "literal_error": ("is not a code of the vocabulary", "{expected}"),
    "union_tag_invalid": ("has an unknown `{discriminator}`", "{expected_tags}"),
    "union_tag_not_found": ("has no `{discriminator}`", None),
    "model_type": ("is not an object", "an object in braces, with members"),
    "model_attributes_type": ("is not an object", "an object in braces, with members"),
    "dict_type": ("is not an object", "an object in braces, with members"),
    "list_type": ("is not a list", "a list, empty if there is nothing to say"),
    "too_long": ("is too long", "at most {max_length} entries"),
    "too_short": ("is too short", "at least {min_length} entries"),
    "string_type": ("is not text", "text in quotes"),
    "string_unicode": ("is not text", "text in UTF-8"),
    "string_too_long": ("is too long", "at most {max_length} characters"),
    "string_too_short": ("is too short", "at least {min_length} characters"),
    "string_pattern_mismatch": ("does not have the form of this text", "{pattern}"),
    "bool_type": ("is not true or false", "true or false, without quotes"),
    "bool_parsing": ("is not true or false", "true or false"),
    "int_type": ("is not a whole number", "a whole number without quotes, such as 3"),
    "int_parsing": ("is not a whole number", "a whole number, such as 3"),
    "int_parsing_size": ("is too large", "a number that can be meant"),
    "int_from_float": ("is not a whole number", "a whole number, such as 3"),
    "float_type": ("is not a number", "a number without quotes, such as 23.8473"),
    "float_parsing": ("is not a number", "a number with a point, such as 23.8473"),
    "finite_number": ("is not a finite number", "a number such as 23.8473"),
    "greater_than": ("is too small", "more than {gt}"),
    "greater_than_equal": ("is too small", "at least {ge}"),
    "less_than": ("is too large", "less than {lt}"),
    "less_than_equal": ("is too large", "at most {le}"),
    "uuid_type": ("is not a UUID", "a UUID such as 6f1d1c52-1b7a-4c39-9d1e-0d6c8f3a2b10"),
    "uuid_parsing": ("is not a UUID", "a UUID such as 6f1d1c52-1b7a-4c39-9d1e-0d6c8f3a2b10"),
    "url_type": ("is not an address", "an address such as https://example.org/page"),
    "url_parsing": ("is not an address", "an address such as https://example.org/page"),
    "url_scheme": ("is not an address of the web", "{expected_schemes}"),
    "url_syntax_violation": ("is not an address", "an address such as https://example.org/page"),
    "url_too_long": ("is too long", "at most {max_length} characters"),
    "json_invalid": ("is not JSON", "JSON in UTF-8"),
    "recursion_depth_exceeded": ("is nested too deeply", None),
}
_OTHER = ("cannot be used", None)
_DATE = ("is not a date", "a date such as 2025-11-21")
_INSTANT = (
    "is not a time with its offset",
    "an ISO 8601 time with its offset, such as 2025-11-21T22:30:00+01:00",
)


def problems_of(
    findings: Sequence[Mapping[str, Any]], familiar: Collection[str] = ()
) -> tuple[Problem, ...]:
    """At most a page of problems.

    `familiar` are the names of our own members: a name that only the sender uses is not repeated.
    """
    problems: list[Problem] = []
    room = MAX_CHARACTERS
    for finding in findings[:MAX_PROBLEMS]:
        problem = _problem(finding, familiar)
        room -= len(problem.field) + len(problem.wrong) + len(problem.right or "")
        if problems and room < 0:
            break
        problems.append(problem)
    rest = len(findings) - len(problems)
    if rest:
        problems.append(Problem("...", f"and {rest} more", "mend these and send it again"))
    return tuple(problems)


def _problem(finding: Mapping[str, Any], familiar: Collection[str]) -> Problem:
    wrong, right = _words(finding["type"], str(finding["msg"]), finding.get("ctx", {}))
    path = [str(part) for part in finding["loc"]]
    if finding["type"] == "extra_forbidden" and path[-1] not in familiar:
        name, path[-1] = path[-1], "?"
        right = _suggestion(name, familiar) or right
    return Problem(".".join(path) or "body", wrong, right)


def _words(kind: str, message: str, context: Mapping[str, Any]) -> tuple[str, str | None]:
    if kind not in _BUILT_IN:
        # One of our own validators: its sentence was written for the sender.
        return message, None
    if kind.startswith(("datetime_", "timezone_")):
        return _INSTANT
    if kind.startswith("date_"):
        return _DATE
    wrong, right = _WORDS.get(kind, _OTHER)
    return _filled(wrong, context), None if right is None else _filled(right, context)


def _filled(words: str, context: Mapping[str, Any]) -> str:
    return words.format_map(context).replace("'", "")[:_LONGEST_WORDS]


def _suggestion(name: str, familiar: Collection[str]) -> str | None:
    """The member that a misspelt name may stand for."""
    if len(name) > _LONGEST_NAME:
        return None
    close = get_close_matches(name, familiar, n=1, cutoff=0.75)
    return f"leave it out, or write `{close[0]}`" if close else None


_BUILT_IN: Final = frozenset(get_args(ErrorType))
