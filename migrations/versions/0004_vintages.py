"""What a vintage counts, its sectors for maps, repeated release requests, and what waits."""

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT, JsonText, UtcInstant

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "release_record",
        sa.Column("week", TEXT, primary_key=True),
        sa.Column("vintage", sa.Integer(), primary_key=True),
        sa.Column("incident_id", TEXT, primary_key=True),
        sa.Column("cause", TEXT, nullable=True),
        sa.Column("counted", JsonText, nullable=True),
    )
    op.create_table(
        "release_request",
        sa.Column("key_sha256", TEXT, primary_key=True),
        sa.Column("body_sha256", TEXT, nullable=False),
        sa.Column("week", TEXT, nullable=False),
        sa.Column("vintage", sa.Integer(), nullable=False),
        sa.Column("created", sa.Boolean(), nullable=False),
    )
    op.create_table(
        "release_preparation",
        sa.Column("week", TEXT, primary_key=True),
        sa.Column("step", TEXT, primary_key=True),
        sa.Column("prepared_at", UtcInstant, nullable=False),
        sa.Column("changed_cells", sa.Integer(), nullable=False),
        sa.Column("problem", TEXT, nullable=True),
    )
    op.create_table(
        "sector_week",
        sa.Column("id", TEXT, primary_key=True),
        sa.Column("week", TEXT, nullable=False),
        sa.Column("sector", TEXT, nullable=False),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("feature", TEXT, nullable=False),
    )
    op.create_index("sector_week_page", "sector_week", ["period_from", "id"])
    op.create_index("ix_sector_week_week", "sector_week", ["week"])


def downgrade() -> None:
    for table in ("sector_week", "release_preparation", "release_request", "release_record"):
        op.drop_table(table)
