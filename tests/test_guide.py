"""The guide for monitors says the client's own words, and the same in each language."""

import re
from functools import cache
from pathlib import Path

import orjson
import pytest
from PIL import Image

from scripts.make_guide import IMAGES, NAMES, RECEIPT, SCALE, VIEWPORT
from service.vocabulary import LANGUAGES

ROOT = Path(__file__).parent.parent
GUIDE = ROOT / "docs" / "guide"
TEXTS = ROOT / "web" / "src" / "text"
LARGEST_BYTES, ALL_BYTES = 30_000, 400_000
# What fits a sheet of A4 in small print beside the pictures, in the longest language.
LONGEST = 4_700

each_language = pytest.mark.parametrize("language", LANGUAGES)


@cache
def guide(language: str) -> str:
    return (GUIDE / f"{language}.md").read_text(encoding="utf-8")


@cache
def catalogue(language: str) -> dict[str, str]:
    """What the client says, each under its group and name."""
    source = (TEXTS / f"{language}.ts").read_text(encoding="utf-8")
    found, group = {}, ""
    entry = r'^  (\w+): \{$|^    (\w+):\s+("(?:[^"\\]|\\.)*"),$'
    for opened, name, said in re.findall(entry, source, re.MULTILINE):
        group = opened or group
        if name:
            found[f"{group}.{name}"] = orjson.loads(said)
    return found


def on_screen(language: str) -> list[str]:
    """The words in bold, in the order of the guide."""
    return [
        " ".join(each.split()) for each in re.findall(r"\*\*(.+?)\*\*", guide(language), re.DOTALL)
    ]


def names_of(words: str, language: str) -> set[str]:
    """Under which names the client says these words; an example may stand in a gap."""
    return {name for name, said in catalogue(language).items() if fits(said, words)}


def fits(said: str, words: str) -> bool:
    parts = re.split(r"\{\w+\}", said)
    return re.fullmatch(".+".join(map(re.escape, parts)), words) is not None


def images(language: str) -> list[tuple[str, str]]:
    """The file and the words of each picture."""
    return re.findall(r'<img src="images/([^"]+)" width="\d+" alt="([^"]+)">', guide(language))


def test_the_catalogue_is_read() -> None:
    assert catalogue("en")["report.save"] == "Save"
    assert catalogue("pl")["report.notEmergency"].endswith("112.")
    assert all(catalogue(each).keys() == catalogue("en").keys() for each in LANGUAGES)
    assert names_of("Save", "en") == {"report.save"}
    assert names_of("Receipt MZ-1", "en") == {"outbox.receipt"}
    assert names_of("Save it", "en") == set()


@each_language
def test_words_in_bold_are_those_of_the_client(language: str) -> None:
    assert len(on_screen(language)) > 30
    assert [each for each in on_screen(language) if not names_of(each, language)] == []


def test_the_same_words_of_the_client_stand_in_the_same_order_in_each_language() -> None:
    shared = zip(
        *([names_of(each, language) for each in on_screen(language)] for language in LANGUAGES),
        strict=True,
    )
    assert [names for names in shared if not set.intersection(*names)] == []


@each_language
def test_it_begins_with_what_it_is_not(language: str) -> None:
    quoted = re.findall(r"^> (.+)$", guide(language), re.MULTILINE)
    assert quoted == [catalogue(language)["report.notEmergency"]]
    assert guide(language).index("> ") < guide(language).index("## ")


@each_language
def test_it_has_the_parts_of_the_others_and_fits_a_page(language: str) -> None:
    def parts(text: str) -> list[str]:
        return re.findall(r"^(#+(?: \d\.)?|[-*]|\d\.|<p>|>) ?", text, re.MULTILINE)

    assert parts(guide(language)) == parts(guide("en"))
    assert len(guide(language)) <= LONGEST


@each_language
def test_its_pictures_are_those_that_the_script_makes(language: str) -> None:
    shown = images(language)

    assert [file for file, _ in shown] == [f"{language}-{name}.png" for name in NAMES]
    assert guide(language).count("<img") == len(NAMES)
    assert len({alt for _, alt in shown}) == len(NAMES)
    # The receipt that the text names is the one in the picture.
    assert f"{RECEIPT['code']}**" in guide(language)


def test_the_pictures_are_those_of_a_phone_and_small() -> None:
    files = sorted(IMAGES.iterdir())

    assert [each.name for each in files] == sorted(
        f"{language}-{name}.png" for language in LANGUAGES for name in NAMES
    )
    weights = [each.stat().st_size for each in files]
    assert max(weights) <= LARGEST_BYTES
    assert sum(weights) < ALL_BYTES
    for file in files:
        with Image.open(file) as image:
            assert image.size == (VIEWPORT["width"] * SCALE, VIEWPORT["height"] * SCALE)
            assert image.mode == "P"
            # Neither a place nor a time, nor with which program it was made.
            assert image.info == {}


@each_language
def test_every_language_is_one_tap_away(language: str) -> None:
    others = [f"]({other}.md)" for other in LANGUAGES if other != language]
    assert [link for link in others if link not in guide(language)] == []
    for page, folder in (
        (ROOT / "README.md", "docs/guide"),
        (GUIDE.parent / "web-client.md", "guide"),
    ):
        assert f"]({folder}/{language}.md)" in page.read_text(encoding="utf-8")
