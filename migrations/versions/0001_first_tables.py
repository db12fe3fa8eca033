"""The first tables.

The PostGIS point is a generated column made by dialect SQL, outside the shared models, so that
SQLite needs no extension and QGIS can open the PostgreSQL table directly.
"""

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT, JsonText, UtcInstant

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

_POINT_TABLES = ("feature_full", "feature_public")


def upgrade() -> None:
    op.create_table(
        "access_key",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("role", TEXT, nullable=False),
        sa.Column("label", TEXT, nullable=False),
        sa.Column("token_sha256", TEXT, nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("revoked_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("token_sha256"),
    )
    op.create_table(
        "incident",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("updated_at", UtcInstant(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("reliability", TEXT, nullable=False),
        sa.Column("credibility", TEXT, nullable=False),
        sa.Column("sensitivity", TEXT, nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("by", TEXT, nullable=False),
        sa.Column("also", JsonText(), nullable=False),
        sa.Column("equipment", JsonText(), nullable=False),
        sa.Column("supplier", TEXT, nullable=True),
        sa.Column("supply_basis", TEXT, nullable=True),
        sa.Column("supply_confidence", TEXT, nullable=True),
        sa.Column("persons_low", sa.Integer(), nullable=True),
        sa.Column("persons_high", sa.Integer(), nullable=True),
        sa.Column("persons_qualifier", TEXT, nullable=True),
        sa.Column("attempts_low", sa.Integer(), nullable=True),
        sa.Column("attempts_high", sa.Integer(), nullable=True),
        sa.Column("attempts_qualifier", TEXT, nullable=True),
        sa.Column("casualties", JsonText(), nullable=False),
        sa.Column("outcome", TEXT, nullable=False),
        sa.Column("occurred_from", UtcInstant(), nullable=False),
        sa.Column("occurred_to", UtcInstant(), nullable=False),
        sa.Column("precision", TEXT, nullable=False),
        sa.Column("location_method", TEXT, nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("uncertainty_m", sa.Float(), nullable=True),
        sa.Column("cell", TEXT, nullable=True),
        sa.Column("marker", sa.Integer(), nullable=True),
        sa.Column("place", TEXT, nullable=True),
        sa.Column("place_known", sa.Boolean(), nullable=False),
        sa.Column("sectors", JsonText(), nullable=False),
        sa.Column("sector", TEXT, nullable=True),
        sa.Column("sector_shares", JsonText(), nullable=False),
        sa.Column("border_km", sa.Float(), nullable=True),
        sa.Column("border_distance_m", sa.Float(), nullable=True),
        sa.Column("side", TEXT, nullable=True),
        sa.Column("side_certain", sa.Boolean(), nullable=True),
        sa.Column("source_type", TEXT, nullable=False),
        sa.Column("relayed_by", TEXT, nullable=True),
        sa.Column("source_title", TEXT, nullable=True),
        sa.Column("source_url", TEXT, nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("reports", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "incident_unknown_place",
        "incident",
        ["place"],
        unique=False,
        sqlite_where=sa.text("NOT place_known"),
        postgresql_where=sa.text("NOT place_known"),
    )
    op.create_table(
        "public_batch",
        sa.Column("week", TEXT, nullable=False),
        sa.Column("published_at", UtcInstant(), nullable=False),
        sa.PrimaryKeyConstraint("week"),
    )
    op.create_table(
        "public_revision",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_table(
        "weekly_release",
        sa.Column("week", TEXT, nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=False),
        sa.Column("released_at", UtcInstant(), nullable=False),
        sa.Column("released_by", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("document", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("week", "vintage"),
    )
    op.create_table(
        "feature_full",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("public_on", sa.Date(), nullable=True),
        sa.Column("week", TEXT, nullable=True),
        sa.Column("undated", TEXT, nullable=True),
        sa.Column("occurred_from", UtcInstant(), nullable=False),
        sa.Column("occurred_to", UtcInstant(), nullable=False),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("also", JsonText(), nullable=False),
        sa.Column("equipment", JsonText(), nullable=False),
        sa.Column("items", JsonText(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("sensitivity", TEXT, nullable=False),
        sa.Column("sector", TEXT, nullable=True),
        sa.Column("sectors", JsonText(), nullable=False),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("persons_low", sa.Integer(), nullable=True),
        sa.Column("persons_high", sa.Integer(), nullable=True),
        sa.Column("attempts_low", sa.Integer(), nullable=True),
        sa.Column("attempts_high", sa.Integer(), nullable=True),
        sa.Column("feature", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "feature_full_due",
        "feature_full",
        ["public_on"],
        unique=False,
        sqlite_where=sa.text("public_on IS NOT NULL"),
        postgresql_where=sa.text("public_on IS NOT NULL"),
    )
    op.create_index("feature_full_page", "feature_full", ["occurred_from", "id"], unique=False)
    op.create_index(
        "feature_full_state",
        "feature_full",
        ["occurred_from"],
        unique=False,
        sqlite_where=sa.text("type = 'encampment'"),
        postgresql_where=sa.text("type = 'encampment'"),
    )
    op.create_index("feature_full_week", "feature_full", ["week"], unique=False)
    op.create_table(
        "feature_public",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("batch", TEXT, nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("week", TEXT, nullable=True),
        sa.Column("undated", TEXT, nullable=True),
        sa.Column("type", TEXT, nullable=False),
        sa.Column("also", JsonText(), nullable=False),
        sa.Column("equipment", JsonText(), nullable=False),
        sa.Column("status", TEXT, nullable=False),
        sa.Column("sector", TEXT, nullable=True),
        sa.Column("sectors", JsonText(), nullable=False),
        sa.Column("cell", TEXT, nullable=True),
        sa.Column("lon", sa.Float(), nullable=True),
        sa.Column("lat", sa.Float(), nullable=True),
        sa.Column("feature", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["batch"],
            ["public_batch.week"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("feature_public_page", "feature_public", ["period_from", "id"], unique=False)
    op.create_index("feature_public_week", "feature_public", ["week"], unique=False)
    op.create_table(
        "incident_history",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("incident_id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("field", TEXT, nullable=False),
        sa.Column("old", JsonText(), nullable=True),
        sa.Column("new", JsonText(), nullable=True),
        sa.Column("reason", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "incident_history_incident", "incident_history", ["incident_id", "id"], unique=False
    )
    op.create_table(
        "publication",
        sa.Column("incident_id", TEXT, nullable=False),
        sa.Column("public_id", TEXT, nullable=False),
        sa.Column("geometry_basis", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("incident_id"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "report",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("submitted_by", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("receipt_code", TEXT, nullable=False),
        sa.Column("idempotency_key", TEXT, nullable=True),
        sa.Column("channel", TEXT, nullable=False),
        sa.Column("profile", TEXT, nullable=True),
        sa.Column("state", TEXT, nullable=False),
        sa.Column("incident_id", TEXT, nullable=True),
        sa.Column("received_at", UtcInstant(), nullable=False),
        sa.Column("sent_at", UtcInstant(), nullable=True),
        sa.Column("observed_at", UtcInstant(), nullable=True),
        sa.Column("clock_suspect", sa.Boolean(), nullable=False),
        sa.Column("vocabulary_version", TEXT, nullable=False),
        sa.ForeignKeyConstraint(
            ["incident_id"],
            ["incident.id"],
        ),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("submitted_by", "idempotency_key"),
    )
    op.create_index("report_incident", "report", ["incident_id"], unique=False)
    op.create_table(
        "sealed_report",
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("wrapping_key", TEXT, nullable=False),
        sa.Column("wrapped_key", sa.LargeBinary(), nullable=True),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"],
            ["report.id"],
        ),
        sa.PrimaryKeyConstraint("report_id"),
    )

    op.execute("INSERT INTO public_revision (id, revision) VALUES (1, 0)")
    if op.get_bind().dialect.name == "postgresql":
        _add_points()


def _add_points() -> None:
    op.execute("CREATE EXTENSION IF NOT EXISTS postgis")
    for table in _POINT_TABLES:
        op.execute(
            f"ALTER TABLE {table} ADD COLUMN geom geometry(Point, 4326) "
            "GENERATED ALWAYS AS (ST_SetSRID(ST_MakePoint(lon, lat), 4326)) STORED"
        )
        op.execute(f"CREATE INDEX {table}_geom ON {table} USING gist (geom)")


def downgrade() -> None:
    op.drop_table("sealed_report")
    op.drop_index("report_incident", table_name="report")
    op.drop_table("report")
    op.drop_table("publication")
    op.drop_index("incident_history_incident", table_name="incident_history")
    op.drop_table("incident_history")
    op.drop_index("feature_public_week", table_name="feature_public")
    op.drop_index("feature_public_page", table_name="feature_public")
    op.drop_table("feature_public")
    op.drop_index("feature_full_week", table_name="feature_full")
    op.drop_index(
        "feature_full_state",
        table_name="feature_full",
        sqlite_where=sa.text("type = 'encampment'"),
        postgresql_where=sa.text("type = 'encampment'"),
    )
    op.drop_index("feature_full_page", table_name="feature_full")
    op.drop_index(
        "feature_full_due",
        table_name="feature_full",
        sqlite_where=sa.text("public_on IS NOT NULL"),
        postgresql_where=sa.text("public_on IS NOT NULL"),
    )
    op.drop_table("feature_full")
    op.drop_table("weekly_release")
    op.drop_table("public_revision")
    op.drop_table("public_batch")
    op.drop_index(
        "incident_unknown_place",
        table_name="incident",
        sqlite_where=sa.text("NOT place_known"),
        postgresql_where=sa.text("NOT place_known"),
    )
    op.drop_table("incident")
    op.drop_table("access_key")
