"""The rule language: when it applies, and what each effect does."""

from collections.abc import Callable
from typing import Any

import pytest

from service.profiles import Profile, SourceRow, map_row

Small = Callable[[str], Profile]
BASE = {"day": "2021-11-12", "what": "attempt", "source": "office"}


def report(profile: Profile, **cells: str) -> dict[str, Any]:
    return map_row(SourceRow(1, {**BASE, **cells}), profile).report


def rule(*lines: str) -> str:
    return "\n".join(["", "[[rules]]", 'why = "It is so."', *lines, ""])


def test_every_column_of_when_must_fit(small_with: Small) -> None:
    profile = small_with(
        rule('when.what = "attempt"', 'when.things = ["stone"]', 'set.outcome = "prevented"')
    )
    assert report(profile, things="stone:?")["outcome"] == "prevented"
    assert report(profile, things="ladder:1")["outcome"] == "unknown"
    assert report(profile, what="attack", things="stone:?")["outcome"] == "unknown"


def test_any_word_of_a_list_and_any_item_of_the_equipment_fits(small_with: Small) -> None:
    profile = small_with(rule('when.things = ["laser", "stone"]', 'set.outcome = "crossed"'))
    assert report(profile, things="ladder:1;stone:?")["outcome"] == "crossed"
    assert report(profile, things="ladder:1")["outcome"] == "unknown"


def test_an_empty_cell_and_a_filled_cell_can_be_asked_for(small_with: Small) -> None:
    profile = small_with(
        rule('when.who = ""', 'when.things = ""', 'set.outcome = "crossed"')
        + rule('when.who = "*"', 'set.outcome = "returned"')
    )
    assert report(profile)["outcome"] == "crossed"
    assert report(profile, things="stone")["outcome"] == "unknown"
    assert report(profile, who="guards")["outcome"] == "returned"


def test_unless_takes_rows_out(small_with: Small) -> None:
    profile = small_with(
        rule('when.what = "attempt"', 'unless.who = "*guards*"', 'set.outcome = "prevented"')
    )
    assert report(profile)["outcome"] == "prevented"
    assert report(profile, who="two guards")["outcome"] == "unknown"


def test_a_later_rule_overrides_an_earlier_one(small_with: Small) -> None:
    profile = small_with(
        rule('when.what = "attempt"', 'set.outcome = "prevented"')
        + rule('when.what = "attempt"', 'set.outcome = "crossed"')
    )
    assert report(profile)["outcome"] == "crossed"


def test_an_added_act_stands_in_the_order_of_precedence(small_with: Small) -> None:
    profile = small_with(
        rule('when.what = "attempt"', 'set.add = ["dazzling by named_actor", "death"]')
    )
    found = report(profile, who="two guards")
    assert (found["type"], found["by"]) == ("death", "unknown")
    assert found["also"] == [
        {"type": "crossing_attempt", "by": "people_crossing"},
        {"type": "dazzling", "by": "by_border_service"},
    ]


def test_an_act_can_be_replaced_and_its_doer_changed(small_with: Small) -> None:
    profile = small_with(
        rule(
            'when.what = "attempt"',
            'set.replace = { crossing_attempt = "tunnel", death = "other" }',
            'set.by = { tunnel = "unknown", arson = "people_crossing" }',
        )
    )
    found = report(profile)
    assert (found["type"], found["by"], found["also"]) == ("tunnel", "unknown", [])


def test_kind_state_and_holder_are_set_by_word_or_for_every_word(small_with: Small) -> None:
    profile = small_with(
        rule(
            'when.things = "*"',
            'set.kind = { ladder = "ladder_telescopic" }',
            'set.state = { "*" = "carried", stone = "used" }',
            'set.held_by = { laser = "named_actor" }',
        )
    )
    things = report(profile, things="ladder:2;stone:?;laser", who="guards")["equipment"]
    assert [(thing["kind"], thing["state"], thing["by"]) for thing in things] == [
        ("ladder_telescopic", "carried", "people_crossing"),
        ("stones", "used", "people_crossing"),
        ("laser", "carried", "by_border_service"),
    ]
    assert things[0]["count"] == {"low": 2, "high": 2, "qualifier": "exact"}
    assert things[1]["count"] is None


def test_things_without_a_word_can_be_added(small_with: Small) -> None:
    profile = small_with(
        rule('when.things = ""', 'set.add_items = [{ kind = "unknown", state = "supplied" }]')
    )
    assert report(profile)["equipment"] == [
        {"kind": "unknown", "count": None, "state": "supplied", "by": "unknown"}
    ]


@pytest.mark.parametrize(
    ("who", "supplier"),
    [("guards gave it", "by_border_service"), ("", "not_stated"), ("somebody", "unknown")],
)
def test_a_supplier_is_the_named_actor_or_nobody_in_particular(
    small_with: Small, who: str, supplier: str
) -> None:
    profile = small_with(
        rule(
            'when.what = "attempt"',
            'set.supply = { supplier = "named_actor", basis = "inferred", confidence = "low" }',
        )
    )
    claim = {"supplier": supplier, "basis": "inferred", "confidence": "low"}
    assert report(profile, who=who)["supply"] == claim


def test_claimant_and_relay_are_set_and_unset(small_with: Small) -> None:
    profile = small_with(
        rule('when.source = "*"', 'set.relayed_by = "media"')
        + rule('when.who = "*"', 'set.claimant = "by_authority"', 'set.relayed_by = "nobody"')
    )
    first, second = report(profile)["source"], report(profile, who="guards")["source"]
    assert (first["type"], first["relayed_by"]) == ("pl_authority", "media")
    assert (second["type"], second["relayed_by"]) == ("by_authority", None)


def test_a_number_that_is_not_counted_stays_in_the_stated_words(small_with: Small) -> None:
    profile = small_with(rule('when.what = "attempt"', 'set.not_counted = ["people"]'))
    found = report(profile, people="12")
    assert found["persons"] is None
    assert found["stated"]["what"] == "attempt; people: 12"


def test_the_confidence_caps_are_kept_by_the_shipped_profile(communiques: Profile) -> None:
    claims = [rule.effect.supply for rule in communiques.rules if rule.effect.supply]
    assert {(claim.basis, claim.confidence) for claim in claims} == {
        ("inferred", "low"),
        ("stated_by_pl_authority", "low"),
        ("stated_by_pl_authority", "medium"),
    }
