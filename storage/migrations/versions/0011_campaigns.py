"""Campaigns, and the scores that their councils gave"""

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0011'
down_revision = '0010'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    words = sqlmodel.sql.sqltypes.AutoString()
    op.create_table('campaign',
    sa.Column('id', number, nullable=False),
    sa.Column('slug', words, nullable=False),
    sa.Column('name', words, nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('added_at', moment, nullable=False),
    sa.Column('closed_at', moment, nullable=True),
    sa.Column('result', sa.Text(), nullable=False),
    sa.Column('sha256', words, nullable=False),
    sa.Column('published_at', moment, nullable=True),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaign')),
    sa.UniqueConstraint('slug', name=op.f('uq_campaign_slug'))
    )
    op.create_table('campaignscore',
    sa.Column('id', number, nullable=False),
    sa.Column('campaign_id', number, nullable=False),
    sa.Column('division', words, nullable=False),
    sa.Column('criterion', words, nullable=False),
    sa.Column('subject_id', number, nullable=False),
    sa.Column('score', sa.Integer(), nullable=False),
    sa.Column('comment', sa.Text(), nullable=False),
    sa.Column('person_id', number, nullable=True),
    sa.Column('given_by', words, nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.ForeignKeyConstraint(['campaign_id'], ['campaign.id'], name=op.f('fk_campaignscore_campaign_id_campaign')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_campaignscore_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_campaignscore'))
    )
    op.create_index('ix_campaignscore_campaign_id', 'campaignscore', ['campaign_id'])
