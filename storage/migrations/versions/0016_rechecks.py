"""Re-checks by lot, and people who may ask to be inspectors"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0016'
down_revision = '0015'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    words = sqlmodel.sql.sqltypes.AutoString
    op.create_table('draw',
    sa.Column('id', number, nullable=False),
    sa.Column('week', words(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('secret', words(), nullable=False),
    sa.Column('opened_at', moment, nullable=False),
    sa.Column('per_ward', sa.Integer(), nullable=False),
    sa.Column('pool', sa.Text(), nullable=False),
    sa.Column('seed', words(), nullable=False),
    sa.Column('drawn_at', moment, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_draw')),
    sa.UniqueConstraint('week', name=op.f('uq_draw_week'))
    )
    op.create_table('recheck',
    sa.Column('id', number, nullable=False),
    sa.Column('draw_id', number, nullable=False),
    sa.Column('closing_id', number, nullable=False),
    sa.Column('report_id', number, nullable=False),
    sa.Column('ward_id', number, nullable=False),
    sa.Column('ended_at', moment, nullable=True),
    sa.Column('verdict', words(), nullable=False),
    sa.ForeignKeyConstraint(['closing_id'], ['closing.id'], name=op.f('fk_recheck_closing_id_closing')),
    sa.ForeignKeyConstraint(['draw_id'], ['draw.id'], name=op.f('fk_recheck_draw_id_draw')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_recheck_report_id_report')),
    sa.ForeignKeyConstraint(['ward_id'], ['ward.id'], name=op.f('fk_recheck_ward_id_ward')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_recheck')),
    sa.UniqueConstraint('closing_id', name=op.f('uq_recheck_closing_id'))
    )
    op.create_table('visit',
    sa.Column('id', number, nullable=False),
    sa.Column('recheck_id', number, nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('chat_id', number, nullable=False),
    sa.Column('asked_at', moment, nullable=False),
    sa.Column('photo_id', number, nullable=True),
    sa.Column('lat', sa.Float(), nullable=True),
    sa.Column('lon', sa.Float(), nullable=True),
    sa.Column('accuracy', sa.Float(), nullable=True),
    sa.Column('verdict', words(), nullable=False),
    sa.Column('ended_at', moment, nullable=True),
    sa.ForeignKeyConstraint(['chat_id'], ['chat.id'], name=op.f('fk_visit_chat_id_chat')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_visit_person_id_person')),
    sa.ForeignKeyConstraint(['photo_id'], ['photo.id'], name=op.f('fk_visit_photo_id_photo')),
    sa.ForeignKeyConstraint(['recheck_id'], ['recheck.id'], name=op.f('fk_visit_recheck_id_recheck')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_visit'))
    )
    is_open = sa.text('ended_at IS NULL')
    op.create_index('ix_recheck_draw_id', 'recheck', ['draw_id'], unique=False)
    op.create_index('ix_recheck_open', 'recheck', ['id'], unique=False, sqlite_where=is_open, postgresql_where=is_open)
    op.create_index('ix_visit_open', 'visit', ['person_id'], unique=False, sqlite_where=is_open, postgresql_where=is_open)
    op.create_index('ix_visit_recheck_id', 'visit', ['recheck_id'], unique=False)
    with op.batch_alter_table('accessrequest', schema=None) as batch_op:
        batch_op.alter_column('ward_id', existing_type=number, nullable=True)
