"""The weekly boards: a draft, then final, then posted to branches, wards and the office."""

from dataclasses import replace
from datetime import datetime

from handlers import boards, figures, freezing
from handlers.figures import Standing
from handlers.messages import Outgoing
from handlers.periods import board_due, draft_due, following, next_board
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import LATE, is_quiet, was_bound
from storage import frozen, occasions, people
from storage.tables import Chat


async def _groups(work: Work, due: datetime) -> list[Chat]:
    """The groups that a board is for. A ward that ended is on none any more; its group may still be
    bound to it."""
    return [
        chat
        for role in ("unit", "ward", "office")
        for chat in await people.groups(work.session, role)
        if chat.ward_id not in work.world.wards.alone and was_bound(chat, due)
    ]


async def tell_draft(work: Work) -> int:
    """Before a week ends, show the office its boards, and each branch and ward where it stands, so
    that they can object; in how many groups."""
    due, week = draft_due(work.world, work.now)
    if work.now < due or is_quiet(work):
        return 0
    chats = [
        chat
        for chat in await _groups(work, due)
        if await occasions.first_time(work.session, "draft", week.name, chat.id or 0, work.now)
    ]
    if not chats:
        return 0
    final_at, _ = next_board(work.world, work.now)
    found = await figures.standing(work, week)
    draft = Standing(week, found.rules, found.units, found.wards, draft=True)
    for chat in chats:
        until = work.when(final_at, chat.lang, dated=True)
        if chat.role == "office":
            told = say(chat.lang, "board-draft-office", until=until)
            posts = [*_both(draft, chat), Outgoing(text=told)]
        else:
            own = boards.own_line(draft, chat.lang, chat.unit_id, chat.ward_id)
            told = say(chat.lang, "board-draft", week=week.label(), line=own)
            how = say(chat.lang, "board-draft-how", until=until)
            posts = [Outgoing(text=f"{told}\n{how}")] if own else []
        for number, message in enumerate(posts):
            await work.post(chat, message, key=f"draft:{week.name}:{chat.id}:{number}")
    return len(chats)


async def freeze_weeks(work: Work) -> int:
    """Make the boards of the week that is due final, and before it those of weeks that passed while
    nothing ran, where there is something to tell or somebody to tell it to; how many."""
    due, last = board_due(work.world, work.now)
    newest = await frozen.weeks(work.session, 1)
    week, done = following(newest[0].last_day, work.world) if newest else last, 0
    anybody = bool(await _groups(work, due))
    while week.start <= last.start:
        if await frozen.find(work.session, week.name) is None and (
            anybody or await freezing.has_something(work, week)
        ):
            await freezing.freeze(work, week)
            done += 1
        week = following(week.last, work.world)
    return done


async def post_boards(work: Work) -> int:
    """Post the final boards of the week where they were not posted yet; in how many groups. After a
    night or a week down the latest still come, saying that they are late; earlier ones do not."""
    due, week = board_due(work.world, work.now)
    final = await frozen.find(work.session, week.name)
    if is_quiet(work) or final is None:
        return 0
    chats = [
        chat
        for chat in await _groups(work, due)
        if await occasions.first_time(work.session, "board", week.name, chat.id or 0, work.now)
    ]
    found = freezing.standing_of(work, final)
    for chat in chats:
        late = ""
        if work.now - due > LATE:
            late = say(chat.lang, "board-late", at=work.when(due, chat.lang)) + "\n"
        *posts, last = _both(found, chat, late)
        if link := work.world.board_link(week.name):
            seen = say(chat.lang, "board-link", link=link)
            last = replace(last, text=f"{last.text}\n\n{seen}")
        for number, message in enumerate([*posts, last]):
            await work.post(chat, message, key=f"board:{week.name}:{chat.id}:{number}")
    return len(chats)


def _both(found: Standing, chat: Chat, late: str = "") -> list[Outgoing]:
    pictures = boards.unit_picture(found, chat.lang), boards.ward_picture(found, chat.lang)
    return [message for board in pictures for message in boards.messages(board, late)]
