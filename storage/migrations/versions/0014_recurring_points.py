"""Places to which the same thing comes back"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0014'
down_revision = '0013'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.create_table('spot',
    sa.Column('id', number, nullable=False),
    sa.Column('code', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('kind', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('lat', sa.Float(), nullable=False),
    sa.Column('lon', sa.Float(), nullable=False),
    sa.Column('cell', number, nullable=False),
    sa.Column('ward_id', number, nullable=False),
    sa.Column('unit_id', number, nullable=True),
    sa.Column('owner', sa.Text(), nullable=False),
    sa.Column('created_at', storage.database.UtcTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_spot_unit_id_unit')),
    sa.ForeignKeyConstraint(['ward_id'], ['ward.id'], name=op.f('fk_spot_ward_id_ward')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_spot')),
    sa.UniqueConstraint('code', name=op.f('uq_spot_code'))
    )
    op.create_index('ix_spot_cell', 'spot', ['cell'])
    op.add_column('report', sa.Column('spot_id', number, nullable=True))
    op.create_index('ix_report_spot_id', 'report', ['spot_id'])
