"""The bulletin as one page of HTML: no script, nothing loaded from anywhere, prints on A4."""

import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined, Template
from markupsafe import Markup

from service.summaries.bulletin.compose import compose
from service.summaries.bulletin.model import Bulletin
from service.summaries.bulletin.naming import FORMATS, LICENCE_URL, PATH, address, feed_address
from service.summaries.bulletin.reading import Reading
from service.summaries.bulletin.sections.method import policy_version
from service.summaries.bulletin.style import style
from service.summaries.bulletin.words import Words, words
from service.vocabulary import LANGUAGES

# Letters that are not seen but turn what stands around them, and those that no page may hold.
_UNSEEN: Final = re.compile("[\0-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ufeff]")
_FOLDER: Final = Path(__file__).with_name("templates")
Link = dict[str, str]


def as_html(document: Mapping[str, Any], language: str, base_url: str) -> bytes:
    """UTF-8; to be served with the policy of `style.page_policy`."""
    bulletin, said = compose(document, language, base_url), words(language)
    page = _template().render(
        bulletin=bulletin,
        release=bulletin.release,
        links=_links(bulletin, said, base_url.rstrip("/")),
        policy=policy_version(Reading(document)),
        say=said.text,
        style=Markup(style()),  # noqa: S704  # Our own file.
    )
    return page.encode()


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True,
        finalize=_seen,
        loader=FileSystemLoader(_FOLDER),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    return environment.get_template("page.html.jinja")


def _seen(value: object) -> object:
    # `Markup` is our own.
    return _UNSEEN.sub("", value) if type(value) is str else value


def _links(bulletin: Bulletin, said: Words, base: str) -> dict[str, Any]:
    week, vintage, language = bulletin.release.week, bulletin.release.vintage, bulletin.language
    return {
        "canonical": address(base, week, vintage, "html", language),
        "licence": LICENCE_URL,
        "home": f"{base}/",
        "all": f"{base}{PATH}",
        "feed": feed_address(base, language),
        "policy": f"{base}/api/policy",
        "languages": [_language_link(base, week, vintage, each) for each in LANGUAGES],
        "formats": [
            {"href": address(base, week, vintage, f, language), "text": f.upper(), "type": kind}
            for f, kind in FORMATS.items()
            if f != "html"
        ],
        "vintages": [
            {
                "href": address(base, week, earlier, "html", language),
                "text": said.text("feed.entry", week=week, vintage=earlier),
            }
            for earlier in range(1, vintage or 1)
        ],
    }


def _language_link(base: str, week: str, vintage: int | None, language: str) -> Link:
    return {
        "lang": language,
        "href": address(base, week, vintage, "html", language),
        "text": words(language).text("language"),
    }
