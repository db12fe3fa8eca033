"""The gazetteer: places near the border by the names that reports use.

A name is found in any case, with or without diacritics, in Polish, in Belarusian, and in the
forms that prepositions ask for ("w Czeremsze", "pod Narewką", "koło Usnarza Górnego"). Forms are
written out by hand in `places.csv`, never guessed, because "Janowo" is not "Janów": a name that is
not written there is not found.
"""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache

from geo.data import read_rows


@dataclass(frozen=True, slots=True)
class Place:
    """One place of the gazetteer.

    Attributes
    ----------
    name : str
        Its usual name in Latin letters.
    name_be : str
        Its Belarusian name; may be empty.
    country : str
        ``PL`` or ``BY``.
    lon, lat : float
        EPSG:4326.
    uncertainty_m : float
        Radius in metres within which something "in" or "near" the place is taken to lie.
    sector : str or None
        Sector that the name means, whatever the projection says; None where it means none.
    source : str
        Where the position comes from.
    forms : tuple of str
        Other spellings and inflected forms.
    """

    name: str
    name_be: str
    country: str
    lon: float
    lat: float
    uncertainty_m: float
    sector: str | None
    source: str
    forms: tuple[str, ...] = field(repr=False)

    def label(self, language: str) -> str:
        """Return the name to show to a reader of a language (``be`` knows its own)."""
        return self.name_be if language == "be" and self.name_be else self.name


# What stands before a place's name without changing which place is meant. "Nad" is missing on
# purpose: "nad Narewką" means the river, "pod Narewką" the village.
LEADING_WORDS = """
    w we k kolo pod przy obok niedaleko nieopodal poblizu okolice okolicy okolic okolicach rejon
    rejonie rejonu miejscowosc miejscowosci wsi wies miescie miasto stacja placowka placowce
    placowki sg
    near at in around by close to outside the village of town vicinity border guard station
    bei nahe der von
    каля ля пад у в около возле под вески
"""
LEADING = frozenset(LEADING_WORDS.split())

# What may follow it: a station is named after its place.
TRAILING = ("border guard station area", "border guard station", "station area", "station")

# No place has a longer name; what is longer is a text, and not worth reading.
LONGEST_NAME = 200

# The stroke of the Polish letter is no accent to Unicode.
STROKE = str.maketrans("łŁ", "lL")

SEPARATOR = re.compile(r"[^\w]+")


def fold(text: str) -> str:
    """Return a text without case, accents and punctuation, for comparison.

    Parameters
    ----------
    text : str
        Any text.

    Returns
    -------
    str
        Small letters and digits, words parted by single spaces.

    Examples
    --------
    >>> fold("Kuźnica - Bruzgi"), fold("Białowieża"), fold("Нараўка")
    ('kuznica bruzgi', 'bialowieza', 'нараука')
    """
    parted = unicodedata.normalize("NFKD", text.translate(STROKE).casefold())
    letters = "".join(letter for letter in parted if not unicodedata.combining(letter))
    return SEPARATOR.sub(" ", letters).strip()


@cache
def places() -> tuple[Place, ...]:
    """Return the whole gazetteer, from north to south.

    Returns
    -------
    tuple of Place

    Examples
    --------
    >>> len(places())
    87
    """
    return tuple(
        Place(
            name=row["name"],
            name_be=row["name_be"],
            country=row["country"],
            lon=float(row["lon"]),
            lat=float(row["lat"]),
            uncertainty_m=float(row["uncertainty_m"]),
            sector=row["sector"] or None,
            source=row["source"],
            forms=tuple(form for form in row["forms"].split(";") if form),
        )
        for row in read_rows("places.csv")
    )


@cache
def _folded() -> tuple[tuple[Place, tuple[str, ...]], ...]:
    """Return each place with its folded names, the Polish and the Belarusian first."""
    return tuple(
        (place, tuple(fold(name) for name in (place.name, place.name_be, *place.forms) if name))
        for place in places()
    )


@cache
def _by_name() -> dict[str, Place]:
    """Return the places by every folded name."""
    return {name: place for place, names in _folded() for name in names}


@lru_cache(maxsize=1024)
def find_place(name: str) -> Place | None:
    """Return the place that a name means.

    Parameters
    ----------
    name : str
        As a report says it: "Białowieża", "w Czeremsze", "near Kuźnica, Bug",
        "Michałowo station area". What follows a comma or a bracket is not read.

    Returns
    -------
    Place or None
        None for a name that the gazetteer does not hold.

    Examples
    --------
    >>> find_place("koło Usnarza Górnego").name
    'Usnarz Górny'
    >>> find_place("Janowo") is None
    True
    """
    if len(name) > LONGEST_NAME:
        return None
    for text in (name, re.split(r"[,(;]", name, maxsplit=1)[0]):
        for candidate in _readings(fold(text)):
            place = _by_name().get(candidate)
            if place is not None:
                return place
    return None


def _readings(folded: str) -> Iterator[str]:
    """Return a folded name as it stands, then without what may stand round it."""
    yield folded
    for ending in TRAILING:
        folded = folded.removesuffix(f" {ending}")
    yield folded
    words = folded.split()
    while len(words) > 1 and words[0] in LEADING:
        words = words[1:]
        yield " ".join(words)


def search_places(q: str, lang: str = "pl", limit: int = 10) -> list[Place]:
    """Return places whose name holds a text, for a field that completes while one types.

    Parameters
    ----------
    q : str
        Beginning or part of a name, in any case, with or without diacritics.
    lang : str
        Language of the reader; ``be`` puts those first whose Belarusian name begins so.
    limit : int
        Greatest number of places.

    Returns
    -------
    list of Place
        First whose shown name begins with the text, then with another name that begins so, then
        with a name that holds it; within each group from north to south. Empty for empty text.

    Examples
    --------
    >>> [place.name for place in search_places("bialo")]
    ['Białowieża', 'Dąbrowa Białostocka', 'Kuźnica']
    """
    wanted = fold(q[:LONGEST_NAME])
    if not wanted:
        return []
    ranked: list[tuple[int, Place]] = []
    for place, names in _folded():
        if fold(place.label(lang)).startswith(wanted):
            ranked.append((0, place))
        elif any(name.startswith(wanted) for name in names):
            ranked.append((1, place))
        elif any(wanted in name for name in names):
            ranked.append((2, place))
    ranked.sort(key=lambda entry: entry[0])
    return [place for _, place in ranked[:limit]]
