"""What is shipped: requirements are pinned, the wheel is whole, the image gets what it needs."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import orjson
import pytest

ROOT = Path(__file__).parent.parent
REQUIREMENTS = sorted([*ROOT.glob("requirements*.txt"), *ROOT.glob("bench/peers/*.txt")])


def lines(name: str) -> list[str]:
    return (ROOT / name).read_text(encoding="utf-8").splitlines()


# The requirements.


@pytest.mark.parametrize("path", REQUIREMENTS, ids=lambda path: path.name)
def test_each_requirement_is_pinned_and_hashed_and_names_no_index(path: Path) -> None:
    text = path.read_text(encoding="utf-8").replace("\\\n", " ")
    pins = [line for line in text.splitlines() if line and not line.lstrip().startswith("#")]

    assert pins
    assert all("==" in pin and "--hash=sha256:" in pin for pin in pins)
    assert "://" not in text


def test_the_makefile_and_ci_name_no_index() -> None:
    assert not any("://" in line and "127.0.0.1" not in line for line in lines("Makefile"))
    assert not any("://" in line for line in lines(".ci/run"))


def test_ci_is_executable_and_requires_everything() -> None:
    assert os.access(ROOT / ".ci" / "run", os.X_OK)
    assert "export MIEDZA_REQUIRE_ALL=1" in lines(".ci/run")
    assert lines(".ci/run")[-1] == "make test"


# The wheel.


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The built wheel, unpacked."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", folder],
        cwd=ROOT,
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    (built,) = folder.glob("*.whl")
    with zipfile.ZipFile(built) as archive:
        archive.extractall(folder / "unpacked")
    return folder / "unpacked"


@pytest.mark.slow
def test_the_wheel_holds_code_data_migrations_and_licences_and_nothing_else(wheel: Path) -> None:
    tops = {path.name for path in wheel.iterdir() if not path.name.endswith(".dist-info")}
    assert tops == {"service", "geo"}
    for needed in (
        "service/vocabulary.json",
        "service/data/communiques.csv",
        "service/profiles/communiques.toml",
        "service/projections/sources.json",
        "service/summaries/bulletin/templates/bulletin.css",
        "service/summaries/bulletin/templates/bulletin.typ",
        "service/summaries/bulletin/templates/page.html.jinja",
        "service/summaries/bulletin/texts/be.json",
        "service/migrations/env.py",
        "service/migrations/versions/0001_first_tables.py",
        "service/migrations/versions/0002_trust.py",
        "service/migrations/versions/0003_disclosure.py",
        "service/migrations/versions/0004_vintages.py",
        "service/migrations/versions/0005_beside.py",
        "service/migrations/versions/0006_rollups.py",
        "service/migrations/versions/0007_devices.py",
        "service/migrations/versions/0008_places.py",
        "geo/data/border.geojson",
        "geo/data/sectors.csv",
    ):
        assert (wheel / needed).exists(), needed
    assert any("ODbL" in path.name for path in wheel.rglob("*LICENSE*"))


@pytest.mark.slow
def test_an_installed_wheel_migrates_fills_and_examines_itself(wheel: Path, tmp_path: Path) -> None:
    environment = {
        **os.environ,
        "PYTHONPATH": str(wheel),
        "MIEDZA_DATA_DIR": str(tmp_path / "data"),
    }

    def miedza(*arguments: str) -> bytes:
        command = [sys.executable, "-m", "service.cli", *arguments]
        done = subprocess.run(
            command, cwd=tmp_path, env=environment, check=True, capture_output=True
        )
        return done.stdout

    miedza("migrate")
    demo = orjson.loads(miedza("demo", "--json"))

    assert demo["imported"] == 75
    assert orjson.loads(miedza("doctor", "--json"))["healthy"] is True


# The image.


def test_the_image_is_built_from_files_that_exist_and_are_not_ignored() -> None:
    copied = [
        source
        for line in lines("Dockerfile")
        if line.startswith("COPY ") and "--from" not in line
        for source in line.split()[1:-1]
    ]
    let_in = {line[1:] for line in lines(".dockerignore") if line.startswith("!")}

    assert copied
    assert set(copied) == let_in
    assert all((ROOT / source).exists() for source in copied)
    assert "USER miedza" in lines("Dockerfile")
