"""A report in the making: what the words of a row say before and after the rules."""

from dataclasses import dataclass, field
from typing import Any

from service.profiles.cells import Cells
from service.profiles.counts import is_unstated, read_count
from service.profiles.items import NamedCount, split_items
from service.profiles.profile import EquipmentWords, Profile
from service.profiles.rule import NAMED_ACTOR, Casualty
from service.profiles.words import find_code, matches_any
from service.vocabulary import codes

_UNKNOWN = "unknown"
_OTHER = "other"


@dataclass(slots=True)
class Item:
    """One thing; `word` is the source's, empty where a rule added it."""

    word: str
    kind: str
    count: dict[str, Any] | None
    state: str | None
    by: str


@dataclass(slots=True)
class Draft:
    """`acts` are types with who did each; `actor` is whom the row's actor column names."""

    actor: str
    actor_stated: bool
    claimant: str
    acts: dict[str, str] = field(default_factory=dict)
    outcome: str = _UNKNOWN
    casualties: list[Casualty] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    supply: dict[str, str] | None = None
    relayed_by: str | None = None
    not_counted: list[str] = field(default_factory=list)

    def holder(self, code: str) -> str:
        return self.actor if code == NAMED_ACTOR else code

    def supplier(self, code: str) -> str:
        """Who supplied; a supply by nobody in particular is `not_stated`, not unknown."""
        if code != NAMED_ACTOR:
            return code
        if not self.actor_stated:
            return "not_stated"
        return self.actor if self.actor in codes("supplier") else _UNKNOWN


def draft_of(cells: Cells, profile: Profile) -> Draft:
    """The words of a row, each by itself."""
    draft = Draft(
        actor=_coded(cells, "actor", profile.actor.words, _UNKNOWN),
        actor_stated=cells.text("actor") != "",
        claimant=_coded(cells, "claimant", profile.claimant.words, _OTHER),
    )
    _read_type(draft, cells, profile)
    for named in split_items(cells.text("equipment")):
        _read_item(draft, named, cells, profile.equipment)
    return draft


def _coded(cells: Cells, role: str, words: dict[str, str], fallback: str) -> str:
    text = cells.text(role)
    code = find_code(words, text)
    if code is None and text:
        cells.note_unknown(role, text)
    return fallback if code is None else code


def _read_type(draft: Draft, cells: Cells, profile: Profile) -> None:
    text = cells.text("type")
    meaning = find_code(profile.type.words, text)
    if meaning is None:
        draft.acts[_OTHER] = _UNKNOWN
        if text:
            cells.note_unknown("type", text)
        return
    draft.acts = {act.type: draft.holder(act.by) for act in meaning.acts}
    draft.outcome = meaning.outcome
    draft.casualties = list(meaning.casualties)


def _read_item(draft: Draft, named: NamedCount, cells: Cells, words: EquipmentWords) -> None:
    if matches_any(words.not_equipment, named.word):
        return
    if act := find_code(words.acts, named.word):
        draft.acts.setdefault(act, _UNKNOWN)
        return
    kind = find_code(words.words, named.word)
    if kind is None:
        cells.note_unknown("equipment", named.word)
    count = None if is_unstated(named.number) else read_count(named.number)
    if count is None and not is_unstated(named.number):
        cells.note_unknown("equipment", f"{named.word}:{named.number}")
    holder = draft.holder(words.held_by)
    draft.items.append(Item(named.word, kind or _OTHER, count, words.state, holder))
