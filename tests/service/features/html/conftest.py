"""Asking as a browser does."""

from collections.abc import Callable

import pytest
from httpx2 import Response
from starlette.testclient import TestClient

# What Firefox sends for a page.
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}

Open = Callable[..., Response]


@pytest.fixture
def open_page(client: TestClient) -> Open:
    """A page as a browser gets it; other headers stand beside its own."""

    def ask(path: str, method: str = "GET", **headers: str) -> Response:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        answer = client.request(method, path, headers={**BROWSER, **sent})
        if answer.status_code == 200:
            assert answer.headers["content-type"] == "text/html; charset=utf-8"
        return answer

    return ask
