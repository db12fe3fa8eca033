"""When two addresses are one document: what a reader would call the same page."""

import re
from functools import lru_cache
from urllib.parse import parse_qsl, urlencode, urlsplit

# Most addresses are nothing but a host and a path; taking them apart costs much more than this.
_PLAIN = re.compile(
    r"https?://(?:www\.)?(?!www\.)([a-z0-9-]+(?:\.[a-z0-9-]+)+)((?:/[!-\"$->@-~]*)?)"
)
_TRACKING = ("utm_", "fbclid", "gclid", "mc_")


@lru_cache(maxsize=4096)
def document_of(url: str) -> str:
    """The address without what does not change the page: scheme, `www.`, fragment, tracking.

    An address that cannot be taken apart stands for itself.
    """
    plain = _PLAIN.fullmatch(url)
    return _taken_apart(url) if plain is None else plain[1] + plain[2].rstrip("/")


def _taken_apart(url: str) -> str:
    try:
        parts = urlsplit(url)
        host = (parts.hostname or "").removeprefix("www.").rstrip(".")
        port = f":{parts.port}" if parts.port not in (None, 80, 443) else ""
    except ValueError:
        return url
    pairs = parse_qsl(parts.query, keep_blank_values=True)
    query = urlencode([pair for pair in pairs if not pair[0].lower().startswith(_TRACKING)])
    return f"{host}{port}{parts.path.rstrip('/')}{'?' + query if query else ''}"


def host_of(url: str) -> str:
    """The host of an address, without `www.`; empty for one that has none."""
    return document_of(url).partition("/")[0].partition("?")[0]
