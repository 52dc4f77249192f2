"""Photos by their key: whether one may be shown is asked each time it is fetched"""

from alembic import op


revision = '0009'
down_revision = '0008'
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index('ix_photo_key', 'photo', ['key'])
