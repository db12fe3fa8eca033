"""Names of public sources, by the host of their page: a curated list, nothing else is printed."""

import json
from functools import cache, lru_cache
from pathlib import Path
from urllib.parse import urlsplit


@lru_cache(maxsize=4096)
def source_name(url: str | None) -> str | None:
    """The curated name of the page's publisher; None for an unknown host."""
    if url is None:
        return None
    host = (urlsplit(url).hostname or "").rstrip(".")
    names = _names()
    while host:
        if host in names:
            return names[host]
        _, _, host = host.partition(".")
    return None


@cache
def _names() -> dict[str, str]:
    text = Path(__file__).with_name("sources.json").read_text(encoding="utf-8")
    names: dict[str, str] = json.loads(text)
    return names
