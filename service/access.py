"""Who may call, as types in an endpoint's parameters, and what every request goes through."""

from collections.abc import Awaitable, Callable
from hashlib import sha256
from typing import Annotated

from fastapi import Depends, Request
from fastapi.dependencies.models import Dependant
from fastapi.routing import APIRoute
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from service.accounts.callers import REPORTS_WRITE
from service.accounts.service import Caller
from service.admission import admitted_caller
from service.errors import KeyMissing, Problem, QueryInvalid, RoleInsufficient, ScopeInsufficient
from service.installation import Installation

# It only describes the header; what was sent was looked at when the request was admitted.
_bearer = HTTPBearer(
    auto_error=False,
    description="A token made by `miedza token create`. Reads also take it as the password of "
    "HTTP Basic, with any user name.",
)


async def get_installation(request: Request) -> Installation:
    installation: Installation = request.app.state.installation
    return installation


# Dependencies that only look something up are `async`: a plain function costs a hop to a thread.
House = Annotated[Installation, Depends(get_installation)]


async def find_caller(
    request: Request,
    _described: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> Caller | None:
    """The caller, or None without a token; a token that is not good is refused everywhere."""
    caller = admitted_caller(request.scope)
    if caller is not None:
        # For the line of the request log, which knows nobody who was refused.
        request.state.caller = caller
    return caller


async def find_row_origin(
    credentials: Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)],
) -> str:
    """What the ids of a sender's rows are made from: only the token itself leads to it.

    From a key's id, which is stored, the id of each report would tell who sent it for ever.
    """
    token = credentials.credentials if credentials else ""
    return sha256(f"miedza rows of {token}".encode()).hexdigest()


def require(*roles: str, scope: str | None = None) -> Callable[[Caller | None], Awaitable[Caller]]:
    """A dependency that lets these roles in, a partner only with the scope."""

    async def check(caller: Annotated[Caller | None, Depends(find_caller)]) -> Caller:
        if caller is None:
            raise KeyMissing("send the header `Authorization: Bearer` with your token")
        if caller.role not in roles:
            raise RoleInsufficient(f"this needs a token of the role {' or '.join(roles)}")
        if not caller.has_scope(scope):
            raise ScopeInsufficient(f"this needs a token with the scope {scope}")
        return caller

    return check


RowOrigin = Annotated[str, Depends(find_row_origin)]
Visitor = Annotated[Caller | None, Depends(find_caller)]
Monitor = Annotated[Caller, Depends(require("monitor", "analyst", "admin"))]
Sender = Annotated[
    Caller, Depends(require("monitor", "partner", "analyst", "admin", scope=REPORTS_WRITE))
]
Analyst = Annotated[Caller, Depends(require("analyst", "admin"))]


async def refuse_unknown_parameters(request: Request) -> None:
    """A misspelt filter must not silently return everything: undeclared parameters are a 400."""
    route = request.scope.get("route")
    if not isinstance(route, APIRoute) or not request.query_params:
        return
    declared = query_names(route.dependant)
    unknown = [name for name in request.query_params if name not in declared]
    if unknown:
        known = ", ".join(sorted(declared)) or "none"
        raise QueryInvalid(
            "an unknown query parameter",
            (Problem("query", "holds a parameter that is not known here", f"known: {known}"),),
        )


def query_names(dependant: Dependant) -> set[str]:
    """The query parameters of an endpoint and of everything it depends on."""
    names = {field.alias for field in dependant.query_params}
    return names.union(*(query_names(each) for each in dependant.dependencies))
