"""The command that tells of contests, and gives admins the way to the office's page for them."""

from handlers import admins
from handlers.actions import By
from handlers.contest_posts import day
from handlers.messages import Message, Outgoing
from handlers.texts import say
from handlers.work import Work
from storage import campaigns


async def contests(work: Work, by: By, message: Message, rest: str) -> Outgoing:
    """The contests that run or are to come; to an admin in private also the page for them."""
    lang, today = by.chat.lang, work.world.day(work.now)
    lines = [
        say(lang, "contest-line", name=one.name, first=day(one.first_day), last=day(one.last_day))
        for one in await campaigns.known(work.session)
        if one.closed_at is None or today <= one.last_day
    ]
    text = "\n".join(lines) or say(lang, "contest-none")
    if by.chat.kind != "private" or not await admins.is_admin(work, by.person):
        return Outgoing(text=text)
    link = work.world.contest_link(by.person.id or 0, f"{work.world.rng.getrandbits(64):x}")
    if not link:
        return Outgoing(text=f"{text}\n\n{say(lang, 'contest-no-page')}")
    return Outgoing(text=f"{text}\n\n{say(lang, 'contest-page', link=link)}")
