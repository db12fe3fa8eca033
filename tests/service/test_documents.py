"""Two addresses of one page are one document."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.documents import document_of, host_of


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/news/1",
        "http://a.example/news/1",
        "https://www.a.example/news/1",
        "https://A.Example:443/news/1/",
        "https://a.example./news/1",
        "https://a.example/news/1#top",
        "https://a.example/news/1?utm_source=feed&UTM_medium=x&fbclid=1&gclid=2&mc_cid=3",
    ],
)
def test_what_does_not_change_the_page_is_left_out(url: str) -> None:
    assert document_of(url) == "a.example/news/1"


@pytest.mark.parametrize(
    "url",
    [
        "https://a.example/news/2",
        "https://a.example/News/1",
        "https://b.example/news/1",
        "https://a.example:8080/news/1",
        "https://a.example/news/1?page=2",
        "https://a.example/news/1?page=",
    ],
)
def test_another_page_is_another_document(url: str) -> None:
    assert document_of(url) != "a.example/news/1"


def test_an_address_that_cannot_be_taken_apart_stands_for_itself() -> None:
    assert document_of("https://[broken/a") == "https://[broken/a"
    assert document_of("https://a.example:port/a") == "https://a.example:port/a"


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.a.example/x/y", "a.example"),
        ("https://a.example?x=1", "a.example"),
        ("https://a.example", "a.example"),
        ("https://a.example:8080/x", "a.example:8080"),
        ("https://@/x", ""),
    ],
)
def test_the_host_is_named_without_www(url: str, host: str) -> None:
    assert host_of(url) == host


@given(st.from_regex(r"https?://(www\.)?[a-z.-]{1,8}/?[a-z/.;%@:]{0,8}", fullmatch=True))
def test_the_short_way_of_a_plain_address_leads_to_the_same_document(url: str) -> None:
    assert document_of(url) == document_of(f"{url}#")


@given(st.from_regex(r"https?://[^\s/?#]+[^\s]*", fullmatch=True))
def test_whatever_a_report_may_cite_can_be_looked_up_twice(url: str) -> None:
    assert document_of(url) == document_of(url)
    assert "/" not in host_of(url)
