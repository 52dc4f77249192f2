"""Boards of a period are read off indexes"""

import sqlalchemy as sa
from alembic import op


revision = '0017'
down_revision = '0016'
branch_labels = None
depends_on = None


def upgrade() -> None:
    for subject, more in (('unit', []), ('ward', ['minutes'])):
        where = sa.text(f'{subject}_id IS NOT NULL')
        op.drop_index(f'ix_entry_{subject}', 'entry')
        op.create_index(f'ix_entry_{subject}', 'entry', ['day', f'{subject}_id', 'rule', 'count', 'points', 'about', *more], unique=False, sqlite_where=where, postgresql_where=where)
