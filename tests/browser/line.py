"""The line between a phone and the service: what went over it, and what it did to it."""

from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import BrowserContext, Request, Route

# What a line can do besides answering something of its own.
LOSES_THE_ANSWER = "loses the answer"
SPOILS_THE_BODY = "spoils the body"

Mischief = str | dict[str, Any]


@dataclass
class Line:
    """Each mischief happens once, in order, to a request whose address fits; then all goes well."""

    mischief: list[Mischief] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)

    def lead(self, phone: BrowserContext, addresses: str) -> "Line":
        phone.route(addresses, self._pass_on)
        return self

    def _pass_on(self, route: Route) -> None:
        self.requests.append(route.request)
        done = self.mischief.pop(0) if self.mischief else None
        if done is None:
            route.continue_()
        elif isinstance(done, dict):
            route.fulfill(**done)
        elif done == LOSES_THE_ANSWER:
            route.fetch()
            route.abort()
        else:
            route.continue_(post_data=(route.request.post_data_buffer or b"")[:-1])
