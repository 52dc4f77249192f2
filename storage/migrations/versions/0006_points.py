"""The ledger of points, the rules it was kept by, and since when branches owe what"""

from datetime import date

import sqlalchemy as sa
import sqlmodel
import storage.database
from alembic import op


revision = '0006'
down_revision = '0005'
branch_labels = None
depends_on = None


def upgrade() -> None:
    number = sa.BigInteger().with_variant(sa.Integer(), 'sqlite')
    moment = storage.database.UtcTime(timezone=True)
    op.create_table('pointversion',
    sa.Column('id', number, nullable=False),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('last_day', sa.Date(), nullable=False),
    sa.Column('body', sa.Text(), nullable=False),
    sa.Column('sha256', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_pointversion')),
    sa.UniqueConstraint('first_day', name=op.f('uq_pointversion_first_day'))
    )
    op.create_table('target',
    sa.Column('id', number, nullable=False),
    sa.Column('unit_id', number, nullable=True),
    sa.Column('first_day', sa.Date(), nullable=False),
    sa.Column('per_day', sa.Integer(), nullable=False),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_target_unit_id_unit')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_target')),
    sa.UniqueConstraint('unit_id', 'first_day', name=op.f('uq_target_unit_id_first_day'))
    )
    op.create_table('entry',
    sa.Column('id', number, nullable=False),
    sa.Column('key', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('rule', sqlmodel.sql.sqltypes.AutoString(), nullable=False),
    sa.Column('version', sa.Date(), nullable=False),
    sa.Column('count', sa.Integer(), nullable=False),
    sa.Column('points', sa.Integer(), nullable=False),
    sa.Column('minutes', sa.Integer(), nullable=True),
    sa.Column('unit_id', number, nullable=True),
    sa.Column('ward_id', number, nullable=True),
    sa.Column('person_id', number, nullable=True),
    sa.Column('report_id', number, nullable=True),
    sa.Column('event_id', number, nullable=True),
    sa.Column('counters', number, nullable=True),
    sa.Column('about', sa.Date(), nullable=False),
    sa.Column('day', sa.Date(), nullable=False),
    sa.Column('reason', sa.Text(), nullable=False),
    sa.Column('at', moment, nullable=False),
    sa.ForeignKeyConstraint(['counters'], ['entry.id'], name=op.f('fk_entry_counters_entry')),
    sa.ForeignKeyConstraint(['event_id'], ['event.id'], name=op.f('fk_entry_event_id_event')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_entry_person_id_person')),
    sa.ForeignKeyConstraint(['report_id'], ['report.id'], name=op.f('fk_entry_report_id_report')),
    sa.ForeignKeyConstraint(['unit_id'], ['unit.id'], name=op.f('fk_entry_unit_id_unit')),
    sa.ForeignKeyConstraint(['ward_id'], ['ward.id'], name=op.f('fk_entry_ward_id_ward')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_entry')),
    sa.UniqueConstraint('counters', name=op.f('uq_entry_counters')),
    sa.UniqueConstraint('key', name=op.f('uq_entry_key'))
    )

    def partial(name: str, columns: list[str], where: str) -> None:
        op.create_index(name, 'entry', columns, unique=False, sqlite_where=sa.text(where), postgresql_where=sa.text(where))

    op.create_index('ix_entry_day', 'entry', ['day'], unique=False)
    op.create_index('ix_entry_report_id', 'entry', ['report_id'], unique=False)
    for subject in ('unit', 'ward', 'person'):
        partial(f'ix_entry_{subject}', [f'{subject}_id', 'day'], f'{subject}_id IS NOT NULL')
    partial('ix_entry_met', ['unit_id', 'about'], "rule = 'day'")
    partial('ix_entry_later', ['about'], 'day <> about')

    with op.batch_alter_table('report', schema=None) as batch_op:
        batch_op.add_column(sa.Column('settle_at', moment, nullable=True))
    op.create_index('ix_report_settle_at', 'report', ['settle_at'], unique=False, sqlite_where=sa.text('settle_at IS NOT NULL'), postgresql_where=sa.text('settle_at IS NOT NULL'))
    # What is there already is looked at as well, the oldest first.
    op.execute('UPDATE report SET settle_at = created_at')

    target = sa.table('target', sa.column('unit_id'), sa.column('first_day', sa.Date()), sa.column('per_day'))
    unit = sa.table('unit', sa.column('id'), sa.column('target'))
    for row in op.get_bind().execute(sa.select(unit).where(unit.c.target.is_not(None))).all():
        op.execute(sa.insert(target).values(unit_id=row.id, first_day=date.min, per_day=row.target))
