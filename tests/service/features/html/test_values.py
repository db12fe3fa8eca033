"""Words for what a feature holds."""

from typing import Any

import pytest

from service.features.html.columns import Column, columns_of, title_of
from service.features.html.values import described, full, label_of, short
from service.features.properties import properties_of
from service.pages.markup import Markup

KNOWN = {each.name: each for each in properties_of("incidents")}
FULL = {each.name: each for each in properties_of("incidents-full")}


def test_a_code_has_the_label_of_its_own_scheme() -> None:
    assert label_of(KNOWN["type"], "tunnel") == "Tunnel"
    assert label_of(KNOWN["also"], "tunnel") == "Tunnel"
    assert label_of(KNOWN["supply_confidence"], "low") == "Low"
    assert label_of(KNOWN["persons_band"], "2-4") == "2–4"
    assert label_of(KNOWN["sector"], "BIA") == "Białowieża"


@pytest.mark.parametrize(("name", "code"), [("type", "unheard"), ("sector", "XXX"), ("cell", "a")])
def test_what_is_no_code_has_no_label(name: str, code: str) -> None:
    assert label_of(KNOWN[name], code) is None
    assert short(KNOWN[name], code) == code


@pytest.mark.parametrize(
    ("name", "value", "written"),
    [
        ("type", "tunnel", "Tunnel <code>tunnel</code>"),
        ("equipment", ["rope"], "Rope <code>rope</code>"),
        ("equipment", [], '<span class="note">not stated</span>'),
        ("undated", None, '<span class="note">not stated</span>'),
        ("border_km", 178.2, "178.2 km"),
        ("side_certain", False, "no"),
        ("dead", 0, "0"),
        ("source_name", "a < b", "a < b"),
        (
            "source_name",
            "https://a.example/",
            '<a href="https://a.example/">https://a.example/</a>',
        ),
        ("source_name", "javascript:alert(1)", "javascript:alert(1)"),
    ],
)
def test_a_value_is_written_with_its_code_and_unit(name: str, value: Any, written: str) -> None:
    assert full((KNOWN | FULL)[name], value) == written


def test_what_nobody_has_named_is_shown_under_its_own_name() -> None:
    listed = described([], {"new<": 1}, Markup(""), all_=True)
    assert "<dt>new&lt;</dt><dd>1</dd>" in listed


@pytest.mark.parametrize(
    ("low", "high", "text"),
    [(1, 4, "1–4"), (2, 2, "2"), (3, None, "3 or more"), (None, 9, "up to 9"), (None, None, "")],
)
def test_two_ends_are_one_number(low: int | None, high: int | None, text: str) -> None:
    column = Column("People", ("persons_low", "persons_high"), span=True)
    assert column.text(FULL, {"persons_low": low, "persons_high": high}) == text


def test_a_cell_tells_an_instant_to_the_minute_and_the_details_tell_all() -> None:
    written = "2025-05-14T22:30:05+02:00"
    assert short(FULL["occurred_from"], written) == "2025-05-14 22:30"
    assert full(FULL["occurred_from"], written) == written


def test_only_columns_that_the_page_has_members_for_are_shown() -> None:
    heads = [each.head for each in columns_of("incidents", [{"type": "tunnel"}, {"cell": None}])]
    assert heads == ["What", "Where"]


def test_a_feature_is_called_by_its_first_words() -> None:
    assert (
        title_of("incidents", KNOWN, {"week": "2025-W20", "type": "tunnel"}) == "2025-W20, Tunnel"
    )
    assert title_of("incidents", KNOWN, {"grade": "B2"}) == ""


@pytest.mark.parametrize("collection_id", ["incidents", "incidents-full", "sector-weeks"])
def test_each_enumeration_can_be_labelled(collection_id: str) -> None:
    """A property with codes and no scheme would show bare codes."""
    for each in properties_of(collection_id):
        codes = each.schema.get("items", each.schema).get("enum", ())
        assert all(label_of(each, code) for code in codes), each.name
