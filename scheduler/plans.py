"""Plans of platforms: the admins hear when a month's messages are nearly or wholly used."""

from handlers import saving
from handlers.groups import warn_office
from handlers.work import Work
from storage import occasions, usage


async def warn_of_plans(work: Work) -> int:
    """Say once a month and stage how much of a plan is used; how many plans."""
    month = f"{work.world.day(work.now):%Y-%m}"
    warned = 0
    for channel, profile in work.world.bots.items():
        if not profile.monthly:
            continue
        used = await saving.used(work, channel)
        stages = []
        if usage.nearly(used, profile.monthly):
            stages.append("plan-nearly-used")
        if used >= profile.monthly:
            stages.append("plan-used")
        new = [
            stage
            for stage in stages
            if await occasions.first_time(work.session, stage, month, channel, work.now)
        ]
        if new:
            # Where both came at once the first is no news any more.
            args = {"channel": profile.platform, "used": used, "limit": profile.monthly}
            await warn_office(work, f"{new[-1]}:{channel}:{month}", new[-1], **args)
            warned += 1
    return warned
