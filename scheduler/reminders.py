"""Daily reminders: to branches below their target, and to members who asked for a nudge."""

from datetime import datetime, time, timedelta

from handlers.messages import Outgoing
from handlers.own_work import clear_button
from handlers.scoring import is_met
from handlers.teaching import how_photo
from handlers.texts import say
from handlers.work import Work
from storage import occasions, people, tallies
from storage.tables import Chat, Unit

LATE = timedelta(minutes=15)
"""from here on a message says that it is late"""


def is_quiet(work: Work) -> bool:
    """Whether it is an hour at which nobody wants a message."""
    rules = work.rules.target
    clock = work.now.astimezone(work.world.zone).time()
    if rules.quiet_from > rules.quiet_to:
        return clock >= rules.quiet_from or clock < rules.quiet_to
    return rules.quiet_from <= clock < rules.quiet_to


def was_bound(chat: Chat, due: datetime) -> bool:
    """Whether a group had its role when something fell due; what was before is no news to it."""
    return chat.bound_at is None or chat.bound_at <= due


def hour_of(work: Work, unit: Unit | None) -> time:
    if unit is not None and unit.remind_at:
        return time.fromisoformat(unit.remind_at)
    return work.rules.target.remind_at


async def remind_units(work: Work) -> int:
    """Remind each branch that is below its target, once a day and not in the quiet hours; how many
    were."""
    reminded = 0
    today = work.world.day(work.now)
    holiday = work.world.calendar.is_holiday(today)
    start, end = work.world.day_bounds(today)
    for unit in await people.units(work.session):
        due = work.world.at(today, hour_of(work, unit))
        if work.now < due or is_quiet(work):
            continue
        day = today.isoformat()
        if not await occasions.first_time(work.session, "remind", day, unit.id or 0, work.now):
            continue
        target = unit.target if unit.target is not None else work.rules.target.per_day
        counts = await tallies.count_sorts(work.session, unit.id or 0, start, end)
        if holiday or is_met(counts, target):
            continue
        text = "remind-unit-late" if work.now - due > LATE else "remind-unit"
        chats = [
            chat
            for chat in await people.groups(work.session, "unit", unit_id=unit.id)
            if was_bound(chat, due)
        ]
        reminded += bool(chats)
        for chat in chats:
            body = say(chat.lang, text, unit=unit.name, count=counts.total(), target=target)
            if work.world.bot(chat.channel).only_when_named:
                body += f"\n📷 {how_photo(work, chat)}"
            message = Outgoing(text=body, buttons=clear_button(chat.lang))
            await work.post(chat, message, key=f"remind:{day}:{chat.id}", until=end)
    return reminded


async def nudge_members(work: Work) -> int:
    """Remind, in private, members who asked for it and have sent nothing today; how many were."""
    today = work.world.day(work.now)
    if is_quiet(work) or work.world.calendar.is_holiday(today):
        return 0
    nudged = 0
    start, end = work.world.day_bounds(today)
    for person in await occasions.nudged(work.session):
        unit = await work.session.get(Unit, person.unit_id) if person.unit_id else None
        if work.now < work.world.at(today, hour_of(work, unit)):
            continue
        day = today.isoformat()
        if not await occasions.first_time(work.session, "nudge", day, person.id or 0, work.now):
            continue
        chat = await people.private_chat(work.session, person.id or 0)
        sent = await tallies.count_valid(work.session, start, end, person.id or 0)
        # One that would wait until they write again is worth nothing by then.
        if chat is not None and chat.open and not sent:
            body = say(chat.lang, "nudge-own")
            message = Outgoing(text=body, buttons=clear_button(chat.lang))
            await work.post(chat, message, key=f"nudge:{day}:{chat.id}", until=end)
            nudged += 1
    return nudged
