"""The archive's fixed form: whatever is not exactly it is refused."""

import io
import tarfile
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from service.backup.archive import ArchiveReader, opened_archive, write_archive
from service.backup.faults import ArchiveRefused

TEXT = b'{"a": 1}'
CONTENT = b"x" * 700


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    folder = tmp_path_factory.mktemp("archive")
    (folder / "content").write_bytes(CONTENT)
    with (folder / "archive.tar").open("wb") as file:
        write_archive(file, [("manifest.json", TEXT), ("database.dump", folder / "content")])
    return (folder / "archive.tar").read_bytes()


def read(archive: bytes) -> tuple[bytes, bytes]:
    reader, target = ArchiveReader(io.BytesIO(archive)), io.BytesIO()
    text = reader.text("manifest.json")
    reader.copy("database.dump", len(CONTENT), sha256(CONTENT).hexdigest(), target)
    reader.end()
    return text, target.getvalue()


def test_what_was_written_is_read(archive: bytes) -> None:
    assert read(archive) == (TEXT, CONTENT)


def test_any_program_for_tar_files_reads_it(archive: bytes) -> None:
    with tarfile.open(fileobj=io.BytesIO(archive)) as opened:
        assert opened.getnames() == ["manifest.json", "database.dump"]
        assert {member.mode for member in opened} == {0o600}
        extracted = opened.extractfile("database.dump")
        assert extracted is not None
        assert extracted.read() == CONTENT


@given(place=st.integers(min_value=0), bit=st.integers(0, 7))
def test_one_changed_bit_is_noticed(archive: bytes, place: int, bit: int) -> None:
    """But for the text, which its signature guards."""
    damaged = bytearray(archive)
    place %= len(damaged)
    damaged[place] ^= 1 << bit
    try:
        text, content = read(bytes(damaged))
    except ArchiveRefused:
        return
    assert text != TEXT
    assert content == CONTENT


def test_every_shorter_archive_is_noticed(archive: bytes) -> None:
    for size in range(0, len(archive), 64):
        with pytest.raises(ArchiveRefused):
            read(archive[:size])


@pytest.mark.parametrize("rest", [b"\0", b"x", bytes(512), bytes(10_240)])
def test_more_than_the_archive_is_noticed(archive: bytes, rest: bytes) -> None:
    with pytest.raises(ArchiveRefused):
        read(archive + rest)


def member(name: str, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    entry = tarfile.TarInfo(name)
    entry.type, entry.linkname, entry.mode = kind, link, 0o600
    entry.size = len(TEXT) if kind == tarfile.REGTYPE else 0
    content = TEXT + bytes(512 - len(TEXT)) if entry.size else b""
    return entry.tobuf(tarfile.GNU_FORMAT) + content


@pytest.mark.parametrize(
    "first",
    [
        member("../manifest.json"),
        member("/manifest.json"),
        member("./manifest.json"),
        member("photos/../../manifest.json"),
        member("manifest.json", tarfile.SYMTYPE, "/etc/passwd"),
        member("manifest.json", tarfile.LNKTYPE, "database.dump"),
        member("manifest.json", tarfile.FIFOTYPE),
        member("manifest.json", tarfile.DIRTYPE),
        b"",
        bytes(1024),
        b"\xff" * 1024,
    ],
)
def test_unsafe_and_foreign_members_are_refused(first: bytes) -> None:
    with pytest.raises(ArchiveRefused):
        ArchiveReader(io.BytesIO(first)).text("manifest.json")


def test_a_file_that_is_away_is_told(tmp_path: Path) -> None:
    with pytest.raises(ArchiveRefused, match="no file"), opened_archive(tmp_path / "none.tar"):
        pass
