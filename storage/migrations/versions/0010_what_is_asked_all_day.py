"""Indexes for what is asked all day: closings that nobody contradicted yet, and posts that were sent"""

import sqlalchemy as sa
from alembic import op


revision = '0010'
down_revision = '0009'
branch_labels = None
depends_on = None

IS_RESOLVED = sa.text("state = 'resolved'")
IS_SENT = sa.text('sent_at IS NOT NULL')


def upgrade() -> None:
    op.create_index('ix_report_resolved', 'report', ['resolved_at'], sqlite_where=IS_RESOLVED, postgresql_where=IS_RESOLVED)
    # What was given up was in it as well, and SQLite looked for waiting posts among that.
    op.drop_index('ix_outbox_sent_at', 'outbox')
    op.create_index('ix_outbox_sent_at', 'outbox', ['sent_at'], sqlite_where=IS_SENT, postgresql_where=IS_SENT)
