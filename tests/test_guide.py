"""The guide for monitors says the client's own words, and the same in each language."""

import re
from pathlib import Path

import orjson
import pytest
from PIL import Image

from scripts.make_guide import IMAGES, NAMES, make_guide
from service.vocabulary import LANGUAGES
from tests.service.projections.stage import ON_SQLITE

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"
TEXTS = ROOT / "web" / "src" / "text"
LARGEST_BYTES, ALL_BYTES = 30_000, 400_000
# What fits a sheet of A4 in small print beside the pictures, in the longest language.
LONGEST = 6_000

each_language = pytest.mark.parametrize("language", LANGUAGES)


def guide(language: str) -> str:
    return (GUIDE / f"{language}.md").read_text(encoding="utf-8")


def catalogue(language: str) -> dict[str, str]:
    """What the client says, by the name under which it stands in its group."""
    found, group = {}, ""
    source = (TEXTS / f"{language}.ts").read_text(encoding="utf-8")
    for opened, name, said in re.findall(r'(\w+): (?:(?:\{\n)|\s*("(?:[^"\\]|\\.)*"))', source):
        raise NotImplementedError(opened, name, said, group)
    return found


def bold(language: str) -> list[str]:
    """The words that stand on the screen, in the order of the guide; the first says so itself."""
    return [" ".join(each.split()) for each in re.findall(r"\*\*(.+?)\*\*", guide(language), re.S)]
