"""Who may read the full collection; to everyone else it is not there."""

from collections.abc import Awaitable, Callable
from typing import Annotated

from fastapi import Depends

from service.access import Visitor
from service.accounts.callers import INCIDENTS_READ
from service.accounts.service import Caller
from service.errors import Missing

FULL_ROLES = ("partner", "analyst", "admin")


def may_read_full(caller: Caller | None) -> bool:
    return caller is not None and caller.may(FULL_ROLES, INCIDENTS_READ)


def hidden_unless(*roles: str, scope: str) -> Callable[[Caller | None], Awaitable[Caller]]:
    """A dependency that answers all but these roles as if there were nothing."""

    async def check(caller: Visitor) -> Caller:
        if caller is None or not caller.may(roles, scope):
            raise Missing
        return caller

    return check


full_reader = hidden_unless(*FULL_ROLES, scope=INCIDENTS_READ)
FullReader = Annotated[Caller, Depends(full_reader)]
