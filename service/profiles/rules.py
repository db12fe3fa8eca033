"""Rules at work on a draft, in the order of the profile: a later one overrides an earlier one."""

from collections.abc import Mapping
from dataclasses import replace

from service.profiles.cells import Cells
from service.profiles.draft import Draft, Item
from service.profiles.items import split_items
from service.profiles.profile import Profile
from service.profiles.rule import EVERY_WORD, NOBODY, Effect
from service.profiles.words import matches, matches_any


def apply_rules(draft: Draft, cells: Cells, profile: Profile) -> None:
    for rule in profile.rules:
        if not _fits(rule.when, cells, profile):
            continue
        if rule.unless and _fits(rule.unless, cells, profile):
            continue
        _apply(draft, rule.effect)


def _fits(wanted: Mapping[str, tuple[str, ...]], cells: Cells, profile: Profile) -> bool:
    return all(
        any(matches_any(patterns, word) for word in _words(column, cells, profile))
        for column, patterns in wanted.items()
    )


def _words(column: str, cells: Cells, profile: Profile) -> list[str]:
    """A cell is one word; the equipment cell is as many as it lists."""
    text = cells.named(column)
    if column == profile.columns.equipment:
        return [named.word for named in split_items(text)] or [""]
    return [text]


def _apply(draft: Draft, effect: Effect) -> None:
    _change_acts(draft, effect)
    draft.items = [_changed(item, effect, draft) for item in draft.items]
    draft.items += [
        Item("", added.kind, None, added.state, draft.holder(added.by))
        for added in effect.add_items
    ]
    if effect.supply:
        claim = effect.supply
        draft.supply = {
            "supplier": draft.supplier(claim.supplier),
            "basis": claim.basis,
            "confidence": claim.confidence,
        }
    draft.outcome = effect.outcome or draft.outcome
    draft.claimant = effect.claimant or draft.claimant
    if effect.relayed_by:
        draft.relayed_by = None if effect.relayed_by == NOBODY else effect.relayed_by
    draft.not_counted += effect.not_counted


def _change_acts(draft: Draft, effect: Effect) -> None:
    for old, new in effect.replace.items():
        if old in draft.acts:
            draft.acts[new] = draft.acts.pop(old)
    for deed in effect.add:
        draft.acts[deed.type] = draft.holder(deed.by)
    for act, by in effect.by.items():
        if act in draft.acts:
            draft.acts[act] = draft.holder(by)


def _changed(item: Item, effect: Effect, draft: Draft) -> Item:
    by = _for_word(effect.held_by, item.word)
    return replace(
        item,
        kind=_for_word(effect.kind, item.word) or item.kind,
        state=_for_word(effect.state, item.word) or item.state,
        by=item.by if by is None else draft.holder(by),
    )


def _for_word(table: Mapping[str, str], word: str) -> str | None:
    """What a rule says of a word by name, or of every word."""
    named = next(
        (code for name, code in table.items() if name != EVERY_WORD and matches(name, word)), None
    )
    return table.get(EVERY_WORD) if named is None else named
