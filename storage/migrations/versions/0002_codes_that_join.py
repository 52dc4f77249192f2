"""Codes that join two accounts of a person, or a group and the one that replaces it"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0002'
down_revision = '0001'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('joincode',
    sa.Column('id', number, nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('person_id', number, nullable=False),
    sa.Column('chat_id', number, nullable=True),
    sa.Column('until', storage.database.UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['chat_id'], ['chat.id'], name=op.f('fk_joincode_chat_id_chat')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_joincode_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_joincode')),
    sa.UniqueConstraint('code', name=op.f('uq_joincode_code'))
    )
    with op.batch_alter_table('joincode', schema=None) as batch_op:
        batch_op.create_index('ix_joincode_person_id', ['person_id'], unique=False)
