"""Which photos were there before, and who says that they are new"""

import sqlalchemy as sa
import sqlmodel
from alembic import op


revision = '0020'
down_revision = '0019'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    text = sqlmodel.sql.sqltypes.AutoString()
    op.add_column('photo', sa.Column('like_id', number, nullable=True))
    op.add_column('draft', sa.Column('insisted', sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column('report', sa.Column('doubt', text, server_default='', nullable=False))
    with op.batch_alter_table('flag') as flag:
        flag.alter_column('closing_id', existing_type=number, nullable=True)
