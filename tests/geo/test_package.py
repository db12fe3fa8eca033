"""What the package promises as a whole: true examples, and few and light imports."""

import ast
import doctest
import importlib
import pkgutil
import sys
from pathlib import Path

import pytest

import geo

MODULES = [f"geo.{module.name}" for module in pkgutil.iter_modules(geo.__path__)]

ALLOWED = {*sys.stdlib_module_names, "geo", "numpy", "shapely", "pyproj"}


def imported(path: Path) -> set[str]:
    """Return the top-level packages that a file imports."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    names = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.partition(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            names.add((node.module or "").partition(".")[0])
    return names


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_are_true(name: str) -> None:
    failed, _ = doctest.testmod(importlib.import_module(name))

    assert failed == 0


def test_every_module_is_seen() -> None:
    assert {"geo.border", "geo.data", "geo.locate", "geo.places"} <= set(MODULES)


def test_only_geometry_and_array_libraries_are_imported() -> None:
    for path in Path(geo.__path__[0]).rglob("*.py"):
        assert imported(path) <= ALLOWED, path.name
