"""Features of a page one by one, however they lie in its pieces."""

from service.features.formats.pieces import joined, read
from service.features.geojson import Page

ONE = (
    b'{"type":"Feature","id":"a","geometry":null,"properties":{"x":"},{\\"type\\":\\"Feature\\""}}'
)
TWO = b'{"type":"Feature","id":"b","geometry":null,"properties":{}}'
ODD = b'{"id":"c","type":"Feature","geometry":null,"properties":{}}'


def page(*pieces: bytes, count: int) -> Page:
    return Page(list(pieces), count)


def test_each_feature_stands_between_the_marks() -> None:
    for found in (page(ONE, TWO, count=2), page(ONE + b"," + TWO, count=2)):
        assert joined(found, b"<", b">") == b"<" + ONE + b"><" + TWO + b">"
        assert [each["id"] for each in read(found)] == ["a", "b"]


def test_no_feature_is_nothing() -> None:
    assert joined(page(count=0), b"<", b">") == b""
    assert list(read(page(count=0))) == []


def test_features_that_begin_otherwise_are_told_apart_too() -> None:
    assert joined(page(ODD + b"," + TWO, count=2), b"", b"\n") == ODD + b"\n" + TWO + b"\n"
