from collections.abc import Iterator

import pytest

from service.installation import Installation
from tests.service.cql2.stage import Stage, staged


@pytest.fixture
def stage(house: Installation) -> Iterator[Stage]:
    """An empty table with every kind of property, on each database."""
    with staged(house) as table:
        yield table
