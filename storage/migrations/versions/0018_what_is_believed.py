"""Since when reports that ask nobody to act count"""

import sqlalchemy as sa
import storage.database
from alembic import op


revision = '0018'
down_revision = '0017'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('report', sa.Column('believed_at', storage.database.UtcTime(timezone=True), nullable=True))
    # Until now all of them counted at once.
    op.execute("UPDATE report SET believed_at = created_at WHERE sort <> 'problem'")
