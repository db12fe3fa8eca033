"""Take reports in: check and place them outside the transaction, then write a group at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from typing import Any, NoReturn

from sqlalchemy.exc import IntegrityError

from service import vocabulary
from service.audit import service as audit
from service.database import Database, Row
from service.errors import Missing, Problem, ReportConflict
from service.ids import receipt_code
from service.incidents import service as incidents
from service.models import IncidentRow, Report
from service.photos import service as photos
from service.projections.policy import Policy
from service.reports import repository
from service.reports.schemas import Receipt, ReceiptState, ReportCreate
from service.reports.senders import in_audit, is_unlinked
from service.vault import Vault

_CLOCK_TOLERANCE = timedelta(hours=24)
_RACE_TRIES = 3


@dataclass(frozen=True, slots=True)
class Submission:
    """One report on its way in: who sent which bytes, and what they say."""

    id: str
    submitted_by: str
    channel: str
    content: bytes
    sha256: str
    report: ReportCreate
    idempotency_key: str | None = None
    profile: str | None = None
    sent_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Prepared:
    """The rows a submission becomes; nothing here needs the database any more."""

    report: dict[str, Any]
    sealed: dict[str, Any]
    incident: IncidentRow
    photos: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a submission: `created`, `unchanged` or `conflict`."""

    result: str
    receipt: Receipt | None


def digest_of(content: bytes) -> str:
    return sha256(content).hexdigest()


def prepare(submissions: Sequence[Submission], vault: Vault) -> list[Prepared | Problem]:
    """Place, curate and seal; a submission that cannot be placed is its `Problem`."""
    # One look at the key file a group: a new key is taken up without a restart.
    vault.refresh()
    received_at = datetime.now(UTC)
    opened = incidents.open_incidents(
        [submission.report for submission in submissions], received_at
    )
    return [
        incident
        if isinstance(incident, Problem)
        else _prepare_one(submission, incident, vault, received_at)
        for submission, incident in zip(submissions, opened, strict=True)
    ]


def _prepare_one(
    submission: Submission, incident: IncidentRow, vault: Vault, received_at: datetime
) -> Prepared:
    sealed = vault.seal(submission.content, bound_to=submission.id)
    observed_at = submission.report.observed_at
    return Prepared(
        report={
            "id": submission.id,
            "submitted_by": submission.submitted_by,
            "sha256": submission.sha256,
            "receipt_code": receipt_code(),
            "idempotency_key": submission.idempotency_key,
            "channel": submission.channel,
            "profile": submission.profile,
            "state": "incident",
            "incident_id": incident["id"],
            "opened_id": incident["id"],
            "received_at": received_at,
            "sent_at": submission.sent_at,
            "observed_at": observed_at,
            "clock_suspect": _clock_suspect(incident, submission, observed_at, received_at),
            "vocabulary_version": vocabulary.vocabulary().version,
        },
        sealed={
            "report_id": submission.id,
            "wrapping_key": sealed.wrapping_key,
            "wrapped_key": sealed.wrapped_key,
            "ciphertext": sealed.ciphertext,
        },
        incident=incident,
        photos=photos.announced(submission.id, submission.report.photos),
    )


def _clock_suspect(
    incident: IncidentRow,
    submission: Submission,
    observed_at: datetime | None,
    received_at: datetime,
) -> bool:
    """A device's clock that runs ahead is flagged; a wrong clock must not lose a report."""
    latest = received_at + _CLOCK_TOLERANCE
    ahead = (incident["occurred_from"], observed_at, submission.sent_at)
    return any(moment is not None and moment > latest for moment in ahead)


def receive(
    database: Database, vault: Vault, policy: Policy, group: Sequence[Submission]
) -> list[Outcome | Problem]:
    """Prepare and store a group; what cannot be placed is its `Problem`, the rest is durable."""
    answers = prepare(group, vault)
    ready = [answer for answer in answers if isinstance(answer, Prepared)]
    outcomes = iter(store(database, ready, policy) if ready else ())
    return [answer if isinstance(answer, Problem) else next(outcomes) for answer in answers]


def store(database: Database, group: Sequence[Prepared], policy: Policy) -> list[Outcome]:
    """Write a group in one durable transaction; the same order of outcomes.

    Two workers may race for one id: the loser's transaction is rolled back as a whole and told
    anew, and then it finds the winner's report.
    """
    for _ in range(_RACE_TRIES - 1):
        try:
            return _store_once(database, group, policy)
        except IntegrityError:
            continue
    return _store_once(database, group, policy)


def _store_once(database: Database, group: Sequence[Prepared], policy: Policy) -> list[Outcome]:
    with database.writing() as session:
        known = repository.find_same(session, [prepared.report for prepared in group])
        fresh: list[Prepared] = []
        outcomes: list[Outcome] = []
        for prepared in group:
            before = known.find(prepared.report)
            if before is None:
                known.add(prepared.report)
                fresh.append(prepared)
                outcomes.append(Outcome("created", receipt_of(prepared.report)))
            else:
                outcomes.append(_repeat(before, prepared.report))
        incidents.add_incidents(
            session,
            [prepared.incident for prepared in fresh],
            [prepared.report["submitted_by"] for prepared in fresh],
            policy,
        )
        repository.add_reports(
            session,
            [prepared.report for prepared in fresh],
            [prepared.sealed for prepared in fresh],
        )
        photos.announce(session, [row for prepared in fresh for row in prepared.photos])
        audit.record_all(session, _entries([prepared.report for prepared in fresh]))
    return outcomes


def _entries(reports: Sequence[Row]) -> list[dict[str, Any]]:
    """One audit entry per sender and channel, however many reports came together.

    Entries are kept for ever, so they do not say which key it was: only the report's row does,
    for as long as the retention allows.
    """
    groups: defaultdict[tuple[str, str], list[str]] = defaultdict(list)
    for report in reports:
        groups[report["submitted_by"], report["channel"]].append(
            f"{report['id']} {report['sha256']}"
        )
    return [
        audit.entry(
            "report.received",
            in_audit(sender),
            lines[0].partition(" ")[0] if len(lines) == 1 else f"{len(lines)} reports",
            {"channel": channel, "reports": len(lines), "sha256": digest_of_reports(lines)},
        )
        for (sender, channel), lines in groups.items()
    ]


def digest_of_reports(lines: Sequence[str]) -> str:
    """Binds an audit entry to the reports it tells of: the lines `id sha256` in byte order."""
    return digest_of("\n".join(sorted(lines)).encode())


def _repeat(before: Row, again: Row) -> Outcome:
    """The same report again, or another one under its id.

    Once it is forgotten who sent a report, its id and its exact bytes together are all that a
    sender can show; nobody else has both.
    """
    sender = before["submitted_by"]
    same = before["sha256"] == again["sha256"] and (
        sender == again["submitted_by"] or is_unlinked(sender)
    )
    return Outcome("unchanged", receipt_of(before)) if same else Outcome("conflict", None)


def receipt_of(report: Row) -> Receipt:
    return Receipt(
        id=report["id"],
        code=report["receipt_code"],
        sha256=report["sha256"],
        received_at=report["received_at"],
    )


def raise_conflict() -> NoReturn:
    """One wording for one's own and for a foreign id, so that it tells nothing about the latter."""
    raise ReportConflict("this id or idempotency key belongs to another body; nothing was changed")


def get_receipt(database: Database, report_id: str, submitted_by: str) -> ReceiptState:
    """The receipt and the state of processing, for the account that sent the report."""
    with database.reading() as session:
        report: Report | None = repository.find_report(session, report_id)
        counted = photos.count_photos(session, report_id)
    if report is None or report.submitted_by != submitted_by:
        raise Missing("no report of yours has this id")
    return ReceiptState(
        id=report.id,
        code=report.receipt_code,
        sha256=report.sha256,
        received_at=report.received_at,
        state=report.state,
        photos=counted,
    )
