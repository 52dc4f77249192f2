"""By what photos that look alike are found"""

import sqlalchemy as sa
from alembic import op


revision = '0007'
down_revision = '0006'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    op.add_column('photo', sa.Column('dhash2', number, nullable=False, server_default='0'))
    op.add_column('photo', sa.Column('look', sa.LargeBinary(), nullable=True))
