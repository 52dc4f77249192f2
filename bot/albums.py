"""Albums where a platform does not tell them: photos that one person sends within seconds."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channel import Channel, Unreadable
from handlers.messages import Message
from storage import inbox
from storage.tables import Inbox

GAP = timedelta(seconds=5)
"""between two photos of one album: people choose them at once, and phones send them one by one"""
LOOKED_AT = 500
"""updates on either side among which the others of an album are looked for"""
_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def told(messages: Sequence[Message]) -> list[Message]:
    """Messages of one chat in their order, in which photos that one person sent one soon after the
    other say that they are an album: by the id of its first, which may say nothing itself where it
    was looked at before the others came. Photos with different captions were sent apart."""
    runs: dict[str, list[list[Message]]] = {}
    for message in messages:
        if message.photo is None or message.edited or message.at < _LONG_AGO:
            continue
        of_sender = runs.setdefault(message.sender.address, [])
        if of_sender and _goes_on(of_sender[-1], message):
            of_sender[-1].append(message)
        else:
            of_sender.append([message])
    albums = {
        message.message_id: run[0].message_id
        for of_sender in runs.values()
        for run in of_sender
        if len(run) > 1
        for message in run
    }
    return [replace(message, album=albums.get(message.message_id)) for message in messages]


def _goes_on(run: Sequence[Message], photo: Message) -> bool:
    said = {one.text for one in (*run, photo) if one.text}
    return len(said) <= 1 and abs(photo.at - run[-1].at) <= GAP


async def in_album(
    session: AsyncSession, channel: Channel, row_id: int, message: Message
) -> Message:
    """A photo from a platform that tells no albums, with its album if it belongs to one."""
    near = told([found for _, found in await _near(session, channel, row_id)])
    album = next(found.album for found in near if found.message_id == message.message_id)
    return replace(message, album=album)


async def put_back(
    session: AsyncSession, channel: Channel, row_id: int, album: str, *, tells: bool
) -> list[tuple[int, str]]:
    """Put back the photos of an album that came before anybody could know they are wanted: its
    caption may stand under any of them."""
    near = await _near(session, channel, row_id)
    messages = [message for _, message in near]
    again = []
    for (row, _), message in zip(near, messages if tells else told(messages), strict=True):
        before = (row.id or 0) < row_id and row.done_at is not None
        if before and message.album == album and not message.edited:
            row.done_at = None
            again.append((row.id or 0, row.lane))
    return again


async def _near(
    session: AsyncSession, channel: Channel, row_id: int
) -> list[tuple[Inbox, Message]]:
    found = []
    for row in await inbox.around(session, row_id, LOOKED_AT):
        if row.source != channel.name:
            continue
        try:
            message = channel.read(row.body)
        except Unreadable:
            continue
        if isinstance(message, Message):
            found.append((row, message))
    return found
