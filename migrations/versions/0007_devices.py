"""Invites, the devices that redeem them, and the photos of reports.

A photo is sealed under the data key of its report, so there is no second kind of wrapped key.
"""

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT, UtcInstant

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_devices()
    _add_photos()


def _add_devices() -> None:
    op.create_table(
        "device",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("pseudonym", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("revoked_because", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["id"], ["access_key.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("pseudonym"),
    )
    op.create_table(
        "invite",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("code_sha256", TEXT, nullable=False),
        sa.Column("team", TEXT, nullable=False),
        sa.Column("language", TEXT, nullable=False),
        sa.Column("created_at", UtcInstant(), nullable=False),
        sa.Column("expires_at", UtcInstant(), nullable=False),
        sa.Column("redeemed_at", UtcInstant(), nullable=True),
        sa.Column("attempt_sha256", TEXT, nullable=True),
        sa.Column("device_id", TEXT, nullable=True),
        sa.ForeignKeyConstraint(["device_id"], ["device.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("code_sha256"),
    )


def _add_photos() -> None:
    op.create_table(
        "report_photo",
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("stored_sha256", TEXT, nullable=True),
        sa.Column("size", sa.Integer(), nullable=True),
        sa.Column("received_at", UtcInstant(), nullable=True),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.PrimaryKeyConstraint("report_id", "sha256"),
    )
    op.create_table(
        "sealed_photo",
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("sha256", TEXT, nullable=False),
        sa.Column("ciphertext", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id", "sha256"], ["report_photo.report_id", "report_photo.sha256"]
        ),
        sa.PrimaryKeyConstraint("report_id", "sha256"),
    )


def downgrade() -> None:
    for table in ("sealed_photo", "report_photo", "invite", "device"):
        op.drop_table(table)
