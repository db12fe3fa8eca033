"""What two readers of the same bytes could understand differently is no JSON here."""

import pytest

from service.errors import JsonInvalid
from service.strict_json import check_json


def test_json_is_read_as_it_stands() -> None:
    assert check_json('{"a": [1, 2.5, true, null, "ż"]}'.encode()) == {
        "a": [1, 2.5, True, None, "ż"]
    }


@pytest.mark.parametrize(
    ("body", "said"),
    [
        (b'{"a": 1, "a": 1}', "the same key twice"),
        (b"[" * 300 + b"]" * 300, "nested too deeply"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"a": NaN}', "at line 1 column 7"),
        (b'"\\ud800"', "lone surrogates"),
        (b"", "not JSON"),
    ],
)
def test_a_fault_says_what_is_wrong_and_where(body: bytes, said: str) -> None:
    with pytest.raises(JsonInvalid) as found:
        check_json(body)
    assert said in found.value.detail
