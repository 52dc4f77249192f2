"""Plans of platforms: the admins hear when one is nearly used up, and a new month begins anew."""

from handlers import saving
from handlers.groups import warn_office
from handlers.work import Work
from storage import delivery, occasions, usage


async def warn_of_plans(work: Work) -> int:
    """Say once a month and stage how much of a plan is used; how many plans."""
    warned = 0
    for channel, profile in work.world.bots.items():
        if not profile.monthly:
            continue
        used = (await saving.used(work.session, work.world, channel, work.now)).both
        stages = []
        if usage.nearly(used, profile.monthly):
            stages.append("plan-nearly-used")
        if usage.almost_all(used, profile.monthly):
            stages.append("plan-used")
        new = [
            stage
            for stage in stages
            if await occasions.first_time(work.session, stage, _month(work), channel, work.now)
        ]
        if new:
            # Where both came at once the first is no news any more.
            args = {"channel": profile.platform, "used": used, "limit": profile.monthly}
            await warn_office(work, f"{new[-1]}:{channel}:{_month(work)}", new[-1], **args)
            warned += 1
    return warned


async def begin_plans(work: Work) -> int:
    """With a month, or with a plan of another size, try again to write to people who could not be
    written to: it may have been for want of messages. In how many chats."""
    tried = 0
    for channel, profile in work.world.bots.items():
        which = f"{_month(work)}:{profile.monthly}"
        if await occasions.first_time(work.session, "plan-begins", which, channel, work.now):
            tried += await delivery.try_again(work.session, channel)
    return tried


def _month(work: Work) -> str:
    return f"{work.world.day(work.now):%Y-%m}"
