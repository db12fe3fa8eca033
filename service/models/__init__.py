"""Tables, one family per file; importing this package fills `SQLModel.metadata`."""

from service.models.accounts import AccessKey
from service.models.incidents import Incident, IncidentHistory, IncidentRow
from service.models.projections import (
    FeatureFull,
    FeaturePublic,
    Publication,
    PublicBatch,
    PublicRevision,
)
from service.models.reports import Report, SealedReport
from service.models.summaries import WeeklyRelease

__all__ = [
    "AccessKey",
    "FeatureFull",
    "FeaturePublic",
    "Incident",
    "IncidentHistory",
    "IncidentRow",
    "PublicBatch",
    "PublicRevision",
    "Publication",
    "Report",
    "SealedReport",
    "WeeklyRelease",
]
