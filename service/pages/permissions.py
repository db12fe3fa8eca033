"""Who may call an endpoint, read off the dependencies that it declares."""

from inspect import getclosurevars, isfunction

from fastapi import FastAPI
from fastapi.dependencies.models import Dependant
from fastapi.routing import iter_route_contexts

from service.accounts.callers import PARTNER

Operation = tuple[str, str]


def roles_by_operation(app: FastAPI) -> dict[Operation, tuple[str, ...]]:
    """The roles that an endpoint lets in, by path and method; one that is missing is for all."""
    found = {}
    for context in iter_route_contexts(app.routes):
        dependant = getattr(context, "dependant", None)
        roles = _roles(dependant) if dependant else ()
        if roles:
            for method in context.methods or ():
                found[context.path or "", method] = roles
    return found


def _roles(dependant: Dependant) -> tuple[str, ...]:
    # `access.require` and its like close over the roles that they check: the only place where an
    # endpoint's permission is written.
    if isfunction(dependant.call):
        enclosed = getclosurevars(dependant.call).nonlocals
        if roles := enclosed.get("roles", ()):
            return tuple(_with_scope(role, enclosed.get("scope")) for role in roles)
    return next(filter(None, map(_roles, dependant.dependencies)), ())


def _with_scope(role: str, scope: str | None) -> str:
    return f"{role} with the scope {scope}" if scope and role == PARTNER else role
