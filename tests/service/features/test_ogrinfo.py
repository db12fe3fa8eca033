"""Debian's own GDAL, which is years older than the one that comes with pyogrio."""

import shutil
import subprocess

import pytest

from tests.conftest import lacking
from tests.service.features.conftest import Asked, Served

pytestmark = pytest.mark.slow
OGRINFO = shutil.which("ogrinfo")


@pytest.fixture
def source(served: Served) -> str:
    if OGRINFO is None:
        lacking("GDAL's programs are not installed (Debian: gdal-bin)")
    return f"OAPIF:{served.address}"


def ogrinfo(*arguments: str) -> str:
    done = subprocess.run(
        ["ogrinfo", *arguments], capture_output=True, text=True, timeout=60, check=True
    )
    assert done.stderr == ""
    return done.stdout


def test_it_opens_a_layer_with_its_number_and_its_fields(source: str) -> None:
    told = ogrinfo("-so", source, "incidents")
    assert "Geometry: Point" in told
    assert "Feature Count: 5" in told
    assert "persons_band: String" in told


def test_it_sends_its_conditions_to_the_server(source: str, asked: Asked) -> None:
    where = "week >= '2025-W20' AND NOT type = 'crossing_attempt'"
    told = ogrinfo("-al", "-where", where, "-spat", "23", "52", "25", "54", source, "incidents")
    assert "Feature Count: 1" in told
    assert "sector (String) = NAR" in told
    last = asked.of_items()[-1]
    assert last["filter-lang"] == ["cql-text"]
    assert "bbox" in last
