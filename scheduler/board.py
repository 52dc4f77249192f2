"""The weekly board: to branch groups, ward groups and the office, once a week each."""

from handlers import boards, figures
from handlers.periods import board_due
from handlers.texts import say
from handlers.work import Work
from scheduler.reminders import LATE, is_quiet, was_bound
from storage import occasions, people


async def post_boards(work: Work) -> int:
    """Post last week's boards where they were not posted yet; in how many groups. After a night or
    a week down the latest board still comes, saying that it is late; earlier ones do not."""
    due, week = board_due(work.now, work)
    if is_quiet(work):
        return 0
    # A ward that ended is on no board any more; its group may still be bound to it.
    chats = [
        chat
        for role in ("unit", "ward", "office")
        for chat in await people.groups(work.session, role)
        if chat.ward_id not in work.world.wards.alone and was_bound(chat, due)
    ]
    chats = [
        chat
        for chat in chats
        if await occasions.first_time(work.session, "board", week.name, chat.id or 0, work.now)
    ]
    if not chats:
        return 0
    final = await figures.standing(work, week)
    for chat in chats:
        late = ""
        if work.now - due > LATE:
            late = say(chat.lang, "board-late", at=work.when(due, chat.lang)) + "\n"
        for board in (
            boards.unit_picture(final, chat.lang),
            boards.ward_picture(final, chat.lang),
        ):
            for number, message in enumerate(boards.messages(board, late)):
                key = f"board:{week.name}:{chat.id}:{board.title}:{number}"
                await work.post(chat, message, key=key)
    return len(chats)
