"""What may stand in a public answer; every finding is a sentence."""

import json
import re
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pyogrio
import shapely
from httpx2 import Response
from openpyxl import load_workbook

from geo.grid import cell_centre
from geo.io import sector_area_features
from geo.sector_files import sector_set
from service.projections import sources
from service.vocabulary import codes, sensitivity_of
from service.weeks import WARSAW

_UUID = re.compile(r"[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}")
_TOKEN = re.compile(r"\bMZ-[0-9A-Z-]+|\bmdz_[\w-]+|\b[0-9a-f]{12}\b|\b[0-9a-f]{64}\b")
# The whole shape of a receipt code, since three letters of it also occur in a cursor; a token by
# its beginning.
_SECRET_SHAPE = re.compile(r"MZ(?:-[0-9A-Z]{4}){3}|(?<![\w-])mdz_")
_FINE_NUMBER = re.compile(r"-?\d+\.\d{3,}")
_INSTANT = re.compile(
    r"\d{4}-\d{2}-\d{2}[T ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[+-]\d{2}:?\d{2})?"
)
# How a page looks, and attributes of SVG that say where a stroke is.
_STROKES = re.compile(
    r'<style>.*?</style>|\s(?:d|x|y|x1|x2|y1|y2|cx|cy|r|rx|width|height|points|transform|viewBox)="[^"]*"',
    re.DOTALL,
)
_CLOCK = re.compile(r"\b\d{1,2}:\d{2}\b")


def _codes_of(*schemes: str) -> Callable[[str], bool]:
    known = {code for scheme in schemes for code in codes(scheme)}
    return known.__contains__


def _like(pattern: str) -> Callable[[str], bool]:
    return lambda value: re.fullmatch(pattern, value) is not None


@cache
def _names() -> frozenset[str]:
    path = Path(sources.__file__).with_name("sources.json")
    return frozenset(json.loads(path.read_text(encoding="utf-8")).values())


# Every property of a public record with what it may hold: a code, a curated name, a coarse time.
MAY_HOLD: dict[str, Callable[[str], bool]] = {
    "week": _like(r"\d{4}-W\d{2}"),
    "undated": _like(r"\d{4}(-\d{2})?"),
    "type": _codes_of("type"),
    "also": _codes_of("type"),
    "by": _codes_of("by"),
    "equipment": _codes_of("equipment"),
    "supplier": _codes_of("supplier"),
    "supply_basis": _codes_of("supply_basis"),
    "supply_confidence": _codes_of("confidence"),
    "status": _codes_of("status"),
    "grade": _like(r"[A-F][1-6]"),
    "sensitivity": lambda value: value in ("moderate", "high"),
    "sector": lambda value: value in sector_set().codes,
    "sectors": lambda value: value in sector_set().codes,
    "cell": _like(r"10kmN\d+E\d+"),
    "side": lambda value: value in ("pl", "by"),
    "geometry_basis": lambda value: value in ("cell", "sector", "none"),
    "source_type": _codes_of("source_type"),
    "source_name": lambda value: value in _names(),
    "persons_band": _codes_of("band"),
    "attempts_band": _codes_of("band"),
    "items_band": _codes_of("band"),
}


@cache
def _public_numbers() -> frozenset[str]:
    """Label points of sectors, and the outlines of their areas: the same for every incident."""
    points = (sector_set().label_point(code) for code in sector_set().codes)
    labels = {str(round(number, 6)) for point in points for number in point}
    outlines = {
        str(float(number))
        for feature in sector_area_features()
        for number in _FINE_NUMBER.findall(json.dumps(feature["geometry"]))
    }
    return frozenset(labels | outlines)


@dataclass(frozen=True)
class Rules:
    """Words and ids that no answer may hold, and instants that are known to be harmless."""

    words: tuple[str, ...]
    secrets: frozenset[str]
    instants: tuple[datetime, ...] = ()
    numbers: frozenset[str] = field(default_factory=_public_numbers)


def told_by(answer: Response) -> str:
    """What a reader of any format can read in it.

    The numbers that place the strokes of a drawing are in pixels of that drawing; its words stay.
    """
    media_type = answer.headers.get("content-type", "").partition(";")[0]
    if media_type == "application/pdf":
        command = ["pdftotext", "-", "-"]
        done = subprocess.run(command, input=answer.content, capture_output=True, check=True)
        return done.stdout.decode()
    if media_type == "application/flatgeobuf":
        return _file_told(answer.content)
    if media_type.endswith("spreadsheetml.sheet"):
        book = load_workbook(BytesIO(answer.content))
        rows = (row for sheet in book for row in sheet.iter_rows(values_only=True))
        return "\n".join(str(value) for row in rows for value in row if value is not None)
    return _STROKES.sub("", answer.text) if media_type == "text/html" else answer.text


def _file_told(content: bytes) -> str:
    """Every value and place of a FlatGeobuf file, and what its head says.

    It has no type for a day, which stands there as midnight. The system of the coordinates is the
    same text in each of them.
    """
    _, _, shapes, columns = pyogrio.raw.read(content)
    values = [str(value).removesuffix(" 00:00:00") for each in columns for value in each.tolist()]
    places = shapely.get_coordinates(shapely.from_wkb(shapes)).tolist()
    about = {name: told for name, told in pyogrio.read_info(content).items() if name != "crs"}
    return "\n".join((*values, str(places), str(about)))


def leaks(text: str, rules: Rules) -> Iterator[str]:
    """What no answer may hold, static or not, in its body or its headers."""
    for word in rules.words:
        if word.casefold() in text.casefold():
            yield f"holds the planted word {word}"
    for found in {*_UUID.findall(text), *_TOKEN.findall(text)} & rules.secrets:
        yield f"holds the secret {found}"
    if _SECRET_SHAPE.search(text):
        yield "holds something like a receipt code or a token"


def too_fine(text: str, rules: Rules) -> Iterator[str]:
    """Coordinates and clock times in an answer that tells of incidents."""
    cells = re.findall(r"10kmN\d+E\d+", text)
    centres = {str(number) for cell in set(cells) for number in cell_centre(cell)}
    for number in set(_FINE_NUMBER.findall(text)):
        if str(float(number)) not in rules.numbers and str(float(number)) not in centres:
            yield f"holds the number {number}, finer than a cell or a sector"
    for found in set(_INSTANT.findall(text)):
        if not _harmless(found, rules):
            yield f"holds the instant {found}"
    if _CLOCK.search(_INSTANT.sub("", text)):
        yield "holds a clock time"


def _harmless(found: str, rules: Rules) -> bool:
    """Midnight in Warsaw is a date; the instants of releases are no incidents'."""
    instant = datetime.fromisoformat(found)
    if instant.tzinfo is None:
        return False
    local = instant.astimezone(WARSAW)
    return instant in rules.instants or (local.hour, local.minute, local.second) == (0, 0, 0)


def misshapen(feature: dict[str, Any]) -> Iterator[str]:
    """What a public record may not be."""
    shown = feature["properties"]
    if set(shown) != set(MAY_HOLD):
        yield f"has other properties than agreed: {sorted(set(shown) ^ set(MAY_HOLD))}"
        return
    for name, value in shown.items():
        for each in value if isinstance(value, list) else [value]:
            if each is not None and not (isinstance(each, str) and MAY_HOLD[name](each)):
                yield f"{name} holds {each!r}"
    severe = {act for act in (shown["type"], *shown["also"]) if sensitivity_of(act) == "severe"}
    # Violence that hurt only officers is high; the walk plants one.
    if severe and (severe != {"violence_against_person"} or shown["sensitivity"] != "high"):
        yield f"tells of severe acts: {sorted(severe)}"
    if feature["geometry"] != _geometry_for(shown):
        yield f"is drawn elsewhere than its {shown['geometry_basis']} says"
    if (shown["week"] is None) == (shown["undated"] is None):
        yield "has not exactly one of week and undated"


def _geometry_for(shown: dict[str, Any]) -> dict[str, Any] | None:
    match shown["geometry_basis"]:
        case "cell":
            point = cell_centre(shown["cell"])
        case "sector":
            point = sector_set().label_point(shown["sector"])
        case _:
            return None
    return {"type": "Point", "coordinates": [round(number, 6) for number in point]}
