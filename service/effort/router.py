"""`/api/effort`: how well anyone looked at a sector in a week, by analysts for analysts."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any, Final

import orjson
from fastapi import APIRouter, Path, Query, Request
from starlette.responses import Response

from service.access import Analyst, House
from service.conditional import answer, tag_of_body
from service.effort import service
from service.effort.schemas import EffortChange, EffortHistory, EffortView, WeekChange
from service.parameters import read_week, unusable
from service.reads import FULL_CACHE, read
from service.summaries.calendar import known_week
from service.weeks import local_day, week_name, week_start

router = APIRouter(prefix="/api/effort", tags=["effort"])

JSON = "application/json"
MOST_WEEKS: Final = 106
_USUAL_WEEKS: Final = 8
_WEEK = timedelta(days=7)

Week = Annotated[str, Path(examples=["2025-W47"], description="ISO 8601 week.")]
Sector = Annotated[str, Path(examples=["BIA"], description="Code of a sector.")]
First = Annotated[str | None, Query(alias="from", max_length=8, examples=["2025-W40"])]
Last = Annotated[str | None, Query(alias="to", max_length=8, examples=["2025-W47"])]


@read(router, "", JSON)
def read_effort(
    request: Request, _caller: Analyst, house: House, first: First = None, last: Last = None
) -> Response:
    """What was recorded of the weeks `from` to `to`, both included; the last eight unless said.

    A sector and week that is not in the list is not recorded: nobody is known to have looked.
    """
    until = week_name(_today()) if last is None else read_week("to", last)
    since = (
        week_name(week_start(until) - (_USUAL_WEEKS - 1) * _WEEK)
        if first is None
        else read_week("from", first)
    )
    _refuse_span(since, until)
    rows = service.list_levels(house.database, since, until)
    effort = [EffortView.of(row).model_dump() for row in rows]
    return _json(request, {"from": since, "to": until, "effort": effort})


@read(router, "/{week}/{sector}", JSON)
def read_history(
    request: Request, _caller: Analyst, house: House, week: Week, sector: Sector
) -> Response:
    """Every statement about one sector and week, the oldest first: who, when, why."""
    week, sector = known_week(week), service.known_sector(sector)
    rows = [EffortView.of(row) for row in service.history(house.database, week, sector)]
    level = rows[-1].level if rows else service.NONE
    found = EffortHistory(week=week, sector=sector, level=level, history=rows)
    return _json(request, found.model_dump())


@router.put("/{week}")
def set_week(week: Week, change: WeekChange, caller: Analyst, house: House) -> list[EffortView]:
    """Several sectors of a week at once; answers with all that is recorded of the week."""
    rows = service.set_levels(
        house.database,
        known_week(week),
        {each.sector: each.level for each in change.levels},
        actor=caller.key_id,
        reason=change.reason,
        today=_today(),
    )
    return [EffortView.of(row) for row in rows]


@router.put("/{week}/{sector}")
def set_sector(
    week: Week, sector: Sector, change: EffortChange, caller: Analyst, house: House
) -> EffortView:
    """How well anyone looked at one sector in one week; the newest statement counts.

    Earlier ones stay readable. The level that is there already changes nothing.
    """
    sector = service.known_sector(sector)
    rows = service.set_levels(
        house.database,
        known_week(week),
        {sector: change.level},
        actor=caller.key_id,
        reason=change.reason,
        today=_today(),
    )
    (row,) = (row for row in rows if row.sector == sector)
    return EffortView.of(row)


def _refuse_span(first: str, last: str) -> None:
    weeks = (week_start(last) - week_start(first)).days // 7 + 1
    if not 1 <= weeks <= MOST_WEEKS:
        wrong = "lies before `from`" if weeks < 1 else "lies too far behind `from`"
        raise unusable("to", wrong, f"at most {MOST_WEEKS} weeks, `from` first")


def _today() -> date:
    return local_day(datetime.now(UTC))


def _json(request: Request, document: dict[str, Any]) -> Response:
    body = orjson.dumps(document)
    return answer(request, tag_of_body(body), lambda: body, JSON, FULL_CACHE)
