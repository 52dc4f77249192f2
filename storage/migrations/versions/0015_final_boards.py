"""Boards that were made final, and objections to them"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0015'
down_revision = '0014'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    op.create_table('frozenweek',
    sa.Column('id', number, nullable=False),
    sa.Column('name', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_frozenweek')),
    sa.UniqueConstraint('name', name=op.f('uq_frozenweek_name'))
    )
    op.create_table('objection',
    sa.Column('id', number, nullable=False),
    sa.Column('week', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('chat_id', number, nullable=False),
    sa.Column('message_id', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('unit_id', number, nullable=True),
    sa.Column('ward_id', number, nullable=True),
    sa.Column('words', sa.Text(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('decided_at', moment, nullable=True),
    sa.Column('decided_by', number, nullable=True),
    sa.Column('accepted', sa.Boolean(), nullable=True),
    sa.Column('answer', sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(['chat_id'], ['chat.id'], name=op.f('fk_objection_chat_id_chat')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_objection_decided_by_person')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_objection_person_id_person')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_objection_unit_id_unit')),
    sa.ForeignKeyConstraint(['ward_id'], ['ward.id'], name=op.f('fk_objection_ward_id_ward')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_objection')),
    sa.UniqueConstraint('chat_id', 'message_id', name=op.f('uq_objection_chat_id_message_id'))
    )
