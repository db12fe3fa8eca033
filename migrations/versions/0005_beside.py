"""What stands beside the weekly figures: monitoring effort, official totals, the context lane.

All three tables only grow; triggers refuse every change, as on those of the second migration.
"""

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT, JsonText, UtcInstant

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

# With the conditions of an insert that would replace a row: see the second migration.
_APPEND_ONLY = {
    "context_entry": "id = NEW.id AND version = NEW.version OR rowid = NEW.rowid",
    "monitoring_effort": "id = NEW.id",
    "official_total": "id = NEW.id OR supersedes = NEW.supersedes OR rowid = NEW.rowid",
}


def upgrade() -> None:
    _add_effort()
    _add_totals()
    _add_context()
    _forbid_changes()


def _add_effort() -> None:
    op.create_table(
        "monitoring_effort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("week", TEXT, nullable=False),
        sa.Column("sector", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index(
        "monitoring_effort_week", "monitoring_effort", ["week", "sector", "id"], unique=False
    )


def _add_totals() -> None:
    op.create_table(
        "official_total",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("first_id", TEXT, nullable=False),
        sa.Column("supersedes", TEXT, nullable=True),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("claimant", TEXT, nullable=False),
        sa.Column("relayed_by", TEXT, nullable=True),
        sa.Column("measure", TEXT, nullable=False),
        sa.Column("unit", TEXT, nullable=False),
        sa.Column("area_type", TEXT, nullable=False),
        sa.Column("area", TEXT, nullable=True),
        sa.Column("from_day", sa.Date(), nullable=False),
        sa.Column("to_day", sa.Date(), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("day_basis", TEXT, nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.Column("qualifier", TEXT, nullable=False),
        sa.Column("source_title", TEXT, nullable=True),
        sa.Column("source_url", TEXT, nullable=True),
        sa.Column("document_date", sa.Date(), nullable=True),
        sa.Column("stated", TEXT, nullable=True),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["supersedes"], ["official_total.id"]),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("supersedes"),
    )
    op.create_index(
        "official_total_period", "official_total", ["from_day", "last_day"], unique=False
    )
    op.create_index("official_total_first", "official_total", ["first_id"], unique=False)


def _add_context() -> None:
    op.create_table(
        "context_entry",
        sa.Column("id", TEXT, nullable=False),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.Column("dated", TEXT, nullable=False),
        sa.Column("date_precision", TEXT, nullable=False),
        sa.Column("first_day", sa.Date(), nullable=False),
        sa.Column("last_day", sa.Date(), nullable=False),
        sa.Column("kind", TEXT, nullable=False),
        sa.Column("titles", JsonText(), nullable=False),
        sa.Column("source", TEXT, nullable=False),
        sa.Column("source_url", TEXT, nullable=True),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("id", "version"),
    )


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table in _APPEND_ONLY:
            op.execute(
                f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE "
                f"ON {table} FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()"
            )
        return
    for table, same in _APPEND_ONLY.items():
        refuse = f"SELECT RAISE(ABORT, 'rows of {table} are only added, never changed')"
        for verb, when in (
            ("UPDATE", ""),
            ("DELETE", ""),
            ("INSERT", f"WHEN EXISTS (SELECT 1 FROM {table} WHERE {same})"),
        ):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"{when} BEGIN {refuse}; END"
            )


def downgrade() -> None:
    postgres = op.get_bind().dialect.name == "postgresql"
    for table in _APPEND_ONLY:
        if postgres:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
        else:
            for verb in ("update", "delete", "insert"):
                op.execute(f"DROP TRIGGER {table}_no_{verb}")
    for table in ("context_entry", "official_total", "monitoring_effort"):
        op.drop_table(table)
