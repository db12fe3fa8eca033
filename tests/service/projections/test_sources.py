"""Names of public sources come from a curated list, by the host of their page."""

import json
from pathlib import Path

import pytest

from service.projections import sources
from service.projections.sources import source_name


@pytest.mark.parametrize(
    ("url", "name"),
    [
        ("https://www.rmf24.pl/fakty/a,nId,1", "RMF24"),
        ("https://rmf24.pl/", "RMF24"),
        ("http://WIADOMOSCI.WP.PL/a?b=c#d", "Wirtualna Polska"),
        ("https://podlaski.strazgraniczna.pl:443/pod/1.html", "Border Guard of Poland"),
        ("https://rmf24.pl./", "RMF24"),
        # The longest host of the list that fits is the publisher.
        ("https://gazeta.policja.pl/997", "Gazeta Policyjna"),
    ],
)
def test_a_known_host_has_its_name(url: str, name: str) -> None:
    assert source_name(url) == name


@pytest.mark.parametrize(
    "url",
    [
        None,
        "",
        "https://somebody.example/a-name-in-the-path",
        "https://notrmf24.pl/",
        "https://rmf24.pl.example/",
        "https://policja.pl/",
        "https://192.0.2.1/",
        "https://[2001:db8::1]/",
        "mailto:somebody@rmf24.example",
    ],
)
def test_an_unknown_host_has_none(url: str | None) -> None:
    assert source_name(url) is None


def test_who_signs_in_the_address_is_not_the_host() -> None:
    assert source_name("https://rmf24.pl@somebody.example/") is None


def test_the_list_is_sorted_hosts_with_names() -> None:
    text = Path(sources.__file__).with_name("sources.json").read_text(encoding="utf-8")
    names: dict[str, str] = json.loads(text)

    assert list(names) == sorted(names)
    assert all(
        host == host.lower() and "." in host and not host.startswith("www.") for host in names
    )
    assert all(name.strip() for name in names.values())
