"""Receipt codes survive a forest, a telephone and a tired eye."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.ids import read_receipt_code, receipt_code

CODE = "MZ-7K4Q-2M9D-0X1A"


@pytest.mark.parametrize(
    "typed",
    [
        CODE,
        CODE.lower(),
        "7K4Q-2M9D-0X1A",
        "7k4q2m9d0x1a",
        "mz7k4q2m9d0x1a",
        "MZ 7K4Q 2M9D 0X1A",
        "  MZ-7K4Q-2M9D-0X1A\n",
        # O for 0, and I or L for 1.
        "MZ-7K4Q-2M9D-OXIA",
        "mz-7k4q-2m9d-oxla",
        # What telephones make of a hyphen.
        "MZ–7K4Q—2M9D‑0X1A",
        "MZ.7K4Q.2M9D.0X1A",
    ],
)
def test_a_code_is_read_however_it_was_typed(typed: str) -> None:
    assert read_receipt_code(typed) == CODE


def test_a_code_may_begin_with_the_letters_of_its_mark() -> None:
    assert read_receipt_code("MZ4Q-2M9D-0X1A") == "MZ-MZ4Q-2M9D-0X1A"
    assert read_receipt_code("MZ-MZ4Q-2M9D-0X1A") == "MZ-MZ4Q-2M9D-0X1A"


@pytest.mark.parametrize(
    "typed", ["", "MZ", "MZ-7K4Q-2M9D", CODE + "A", "MZ-7K4Q-2M9D-0XUA", "XY-7K4Q-2M9D-0X1A"]
)
def test_what_is_no_code_is_none(typed: str) -> None:
    assert read_receipt_code(typed) is None


def test_every_code_that_is_given_out_is_read_back() -> None:
    codes = {receipt_code() for _ in range(2_000)}

    assert len(codes) == 2_000
    assert all(re.fullmatch(r"MZ(-[0-9A-HJKMNP-TV-Z]{4}){3}", code) for code in codes)
    assert all(read_receipt_code(code.lower().replace("-", " ")) == code for code in codes)
    assert all(read_receipt_code(code.removeprefix("MZ-")) == code for code in codes)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_a_code_or_none(typed: str) -> None:
    found = read_receipt_code(typed)

    assert found is None or read_receipt_code(found) == found
