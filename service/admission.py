"""At the door of the API: who asks, and whose allowance the request spends."""

import time
from datetime import UTC, datetime
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from service.accounts import service as accounts
from service.accounts.service import Bucket, Caller, Clock, Presented, leases_on
from service.credentials import find_token
from service.errors import AccessRefused, Fault, KeyUnknown, RateLimited, Unavailable
from service.installation import Installation
from service.problems import fault_response
from service.weeks import local_day

# Where the answer waits for the endpoints that want to know.
ADMITTED: Final = "miedza.admitted"
Admitted = Caller | Fault | None


class Admission:
    """Looks at the token of each request once, and answers 429 when an allowance is used up.

    Each request under `/api` spends one of exactly one allowance: its key's, also when the key was
    revoked or has expired; that of all unknown tokens; or that of all who bring none. A refused
    token is an answer only where the caller matters, so it is kept for the endpoint.
    """

    def __init__(self, app: ASGIApp, house: Installation, clock: Clock = time.time) -> None:
        settings = house.settings
        self._app = app
        self._database = house.database
        self._clock = clock
        self._keys = Bucket("key", settings.key_requests_per_minute)
        self._anonymous = Bucket("anonymous", settings.anonymous_requests_per_minute)
        self._unknown = Bucket("unknown token", settings.unknown_tokens_per_minute)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _is_api(scope["path"]):
            try:
                scope[ADMITTED] = await self._admit(find_token(scope))
            except RateLimited as fault:
                await fault_response(fault, scope)(scope, receive, send)
                return
        await self._app(scope, receive, send)

    async def _admit(self, token: str | None) -> Admitted:
        if token is None:
            await self._spend(self._anonymous, "anyone")
            return None
        try:
            # Not in a thread: the hop takes longer than the one indexed row.
            presented = accounts.present(self._database, token, self._now())
        except Unavailable as fault:
            return fault
        if presented is None:
            await self._spend(self._unknown, "anyone")
            return KeyUnknown("this token is not known here")
        await self._spend(self._keys, presented.caller.key_id)
        return presented.refusal or await self._welcome(presented)

    async def _welcome(self, presented: Presented) -> Caller:
        today = local_day(self._now())
        if accounts.is_new_day_of_use(self._database, presented, today):
            key_id = presented.caller.key_id
            await run_in_threadpool(accounts.keep_day_of_use, self._database, key_id, today)
        return presented.caller

    async def _spend(self, bucket: Bucket, subject: str) -> None:
        leases, now = leases_on(self._database), self._clock()
        if not leases.spend_held(bucket, subject, now):
            await run_in_threadpool(leases.spend, bucket, subject, now)

    def _now(self) -> datetime:
        return datetime.fromtimestamp(self._clock(), UTC)


def admitted_caller(scope: Scope) -> Caller | None:
    """Who asks, None without a token; raises what is wrong with the token or the lookup."""
    admitted: Admitted = scope[ADMITTED]
    if isinstance(admitted, AccessRefused | Unavailable):
        raise admitted
    return admitted if isinstance(admitted, Caller) else None


def _is_api(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")
