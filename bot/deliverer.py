"""One delivery: a row of the outbox to its platform, and what each way to fail means for it."""

import time
from collections.abc import Callable, Mapping
from datetime import timedelta
from random import random

from bot.channel import (
    Channel,
    ChatClosed,
    ChatGone,
    ChatMoved,
    Refused,
    SendError,
    Sent,
    StaleReference,
    Store,
    Target,
    TooFast,
)
from bot.clock import Clock
from bot.logs import log
from bot.picture_source import PictureSource
from bot.recorder import Outcome
from handlers.messages import outgoing
from storage import uploads
from storage.database import Database
from storage.delivery import Head
from storage.photos import PhotoStore
from storage.tables import WHEN_THEY_WRITE, Outbox

SERVER_ERRORS = 30
"""failures of one message after which it is given up, if others arrive meanwhile: 25 minutes"""
PATIENCE = 9
"""failures of one message after which it goes out without a photo that cannot be read"""
OWN_FAULTS = 6
"""unexpected errors with one message after which it is given up"""

Known = Mapping[str, Mapping[str, str]]
"""by channel and our key, what the platform calls a picture"""


class Deliverer:
    """Delivers rows that were chosen. It records nothing."""

    def __init__(
        self,
        db: Database,
        photos: PhotoStore,
        channels: Mapping[str, Channel],
        clock: Clock,
        store: Callable[[str], Store],
    ) -> None:
        self._db, self._channels, self._clock, self._store = db, channels, clock, store
        self._pictures = PictureSource(db, photos)
        self._arrived: dict[str, float] = {}
        self._failed: dict[int, float] = {}

    async def deliver(self, head: Head, row: Outbox, known: Known) -> Outcome:
        """Try to deliver one row; every way in which it may fail becomes a decision."""
        channel = self._channels.get(head.channel)
        now = self._clock.now()
        if channel is None:
            return Outcome(
                head, row, error=f"no channel {head.channel!r}", retry_at=now + _backoff(6)
            )
        if row.expires_at is not None and row.expires_at < now:
            return Outcome(head, row, error="too late")
        try:
            done = await self._send(channel, head, row, known)
            if done.sent is not None and not head.aside:
                self._arrived[head.channel] = time.monotonic()
            return done
        except TooFast as error:
            log().warning("too_fast", chat=head.address, wait=error.wait.total_seconds())
            wait = error.wait + timedelta(seconds=1)
            return Outcome(head, row, error=str(error), retry_at=self._clock.now() + wait)
        except ChatMoved as error:
            return Outcome(head, row, error=str(error), moved_to=error.address)
        except ChatClosed as error:
            log().warning("chat_closed", chat=head.address, error=str(error))
            return Outcome(head, row, error=str(error), retry_at=WHEN_THEY_WRITE)
        except ChatGone as error:
            return Outcome(head, row, error=str(error), chat_gone=True)
        except (Refused, StaleReference) as error:
            log().error("message_refused", outbox=row.id, kind=row.kind, error=str(error))
            return Outcome(head, row, error=str(error) or type(error).__name__)
        except SendError as error:
            log().warning("send_failed", outbox=row.id, attempts=row.attempts, error=str(error))
            if head.aside or (row.attempts >= SERVER_ERRORS and self._others_arrive(head)):
                return Outcome(head, row, error=str(error))
            retry_at = self._clock.now() + _backoff(row.attempts)
            return Outcome(head, row, error=str(error), retry_at=retry_at)
        except Exception as error:
            # A fault of ours must not hold up the chat for ever.
            log().error("sender_failed", outbox=row.id, exc_info=error)
            retry_at = self._clock.now() + _backoff(row.attempts)
            give_up = row.attempts + 1 >= OWN_FAULTS
            return Outcome(head, row, error=repr(error), retry_at=None if give_up else retry_at)

    def _others_arrive(self, head: Head) -> bool:
        """Whether anything was delivered since this chat's last failure, so that the trouble is
        with the message and not with the platform or the line."""
        last, self._failed[head.chat_id] = self._failed.get(head.chat_id), time.monotonic()
        return last is not None and self._arrived.get(head.channel, 0) > last

    async def _send(self, channel: Channel, head: Head, row: Outbox, known: Known) -> Outcome:
        message = outgoing.validate_python(row.payload)
        if row.kind == "toast":
            await channel.answer_press(message)
            return Outcome(head, row, Sent(None))
        target = Target(head.address, head.is_group, head.topic)
        if row.kind == "probe":
            await channel.probe(target, self._store(channel.name))
            return Outcome(head, row, Sent(None))
        if row.kind == "edit":
            async with self._db.read() as session:
                original = await session.get_one(Outbox, row.original_id)
            has_picture = bool(original.payload.get("photo") or original.payload.get("picture"))
            if original.dead_at is not None and original.sent_at is None:
                return Outcome(head, row, error="the message it changes was never sent")
            if original.message_id is not None and await channel.edit(
                target, original.message_id, message, has_picture
            ):
                return Outcome(head, row, Sent(None))
            # The message is gone or its number is forgotten: what it says is still true.
        reply_to = message.reply_to
        if message.reply_to_post is not None:
            async with self._db.read() as session:
                post = await session.get(Outbox, message.reply_to_post)
            reply_to = post.message_id if post is not None else None
        patient = row.attempts < PATIENCE
        names = known.get(channel.name, {})
        shown, keys = await self._pictures.of(channel, message, patient, names)
        try:
            sent = await channel.send(target, message, shown, reply_to)
        except StaleReference:
            async with self._db.write() as session:
                await uploads.forget(session, channel.name, keys)
            shown, keys = await self._pictures.of(channel, message, patient, {})
            sent = await channel.send(target, message, shown, reply_to)
        uploaded = tuple(
            (key, ref)
            for key, ref, known in zip(keys, sent.refs, shown.refs, strict=False)
            if ref is not None and known is None
        )
        return Outcome(head, row, sent, uploaded=uploaded)


def _backoff(attempts: int) -> timedelta:
    """Waits that grow to a minute, spread so that chats do not come back all at once."""
    return timedelta(seconds=min(0.5 * 2 ** min(attempts, 7), 60) * (0.75 + random() / 2))  # noqa: S311
