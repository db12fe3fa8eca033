"""Names of public sources, by the host of their page: a curated list, nothing else is printed."""

import json
import re
from functools import cache, lru_cache
from pathlib import Path

_END_OF_AUTHORITY = re.compile(r"[/?#\\]")


@lru_cache(maxsize=4096)
def source_name(url: str | None) -> str | None:
    """The curated name of the page's publisher; None for an unknown host."""
    return None if url is None else _name_of_host(_host(url))


def _host(url: str) -> str:
    """The host of an http address; nearly every address is new, so it is cut out by hand."""
    authority = _END_OF_AUTHORITY.split(url.partition("://")[2], maxsplit=1)[0]
    return authority.rpartition("@")[2].partition(":")[0].rstrip(".").lower()


@lru_cache(maxsize=4096)
def _name_of_host(host: str) -> str | None:
    names = known_names()
    while host:
        if host in names:
            return names[host]
        _, _, host = host.partition(".")
    return None


@cache
def known_names() -> dict[str, str]:
    text = Path(__file__).with_name("sources.json").read_text(encoding="utf-8")
    names: dict[str, str] = json.loads(text)
    return names
