"""The bytes of each element of an array that arrives piece by piece."""

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.reports.elements import ElementCutter

ROWS = st.lists(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(),
        lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
        max_leaves=8,
    )
)


def cut(
    body: bytes, under: str | None = None, step: int = 1 << 20
) -> tuple[list[bytes], bool, bool]:
    """The elements, whether an array began, and whether the text around them is broken."""
    cutter = ElementCutter(under)
    elements = []
    for first in range(0, len(body), step):
        elements += cutter.take(body[first : first + step])
    cutter.finish()
    return elements, cutter.entered, cutter.broken


@given(ROWS, st.integers(1, 7), st.sampled_from([None, 1]), st.booleans())
def test_elements_come_back_whole_however_the_body_is_cut(
    rows: list[Any], step: int, indent: int | None, ascii_only: bool
) -> None:
    body = json.dumps(rows, indent=indent, ensure_ascii=ascii_only).encode(errors="surrogatepass")
    elements, entered, broken = cut(body, step=step)
    assert [json.loads(element) for element in elements] == rows
    assert (entered, broken) == (True, False)


def test_an_element_keeps_the_exact_bytes_that_were_sent() -> None:
    assert cut(b'[ {"a" : 1.50} ,\n "x,]" ]')[0] == [b'{"a" : 1.50}', b'"x,]"']


@pytest.mark.parametrize("step", [1, 2, 1000])
@pytest.mark.parametrize("body", [b"[]", b" [ ] \n", b"\xef\xbb\xbf[]"])
def test_an_empty_array_has_no_elements_and_is_whole(body: bytes, step: int) -> None:
    assert cut(body, step=step) == ([], True, False)


@pytest.mark.parametrize("body", [b"[1,]", b"[1, ]"])
def test_a_comma_too_many_is_an_empty_element(body: bytes) -> None:
    assert cut(body, step=1)[0] == [b"1", b""]


@pytest.mark.parametrize("bad", [b"tru", b"1e999", b'{"a":NaN}', b'{"a" 1}', b'"\xff"', b"[1}"])
def test_a_bad_element_leaves_its_neighbours_alone(bad: bytes) -> None:
    assert cut(b"[1," + bad + b",3]") == ([b"1", bad, b"3"], True, False)


@pytest.mark.parametrize("body", [b"[1,2", b'[1,2,{"a":1', b'[1,2,"x', b'[1,2,"\\'])
def test_a_body_that_breaks_off_gives_what_was_whole(body: bytes) -> None:
    elements, _, broken = cut(body)
    assert elements[0] == b"1"
    assert broken


@pytest.mark.parametrize("step", [1, 1000])
@pytest.mark.parametrize("body", [b"[1]x", b"[1],", b"[1][2]", b"[1]]", b'[1]"'])
def test_something_behind_the_array_is_broken(body: bytes, step: int) -> None:
    assert cut(body, step=step) == ([b"1"], True, True)


@pytest.mark.parametrize("step", [1, 1000])
@pytest.mark.parametrize(
    "body", [b"", b"  ", b"{}", b"x[1]", b"null", b'"[1]"', b"]", b"\xff\xfe[\0"]
)
def test_what_is_no_array_is_broken_and_has_no_elements(body: bytes, step: int) -> None:
    assert cut(body, step=step) == ([], False, True)


@pytest.mark.parametrize("step", [1, 5, 1000])
@pytest.mark.parametrize(
    "body",
    [
        b'{"type":"FeatureCollection","features":[1,{"features":[2]}]}',
        b'{"features":[1,{"features":[2]}],"crs":{"a":[3]},"bbox":[0,0,1,1]}',
        b'{"crs":{"features":[0],"x":"}"},"features" : [1,{"features":[2]}]}',
    ],
)
def test_only_the_array_under_the_member_is_cut(body: bytes, step: int) -> None:
    assert cut(body, "features", step) == ([b"1", b'{"features":[2]}'], True, False)


@pytest.mark.parametrize("body", [b"{}", b'{"features":5}', b'{"a":{"features":[1]}}'])
def test_an_object_without_the_member_has_no_rows(body: bytes) -> None:
    assert cut(body, "features") == ([], False, False)


def test_an_array_is_not_an_object_with_the_member() -> None:
    assert cut(b"[1]", "features") == ([], False, True)


def test_a_hundred_thousand_brackets_are_one_unfinished_element() -> None:
    cutter = ElementCutter(None)
    assert cutter.take(b"[" * 100_000) == []
    assert cutter.waiting_bytes == 99_999
