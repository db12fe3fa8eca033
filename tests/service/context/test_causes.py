"""Titles say what happened; the plain words for causes are refused, whole words alone."""

import re
from pathlib import Path

import pytest

from service.context.causes import CAUSAL, causal_word
from service.vocabulary import LANGUAGES

PAGE = (Path(__file__).parents[3] / "docs" / "context.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("language", "title", "word"),
    [
        ("en", "Crossings closed because of the drones", "because"),
        ("en", "Visit LED  to a release", "led to"),
        ("en", "Drones triggered the closing", "triggered"),
        ("pl", "Zamknięcie przejść spowodowane atakiem", "spowodowa*"),
        ("pl", "Wizyta doprowadziła do zwolnienia", "doprowadzi*"),
        ("pl", "Zamknięcie, bo były drony", "bo"),
        ("de", "Grenze wegen Drohnen geschlossen", "wegen"),
        ("de", "Besuch führte zu Freilassungen", "führte zu"),
        ("be", "Мяжа зачыненая з-за дронаў", "з-за"),
        ("be", "Візіт выклікаў вызваленне", "выклікаў"),
    ],
)
def test_a_cause_in_a_title_is_found(language: str, title: str, word: str) -> None:
    assert causal_word(title, language) == word


@pytest.mark.parametrize(
    ("language", "title"),
    [
        ("en", "Fourteen prisoners released after a visit of the envoy"),
        ("en", "Sanctions due tomorrow; causeway closed"),
        ("pl", "Obozowisko w Bobrownikach rozebrane"),
        ("pl", "Otwarcie przejścia w Kuźnicy"),
        ("de", "Wegenetz an der Grenze gesperrt"),
        ("de", "Dankesrede im Parlament"),
        ("be", "Выбары ў Беларусі"),
    ],
)
def test_other_words_are_left_alone(language: str, title: str) -> None:
    assert causal_word(title, language) is None


def test_every_language_has_its_list_and_the_page_shows_it() -> None:
    assert tuple(CAUSAL) == LANGUAGES
    rows = dict(re.findall(r"^\| `(..)` \| (.+) \|$", PAGE, re.MULTILINE))
    assert {language: ", ".join(words) for language, words in CAUSAL.items()} == rows
