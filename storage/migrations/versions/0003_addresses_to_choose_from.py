"""Addresses that can be chosen for half a report"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('draft', sa.Column('offered', sa.JSON(), server_default='[]', nullable=False))
