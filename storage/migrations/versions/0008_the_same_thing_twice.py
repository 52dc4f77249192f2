"""Reports of the same thing: where open ones lie, who follows which, and halves that are asked about"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0008'
down_revision = '0007'
branch_labels = None
depends_on = None

IS_OPEN = sa.text("state IN ('new', 'accepted', 'reopened')")
IS_HELD = sa.text('held_until IS NOT NULL')


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    op.add_column('report', sa.Column('cell', number, nullable=True))
    op.add_column('report', sa.Column('duplicate_of', number, nullable=True))
    op.add_column('draft', sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), server_default='', nullable=False))
    op.add_column('draft', sa.Column('held_until', moment, nullable=True))
    # Places have no fractions below zero once a turn is added, so cutting off is rounding down.
    if op.get_bind().dialect.name == 'sqlite':
        row, column = 'CAST((lat + 90) * 1000 AS INTEGER)', 'CAST((lon + 180) * 1000 AS INTEGER)'
    else:
        row, column = 'CAST(floor((lat + 90) * 1000) AS BIGINT)', 'CAST(floor((lon + 180) * 1000) AS BIGINT)'
    op.execute(f'UPDATE report SET cell = {row} * 1000000 + {column}')
    op.create_index('ix_report_open_cell', 'report', ['cell'], sqlite_where=IS_OPEN, postgresql_where=IS_OPEN)
    op.create_index('ix_report_cell', 'report', ['cell', 'created_at'])
    op.create_index('ix_report_duplicate_of', 'report', ['duplicate_of'])
    op.create_index('ix_draft_held', 'draft', ['held_until'], sqlite_where=IS_HELD, postgresql_where=IS_HELD)
    op.create_table('follower',
    sa.Column('id', number, nullable=False),
    sa.Column('report_id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('chat_id', number, nullable=False),
    sa.Column('message_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.ForeignKeyConstraint(['chat_id'], ['chat.id'], name=op.f('fk_follower_chat_id_chat')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_follower_person_id_person')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_follower_report_id_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_follower')),
    sa.UniqueConstraint('report_id', 'person_id', name=op.f('uq_follower_report_id_person_id'))
    )
    op.create_index('ix_follower_person_id', 'follower', ['person_id'])
