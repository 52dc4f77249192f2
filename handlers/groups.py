"""What happens to groups: the bot is added, promoted or removed, a group gets a new address."""

from collections.abc import Sequence
from typing import Any

from handlers import posting, telling
from handlers.messages import Membership, Moved, Outgoing
from handlers.states import OPEN
from handlers.teaching import named_first
from handlers.texts import say
from handlers.work import Work, World
from storage import delivery, people, reports
from storage.tables import Chat, Report


def lacks_rights(world: World, chat: Chat) -> bool:
    """Whether the bot would miss messages in a group: it sees everything only as an administrator
    or with privacy mode off."""
    return chat.is_admin is False and not world.bot(chat.channel).reads_groups


async def open_for(work: Work, ward_id: int) -> Sequence[Report]:
    """The open reports that a ward has to deal with, also those of wards that it took over."""
    return await reports.open_in(work.session, work.world.wards.answered_by(ward_id))


async def membership(work: Work, change: Membership, chat: Chat) -> None:
    if not change.present:
        if change.probed:
            # A message from the group is better evidence than this; being thrown out is told apart.
            return
        await lost(work, chat, "the bot is not in the group")
        return
    came_back = not chat.active
    knew = chat.is_admin
    chat.active, chat.is_admin = True, change.is_admin
    await work.session.flush()
    if came_back and chat.role == "ward" and chat.ward_id is not None:
        await posting.hand_over(work, await open_for(work, chat.ward_id))
    if came_back and chat.role == "office":
        await posting.hand_over(work, await open_for_office(work))
    if chat.kind != "group":
        return
    if chat.role and lacks_rights(work.world, chat):
        await work.post(chat, Outgoing(text=say(chat.lang, "needs-rights")))
    elif chat.role and knew is False and chat.is_admin:
        await work.post(chat, Outgoing(text=say(chat.lang, "rights-fine")))
    elif not chat.role and not change.probed and (knew is None or came_back):
        hello = say(chat.lang, "hello-group") + named_first(work, chat)
        await work.post(chat, Outgoing(text=hello))


async def open_for_office(work: Work) -> Sequence[Report]:
    """The open reports of wards that have no group of their own."""
    wards = work.world.wards
    bound = {chat.ward_id for chat in await people.groups(work.session, "ward")}
    without = {ward.id for ward in wards.in_force if ward.id is not None} - bound | wards.alone
    mute = [ward_id for ward_id in wards.rows if wards.current(ward_id) in without]
    return await reports.open_in(work.session, mute)


async def lost(work: Work, chat: Chat, why: str) -> None:
    """A chat cannot be written to any more. Reports that were on their way to it go where somebody
    sees them, and the office is told; so does what a reporter was to be told."""
    chat.active = False
    await telling.tell_elsewhere(work, chat)
    await delivery.take_apart(work.session, chat.id or 0)
    unseen = [card.report_id for card in await delivery.unsent(work.session, chat.id or 0, "card:")]
    await delivery.stop_chat(work.session, chat.id or 0, work.now, why)
    await work.session.flush()
    if chat.role:
        # A ward's or branch's group that is gone means reports nobody sees.
        await warn_office(work, f"gone:{chat.id}", "group-gone", group=chat.title or chat.address)
    for report_id in unseen:
        report = await reports.locked(work.session, report_id or 0)
        if report is not None and report.state in OPEN:
            await posting.post_cards(work, report)


async def warn_office(work: Work, key: str, text: str, **args: Any) -> None:
    """Tell the office and the admins of something that only they can mend, once a day."""
    for chat in [
        *await people.groups(work.session, "office"),
        *await people.admin_chats(work.session),
    ]:
        warning = Outgoing(text=say(chat.lang, text, **args))
        await work.post(chat, warning, key=f"{key}:{chat.id}:{work.now:%F}")


async def moved(work: Work, change: Moved) -> None:
    """Follow a group to its new address. Its message ids mean nothing there, so the next change
    of a card becomes a fresh post."""
    chat = await people.move_chat(
        work.session, change.chat.channel, change.chat.address, change.new_address
    )
    if chat is not None:
        chat.active = True
        await delivery.forget_messages(work.session, chat.id or 0)
        await reports.forget_messages(work.session, chat.id or 0)
