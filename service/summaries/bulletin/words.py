"""Every word of a bulletin in one language: the catalogue, labels of codes, numbers and dates."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, Final

from babel import Locale
from babel.dates import format_date, format_skeleton
from babel.numbers import format_decimal

from geo.sector_files import sector_set
from service.counting import SEVERAL, UNKNOWN
from service.summaries.rows import NOT_APPLICABLE, TOTAL
from service.vocabulary import LANGUAGES, vocabulary
from service.weeks import local_day

FOLDER: Final = Path(__file__).with_name("texts")
MINUS: Final = "\N{MINUS SIGN}"
_PLACES: Final = {TOTAL: "total", SEVERAL: "several", UNKNOWN: "unknown"}
# Day before month, as the other three languages have it.
_LOCALES: Final = {"en": "en_GB"}
# Babel abbreviates the Belarusian word for a year; a date may end a sentence, and two full stops
# would meet.
_YEAR: Final = ("г.", "года")


@dataclass(frozen=True, slots=True)
class Words:
    """The words of one language; `texts` maps a key to a text, or to one per plural form."""

    language: str
    locale: Locale
    texts: Mapping[str, Any]

    def text(self, key: str, **values: object) -> str:
        text: str = self.texts[key]
        return text.format(**values) if values else text

    def count(self, key: str, number: int, **values: object) -> str:
        """The plural form that goes with a number, which the text calls `{count}`."""
        forms: Mapping[str, str] = self.texts[key]
        form = forms[self.locale.plural_form(number)]
        return form.format(count=self.number(number), **values)

    def number(self, value: float) -> str:
        return _decimal(value, self.locale.language)

    def change(self, value: float) -> str:
        """A difference with its sign; the sign of nought is none."""
        if value == 0:
            return "0"
        return f"{'+' if value > 0 else MINUS}{self.number(abs(value))}"

    def span(self, low: int | None, high: int | None) -> str:
        """The least and the greatest number told; an open end stays open."""
        if low is None and high is None:
            return self.text("value.not_stated")
        if low is None:
            return self.text("span.at_most", high=self.number(high or 0))
        if high is None:
            return self.text("span.at_least", low=self.number(low))
        if low == high:
            return self.number(low)
        return self.text("span.between", low=self.number(low), high=self.number(high))

    def date(self, day: date) -> str:
        return _long_date(day, self.language)

    def iso_date(self, text: str) -> str:
        """A day, month or year as it is written in a document."""
        if len(text) == 4:
            return text
        if len(text) == 7:
            return _month(date.fromisoformat(f"{text}-01"), self.language)
        return self.date(date.fromisoformat(text[:10]))

    def instant(self, text: str) -> str:
        """The local day of an instant."""
        return self.date(local_day(datetime.fromisoformat(text)))

    def dates(self, first: str, last: str) -> str:
        """From one day to another, both included."""
        start, end = date.fromisoformat(first), date.fromisoformat(last)
        if start == end:
            return self.date(start)
        if (start.year, start.month) == (end.year, end.month):
            point = "." if self.language == "de" else ""
            return f"{start.day}{point}–{self.date(end)}"
        return f"{self.date(start)} – {self.date(end)}"

    def label(self, scheme: str, code: str) -> str:
        """The label of a code; a code of another version of the vocabulary stands for itself."""
        return _labels(scheme, self.language).get(code, code)

    def sector(self, code: str) -> str:
        if code in _PLACES:
            return self.text(_PLACES[code])
        return _sector_names(self.language).get(code, code)

    def type(self, code: str) -> str:
        return self.text("total.type") if code == TOTAL else self.label("type", code)

    def supplier(self, code: str) -> str:
        named = code != NOT_APPLICABLE
        return self.label("supplier", code) if named else self.text("supply.not_named")

    def basis(self, code: str) -> str:
        if code == NOT_APPLICABLE:
            return self.text("value.not_stated")
        return self.label("supply_basis", code)


@cache
def words(language: str) -> Words:
    """The words of `pl`, `en`, `de` or `be`; KeyError for another language."""
    if language not in LANGUAGES:
        raise KeyError(language)
    texts = json.loads((FOLDER / f"{language}.json").read_text(encoding="utf-8"))
    return Words(language, _locale(language), texts)


@cache
def _locale(language: str) -> Locale:
    return Locale.parse(_LOCALES.get(language, language))


@cache
def _labels(scheme: str, language: str) -> Mapping[str, str]:
    concepts = vocabulary().schemes[scheme].concepts.values()
    return {concept.code: concept.label[language] for concept in concepts}


@cache
def _sector_names(language: str) -> Mapping[str, str]:
    return {
        sector.code: (language == "be" and sector.name_be) or sector.name
        for sector in sector_set().sectors
    }


def _decimal(value: float, language: str) -> str:
    # Babel parses its pattern at each call, and most numbers of a bulletin need none.
    if isinstance(value, int) and 0 <= value < 1000:
        return str(value)
    return str(format_decimal(value, "#,##0.##", locale=_locale(language)))


@cache
def _long_date(day: date, language: str) -> str:
    return str(format_date(day, "long", locale=_locale(language))).replace(*_YEAR)


@cache
def _month(day: date, language: str) -> str:
    return str(format_skeleton("yMMMM", day, locale=_locale(language))).replace(*_YEAR)
