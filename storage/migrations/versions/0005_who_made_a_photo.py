"""Editors and generators that a photo's file named"""

import sqlalchemy as sa
from alembic import op


revision = '0005'
down_revision = '0004'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column('photo', sa.Column('made_with', sa.Text(), nullable=False, server_default=''))
