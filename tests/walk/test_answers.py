"""The walk's own checks find what they are for."""

from typing import Any

import orjson
import pytest

from geo.sector_files import sector_set
from service.projections.policy import Policy
from service.projections.public import public_row
from tests.service.projections.stage import CELL, DEFAULT_POLICY, claim, crowd_of, incident
from tests.walk.answers import Rules, leaks, misshapen, too_fine

REPORT = "0c1f2a52-6f0e-4a52-9f3c-0d7f6c4b1a10"
RULES = Rules(("Zmyslomiejsce",), frozenset({REPORT, "MZ-7K4Q-2M9D-0XTA"}))


def feature(policy: Policy = DEFAULT_POLICY, **changes: Any) -> dict[str, Any]:
    told = incident(claim(), status="verified")
    place, when = crowd_of(told, policy=policy).decide(told, None)
    row = public_row(told, place, when, REPORT, "2025-W22")
    made: dict[str, Any] = orjson.loads(row["feature"])
    made["properties"].update(changes)
    return made


@pytest.mark.parametrize("policy", [DEFAULT_POLICY, Policy(cell_min_incidents=1)])
def test_a_good_record_is_not_complained_about(policy: Policy) -> None:
    made = feature(policy)
    text = orjson.dumps({**made, "id": "another"}).decode()

    assert [*misshapen(made), *leaks(text, RULES), *too_fine(text, RULES)] == []


@pytest.mark.parametrize(
    "text",
    [
        "a place called ZMYSLOMIEJSCE",
        f"/items/{REPORT}",
        "receipt MZ-7K4Q-2M9D-0XTA",
        "receipt MZ-0000-0000-0000",
        "Bearer mdz_abc",
    ],
)
def test_a_planted_secret_is_found(text: str) -> None:
    assert list(leaks(text, RULES))


@pytest.mark.parametrize(
    "text",
    [
        '{"coordinates":[23.8473,52.7012]}',
        "BIA,23.847,1",
        '{"border_km":176.019}',
        '{"from":"2025-05-14T22:41:00+02:00"}',
        '{"from":"2025-05-14T00:00:01+02:00"}',
        '{"from":"2025-05-14T00:00:00Z"}',
        '{"from":"2025-05-14T00:00:00"}',
        "at 22:41",
    ],
)
def test_what_is_finer_than_cell_or_week_is_found(text: str) -> None:
    assert list(too_fine(text, RULES))


@pytest.mark.parametrize(
    "text",
    [
        f"{CELL},23.906456,52.676368",
        '{"from":"2025-05-14T00:00:00+02:00"}',
        '{"from":"2025-05-13T22:00:00Z"}',
        '{"week":"2025-W20","share":0.25}',
        ",".join(str(round(number, 6)) for number in sector_set().label_point("BIA")),
    ],
)
def test_what_is_as_coarse_as_the_policy_is_not(text: str) -> None:
    assert not list(too_fine(text, RULES))


@pytest.mark.parametrize(
    "changes",
    [
        {"border_km": 176.0},
        {"week": None},
        {"week": "2025-05-14"},
        {"undated": "2025-05-14", "week": None},
        {"type": "pushback"},
        {"also": ["death"]},
        {"sensitivity": "severe"},
        {"persons_band": 16},
        {"persons_band": "16"},
        {"cell": "1kmN3377E5251"},
        {"geometry_basis": "point"},
        {"geometry_basis": "none"},
        {"sector": "NAR"},
        {"side": "on_line"},
        {"source_name": "somebody's page"},
        {"equipment": ["a red ladder"]},
    ],
)
def test_a_record_that_shows_more_is_found(changes: dict[str, Any]) -> None:
    assert list(misshapen(feature(**changes)))


def test_a_record_drawn_at_its_true_point_is_found() -> None:
    made = feature()
    made["geometry"]["coordinates"] = [23.8473, 52.7012]

    assert list(misshapen(made))
