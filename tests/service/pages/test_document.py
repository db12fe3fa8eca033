"""A page loads nothing and runs nothing, and its headers see to it."""

import re
from base64 import b64encode
from hashlib import sha256

import pytest
from starlette.testclient import TestClient

from tests.service.projections.stage import ON_SQLITE

pytestmark = [ON_SQLITE, pytest.mark.parametrize("path", ["/about", "/api/docs", "/api/errors"])]


def test_it_is_a_whole_page(client: TestClient, path: str) -> None:
    answer = client.get(path)
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text.startswith('<!doctype html><html lang="en">')
    assert answer.text.endswith("</html>")
    assert answer.text.count("<h1>") == 1


def test_nothing_is_loaded_or_run(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert not re.search(r"<(script|link|img|iframe|object|embed|form|base)\b", page)
    assert not re.search(r"\s(src|srcset|style|on\w+)=", page)
    assert "@import" not in page
    assert "url(" not in page


def test_only_the_style_sheet_inside_is_allowed(client: TestClient, path: str) -> None:
    answer = client.get(path)
    policy = answer.headers["content-security-policy"]
    (style,) = re.findall(r"<style>(.*?)</style>", answer.text, re.DOTALL)
    digest = b64encode(sha256(style.encode()).digest()).decode()
    assert f"style-src 'sha256-{digest}'" in policy
    assert policy.startswith("default-src 'none';")
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_it_follows_light_and_dark_and_prints(client: TestClient, path: str) -> None:
    page = client.get(path).text
    assert "prefers-color-scheme: dark" in page
    assert "@media print" in page


def test_it_is_not_sent_twice(client: TestClient, path: str) -> None:
    answer = client.get(path)
    again = client.get(path, headers={"If-None-Match": answer.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    assert "content-security-policy" in again.headers
    assert client.head(path).headers["content-length"] == answer.headers["content-length"]


def test_it_takes_no_parameters(client: TestClient, path: str) -> None:
    assert client.get(path, params={"x": "1"}).status_code == 400


def test_a_host_that_tries_to_write_markup_is_escaped(client: TestClient, path: str) -> None:
    page = client.get(path, headers={"Host": '"><script>alert(1)</script>'}).text
    assert "<script" not in page
