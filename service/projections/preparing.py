"""What a chunk of incidents would change, read and thought through beside the writers."""

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from typing import NamedTuple

from sqlmodel import Session

from service.database import Database
from service.projections import repository
from service.projections.crowd import Crowd
from service.projections.disclosure import may_be_public
from service.projections.policy import Policy
from service.projections.recompute_repository import (
    Published,
    Span,
    Stored,
    stored_between,
    stored_of,
)
from service.projections.renewal import Renewal, Renewing
from service.projections.standing import join_all


class Prepared(NamedTuple):
    """What is to be written, and what must still be so when it is.

    `batch` is the newest one that the crowd was counted with, `versions` are those of all
    incidents, and `published` what was public of those whose public rows change or leave.
    """

    span: Span
    batch: str | None
    versions: dict[str, int]
    published: dict[str, Published]
    renewal: Renewal


class Preparing:
    """Prepares one chunk after the other; counts all that is public once, and after each batch."""

    def __init__(self, database: Database, policy: Policy, today: date) -> None:
        self._database = database
        self._policy = policy
        self._today = today
        self._renewing = Renewing(policy, today, Crowd(policy))
        self.batch: str | None = ""

    def prepare(self, span: Span) -> Prepared:
        with self._database.reading() as session, _no_search_for_cycles():
            self._count_crowd(session)
            stored = stored_between(session, span)
            renewal = self._renewing.renew(session, stored)
            return self._prepared(span, stored, renewal)

    def renew(self, session: Session, incident_ids: Sequence[str]) -> Renewal:
        """The same of a few incidents, in a transaction that is going to write them."""
        return self._renewing.renew(session, stored_of(session, incident_ids))

    def _prepared(self, span: Span, stored: Stored, renewal: Renewal) -> Prepared:
        published = {each: stored.published[each] for each in renewal.of_public}
        return Prepared(span, self.batch, stored.versions, published, renewal)

    def _count_crowd(self, session: Session) -> None:
        """All that may stay public; counted again when a batch has added to it meanwhile."""
        newest = repository.newest_batch(session)
        if newest == self.batch:
            return
        crowd = Crowd(self._policy)
        staying = (
            row
            for row in repository.live_rows(session)
            if may_be_public(row, self._policy, self._today)
        )
        join_all(session, crowd, staying, self._policy, self._today)
        self._renewing = Renewing(self._policy, self._today, crowd)
        self.batch = newest


@contextmanager
def _no_search_for_cycles() -> Iterator[None]:
    """Rows hold no cycles; looking for some after every few hundred would take a tenth longer."""
    searches = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if searches:
            gc.enable()
