"""${message}

Revision: ${up_revision}, after ${down_revision | comma,n}

Rules: one history for both databases; text columns are service.models.columns.TEXT, instants
UtcInstant; a required column comes nullable, is filled, is enforced; triggers are made again after
a batch operation, which drops them silently; `service.database.SCHEMA_HEAD` names the newest one.
"""

import sqlalchemy as sa
from alembic import op

${imports if imports else ""}

revision = ${repr(up_revision)}
down_revision = ${repr(down_revision)}
branch_labels = None
depends_on = None


def upgrade() -> None:
    ${upgrades if upgrades else "pass"}


def downgrade() -> None:
    ${downgrades if downgrades else "pass"}
