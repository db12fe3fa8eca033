"""Judging: the reliability of a source, the credibility of a claim, the grade of an incident."""

from dataclasses import dataclass
from typing import Final, cast

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session

from service.audit import service as audit
from service.database import Database
from service.errors import GradeIllegal, Missing, Problem, QueryInvalid
from service.incidents import repository
from service.incidents.claims import is_source
from service.incidents.evidence import claims_of, load_claims, settle
from service.incidents.facts import GROUPS
from service.incidents.grading import CONFIRMED, missing_for_confirmed
from service.incidents.saving import Deed, lock_behind, lock_standing, save
from service.models import ClaimGrade, IncidentRow, SourceReliability
from service.projections.policy import Policy

# One request grades at most this many incidents of a source anew; the answer says what remains.
MOST_AT_ONCE = 2_000
_CHUNK = 200
_NO_SOURCE: Final = Problem(
    "source",
    "is a name that no source has",
    "`source` as the detail of an incident shows it, such as pl_authority or media:example.org",
)


@dataclass(frozen=True, slots=True)
class SourceGraded:
    """How many incidents have another grade now; `complete` is false while others remain."""

    source: str
    reliability: str
    regraded: int
    complete: bool


def judge_claim(
    database: Database, policy: Policy, report_id: str, credibility: str, deed: Deed
) -> IncidentRow:
    """What one reviewer thinks of one report's claim; the incident's grade follows by the rule.

    Raises `Missing` for a report that stands behind no incident.
    """
    with database.writing() as session:
        report = repository.find_report(session, report_id)
        incident = None if report is None else lock_behind(session, report)
        if report is None or incident is None or report.state == "withdrawn":
            raise Missing("no report with this id stands behind an incident")
        before = _own_newest(session, report_id, deed.actor)
        if before == credibility:
            return incident
        repository.add_judgement(
            session,
            ClaimGrade(
                report_id=report_id,
                credibility=credibility,
                reviewer=deed.actor,
                at=deed.at,
                reason=deed.reason,
            ),
        )
        settled = settle(session, incident, load_claims(session, incident["id"]), may_fall=False)
        told = {"claim": (None, {"report": report_id, "credibility": credibility})}
        return save(session, policy, incident, settled, deed, told)


def _own_newest(session: Session, report_id: str, reviewer: str) -> str | None:
    """The reviewer's judgement where it is the one that counts already."""
    judged = repository.judgements_of(session, [report_id])
    return judged[-1].credibility if judged and judged[-1].reviewer == reviewer else None


def set_grade(
    database: Database,
    policy: Policy,
    incident_id: str,
    grade: tuple[str, str],
    deed: Deed,
    expected_version: int | None = None,
) -> IncidentRow:
    """Set an incident's grade by hand; raises `GradeIllegal` for a 1 that lacks its grounds."""
    reliability, credibility = grade
    with database.writing() as session:
        incident = lock_standing(session, incident_id, expected_version)
        claims = load_claims(session, incident_id)
        missing = missing_for_confirmed(claims)
        if credibility == CONFIRMED and missing:
            raise GradeIllegal(missing)
        by_hand = {*incident["set_by_hand"], "grade"}
        graded = cast(
            IncidentRow,
            {
                **incident,
                "reliability": reliability,
                "credibility": credibility,
                "set_by_hand": [group for group in GROUPS if group in by_hand],
            },
        )
        settled = settle(session, graded, claims, may_fall=False)
        return save(session, policy, incident, settled, deed)


def grade_source(
    database: Database, policy: Policy, source: str, reliability: str, deed: Deed
) -> SourceGraded:
    """Set the reliability of a source, and grade the incidents with its claims anew.

    At most `MOST_AT_ONCE` incidents in one call, in chunks of a transaction each; the same call
    again goes on, since it passes over what is graded already. Raises `QueryInvalid` for a name
    that no claimant has.
    """
    if not is_source(source):
        raise QueryInvalid("no claim has a source of this name", (_NO_SOURCE,))
    try:
        _remember(database, source, reliability, deed)
    except IntegrityError:
        # Somebody graded it for the first time at the same moment; now there is a row to change.
        _remember(database, source, reliability, deed)
    regraded, after = 0, None
    while True:
        with database.writing() as session:
            found = repository.reports_of_kind(session, source.partition(":")[0], after, _CHUNK)
            regraded += _regrade(session, policy, source, found, deed)
        if len(found) < _CHUNK:
            return SourceGraded(source, reliability, regraded, complete=True)
        if regraded >= MOST_AT_ONCE:
            return SourceGraded(source, reliability, regraded, complete=False)
        after = (found[-1][0], found[-1][1])


def list_sources(database: Database) -> list[SourceReliability]:
    with database.reading() as session:
        return repository.graded_sources(session)


def _remember(database: Database, source: str, reliability: str, deed: Deed) -> None:
    standing = SourceReliability(
        source=source,
        reliability=reliability,
        actor=deed.actor,
        at=deed.at,
        reason=deed.reason,
    )
    with database.writing() as session:
        known = repository.find_source(session, source)
        if known is None or known.reliability != reliability:
            repository.save_source(session, standing)
            audit.record(session, "source.graded", deed.actor, source, {"reliability": reliability})


def _regrade(
    session: Session, policy: Policy, source: str, found: list[tuple[str, str, str]], deed: Deed
) -> int:
    """The incidents among these that have a claim of the source and another grade by it now."""
    behind = dict.fromkeys(incident_id for incident_id, _, _ in found)
    regraded = 0
    # All of them first and in one order: who holds one while waiting for another may block a third.
    held = [repository.lock_incident(session, incident_id) for incident_id in behind]
    for incident in held:
        if incident is None or incident["merged_into"] is not None:
            continue
        claims = claims_of(session, repository.reports_behind(session, incident["id"]))
        if not any(claim.source == source for claim in claims):
            continue
        settled = settle(session, incident, claims, may_fall=False)
        regraded += save(session, policy, incident, settled, deed) is not incident
    return regraded
