"""What was shown of a record, for later decisions; and which sequence of changes a number is of."""

import json
from uuid import uuid4

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("publication", sa.Column("place", TEXT, nullable=True))
    op.add_column(
        "publication",
        sa.Column("month_only", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    _remember_places()
    op.add_column("public_revision", sa.Column("sequence", TEXT, nullable=False, server_default=""))
    op.get_bind().execute(
        sa.text("UPDATE public_revision SET sequence = :name"), {"name": uuid4().hex[:8]}
    )


def _remember_places() -> None:
    """What is public now is known; of what has left, a later decision will be a coarse one."""
    connection = op.get_bind()
    shown = [
        {"place": cell or ",".join(json.loads(sectors)) or None, "id": public_id}
        for public_id, cell, sectors in connection.execute(
            sa.text("SELECT id, cell, sectors FROM feature_public")
        )
    ]
    if shown:
        remember = sa.text("UPDATE publication SET place = :place WHERE public_id = :id")
        connection.execute(remember, shown)


def downgrade() -> None:
    op.drop_column("public_revision", "sequence")
    op.drop_column("publication", "month_only")
    op.drop_column("publication", "place")
