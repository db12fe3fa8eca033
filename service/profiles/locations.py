"""Where it happened: point, marker, place, sector or the border, by what the source really knew."""

import math
from typing import Any

from service.profiles.cells import Cells
from service.profiles.profile import Locations
from service.profiles.words import find_code, matches_any, shortened

_BORDER = {"method": "border"}


def location(cells: Cells, words: Locations) -> dict[str, Any]:
    """`location` of a report. What cannot be read falls back: place, sector, border; never away."""
    method = _coded(cells, "basis", words.basis)
    sector = _coded(cells, "sector", words.sectors)
    text = cells.text("place")
    area = find_code(words.areas, text)
    name = "" if area or matches_any(words.no_place, text) else _place_name(text, words)
    if method in ("gnss", "map_pick") and (point := _point(cells)):
        return {"method": method, **point}
    if method == "border_marker" and (marker := _marker(cells)):
        return {"method": method, "marker": marker}
    if method == "border":
        return dict(_BORDER)
    if method == "sector" and sector:
        return {"method": "sector", "sectors": [sector]}
    if name:
        known = {"sectors": [sector]} if sector else {}
        return {"method": "place", "place": name, **known}
    if stretch := area or sector:
        return {"method": "sector", "sectors": [stretch]}
    return dict(_BORDER)


def _coded(cells: Cells, role: str, words: dict[str, str]) -> str | None:
    text = cells.text(role)
    code = find_code(words, text)
    if code is None and text:
        cells.note_unknown(role, text)
    return code


def _place_name(text: str, words: Locations) -> str:
    """The name alone, without `near` and without what follows it."""
    if renamed := find_code(words.places, text):
        return renamed
    for mark in words.drop_after:
        text = text.partition(mark)[0]
    text = text.strip()
    for lead in words.drop_before:
        if text.casefold().startswith(lead.casefold()):
            text = text[len(lead) :].strip()
    return shortened(find_code(words.places, text) or text)


def _point(cells: Cells) -> dict[str, float] | None:
    lon, lat = _number(cells, "lon"), _number(cells, "lat")
    if lon is None or lat is None:
        return None
    accuracy = _number(cells, "accuracy_m")
    return {"lon": lon, "lat": lat} | ({} if accuracy is None else {"accuracy_m": accuracy})


def _marker(cells: Cells) -> int | None:
    number = _number(cells, "marker")
    if number is None or not number.is_integer():
        return None
    return int(number)


def _number(cells: Cells, role: str) -> float | None:
    """A finite number, with a point or the comma of Polish spreadsheets."""
    text = cells.text(role)
    try:
        number = float(text.replace(",", "."))
    except ValueError:
        number = math.nan
    if math.isfinite(number):
        return number
    if text:
        cells.note_unknown(role, text)
    return None
