"""Campaigns and their scores: kept, found, never changed once they count."""

from collections import defaultdict
from collections.abc import Sequence

from sqlmodel import col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from storage.tables import Campaign, CampaignScore

Key = tuple[str, str, int]
"""division, criterion and subject of a score"""


async def find(session: AsyncSession, slug: str, *, lock: bool = False) -> Campaign | None:
    query = select(Campaign).where(Campaign.slug == slug)
    return (await session.exec(query.with_for_update() if lock else query)).first()


async def forget(session: AsyncSession, campaign: Campaign) -> None:
    """Take a campaign away with its scores."""
    scored = col(CampaignScore.campaign_id) == campaign.id
    await session.exec(delete(CampaignScore).where(scored))
    await session.delete(campaign)


async def known(session: AsyncSession) -> Sequence[Campaign]:
    """All campaigns, by when they begin."""
    query = select(Campaign).order_by(col(Campaign.first_day), col(Campaign.id))
    return (await session.exec(query)).all()


async def given(session: AsyncSession, campaign_id: int) -> Sequence[CampaignScore]:
    """All scores that were ever given in a campaign, in order."""
    query = select(CampaignScore).where(CampaignScore.campaign_id == campaign_id)
    return (await session.exec(query.order_by(col(CampaignScore.id)))).all()


async def scores(session: AsyncSession, campaign_id: int) -> dict[Key, CampaignScore]:
    """The scores that count: the last one of each."""
    rows = await given(session, campaign_id)
    return {(row.division, row.criterion, row.subject_id): row for row in rows}


async def by_subject(
    session: AsyncSession, campaign_id: int, division: str
) -> dict[int, dict[str, int]]:
    """The scores that count in a division, by subject and criterion."""
    found: dict[int, dict[str, int]] = defaultdict(dict)
    for (where, criterion, subject_id), row in (await scores(session, campaign_id)).items():
        if where == division:
            found[subject_id][criterion] = row.score
    return found
