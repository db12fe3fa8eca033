"""The feed of vintages: Atom, the newest first, each with its formats."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest

from service.summaries.bulletin.feed import as_atom
from service.summaries.vintage import ReleaseEntry
from service.vocabulary import LANGUAGES
from tests.service.summaries.bulletin.documents import BASE

ATOM = "{http://www.w3.org/2005/Atom}"
ENTRIES = [
    ReleaseEntry("2025-W47", 2, datetime(2025, 12, 30, 9, 15, tzinfo=UTC), "ab" * 32),
    ReleaseEntry("2025-W47", 1, datetime(2025, 12, 2, 9, 0, tzinfo=UTC), "cd" * 32),
]


def feed(entries: list[ReleaseEntry], language: str = "en") -> ElementTree.Element:
    return ElementTree.fromstring(as_atom(entries, BASE, language))  # noqa: S314  # Our own.


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_feed_holds_what_the_standard_asks_for(language: str) -> None:
    made = feed(ENTRIES, language)
    assert made.tag == f"{ATOM}feed"
    assert made.get("{http://www.w3.org/XML/1998/namespace}lang") == language
    assert made.findtext(f"{ATOM}updated") == "2025-12-30T09:15:00Z"
    for name in ("id", "title", "author", "rights"):
        assert made.find(f"{ATOM}{name}") is not None
    for entry in made.findall(f"{ATOM}entry"):
        assert all(entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated"))


def test_each_vintage_is_an_entry_with_its_checksum_and_formats() -> None:
    entries = feed(ENTRIES).findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}id") for entry in entries] == [
        f"{BASE}/api/summaries/weekly/2025-W47?vintage={number}" for number in (2, 1)
    ]
    assert f"SHA-256 {'ab' * 32}" in str(entries[0].findtext(f"{ATOM}summary"))
    links = {link.get("type"): link.get("href") for link in entries[0].findall(f"{ATOM}link")}
    assert str(links["application/pdf"]).endswith("?vintage=2&f=pdf&lang=en")
    assert {"text/html", "text/csv", "application/geo+json"} <= links.keys()


def test_a_feed_before_the_first_release_is_valid() -> None:
    assert feed([]).findtext(f"{ATOM}updated") == "1970-01-01T00:00:00Z"


def test_what_is_markup_in_a_week_or_checksum_is_text() -> None:
    odd = ReleaseEntry("2025-W47", 1, datetime(2025, 12, 2, tzinfo=UTC), "]]><x/>&amp;")
    (entry,) = feed([odd]).findall(f"{ATOM}entry")
    assert "]]><x/>&amp;" in str(entry.findtext(f"{ATOM}summary"))
