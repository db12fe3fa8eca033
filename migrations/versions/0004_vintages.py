"""What a vintage counts, what a repeated release request was told, and what waits for release."""

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


def downgrade() -> None:
    for table in ("release_preparation", "release_request", "release_record"):
        op.drop_table(table)
