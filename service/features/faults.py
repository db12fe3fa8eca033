"""The one shape of a refused query parameter."""

from service.errors import Problem, QueryInvalid


def unusable(parameter: str, wrong: str, right: str) -> QueryInvalid:
    """A 400 that names the parameter and what would be right; never what was sent."""
    return QueryInvalid(
        f"the parameter `{parameter}` cannot be used", (Problem(parameter, wrong, right),)
    )
