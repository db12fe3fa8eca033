"""Features go compressed to everyone, as map clients ask for them."""

import pytest
from starlette.testclient import TestClient

from tests.conftest import People
from tests.service.features.conftest import FULL, PUBLIC, Planted
from tests.service.test_compression import READ, fetch


@pytest.mark.parametrize("coding", READ)
def test_features_are_compressed_for_everyone(
    client: TestClient, people: People, planted: Planted, coding: str
) -> None:
    for path, key in ((PUBLIC, {}), (FULL, people.partner)):
        plain, raw_plain = fetch(client, path, "identity", **key)
        found, raw = fetch(client, path, coding, **key)
        assert found.headers["content-encoding"] == coding
        assert READ[coding](raw) == raw_plain
        assert found.headers["etag"] != plain.headers["etag"]
