"""The only place that writes full rows: what that changes of the figures is noted with them."""

from collections.abc import Sequence
from typing import Any

from sqlmodel import Session

from service.database import insert_rows
from service.models import FeatureFull
from service.projections import repository
from service.rollups import service as rollups

FullRow = dict[str, Any]


def add_full(session: Session, rows: Sequence[FullRow]) -> None:
    """Write the full rows of incidents that have none."""
    insert_rows(session, FeatureFull, rows)
    rollups.note_change(session, (), rows)


def replace_full(session: Session, incident_ids: Sequence[str], rows: Sequence[FullRow]) -> None:
    """Write the full rows of these incidents anew; those without one lose theirs."""
    before = repository.delete_full(session, incident_ids)
    insert_rows(session, FeatureFull, rows)
    rollups.note_change(session, before, rows)
