"""Retention: what is forgotten after how many days, in chunks, each with its audit entry."""

from collections import Counter, defaultdict
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.incidents.parting import keep_reliability
from service.reports.senders import unlinked_names
from service.retention import repository
from service.settings import Settings
from service.vault import repository as vault
from service.vault.scrubbing import scrub

CHUNK: Final = 500


@dataclass(slots=True)
class Applied:
    """How many reports lost the link to their key, and how many their bytes, by class."""

    unlinked: int = 0
    erased: dict[str, int] = field(default_factory=dict)

    def document(self) -> dict[str, Any]:
        return asdict(self)

    def __bool__(self) -> bool:
        return bool(self.unlinked or self.erased)

    def add(self, other: "Applied") -> None:
        self.unlinked += other.unlinked
        self.erased = dict(Counter(self.erased) + Counter(other.erased))


def due(database: Database, settings: Settings, now: datetime) -> Applied:
    """What `apply` would do now; nothing is changed."""
    with database.reading() as session:
        before = _links_before(settings, now)
        unlinked = 0 if before is None else repository.count_linked(session, before)
        sealed = repository.due_sealed(session, _sealed_before(settings, now), "")
    return Applied(unlinked, dict(Counter(reason for _, reason in sealed)))


def apply(
    database: Database, settings: Settings, now: datetime, actor: str = audit.SYSTEM
) -> Applied:
    """Forget what is due; safe to run again, at the same time, and after a kill."""
    done = Applied()
    before = _links_before(settings, now)
    after: str | None = ""
    while before is not None and after is not None:
        with database.writing() as session:
            chunk, after = _unlink_chunk(session, before, after, now)
            _record(session, actor, chunk)
        done.add(chunk)
    limits, after = _sealed_before(settings, now), ""
    while after is not None:
        with database.writing() as session:
            chunk, after = _erase_chunk(session, limits, after)
            _record(session, actor, chunk)
        done.add(chunk)
    if done:
        # Daily, so writers must not wait: old bytes go when their space is used again.
        scrub(database, whole=False)
    return done


def _links_before(settings: Settings, now: datetime) -> datetime | None:
    days = settings.retention_link_days
    return None if days is None else now - timedelta(days=days)


def _sealed_before(settings: Settings, now: datetime) -> dict[str, datetime]:
    days = {
        "moderate": settings.retention_moderate_days,
        "high": settings.retention_high_days,
        "severe": settings.retention_severe_days,
    }
    return {name: now - timedelta(days=each) for name, each in days.items() if each is not None}


def _unlink_chunk(
    session: Session, before: datetime, after: str, now: datetime
) -> tuple[Applied, str | None]:
    """Unlink some incidents; returns the last of them, None when there was none left."""
    groups = repository.linked_groups(session, before, after, CHUNK)
    if not groups:
        return Applied(), None
    reports: defaultdict[str, defaultdict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for group, report_id, key in repository.linked_reports(session, groups):
        reports[group][key].append(report_id)
    for by_key in reports.values():
        names = unlinked_names(by_key)
        keep_reliability(session, names, now)
        for key, name in names.items():
            repository.unlink(session, by_key[key], name)
    number = sum(len(ids) for by_key in reports.values() for ids in by_key.values())
    return Applied(unlinked=number), groups[-1]


def _erase_chunk(
    session: Session, limits: dict[str, datetime], after: str
) -> tuple[Applied, str | None]:
    rows = repository.due_sealed(session, limits, after, CHUNK)
    if not rows:
        return Applied(), None
    vault.destroy(session, [report_id for report_id, _ in rows])
    return Applied(erased=dict(Counter(reason for _, reason in rows))), rows[-1][0]


def _record(session: Session, actor: str, chunk: Applied) -> None:
    if chunk:
        audit.record(session, "retention.applied", actor, "reports", chunk.document())
