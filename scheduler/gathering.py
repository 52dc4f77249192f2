"""Cards of one hour in one post, where messages have to be saved."""

from collections.abc import Iterable, Iterator
from itertools import groupby

from handlers.messages import Outgoing
from handlers.saving import LEAD, next_hour
from handlers.texts import say
from handlers.work import Work
from storage import delivery, outbox
from storage.tables import Chat, Outbox

MOST, ROOM = 4, 1300
"""cards and characters of one post: links to photos need room as well"""


async def gather_cards(work: Work) -> int:
    """Shortly before the hour, put the cards that wait for it into one post a group; how many
    posts. One alone goes by itself, and so do all where nobody looks at that moment."""
    hour = next_hour(work.now)
    if hour - work.now > LEAD:
        return 0
    posts = 0
    waiting = await outbox.cards_due(work.session, hour)
    for chat_id, of_chat in groupby(waiting, key=lambda row: row.chat_id):
        chat = await work.session.get_one(Chat, chat_id)
        if not work.world.bot(chat.channel).monthly:
            continue
        for lot in _lots(of_chat):
            if len(lot) > 1:
                await _post(work, chat, lot)
                posts += 1
    return posts


def _lots(rows: Iterable[Outbox]) -> Iterator[list[Outbox]]:
    lot: list[Outbox] = []
    for row in rows:
        if lot and (len(lot) == MOST or sum(map(len, map(_words, [*lot, row]))) > ROOM):
            yield lot
            lot = []
        lot.append(row)
    if lot:
        yield lot


def _words(row: Outbox) -> str:
    return "\n".join(filter(None, (row.payload.get("title"), row.payload.get("text"))))


async def _post(work: Work, chat: Chat, lot: list[Outbox]) -> None:
    text = [say(chat.lang, "gathered-cards", count=len(lot)), *map(_words, lot)]
    photos = tuple(row.payload["photo"] for row in lot if row.payload.get("photo"))
    message = Outgoing(text="\n\n".join(text), more_photos=photos)
    await work.post(chat, message, key=f"{delivery.GATHERED}{lot[0].id}")
    for row in lot:
        # It is out, though under no id of its own: an answer has to name the code.
        row.sent_at = work.now
        row.version += 1
