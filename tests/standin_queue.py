"""How the stand-in hands updates over: two pollers, replays and webhooks as Telegram does it.

The queue, offsets and filters are the emulator's own.
"""

from __future__ import annotations

import asyncio
import time
from collections import defaultdict, deque
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from aiohttp import ClientError, ClientSession, ClientTimeout
from lo_bot_api_emulator import updates as emulated

from tests.updates import Json

emulated.KINDS |= {
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "message_reaction_count",
}
emulated.ALLOWED_UPDATE_TYPES |= {"managed_bot", "guest_message"}

CONFLICT = (
    "Conflict: terminated by other getUpdates request; "
    "make sure that only one bot instance is running"
)


def lane(update: Json) -> str:
    """Telegram keeps order within a chat, and for presses within a person."""
    kind = next(name for name in update if name != "update_id")
    # A test may send nonsense on purpose, which still has to be delivered.
    owner = update[kind].get("from" if kind == "callback_query" else "chat")
    return f"{kind == 'callback_query'} {owner.get('id') if isinstance(owner, dict) else owner}"


class Queues(emulated.UpdateQueues):  # type: ignore[misc]
    def __init__(self, *, changed: Callable[[], None], **settings: Any) -> None:
        super().__init__(**settings)
        self.changed = changed
        self.offset = 0
        self.replays: list[Json] = []
        self.first_pause, self.longest_pause = 1.0, 60.0
        self.last_error: Json = {}
        self._poll: asyncio.Task[list[Json]] | None = None
        self._lanes: dict[str, deque[Json]] = defaultdict(deque)
        self._workers: dict[str, asyncio.Task[None]] = {}
        self._retry = asyncio.Event()
        self._client: ClientSession | None = None

    def pending(self, token: str) -> list[Json]:
        state = self._state(token)
        unconfirmed = (
            item for item in state.updates if state.url or item["update_id"] >= self.offset
        )
        return [item for item in unconfirmed if self._wanted(state, item)] + self.replays

    @property
    def polling(self) -> bool:
        return self._poll is not None and not self._poll.done()

    @staticmethod
    def _wanted(state: Any, update: Json) -> bool:
        return not state.allowed or any(kind in update for kind in state.allowed)

    async def poll(self, token: str, fields: Json, *, disconnected: Any = None) -> list[Json]:
        if self._poll is not None and self.polling:
            self._poll.cancel(CONFLICT)
            await asyncio.wait([self._poll])
        offset = int(fields.get("offset", 0))
        self.offset = max(self.offset, offset)
        while True:
            if self.replays:
                fields = {**fields, "timeout": 0}
            poll = asyncio.create_task(super().poll(token, fields, disconnected=disconnected))
            self._poll = poll
            self.changed()
            try:
                found: list[Json] = await poll
            except asyncio.CancelledError as ended:
                if CONFLICT in ended.args:
                    raise emulated.UpdateError(CONFLICT, 409) from None
                if "replay" in ended.args:
                    continue
                raise
            replays, self.replays = self.replays, []
            return replays + found

    async def again(self, token: str, update: Json) -> None:
        """Deliver once more what was confirmed before, as Telegram may after a fault of its own."""
        if self._state(token).url:
            self._lanes[lane(update)].append(update)
            self._state(token).updates.append(update)
            await self.deliver(token)
            return
        self.replays.append(update)
        if self._poll is not None and self.polling:
            self._poll.cancel("replay")

    async def set_webhook(self, token: str, fields: Json) -> bool:
        state = self._state(token)
        answer: bool = await super().set_webhook(token, fields)
        for waiting in self._lanes.values():
            waiting.clear()
        for item in state.updates if state.url else ():
            if self._wanted(state, item):
                self._lanes[lane(item)].append(item)
        await self.deliver(token)
        return answer

    async def enqueue(self, token: str, update: Json) -> int:
        identity: int = await super().enqueue(token, update)
        state = self._state(token)
        if state.url and self._wanted(state, state.updates[-1]):
            self._lanes[lane(update)].append(state.updates[-1])
            await self.deliver(token)
        return identity

    async def deliver(self, token: str) -> int:
        """Start what can start; nobody waits here, as no sender waits for a webhook."""
        state = self._state(token)
        if state.url:
            for name, waiting in list(self._lanes.items()):
                if waiting and (name not in self._workers or self._workers[name].done()):
                    self._workers[name] = asyncio.create_task(self._serve(state, name))
        return 0

    async def delivered(self, token: str) -> None:
        """Retry without the pauses until the webhook has taken everything."""
        while self._state(token).url and any(self._lanes.values()):
            self._retry.set()
            await self.deliver(token)
            running = [task for task in self._workers.values() if not task.done()]
            if running:
                await asyncio.wait(running, timeout=0.05)
        self._retry.clear()

    async def _serve(self, state: Any, name: str) -> None:
        waiting, pause = self._lanes[name], self.first_pause
        while waiting and state.url:
            item = waiting[0]
            error = await self._post(state, item)
            if not error:
                if waiting and waiting[0] is item:
                    waiting.popleft()
                with suppress(ValueError):
                    state.updates.remove(item)
                pause = self.first_pause
                self.changed()
                continue
            self.last_error = {"last_error_date": int(time.time()), "last_error_message": error}
            with suppress(TimeoutError):
                await asyncio.wait_for(self._retry.wait(), pause)
            # While somebody asks for retries at once, this still must not spin.
            await asyncio.sleep(0.01)
            pause = min(pause * 2, self.longest_pause)

    async def _post(self, state: Any, item: Json) -> str:
        if self._client is None:
            self._client = ClientSession(timeout=ClientTimeout(total=30))
        headers = {"X-Telegram-Bot-Api-Secret-Token": state.secret} if state.secret else {}
        try:
            async with self._client.post(
                state.url, json=item, headers=headers, allow_redirects=False
            ) as response:
                if 200 <= response.status < 300:
                    return ""
                return f"Wrong response from the webhook: {response.status} {response.reason}"
        except (ClientError, TimeoutError, OSError) as error:
            return f"{type(error).__name__}"

    def info(self, token: str) -> Json:
        state = self._state(token)
        return {
            "url": state.url,
            "has_custom_certificate": False,
            "pending_update_count": len(self.pending(token)),
            "allowed_updates": list(state.allowed),
            **self.last_error,
        }

    async def close(self) -> None:
        tasks = [*self._workers.values(), *([self._poll] if self._poll else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        if self._client is not None:
            await self._client.close()
