"""The list of vintages as an Atom feed (RFC 4287), written by the standard library's XML."""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Final
from xml.etree.ElementTree import Element, SubElement, tostring

from service.summaries.bulletin.naming import FORMATS, LICENCE_URL, PATH, address, feed_address
from service.summaries.bulletin.words import Words, words
from service.summaries.calendar import last_day
from service.summaries.vintage import ReleaseEntry
from service.weeks import week_start

_ATOM: Final = "http://www.w3.org/2005/Atom"
_XML: Final = "{http://www.w3.org/XML/1998/namespace}lang"
# A feed without entries is as old as the standard lets it be.
_NEVER: Final = datetime(1970, 1, 1, tzinfo=UTC)


def as_atom(entries: Sequence[ReleaseEntry], base_url: str, language: str) -> bytes:
    """Each vintage with links to its formats; the newest first, as the entries come."""
    said = words(language)
    feed = Element("feed", {"xmlns": _ATOM, _XML: language})
    _add(feed, "id", f"{base_url.rstrip('/')}{PATH}")
    _add(feed, "title", said.text("feed.title"))
    _add(feed, "subtitle", said.text("feed.subtitle"))
    _add(feed, "updated", _instant(max((e.released_at for e in entries), default=_NEVER)))
    _add(feed, "rights", said.text("licence"))
    SubElement(SubElement(feed, "author"), "name").text = said.text("name")
    _link(feed, "self", feed_address(base_url, language), "application/atom+xml")
    _link(feed, "alternate", f"{base_url.rstrip('/')}{PATH}", "application/json")
    _link(feed, "license", LICENCE_URL, "text/html")
    for entry in entries:
        _entry(SubElement(feed, "entry"), said, base_url, entry)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _entry(parent: Element, said: Words, base_url: str, entry: ReleaseEntry) -> None:
    week, vintage = entry.week, entry.vintage
    dates = said.dates(week_start(week).isoformat(), last_day(week).isoformat())
    _add(parent, "id", address(base_url, week, vintage))
    _add(parent, "title", said.text("feed.entry", week=week, vintage=vintage))
    _add(parent, "updated", _instant(entry.released_at))
    _add(parent, "published", _instant(entry.released_at))
    _add(
        parent,
        "summary",
        said.text("feed.summary", dates=dates, vintage=vintage, sha256=entry.sha256),
    )
    for f, media_type in FORMATS.items():
        rel = "alternate" if f == "html" else "related"
        _link(parent, rel, address(base_url, week, vintage, f, said.language), media_type)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = text


def _link(parent: Element, rel: str, href: str, media_type: str) -> None:
    SubElement(parent, "link", {"rel": rel, "type": media_type, "href": href})


def _instant(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
