"""Profiles by name and by path, and clear words for a bad one."""

from collections.abc import Callable
from pathlib import Path

import pytest

from service.profiles import (
    Profile,
    ProfileInvalid,
    load_any_profile,
    load_profile,
    load_totals_profile,
    profile_names,
)

Load = Callable[[str], Profile]


def test_shipped_profiles_are_found_by_name() -> None:
    assert profile_names() == ["communiques", "official-totals"]
    for name in profile_names():
        assert load_any_profile(name).name == name


def test_a_profile_of_totals_is_none_of_reports_and_the_other_way_round() -> None:
    with pytest.raises(ProfileInvalid, match="one of totals, and not of reports"):
        load_profile("official-totals")
    with pytest.raises(ProfileInvalid, match="one of reports, and not of totals"):
        load_totals_profile("communiques")


@pytest.mark.parametrize("kind", ['"totals of days"', "3", "[]"])
def test_a_kind_that_there_is_not_is_answered_with_the_known_ones(
    profile_from: Load, kind: str
) -> None:
    with pytest.raises(ProfileInvalid, match="kind: is not `reports` or `totals`"):
        profile_from(f"kind = {kind}\n")


def test_a_profile_of_ones_own_is_named_after_its_file(small: Profile) -> None:
    assert small.name == "small"


@pytest.mark.parametrize("name", ["nothing", "../communiques", "", "COMMUNIQUES", "communiques\0"])
def test_an_unknown_name_is_answered_with_the_known_ones(name: str) -> None:
    with pytest.raises(
        ProfileInvalid, match=r"there are communiques, official-totals, or give a \.toml file"
    ):
        load_profile(name)


def test_a_file_that_is_not_there(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid, match="cannot be read"):
        load_profile(str(tmp_path / "none.toml"))


def test_a_file_that_is_not_toml(profile_from: Load) -> None:
    with pytest.raises(ProfileInvalid, match=r"is not TOML: .*line 1"):
        profile_from("= 3")


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    path = tmp_path / "bad.toml"
    path.write_bytes(b"title = '\xb3'")
    with pytest.raises(ProfileInvalid, match="cannot be read"):
        load_profile(str(path))


RULE = '\n[[rules]]\nwhy = "It is so."\nwhen.what = "attempt"\n'


@pytest.mark.parametrize(
    ("old", "new", "finding"),
    [
        ('date = "day"\n', "", r"columns\.date: Field required"),
        ('title = "A small source"', "", "title: Field required"),
        ("[stated]", "[statd]", "statd: Extra inputs"),
        ("crossing_attempt by", "crossing by", r"acts\.0\.type: [^;]*river_crossing[^;]*$"),
        ("by people_crossing", "by migrants", r"by: .*not a code of `by`.*named_actor"),
        ('ladder = "ladder"', 'ladder = "stairs"', r"words\.ladder: .*wire_cutters"),
        ('"18:00-22:00"', '"18-22"', "hours are written like 22:00-06:00"),
        ('"18:00-22:00"', '"18:00-24:30"', "the day ends at 24:00"),
        ("[time]", '[time]\nzone = "Europe/Bialowieza"', "a zone of the IANA list"),
        ('what = ["what", "things", "who"]', 'what = ["waht"]', r"columns\]: waht"),
    ],
    ids=lambda text: text.strip()[:24] or "left out",
)
def test_a_mistake_is_named_with_its_place(
    profile_from: Load, small_text: str, old: str, new: str, finding: str
) -> None:
    assert old in small_text
    with pytest.raises(ProfileInvalid, match=finding):
        profile_from(small_text.replace(old, new, 1))


@pytest.mark.parametrize(
    ("lines", "finding"),
    [
        ('set.outcom = "crossed"', "outcom: Extra inputs"),
        ('set.outcome = "won"', r"set\.outcome: .*prevented"),
        ('set.add = ["dazling"]', r"add\.0\.type: .*dazzling"),
        ('set.relayed_by = "papers"', "not a code of `source_type`.*nobody"),
        ('set.held_by = { lader = "unknown" }', "`lader`, a word that no table"),
        ('when.things = "stoen"\nset.outcome = "crossed"', "`stoen`, a word that no table"),
        ('when.thing = "stone"\nset.outcome = "crossed"', r"columns\]: thing"),
        ('unless.what = "atempt"\nset.outcome = "crossed"', "`atempt`, a word that no table"),
        ('set.not_counted = ["persons"]', r"columns\]: persons"),
        (
            'set.supply = { supplier = "self", basis = "inferred", confidence = "low" }',
            "not a code of `supplier`",
        ),
        (
            'set.supply = { supplier = "unknown", basis = "inferred", confidence = "medium" }',
            "an inferred supplier has low confidence",
        ),
        (
            'set.supply = { supplier = "unknown", basis = "stated_by_by_authority",'
            ' confidence = "high" }',
            "one authority's word has medium confidence at most",
        ),
    ],
)
def test_a_mistake_in_a_rule_is_named(small_with: Load, lines: str, finding: str) -> None:
    with pytest.raises(ProfileInvalid, match=finding):
        small_with(RULE + lines)


def test_a_rule_needs_its_reason_and_a_condition(small_with: Load) -> None:
    with pytest.raises(ProfileInvalid, match=r"0\.why: must not.*; rules\.0\.when: must not"):
        small_with('\n[[rules]]\nwhy = ""\nwhen = {}\nset.outcome = "crossed"\n')


def test_many_mistakes_are_told_in_few_words(profile_from: Load) -> None:
    with pytest.raises(ProfileInvalid, match=r"\(and \d+ more\)$"):
        profile_from("\n".join(f"wrong_{number} = 1" for number in range(50)))
