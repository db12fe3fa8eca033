"""Queries of the sequence of public changes."""

from sqlalchemy import select
from sqlmodel import Session, col

from service.models import FeaturePublic, PublicChange, PublicRevision


def newest(session: Session) -> tuple[int, str]:
    """The newest number, and the name of the sequence it belongs to."""
    columns = (col(PublicRevision.revision), col(PublicRevision.sequence))
    revision, sequence = session.execute(select(*columns)).one()
    return revision, sequence


def changes_after(
    session: Session, since: int, limit: int
) -> list[tuple[int, str, bool, str | None]]:
    """Number, public id, whether it left, and the record as it stands if it did not."""
    statement = (
        select(
            col(PublicChange.seq),
            col(PublicChange.public_id),
            col(PublicChange.withdrawn),
            col(FeaturePublic.feature),
        )
        .outerjoin(FeaturePublic, col(FeaturePublic.id) == col(PublicChange.public_id))
        .where(col(PublicChange.seq) > since)
        .order_by(col(PublicChange.seq))
        .limit(limit)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]
