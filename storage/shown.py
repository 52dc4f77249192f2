"""Which stored pictures may be shown to people outside: nothing taken back, refused or undone."""

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Photo, Report

HIDDEN = frozenset({"withdrawn", "refused"})
"""states in which photos and place are shown to nobody who need not know: taken back, or not fit
for it"""
ROLES = ("before", "after")
"""what an undone closing showed has another"""


async def may_be_shown(session: AsyncSession, key: str) -> bool:
    """Whether a picture is part of something that is shown, or was drawn and is nobody's photo."""
    query = (
        select(Photo.role, Report.state)
        .outerjoin(Report, col(Photo.report_id) == col(Report.id))
        .where(Photo.key == key)
    )
    found = (await session.exec(query)).all()
    return not found or any(role in ROLES and state not in HIDDEN for role, state in found)
