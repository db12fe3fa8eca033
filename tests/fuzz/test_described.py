"""Whatever the API's description allows or forbids, each caller gets an answer it describes."""

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis.checks import CHECKS, load_all_checks

from bench.filling import make_block, write_block
from service.accounts.service import create_token
from service.client.files import STATIC
from service.installation import Installation, open_installation
from service.schema import migrate
from service.settings import Settings
from service.vocabulary import codes
from tests.conftest import application

pytestmark = pytest.mark.slow

EXAMPLES = 4
ROLES = ("anonymous", "monitor", "partner", "analyst", "admin")
# To whoever may not read it, the full collection is a 404: not even its name is told.
HIDDEN = "/api/collections/incidents-full/"
# A schema cannot say what a filter's grammar, a cursor of ours or the order of two days is.
BEYOND_SCHEMAS = "positive_data_acceptance"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """SQLite alone: how an answer looks is no matter of the database."""
    folder: Path = tmp_path_factory.mktemp("described")
    settings = Settings(
        data_dir=folder,
        database_url=f"sqlite:///{folder}/described.sqlite",
        key_file=folder / "described.key",
    )
    migrate(settings)
    opened = open_installation(settings)
    write_block(opened.database, make_block(0, 200, seed=5))
    yield opened
    opened.database.close()


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("document", ["/api/openapi.json", "/api/api"])
def test_every_answer_is_a_described_one(house: Installation, role: str, document: str) -> None:
    headers = key_of(house, role)
    schema = schemathesis.openapi.from_asgi(document, application(house, STATIC), headers=headers)
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20

    failures = {}
    for operation in operations:
        try:
            _ask(operation, headers)
        except BaseExceptionGroup as found:
            failures[operation.label] = str(found)
    assert failures == {}


def key_of(house: Installation, role: str) -> dict[str, str]:
    if role == "anonymous":
        return {}
    scopes = codes("scope") if role == "partner" else ()
    token = create_token(house.database, role, scopes=scopes).token
    return {"Authorization": f"Bearer {token}"}


def _ask(operation: Any, headers: Mapping[str, str]) -> None:
    left_out = [check(BEYOND_SCHEMAS)]
    if HIDDEN in operation.path:
        left_out.append(check("ignored_auth"))

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
        phases=[Phase.explicit, Phase.generate],
    )
    @given(case=operation.as_strategy())
    def asked(case: Any) -> None:
        case.validate_response(case.call(headers=headers), excluded_checks=left_out)

    asked()


@cache
def check(name: str) -> Any:
    load_all_checks()
    return CHECKS.get_one(name)
