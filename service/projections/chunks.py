"""Chunks in their order, every other one prepared by a helper where there is one."""

from service.database import Database
from service.projections.helper import Helper
from service.projections.preparing import Prepared, Preparing
from service.projections.recompute_repository import Span, span_after


class Chunks:
    def __init__(
        self, database: Database, preparing: Preparing, size: int, helper: Helper | None
    ) -> None:
        self._database = database
        self._preparing = preparing
        self._size = size
        self._helper = helper
        self._own: Span | None = None

    def behind(self, incident_id: str | None) -> Prepared:
        """The chunk that begins behind this incident."""
        prepared = self._from_helper(incident_id)
        if prepared is not None:
            return prepared
        span, self._own = self._own, None
        if span is None or span.after_id != incident_id:
            span = self._span(incident_id)
        self._ask_behind(span)
        return self._preparing.prepare(span)

    def _from_helper(self, incident_id: str | None) -> Prepared | None:
        helper = self._helper
        if helper is None or helper.asked is None:
            return None
        is_ahead = (helper.asked.after_id or "") > (incident_id or "")
        if is_ahead or not helper.is_ready_soon():
            return None
        prepared = helper.answer()
        if prepared is None:
            self._helper = None
            return None
        if prepared.span.after_id != incident_id:
            # It was late, or another process has gone on.
            return None
        if prepared.span.last_id is not None:
            self._own = self._span(prepared.span.last_id)
            self._ask_behind(self._own)
        return prepared

    def _ask_behind(self, span: Span) -> None:
        if self._helper is not None and self._helper.asked is None and span.last_id is not None:
            self._helper.ask(self._span(span.last_id))

    def _span(self, incident_id: str | None) -> Span:
        with self._database.reading() as session:
            return span_after(session, incident_id, self._size)
