"""Query parameters that several reads take, and the one shape in which one is refused."""

from collections.abc import Collection

from service import vocabulary
from service.errors import Problem, QueryInvalid
from service.weeks import week_name, week_start

LIST = "Several, with commas between them, are alternatives."


def unusable(parameter: str, wrong: str, right: str) -> QueryInvalid:
    """A 400 that names the parameter and what would be right; never what was sent."""
    return QueryInvalid(
        f"the parameter `{parameter}` cannot be used", (Problem(parameter, wrong, right),)
    )


def read_codes(
    parameter: str, text: str | None, known: Collection[str], right: str
) -> tuple[str, ...]:
    """The codes of a list with commas, each once and in order; none for no parameter."""
    if text is None:
        return ()
    asked = set(text.split(","))
    if not asked.issubset(known):
        raise unusable(parameter, "holds a code that is not known", right)
    return tuple(sorted(asked))


def read_vocabulary_codes(scheme: str, text: str | None) -> tuple[str, ...]:
    """Codes of the scheme that has the parameter's name."""
    right = f"/api/vocabulary holds the codes under `{scheme}`"
    return read_codes(scheme, text, vocabulary.codes(scheme), right)


def read_weeks(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    try:
        return tuple(sorted({week_name(week_start(part)) for part in text.split(",")}))
    except ValueError:
        raise unusable("week", "holds something that is no ISO week", "2025-W47") from None


def read_week(parameter: str, text: str) -> str:
    """The one ISO week that a parameter names."""
    try:
        return week_name(week_start(text))
    except (ValueError, OverflowError):
        raise unusable(parameter, "is not an ISO week", "2025-W47") from None
