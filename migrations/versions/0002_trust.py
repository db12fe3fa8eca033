"""Review, audit, changes of the public table, scopes and allowances of keys.

Tables that only grow are guarded by triggers, made by dialect SQL. On SQLite an insert over an
existing row is refused too: `INSERT OR REPLACE` would delete it past the trigger on deletion.
"""

import sqlalchemy as sa
from alembic import op

from service.models.columns import TEXT, JsonText, UtcInstant

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

# Tables that only grow, with the conditions of an insert that would replace a row: by a unique key,
# and in SQLite also by `rowid`, where the key is not the row's number anyway.
_APPEND_ONLY = {
    "audit_entry": "id = NEW.id",
    "audit_seal": "seq = NEW.seq OR entry_id = NEW.entry_id",
    "claim_grade": "id = NEW.id",
    "incident_history": "id = NEW.id",
    "weekly_release": "week = NEW.week AND vintage = NEW.vintage OR rowid = NEW.rowid",
}


def upgrade() -> None:
    _extend_keys()
    _extend_reports()
    _extend_incidents()
    _add_review()
    _add_audit()
    _add_changes()
    _forbid_changes()


def _extend_keys() -> None:
    op.add_column(
        "access_key", sa.Column("scopes", JsonText(), nullable=False, server_default="[]")
    )
    op.add_column("access_key", sa.Column("sectors", JsonText(), nullable=True))
    op.add_column("access_key", sa.Column("expires_at", UtcInstant(), nullable=True))
    op.add_column("access_key", sa.Column("last_used_on", sa.Date(), nullable=True))
    # What partners could do before there were scopes.
    op.execute(
        """UPDATE access_key SET scopes = '["incidents:read","reports:write"]' """
        "WHERE role = 'partner'"
    )
    op.create_table(
        "allowance",
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("window", sa.Integer(), nullable=False),
        sa.Column("taken", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("subject"),
    )


def _extend_reports() -> None:
    op.add_column("report", sa.Column("opened_id", TEXT, nullable=True))
    # Nothing was merged before, so each report stands behind the incident that it opened.
    op.execute("UPDATE report SET opened_id = incident_id")
    op.create_index("report_receipt_code", "report", ["receipt_code"], unique=False)


def _extend_incidents() -> None:
    op.add_column("incident", sa.Column("sensitivity_floor", TEXT, nullable=True))
    op.add_column("incident", sa.Column("merged_into", TEXT, nullable=True))
    for name in ("set_by_hand", "disputed"):
        op.add_column("incident", sa.Column(name, JsonText(), nullable=False, server_default="[]"))
    op.create_index("incident_queue", "incident", ["status", "sensitivity", "id"], unique=False)
    op.create_index(
        "incident_disputed",
        "incident",
        ["id"],
        unique=False,
        sqlite_where=sa.text("disputed <> '[]'"),
        postgresql_where=sa.text("disputed <> '[]'"),
    )
    op.create_index(
        "incident_merged_into",
        "incident",
        ["merged_into"],
        unique=False,
        sqlite_where=sa.text("merged_into IS NOT NULL"),
        postgresql_where=sa.text("merged_into IS NOT NULL"),
    )


def _add_review() -> None:
    op.create_table(
        "source_reliability",
        sa.Column("source", TEXT, nullable=False),
        sa.Column("reliability", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.PrimaryKeyConstraint("source"),
    )
    op.create_table(
        "claim_grade",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("report_id", TEXT, nullable=False),
        sa.Column("credibility", TEXT, nullable=False),
        sa.Column("reviewer", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["report_id"], ["report.id"]),
        sa.PrimaryKeyConstraint("id"),
    )
    op.create_index("claim_grade_report", "claim_grade", ["report_id", "id"], unique=False)
    op.create_table(
        "review_hold",
        sa.Column("incident_id", TEXT, nullable=False),
        sa.Column("holder", TEXT, nullable=False),
        sa.Column("since", UtcInstant(), nullable=False),
        sa.Column("until", UtcInstant(), nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("incident_id"),
    )
    op.create_table(
        "distinct_pair",
        sa.Column("first_id", TEXT, nullable=False),
        sa.Column("second_id", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["first_id"], ["incident.id"]),
        sa.ForeignKeyConstraint(["second_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("first_id", "second_id"),
    )
    op.create_index("distinct_pair_second", "distinct_pair", ["second_id"], unique=False)
    op.create_table(
        "sensitivity_proposal",
        sa.Column("incident_id", TEXT, nullable=False),
        sa.Column("level", TEXT, nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("reason", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["incident_id"], ["incident.id"]),
        sa.PrimaryKeyConstraint("incident_id"),
    )


def _add_audit() -> None:
    op.create_table(
        "audit_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", UtcInstant(), nullable=False),
        sa.Column("actor", TEXT, nullable=False),
        sa.Column("action", TEXT, nullable=False),
        sa.Column("subject", TEXT, nullable=False),
        sa.Column("details", JsonText(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sqlite_autoincrement=True,
    )
    op.create_table(
        "audit_seal",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("entry_id", sa.Integer(), nullable=False),
        sa.Column("hash", TEXT, nullable=False),
        sa.ForeignKeyConstraint(["entry_id"], ["audit_entry.id"]),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("entry_id"),
    )


def _add_changes() -> None:
    op.create_table(
        "public_change",
        sa.Column("seq", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("public_id", TEXT, nullable=False),
        sa.Column("withdrawn", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("seq"),
        sa.UniqueConstraint("public_id"),
    )
    op.create_table(
        "projection_run",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("rules", TEXT, nullable=True),
        sa.Column("finished_rules", TEXT, nullable=True),
        sa.Column("after_id", TEXT, nullable=True),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished_at", UtcInstant(), nullable=True),
        sa.PrimaryKeyConstraint("id"),
    )
    op.execute("INSERT INTO projection_run (id, done) VALUES (1, 0)")
    # Records that are public already come first in the sequence, in the order of their random ids.
    op.execute(
        "INSERT INTO public_change (seq, public_id, withdrawn) "
        "SELECT (SELECT revision FROM public_revision) + row_number() OVER (ORDER BY id), "
        "id, false FROM feature_public"
    )
    op.execute(
        "UPDATE public_revision SET revision = revision + (SELECT count(*) FROM public_change)"
    )


def _forbid_changes() -> None:
    if op.get_bind().dialect.name == "postgresql":
        op.execute(
            "CREATE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            "RAISE EXCEPTION 'rows of % are only added, never changed', TG_TABLE_NAME; END $$"
        )
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
    if postgres:
        op.execute("DROP FUNCTION refuse_change()")
    for table in (
        "projection_run",
        "public_change",
        "audit_seal",
        "audit_entry",
        "sensitivity_proposal",
        "distinct_pair",
        "review_hold",
        "claim_grade",
        "source_reliability",
        "allowance",
    ):
        op.drop_table(table)
    op.drop_index("incident_merged_into", table_name="incident")
    op.drop_index("incident_disputed", table_name="incident")
    op.drop_index("incident_queue", table_name="incident")
    op.drop_index("report_receipt_code", table_name="report")
    for table, columns in {
        "incident": ("disputed", "set_by_hand", "merged_into", "sensitivity_floor"),
        "report": ("opened_id",),
        "access_key": ("last_used_on", "expires_at", "sectors", "scopes"),
    }.items():
        for column in columns:
            op.drop_column(table, column)
