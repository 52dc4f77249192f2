"""Whom a contest names, whatever they are called later"""

import sqlalchemy as sa
from alembic import op


revision = '0019'
down_revision = '0018'
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Those of before go on with who is called so today.
    op.add_column('campaign', sa.Column('named', sa.JSON(), server_default='{}', nullable=False))
