"""Each closing with its reporter's word; what was said by the two earlier buttons is kept"""

from collections.abc import Iterator

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0012'
down_revision = '0011'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    closing = op.create_table('closing',
    sa.Column('id', number, nullable=False),
    sa.Column('report_id', number, nullable=False),
    sa.Column('event_id', number, nullable=False),
    sa.Column('ward_id', number, nullable=False),
    sa.Column('own', sa.Boolean(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.Column('ended_at', moment, nullable=True),
    sa.Column('undone', sa.Boolean(), nullable=False),
    sa.Column('asked_at', moment, nullable=True),
    sa.Column('reminded_at', moment, nullable=True),
    sa.Column('mood', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('reason', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('rated_at', moment, nullable=True),
    sa.Column('confirmed_by', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_closing_event_id_event')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_closing_report_id_report')),
    sa.ForeignKeyConstraint(['ward_id'], ['ward.id'], name=op.f('fk_closing_ward_id_ward')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_closing')),
    sa.UniqueConstraint('event_id', name=op.f('uq_closing_event_id'))
    )
    unanswered = sa.text("mood = '' AND reminded_at IS NULL AND ended_at IS NULL AND asked_at IS NOT NULL")
    with op.batch_alter_table('closing', schema=None) as batch_op:
        batch_op.create_index('ix_closing_report_id', ['report_id'], unique=False)
        batch_op.create_index('ix_closing_unanswered', ['at'], unique=False, sqlite_where=unanswered, postgresql_where=unanswered)
        batch_op.create_index('ix_closing_ward', ['at', 'ward_id'], unique=False)
    rows = list(earlier(moment))
    if rows:
        op.bulk_insert(closing, rows)


def earlier(moment: storage.database.UtcTime) -> Iterator[dict[str, object]]:
    event = sa.table('event', sa.column('id'), sa.column('report_id'), sa.column('kind'), sa.column('at', moment), sa.column('data', sa.JSON()), sa.column('undone_at', moment))
    report = sa.table('report', sa.column('id'), sa.column('ward_id'))
    found = op.get_bind().execute(
        sa.select(event, report.c.ward_id)
        .join(report, report.c.id == event.c.report_id)
        .where(event.c.kind.in_(('resolved', 'reopened', 'confirmed')), event.c.undone_at.is_(None))
        .order_by(event.c.report_id, event.c.at, event.c.id)
    )
    last: dict[str, object] = {}
    for row in found:
        of_last = last.get('report_id') == row.report_id
        if row.kind == 'resolved':
            if last:
                yield last
            own = bool(row.data.get('own'))
            ward_id = row.data.get('before', {}).get('ward_id', row.ward_id)
            last = {
                'report_id': row.report_id, 'event_id': row.id, 'ward_id': ward_id, 'own': own, 'at': row.at,
                'ended_at': None, 'undone': False, 'asked_at': None if own else row.at, 'reminded_at': None,
                'mood': '', 'reason': '', 'rated_at': None, 'confirmed_by': '',
            }
        elif of_last and row.kind == 'reopened':
            last |= {'ended_at': row.at, 'mood': 'bad', 'reason': 'undone', 'rated_at': row.at}
        elif of_last:
            by = row.data.get('by', 'silence')
            last |= {'confirmed_by': by} | ({'mood': 'good', 'rated_at': row.at} if by == 'reporter' else {})
    if last:
        yield last
