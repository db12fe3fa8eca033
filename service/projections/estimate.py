"""What a policy would do to the records that are public now: counted, and nothing changed."""

from dataclasses import dataclass
from datetime import datetime

from service.database import Database, chunked
from service.projections import repository
from service.projections.crowd import Crowd
from service.projections.disclosure import may_be_public
from service.projections.periods import may_show_from
from service.projections.places import Shown
from service.projections.policy import Policy
from service.projections.publisher import count_due
from service.projections.standing import join_all, published_states
from service.weeks import local_day

_CHUNK = 2_000


@dataclass(slots=True)
class Effect:
    """Of the `public` records: how many leave, lose their cell, or show a month for a week.

    `waiting` are those that the next weekly batch would add or change.
    """

    public: int = 0
    leave: int = 0
    lose_cell: int = 0
    lose_week: int = 0
    waiting: int = 0


def estimate(database: Database, policy: Policy, now: datetime) -> Effect:
    today, effect = local_day(now), Effect()
    with database.reading() as session:
        live = list(repository.live_rows(session))
        effect.public = len(live)
        staying = {row["id"]: row for row in live if may_be_public(row, policy, today)}
        crowd = Crowd(policy)
        join_all(session, crowd, staying.values(), policy, today)
        for ids in chunked(list(staying), _CHUNK):
            versions = {each: staying[each]["shown_version"] for each in ids}
            for state in published_states(session, versions):
                row = staying[state["id"]]
                shown = Shown(str(row["decision"]), row["shown_place"], bool(row["month_only"]))
                place, when = crowd.decide(state, shown)
                waits = when.month_only and may_show_from(state, when, policy) > today
                if waits or not may_be_public(state, policy, today):
                    del staying[state["id"]]
                    continue
                effect.lose_cell += row["decision"] == "cell" and place.cell is None
                effect.lose_week += row["shown_week"] is not None and when.week is None
    effect.leave = effect.public - len(staying)
    effect.waiting = count_due(database, policy, now)
    return effect
