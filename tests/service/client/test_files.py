"""What a browser may be given is known before it asks."""

from pathlib import Path

from service.client.files import client_files
from tests.conftest import NO_CLIENT


def test_files_are_listed_by_their_addresses_and_their_codings_are_not(built: Path) -> None:
    assert set(client_files(built)) == {
        "/", "/sw.js", "/app.webmanifest", "/icons/icon.svg", "/assets/index-1a2b.js",
    }  # fmt: skip


def test_each_form_has_a_tag_of_its_own(built: Path) -> None:
    bodies = client_files(built)["/assets/index-1a2b.js"].bodies
    assert len({body.tag for body in bodies}) == 3


def test_without_a_page_there_is_no_client(built: Path) -> None:
    (built / "index.html").unlink()
    assert client_files(built) == {}
    assert client_files(NO_CLIENT) == {}
