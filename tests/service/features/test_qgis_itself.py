"""QGIS itself, as Debian has it, opens, filters and draws our layers.

Debian 12 has QGIS 3.22, which asks by box alone and applies a layer's filter by itself; the
requests of newer ones are in test_qgis.py.
"""

import os
import subprocess
from collections.abc import Callable
from pathlib import Path
from subprocess import DEVNULL
from typing import Any, NamedTuple

import orjson
import pytest

from tests.conftest import lacking
from tests.service.features.conftest import Asked, Served

pytestmark = pytest.mark.slow

SCRIPT = Path(__file__).parent / "qgis_layer.py"
# The Python that Debian's QGIS was built for.
PYTHON = "/usr/bin/python3"
PATIENCE_S = 120
Answer = dict[str, Any]
Ask = Callable[..., list[Answer]]


class Layer(NamedTuple):
    """A layer as QGIS has it, and how many pixels it covers at least, of 480 by 640."""

    shape: int
    count: int
    placed: int
    pixels: int


POINT, LINE, AREA = 0, 1, 2
LAYERS = {
    "incidents": Layer(POINT, count=5, placed=3, pixels=120),
    "sector-weeks": Layer(AREA, count=20, placed=20, pixels=50_000),
    "sectors": Layer(AREA, count=20, placed=20, pixels=50_000),
    "border": Layer(LINE, count=1, placed=1, pixels=1_000),
    "crossings": Layer(POINT, count=12, placed=12, pixels=240),
}


@pytest.fixture(scope="session")
def qgis() -> None:
    command = [PYTHON, "-c", "import qgis.core"]
    if not Path(PYTHON).exists() or subprocess.run(command, check=False, stderr=DEVNULL).returncode:
        lacking("QGIS is not installed (Debian: python3-qgis)")


@pytest.fixture
def ask(qgis: None, served: Served, tmp_path: Path) -> Ask:
    """What QGIS says of layers: each time in a process of its own, with one profile for all."""
    environment = {**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)}

    def opened(*questions: Answer) -> list[Answer]:
        asking = [{"address": served.address, **question} for question in questions]
        done = subprocess.run(
            [PYTHON, SCRIPT, tmp_path / "profile", orjson.dumps(asking).decode()],
            check=False,
            capture_output=True,
            text=True,
            timeout=PATIENCE_S,
            env=environment,
        )
        assert done.returncode == 0, done.stderr
        told: list[Answer] = orjson.loads(done.stdout.splitlines()[-1])
        return told

    return opened


def test_each_layer_opens_and_is_drawn(ask: Ask, tmp_path: Path) -> None:
    asking = [{"layer": layer, "picture": str(tmp_path / f"{layer}.png")} for layer in LAYERS]
    answers = ask(*asking)

    for layer, told in zip(LAYERS.values(), answers, strict=True):
        assert told["valid"]
        assert told["shape"] == layer.shape
        assert told["system"] == "EPSG:4326"
        assert told["count"] == len(told["ids"]) == layer.count
        assert told["placed"] == layer.placed
        assert told["pixels"] > layer.pixels


def test_it_asks_by_box_and_filters_as_we_do(ask: Ask, asked: Asked, served: Served) -> None:
    inside, filtered = ask(
        {"layer": "incidents", "box": [23.0, 52.5, 24.0, 53.0]},
        {"layer": "incidents", "subset": "\"type\" = 'crossing_attempt' AND \"week\" = '2025-W20'"},
    )

    names = {feature_id: name for name, feature_id in served.planted.public.items()}
    assert {names[each] for each in inside["ids"]} == {"point", "sector"}
    assert [names[each] for each in filtered["ids"]] == ["point"]
    assert any("bbox" in query for query in asked.of_items())


def test_a_token_as_password_opens_the_full_layer(ask: Ask, served: Served) -> None:
    token = served.people.partner["Authorization"].removeprefix("Bearer ")
    without, opened = ask({"layer": "incidents-full"}, {"layer": "incidents-full", "token": token})

    assert not without["valid"]
    assert set(opened["ids"]) == set(served.planted.full.values())
    assert opened["fields"]["occurred_from"] == "DateTime"
