"""Sorts of reports: problems, clean streets, and what reporters put right themselves"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0004'
down_revision = '0003'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ('report', 'draft'):
        sort = sa.Column('sort', sqlmodel.sql.sqltypes.AutoString(), server_default='problem', nullable=False)
        op.add_column(table, sort)
