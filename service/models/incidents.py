"""Incidents: what we believe happened, and the history of each change."""

from datetime import date, datetime
from typing import Any, TypedDict

from sqlalchemy import Index, text
from sqlmodel import Field, SQLModel

from service.models.columns import TEXT, JsonText, UtcInstant


class IncidentRow(TypedDict):
    """One row of `incident`, as the pure functions read it; a test holds the two equal."""

    id: str
    version: int
    created_at: datetime
    updated_at: datetime
    status: str
    reliability: str
    credibility: str
    sensitivity: str
    sensitivity_floor: str | None
    merged_into: str | None
    set_by_hand: list[str]
    disputed: list[str]
    type: str
    by: str
    also: list[dict[str, str]]
    equipment: list[dict[str, Any]]
    supplier: str | None
    supply_basis: str | None
    supply_confidence: str | None
    persons_low: int | None
    persons_high: int | None
    persons_qualifier: str | None
    attempts_low: int | None
    attempts_high: int | None
    attempts_qualifier: str | None
    casualties: list[dict[str, Any]]
    outcome: str
    occurred_from: datetime
    occurred_to: datetime
    precision: str
    location_method: str
    lon: float | None
    lat: float | None
    uncertainty_m: float | None
    cell: str | None
    marker: int | None
    place: str | None
    place_known: bool
    sectors: list[str]
    sector: str | None
    sector_shares: dict[str, float]
    border_km: float | None
    border_distance_m: float | None
    side: str | None
    side_certain: bool | None
    source_type: str
    relayed_by: str | None
    source_title: str | None
    source_url: str | None
    document_date: date | None
    reports: int


class Incident(SQLModel, table=True):
    __tablename__ = "incident"
    __table_args__ = (
        Index("incident_queue", "status", "sensitivity", "id"),
        Index(
            "incident_disputed",
            "id",
            sqlite_where=text("disputed <> '[]'"),
            postgresql_where=text("disputed <> '[]'"),
        ),
        Index(
            "incident_merged_into",
            "merged_into",
            sqlite_where=text("merged_into IS NOT NULL"),
            postgresql_where=text("merged_into IS NOT NULL"),
        ),
        Index(
            "incident_unknown_place",
            "place",
            sqlite_where=text("NOT place_known"),
            postgresql_where=text("NOT place_known"),
        ),
    )

    id: str = Field(primary_key=True, sa_type=TEXT)
    version: int
    created_at: datetime = Field(sa_type=UtcInstant)
    updated_at: datetime = Field(sa_type=UtcInstant)
    status: str = Field(sa_type=TEXT)
    reliability: str = Field(sa_type=TEXT)
    credibility: str = Field(sa_type=TEXT)
    sensitivity: str = Field(sa_type=TEXT)
    sensitivity_floor: str | None = Field(default=None, sa_type=TEXT)
    merged_into: str | None = Field(default=None, sa_type=TEXT)
    set_by_hand: list[str] = Field(sa_type=JsonText)
    disputed: list[str] = Field(sa_type=JsonText)
    type: str = Field(sa_type=TEXT)
    by: str = Field(sa_type=TEXT)
    also: list[dict[str, str]] = Field(sa_type=JsonText)
    equipment: list[dict[str, Any]] = Field(sa_type=JsonText)
    supplier: str | None = Field(default=None, sa_type=TEXT)
    supply_basis: str | None = Field(default=None, sa_type=TEXT)
    supply_confidence: str | None = Field(default=None, sa_type=TEXT)
    persons_low: int | None = None
    persons_high: int | None = None
    persons_qualifier: str | None = Field(default=None, sa_type=TEXT)
    attempts_low: int | None = None
    attempts_high: int | None = None
    attempts_qualifier: str | None = Field(default=None, sa_type=TEXT)
    casualties: list[dict[str, Any]] = Field(sa_type=JsonText)
    outcome: str = Field(sa_type=TEXT)
    occurred_from: datetime = Field(sa_type=UtcInstant)
    occurred_to: datetime = Field(sa_type=UtcInstant)
    precision: str = Field(sa_type=TEXT)
    location_method: str = Field(sa_type=TEXT)
    lon: float | None = None
    lat: float | None = None
    uncertainty_m: float | None = None
    cell: str | None = Field(default=None, sa_type=TEXT)
    marker: int | None = None
    place: str | None = Field(default=None, sa_type=TEXT)
    place_known: bool
    sectors: list[str] = Field(sa_type=JsonText)
    sector: str | None = Field(default=None, sa_type=TEXT)
    sector_shares: dict[str, float] = Field(sa_type=JsonText)
    border_km: float | None = None
    border_distance_m: float | None = None
    side: str | None = Field(default=None, sa_type=TEXT)
    side_certain: bool | None = None
    source_type: str = Field(sa_type=TEXT)
    relayed_by: str | None = Field(default=None, sa_type=TEXT)
    source_title: str | None = Field(default=None, sa_type=TEXT)
    source_url: str | None = Field(default=None, sa_type=TEXT)
    document_date: date | None = None
    reports: int


class IncidentHistory(SQLModel, table=True):
    """One changed field of one incident: who, when, from what to what, and why."""

    __tablename__ = "incident_history"
    __table_args__ = (Index("incident_history_incident", "incident_id", "id"),)

    id: int | None = Field(default=None, primary_key=True)
    incident_id: str = Field(sa_type=TEXT, foreign_key="incident.id")
    version: int
    at: datetime = Field(sa_type=UtcInstant)
    actor: str = Field(sa_type=TEXT)
    field: str = Field(sa_type=TEXT)
    old: Any = Field(default=None, sa_type=JsonText, nullable=True)
    new: Any = Field(default=None, sa_type=JsonText, nullable=True)
    reason: str = Field(sa_type=TEXT)
