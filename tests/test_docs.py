"""The reference pages say what the code does: settings, errors, endpoints, commands."""

import re
from pathlib import Path

import pytest

from service.cli import app
from service.errors import CATALOGUE
from service.installation import open_installation
from service.main import create_app
from service.settings import Settings

ROOT = Path(__file__).parent.parent
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text(encoding="utf-8")


def rows(text: str) -> list[list[str]]:
    """The cells of each row that begins with code; a cell that is all code loses its marks."""
    found = [line.strip("| ").split(" | ") for line in text.splitlines() if line.startswith("| `")]
    return [[re.sub(r"^`([^`]*)`$", r"\1", cell) for cell in row] for row in found]


def section(text: str, heading: str) -> str:
    return text.partition(f"## {heading}\n")[2].partition("\n## ")[0]


def test_each_setting_stands_in_the_configuration_with_its_default() -> None:
    documented = {
        name: default
        for name, default, _ in rows(section(page("configuration.md"), "Settings of the service"))
    }
    settings = {
        f"MIEDZA_{name.upper()}": "none" if field.default is None else str(field.default)
        for name, field in Settings.model_fields.items()
    }

    assert documented == settings


def test_each_variable_of_make_and_compose_is_explained() -> None:
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    compose = (ROOT / "docker-compose.yml").read_text(encoding="utf-8")
    text = page("configuration.md")

    made = dict(re.findall(r"^([A-Z]+) \?= (.+)$", makefile, re.MULTILINE))
    assert {name: default for name, default, _ in rows(section(text, "Variables of make"))} == made
    composed = set(re.findall(r"\$\{([A-Z_]+)", compose))
    assert {row[0] for row in rows(section(text, "Variables of the compose file"))} == composed


def test_each_error_stands_in_the_catalogue_page_as_it_is_answered() -> None:
    documented = {
        code: (int(status), title, meaning)
        for code, status, title, meaning in rows(page("errors.md"))
    }

    assert documented == {
        code: (entry.status, entry.title, entry.meaning) for code, entry in CATALOGUE.items()
    }


def test_each_endpoint_stands_in_the_page_of_the_api_and_no_other(migrated_sqlite: Path) -> None:
    house = open_installation(Settings(data_dir=migrated_sqlite))
    paths = create_app(house).openapi()["paths"]
    house.database.close()
    served = {
        f"{method.upper()} {path}"
        for path, methods in paths.items()
        for method in methods
        if method in ("get", "put", "post", "patch", "delete")
    }

    assert {row[0] for row in rows(page("api.md"))} == served


def test_commands_that_the_pages_name_exist() -> None:
    commands = {command.name or command.callback.__name__ for command in app.registered_commands}  # type: ignore[union-attr]
    commands |= {group.name for group in app.registered_groups}  # type: ignore[misc]
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    text += "".join(path.read_text(encoding="utf-8") for path in DOCS.rglob("*.md"))

    named = set(re.findall(r"(?:bin/|`|^)miedza ([a-z]+)", text, re.MULTILINE))

    assert named
    assert named <= commands


@pytest.mark.parametrize(
    "path",
    [ROOT / "README.md", *sorted(DOCS.rglob("*.md"))],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_links_between_pages_lead_somewhere(path: Path) -> None:
    targets = re.findall(r"\]\(([^)#\s]+)", path.read_text(encoding="utf-8"))
    local = [target for target in targets if "://" not in target]

    assert [target for target in local if not (path.parent / target).exists()] == []
