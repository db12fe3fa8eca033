"""A report opens its own incident: what the source claimed, in the words of the vocabulary."""

from datetime import datetime
from typing import Any, cast

from service.ids import time_ordered_id
from service.incidents import facts
from service.incidents.placing import Placed
from service.models import IncidentRow
from service.reports.schemas import ReportCreate

_COLUMNS = tuple(IncidentRow.__annotations__)


def open_incident(report: ReportCreate, placed: Placed, received_at: datetime) -> IncidentRow:
    """The first state of the incident that one report tells of; a pure function but for its id."""
    source = report.source
    acts = [(report.type, report.by), *((act.type, act.by) for act in report.also)]
    opened: dict[str, Any] = {
        "id": time_ordered_id(),
        "version": 1,
        "created_at": received_at,
        "updated_at": received_at,
        "status": "received",
        "reliability": "F",
        "credibility": "6",
        "sensitivity_floor": None,
        "merged_into": None,
        "set_by_hand": [],
        "disputed": [],
        **facts.acts_values(acts),
        **facts.equipment_values(report.equipment),
        **facts.supply_values(report.supply),
        **facts.persons_values(report.persons),
        **facts.attempts_values(report.attempts),
        "casualties": [harmed.model_dump() for harmed in report.casualties],
        "outcome": report.outcome,
        **facts.occurred_values(report.occurred),
        **facts.location_values(placed),
        "source_type": source.type,
        "relayed_by": source.relayed_by,
        "source_title": source.title,
        "source_url": source.url,
        "document_date": source.document_date,
        "reports": 1,
    }
    opened["sensitivity"] = facts.class_of(opened)
    return cast(IncidentRow, {column: opened[column] for column in _COLUMNS})
