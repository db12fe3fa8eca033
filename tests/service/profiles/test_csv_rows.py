"""CSV as it arrives: encodings, delimiters, line ends, and rows that are damaged."""

import io
from typing import BinaryIO

import pytest

from service.profiles import CsvInvalid, read_csv

HEADER = "date,place,note"
ROWS = ["2021-11-12,Połowce,żółć", "2021-11-13,Białowieża,łąka"]
TEXT = "\n".join([HEADER, *ROWS]) + "\n"


class Trickle(io.BytesIO):
    """A stream that hands out few bytes at a time, as a network does."""

    step = 1

    def read(self, size: int | None = -1) -> bytes:
        return super().read(self.step)


def places(data: bytes | BinaryIO) -> list[str]:
    return [row.cells["place"] for row in read_csv(data)]


ENCODINGS = {
    "utf-8": TEXT.encode(),
    "utf-8 with mark": b"\xef\xbb\xbf" + TEXT.encode(),
    "windows-1250": TEXT.encode("cp1250"),
    "utf-16 with mark": TEXT.encode("utf-16"),
    "utf-16-be with mark": b"\xfe\xff" + TEXT.encode("utf-16-be"),
    "utf-16-le without mark": TEXT.encode("utf-16-le"),
    "utf-16-be without mark": TEXT.encode("utf-16-be"),
    "crlf": TEXT.replace("\n", "\r\n").encode(),
    "cr alone": TEXT.replace("\n", "\r").encode(),
    "semicolons": TEXT.replace(",", ";").encode(),
    "tabs": TEXT.replace(",", "\t").encode(),
    "no last line end": TEXT.rstrip("\n").encode(),
    "quotes": TEXT.replace("Połowce", '"Połowce"').encode(),
    "spaces around": TEXT.replace(",", " , ").encode(),
    "decomposed letters": TEXT.replace("ż", "z\u0307").replace("ó", "o\u0301").encode(),
    "empty column at the end": TEXT.replace("\n", ",\n").encode(),
    "semicolons, crlf and windows-1250": TEXT.replace(",", ";")
    .replace("\n", "\r\n")
    .encode("cp1250"),
    "spreadsheet's separator line": b"sep=;\r\n" + TEXT.replace(",", ";").encode("cp1250"),
}


@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_the_same_table_gives_the_same_keys_in_every_dress(data: bytes) -> None:
    keys = [row.key for row in read_csv(TEXT.encode())]
    assert [row.key for row in read_csv(data)] == keys
    assert places(data) == ["Połowce", "Białowieża"]


@pytest.mark.parametrize("step", [1, 2, 3, 7])
@pytest.mark.parametrize("data", ENCODINGS.values(), ids=ENCODINGS.keys())
def test_a_stream_may_be_cut_anywhere(data: bytes, step: int) -> None:
    stream = Trickle(data)
    stream.step = step
    assert places(stream) == ["Połowce", "Białowieża"]


def test_the_first_foreign_letter_decides_however_late_it_comes() -> None:
    plain = "2021-11-12,Mielnik,\n" * 10_000
    data = f"{HEADER}\n{plain}2021-11-13,Białowieża,\n".encode("cp1250")
    assert places(data)[-1] == "Białowieża"


def test_a_cell_may_hold_delimiters_quotes_and_line_ends() -> None:
    data = b'a,b\n"1, 2;\n""3""",4\n'
    assert next(read_csv(data)).cells == {"a": '1, 2;\n"3"', "b": "4"}


def test_rows_are_numbered_as_a_person_counts_them() -> None:
    data = b"a,b\n1,2\n\n3,4\n,\n5,6\n"
    assert [row.number for row in read_csv(data)] == [1, 3, 5]


@pytest.mark.parametrize(
    ("line", "field", "wrong"),
    [
        ("1,2", "row", "has 2 cells"),
        ("1,2,3,4", "row", "has 4 cells"),
        ("1,2\0,3", "b", "holds a NUL character"),
        ('1,"2"x,3', "row", "has a quote that is not closed, or a cell that is too long"),
        (f"1,{'x' * 200_000},3", "row", "has a quote that is not closed, or a cell that is too"),
    ],
    ids=["short", "long", "nul", "quote", "too long"],
)
def test_a_damaged_row_is_explained_and_stops_no_other(line: str, field: str, wrong: str) -> None:
    before, damaged, after = read_csv(f"a,b,c\n1,2,3\n{line}\n7,8,9\n".encode())
    assert before.problem is None
    assert damaged.problem is not None
    assert damaged.problem.field == field
    assert damaged.problem.wrong.startswith(wrong)
    assert damaged.problem.right
    assert after.cells == {"a": "7", "b": "8", "c": "9"}


def test_bytes_of_another_encoding_spoil_only_their_row() -> None:
    data = TEXT.encode() + b"2021-11-14,Bia\xb3owie\xbfa,\n2021-11-15,Mielnik,\n"
    *_, damaged, last = read_csv(data)
    assert damaged.problem is not None
    assert damaged.problem.field == "place"
    assert damaged.cells["place"].encode()  # It can be written into a file of rejects.
    assert last.cells["place"] == "Mielnik"


def test_a_quote_that_is_never_closed_costs_one_row() -> None:
    rows = list(read_csv(b'a,b\n1,2\n"3,4\n5,6\n7,8\n'))
    assert [row.problem is None for row in rows] == [True, False, True, True]
    assert rows[1].spare == ('"3,4',)
    assert rows[3].cells == {"a": "7", "b": "8"}


def test_what_stands_beyond_the_header_is_kept_for_the_rejects() -> None:
    (row,) = read_csv(b"a,b\n1,2,3,4\n")
    assert row.cells == {"a": "1", "b": "2"}
    assert row.spare == ("3", "4")


@pytest.mark.parametrize(
    "data",
    [b"", b"\n", b"   \n1,2\n", b",,\n1,2,3\n", b"a,,c\n", b"a,b,a\n", b"aa\0,b\n"],
    ids=["empty", "line end", "blank", "nameless", "a nameless one", "twice", "nul"],
)
def test_a_file_without_a_usable_header_is_refused(data: bytes) -> None:
    with pytest.raises(CsvInvalid, match="one header line that names each column once"):
        list(read_csv(data))


def test_utf16_that_breaks_off_is_refused() -> None:
    with pytest.raises(CsvInvalid, match="UTF-16"):
        list(read_csv(TEXT.encode("utf-16")[:-1]))


def test_a_header_alone_is_a_table_without_rows() -> None:
    assert list(read_csv(HEADER.encode())) == []
