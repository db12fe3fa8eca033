"""What a key may be made of; a refusal names what would be right."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from service.accounts.callers import INCIDENTS_READ, REPORTS_WRITE, SUMMARIES_READ, Caller
from service.accounts.rules import check_key
from service.errors import InputInvalid
from service.vocabulary import codes

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


def check(role: str, **limits: Any) -> None:
    check_key(
        role,
        limits.get("scopes", ()),
        limits.get("sectors"),
        limits.get("expires_at"),
        NOW,
    )


def test_the_scopes_of_the_code_are_those_of_the_vocabulary() -> None:
    assert {INCIDENTS_READ, REPORTS_WRITE, SUMMARIES_READ} == set(codes("scope"))


@pytest.mark.parametrize("role", codes("role"))
def test_every_role_may_have_an_end(role: str) -> None:
    check(role, expires_at=NOW + timedelta(seconds=1))


def test_a_partner_may_have_scopes_and_sectors() -> None:
    check("partner", scopes=codes("scope"), sectors=["BIA", "NAR"])
    check("partner")


@pytest.mark.parametrize(
    ("role", "limits", "field", "right"),
    [
        ("boss", {}, "role", "monitor, partner, analyst, admin"),
        ("partner", {"scopes": ["incidents:write"]}, "scope", "incidents:read"),
        ("partner", {"scopes": ["INCIDENTS:READ"]}, "scope", "incidents:read"),
        ("partner", {"sectors": ["BIA", "bia"]}, "sector", "BIA"),
        ("partner", {"sectors": []}, "sector", "at least one"),
        ("partner", {"expires_at": NOW}, "expires", "a day after today"),
        ("analyst", {"scopes": ["incidents:read"]}, "scope", "only for the role partner"),
        ("monitor", {"sectors": ["BIA"]}, "sector", "only for the role partner"),
    ],
)
def test_what_cannot_be_is_refused(
    role: str, limits: dict[str, Any], field: str, right: str
) -> None:
    with pytest.raises(InputInvalid) as refused:
        check(role, **limits)
    (problem,) = refused.value.problems
    assert problem.field == field
    assert right in str(problem.right)
    assert right in str(refused.value)


def test_everything_that_is_wrong_is_told_at_once() -> None:
    with pytest.raises(InputInvalid) as refused:
        check("monitor", scopes=["x"], sectors=["y"], expires_at=NOW)
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["scope", "sector", "scope", "sector", "expires"]


@pytest.mark.parametrize("role", codes("role"))
@pytest.mark.parametrize("scope", codes("scope"))
def test_only_a_partner_needs_a_scope(role: str, scope: str) -> None:
    assert Caller("k", role).has_scope(scope) == (role != "partner")
    assert Caller("k", role, frozenset({scope})).may((role,), scope)
    assert not Caller("k", role, frozenset({scope})).may(("nobody",), scope)
