"""A page runs nothing, loads nothing, and lets no stored text become markup."""

import re
from html import unescape
from html.parser import HTMLParser

import orjson
import pytest
from sqlalchemy import text

from service.installation import Installation
from tests.service.features.conftest import PUBLIC, Planted
from tests.service.features.html.conftest import Open
from tests.service.features.html.test_forms import ADDRESSES
from tests.service.projections.stage import reading

HOSTILE = """</td><script>alert('1')</script><img src=x onerror="a()">&lt;"""
HOSTILE_CODE = "javascript:alert(1)"
HOSTILE_LINK = """https://evil.example/" onmouseover="alert(1)"><script>"""


@pytest.mark.parametrize("path", ADDRESSES)
def test_nothing_is_loaded_sent_or_run(open_page: Open, planted: Planted, path: str) -> None:
    page = open_page(path)
    assert not re.search(r"<(script|img|iframe|object|embed|form|base|input|image)\b", page.text)
    assert not re.search(r"\s(src|srcset|style|xlink:href|on\w+)=", page.text)
    assert set(re.findall(r"<link rel=\"(\w+)\"", page.text)) == {"alternate"}
    assert "@import" not in page.text
    assert "url(http" not in page.text
    policy = page.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "form-action 'none'" in policy
    assert "unsafe" not in policy


@pytest.mark.parametrize("hostile", [HOSTILE, HOSTILE_LINK, HOSTILE_CODE])
def test_stored_text_is_never_markup(
    house: Installation, open_page: Open, planted: Planted, hostile: str
) -> None:
    """Every text of a record, however it came there; codes and a source's name alike."""
    feature_id = planted.public["sector"]
    _poison(house, feature_id, hostile)
    for path in (PUBLIC, f"{PUBLIC}/{feature_id}"):
        page = open_page(path).text
        assert hostile in unescape(page)
        assert hostile == HOSTILE_CODE or hostile not in page
        found = Elements(page)
        assert found.tags.isdisjoint({"script", "img"})
        assert not any(name.startswith("on") for name in found.attributes)
        assert all(href.startswith(("http://testserver/", "https://")) for href in found.hrefs)


class Elements(HTMLParser):
    """What a browser makes of a page: its tags, the names of attributes, where links lead."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.hrefs: set[str] = set()
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)
        self.hrefs.update(value or "" for name, value in attrs if name == "href")


def _poison(house: Installation, feature_id: str, hostile: str) -> None:
    (row,) = reading(house, "SELECT feature FROM feature_public WHERE id = :id", id=feature_id)
    feature = orjson.loads(row["feature"])
    held = feature["properties"]
    for name, value in held.items():
        if name not in ("geometry_basis", "week"):
            held[name] = [hostile] if isinstance(value, list) else hostile
    with house.database.writing() as session:
        session.execute(
            text("UPDATE feature_public SET feature = :feature WHERE id = :id"),
            {"feature": orjson.dumps(feature).decode(), "id": feature_id},
        )


def test_a_host_that_tries_to_write_markup_is_escaped(open_page: Open, planted: Planted) -> None:
    for path in ADDRESSES:
        page = open_page(path, Host='"><script>alert(1)</script>').text
        assert "<script" not in page
