"""Halves of reports whose place was in line already"""

import sqlalchemy as sa
from alembic import op


revision = '0021'
down_revision = '0020'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('draft', sa.Column('unasked', sa.Boolean(), server_default=sa.false(), nullable=False))
