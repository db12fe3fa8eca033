"""Tables, one family per file; importing this package fills `SQLModel.metadata`."""

from service.models.accounts import AccessKey, Allowance
from service.models.audit import AuditEntry, AuditSeal
from service.models.context import ContextEntry
from service.models.devices import Device, Invite
from service.models.effort import MonitoringEffort
from service.models.incidents import Incident, IncidentHistory, IncidentRow
from service.models.official import OfficialTotal
from service.models.photos import ReportPhoto, SealedPhoto
from service.models.projections import (
    FeatureFull,
    FeaturePublic,
    ProjectionRun,
    Publication,
    PublicBatch,
    PublicChange,
    PublicRevision,
)
from service.models.reports import Report, SealedReport
from service.models.review import (
    ClaimGrade,
    DistinctPair,
    ReviewHold,
    SensitivityProposal,
    SourceReliability,
)
from service.models.rollups import FigureDelta, FigureRollup, RollupState
from service.models.summaries import (
    ReleasePreparation,
    ReleaseRecord,
    ReleaseRequest,
    SectorWeek,
    WeeklyRelease,
)

__all__ = [
    "AccessKey",
    "Allowance",
    "AuditEntry",
    "AuditSeal",
    "ClaimGrade",
    "ContextEntry",
    "Device",
    "DistinctPair",
    "FeatureFull",
    "FeaturePublic",
    "FigureDelta",
    "FigureRollup",
    "Incident",
    "IncidentHistory",
    "IncidentRow",
    "Invite",
    "MonitoringEffort",
    "OfficialTotal",
    "ProjectionRun",
    "PublicBatch",
    "PublicChange",
    "PublicRevision",
    "Publication",
    "ReleasePreparation",
    "ReleaseRecord",
    "ReleaseRequest",
    "Report",
    "ReportPhoto",
    "ReviewHold",
    "RollupState",
    "SealedPhoto",
    "SealedReport",
    "SectorWeek",
    "SensitivityProposal",
    "SourceReliability",
    "WeeklyRelease",
]
