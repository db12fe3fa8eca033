"""`/api/sources`, `/api/reports/{id}/grade`, `/api/withdrawals`: judging what sources say."""

from dataclasses import asdict
from typing import Annotated
from uuid import UUID

import orjson
from fastapi import APIRouter, Path, Request
from starlette.responses import Response

from service.access import Analyst, House
from service.accounts.service import Bucket, spend
from service.conditional import answer, tag_of_body
from service.incidents.grade import grade_source, judge_claim, list_sources
from service.incidents.saving import Deed
from service.incidents.schemas import (
    ClaimJudgement,
    IncidentStatus,
    SourceGrade,
    SourceGradeResult,
    SourceJudgement,
    Withdrawal,
    Withdrawn,
)
from service.incidents.withdraw import withdraw
from service.reads import FULL_CACHE, read

router = APIRouter(prefix="/api", tags=["incidents"])

JSON = "application/json"
# A code is shorter than a token, so that a person can write it down.
_GUESSES = Bucket("receipt code", 60, strict=True)
Source = Annotated[
    str, Path(max_length=300, pattern=r"^[a-z_]+(:[^\s/]+)?$", examples=["pl_authority"])
]


@read(router, "/sources", JSON)
def read_sources(request: Request, _caller: Analyst, house: House) -> Response:
    """The sources that were graded, with their standing reliability and why."""
    names = SourceGrade.model_fields
    rows = [{name: getattr(row, name) for name in names} for row in list_sources(house.database)]
    body = orjson.dumps({"sources": rows})
    return answer(request, tag_of_body(body), lambda: body, JSON, FULL_CACHE)


@router.put("/sources/{source}/reliability")
def set_reliability(
    source: Source, change: SourceJudgement, caller: Analyst, house: House
) -> SourceGradeResult:
    """Grade a source A to F; the incidents with its claims are graded anew by the rule.

    `source` is named as an incident's detail names it. While `complete` is false, send it again.
    """
    deed = Deed(caller.key_id, change.reason, "incident.graded")
    done = grade_source(house.database, house.policy, source, change.reliability, deed)
    return SourceGradeResult(**asdict(done))


@router.put("/reports/{report_id}/grade")
def judge(report_id: UUID, change: ClaimJudgement, caller: Analyst, house: House) -> IncidentStatus:
    """Judge the credibility of what one report claims; the incident's grade follows by the rule."""
    deed = Deed(caller.key_id, change.reason, "report.graded")
    found = judge_claim(house.database, house.policy, str(report_id), change.credibility, deed)
    return IncidentStatus.of(found)


@router.post("/withdrawals")
def withdraw_report(change: Withdrawal, house: House) -> Withdrawn:
    """Take a report back by the code of its receipt; no key is needed.

    What was public because of it leaves at once. Its figures leave with the next vintage.
    """
    spend(house.database, _GUESSES)
    withdraw(house.database, house.policy, change.code)
    return Withdrawn()
