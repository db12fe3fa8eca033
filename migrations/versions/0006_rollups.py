"""Figures that are kept added up, the deltas that wait to be folded, and how they were made.

A database that holds incidents already has no rollup yet: its version is 0 until it is made, by
`miedza migrate` or by the worker, and until then figures are counted from the rows.
"""

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_QUANTITIES = ("attempts", "persons", "items")
_PARTS = ("low", "high", "stated", "open_ended", "not_stated")
_MEASURES = ("incidents", *(f"{of}_{part}" for of in _QUANTITIES for part in _PARTS))
_KEY = ("period", "sector", "type", "status")


def upgrade() -> None:
    op.create_table(
        "figure_rollup",
        *_columns(),
        sa.PrimaryKeyConstraint(*_KEY),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "figure_delta",
        *_columns(),
        sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    state = op.create_table(
        "rollup_state",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.bulk_insert(state, [{"id": 1, "version": 0}])


def _columns() -> list[sa.Column[object]]:
    return [
        *(sa.Column(name, TEXT, nullable=False) for name in _KEY),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _MEASURES),
    ]


def downgrade() -> None:
    for table in ("rollup_state", "figure_delta", "figure_rollup"):
        op.drop_table(table)
