"""What about a closing a human should look at, and what they decided"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0013'
down_revision = '0012'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    op.create_table('flag',
    sa.Column('id', number, nullable=False),
    sa.Column('closing_id', number, nullable=False),
    sa.Column('report_id', number, nullable=False),
    sa.Column('reasons', sa.JSON(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('told_at', moment, nullable=True),
    sa.Column('reminded_at', moment, nullable=True),
    sa.Column('decided_at', moment, nullable=True),
    sa.Column('decided_by', number, nullable=True),
    sa.Column('verdict', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['closing_id'], ['closing.id'], name=op.f('fk_flag_closing_id_closing')),
    sa.ForeignKeyConstraint(['decided_by'], ['person.id'], name=op.f('fk_flag_decided_by_person')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_flag_report_id_report')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag'))
    )
    op.create_index('ix_flag_closing_id', 'flag', ['closing_id'], unique=False)
    is_open = sa.text('decided_at IS NULL')
    op.create_index('ix_flag_open', 'flag', ['report_id'], unique=False, sqlite_where=is_open, postgresql_where=is_open)
