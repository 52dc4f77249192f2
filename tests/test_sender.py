"""The sender: what each failure means for a message, for its chat and for everybody else."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlmodel.ext.asyncio.session import AsyncSession

from bot.channel import (
    ChatClosed,
    ChatGone,
    ChatMoved,
    Refused,
    SendError,
    StaleReference,
    TooFast,
    Unreachable,
)
from bot.clock import FixedClock
from bot.deliverer import OWN_FAULTS, PATIENCE, SERVER_ERRORS
from bot.limits import Budget, Pace
from bot.sender import AT_ONCE, PAUSE, Sender
from handlers.rules import load_rules
from handlers.work import World
from handlers.worktime import WorkCalendar
from storage import delivery, outbox, people, uploads, wards
from storage.database import Database
from storage.photos import PhotoStore
from storage.tables import Chat, Outbox
from tests.channel_twin import ChannelTwin
from tests.harness import ZONE

NOW = datetime(2026, 11, 18, 2, 0, tzinfo=UTC)
SOON = timedelta(minutes=2)
"""longer than any wait after one failure"""


class Moody(PhotoStore):
    """A photo store that can be out of order."""

    broken = False

    async def get(self, key: str) -> bytes:
        if self.broken:
            raise OSError("no route to the bucket")
        return await super().get(key)


class Flaky(Database):
    """A database whose next write transactions break when they are to be committed, and whose
    answers to questions may be long under way."""

    breaks = 0
    faults = 0
    """how many of them break by a fault of ours, one that trying again does not mend"""
    looks: asyncio.Event | None = None

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.looked = asyncio.Event()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncSession]:
        async with super().read() as session:
            ask = session.run_sync

            async def ask_slowly(*asked: Any, **more: Any) -> Any:
                found = await ask(*asked, **more)
                if self.looks is not None:
                    self.looked.set()
                    await self.looks.wait()
                return found

            session.run_sync = ask_slowly  # type: ignore[method-assign]
            yield session

    @asynccontextmanager
    async def write(self, *, one_statement: bool = False) -> AsyncIterator[AsyncSession]:
        async with super().write(one_statement=one_statement) as session:
            yield session
            if self.breaks:
                self.breaks -= 1
                raise OperationalError("COMMIT", None, OSError("the server went away"))
            if self.faults:
                self.faults -= 1
                raise ZeroDivisionError("ours")


@dataclass
class Post:
    """A post office in a test: chats by address, rows put in, rounds made by hand."""

    db: Flaky
    photos: Moody
    world: World
    twin: ChannelTwin = field(default_factory=ChannelTwin)
    clock: FixedClock = field(default_factory=lambda: FixedClock(NOW))
    budget: Budget = field(default_factory=lambda: Budget(Pace(0, 0, 0)))
    sender: Sender = field(init=False)

    def __post_init__(self) -> None:
        self.sender = self.another()

    def another(self) -> Sender:
        twins = {"twin": self.twin}
        store: Any = None
        return Sender(
            self.db,
            self.photos,
            twins,
            {"twin": self.budget},
            self.clock,
            store,
            lambda: self.world,
        )

    async def put(self, address: str, text: str = "", **more: Any) -> int:
        payload = {"text": text} | more.pop("payload", {})
        async with self.db.write() as session:
            kind = "group" if address.startswith("-") else "private"
            chat = await people.chat_at(session, "twin", address, kind)
            row = await outbox.put(session, chat.id or 0, payload, now=self.clock.at, **more)
        assert row is not None
        return row

    async def change(self, row_id: int, text: str) -> None:
        async with self.db.write() as session:
            post = await session.get_one(Outbox, row_id)
            await outbox.change(session, post, {"text": text}, self.clock.at)

    async def row(self, row_id: int) -> Outbox:
        async with self.db.read() as session:
            return await session.get_one(Outbox, row_id)

    async def chat(self, address: str) -> Chat:
        async with self.db.read() as session:
            found = await people.find_chat(session, "twin", address)
        assert found is not None
        return found

    async def settle(self, held: int = 0) -> None:
        """Until what may go now is gone, but for so many chats that are held."""
        async with asyncio.timeout(20):
            while True:
                self.sender._wake.clear()
                await self.sender._round()
                # What ended while this round looked may have made room for more.
                if len(self.sender._busy) <= held and not self.sender._wake.is_set():
                    return
                await self.sender._wake.wait()

    async def after(self, wait: timedelta = SOON) -> None:
        self.clock.at += wait
        await self.settle()


@pytest.fixture
async def post(database_url: str, db: Database) -> AsyncIterator[Post]:
    flaky = Flaky(database_url)
    async with db.read() as session:
        known = await wards.load(session, NOW.date())
    world = World(load_rules(None), ZONE, WorkCalendar(ZONE), known, Random(1))
    office = Post(flaky, Moody.in_memory(), world)
    yield office
    await office.sender.stop()
    await flaky.close()


async def test_a_chat_gets_its_messages_in_order(post: Post) -> None:
    for n in range(5):
        await post.put("-1", f"{n}")
        await post.put("2", f"{n}")
    await post.settle()
    assert post.twin.texts("-1") == post.twin.texts("2") == ["0", "1", "2", "3", "4"]


async def test_the_platforms_number_is_kept(post: Post) -> None:
    row = await post.put("-1", "a")
    await post.settle()
    assert (await post.row(row)).message_id == post.twin.arrived[0].message_id
    assert (await post.row(row)).sent_at == NOW


async def test_too_fast_makes_that_chat_wait_and_no_other(post: Post) -> None:
    post.twin.fails("-1", TooFast(timedelta(seconds=30)))
    for address in ("-1", "-2"):
        await post.put(address, "one")
        await post.put(address, "two")
    await post.settle()
    assert post.twin.texts("-1") == []
    assert post.twin.texts("-2") == ["one", "two"]
    await post.after(timedelta(seconds=29))
    assert post.twin.texts("-1") == []
    await post.after(timedelta(seconds=2.5))
    assert post.twin.texts("-1") == ["one", "two"]


async def test_a_person_who_has_to_write_first_keeps_nobody_waiting(post: Post) -> None:
    post.twin.fails("1", ChatClosed("-230 no interaction in 7 days"))
    first = await post.put("1", "one")
    await post.put("1", "two")
    await post.put("2", "one")
    await post.settle()
    await post.after(timedelta(days=30))
    assert post.twin.texts("1") == []
    assert post.twin.texts("2") == ["one"]
    assert (await post.row(first)).error == "-230 no interaction in 7 days"
    async with post.db.read() as session:
        assert await delivery.next_due(session, NOW - SOON) is None
        assert (await delivery.backlog(session, post.clock.at))[0] == 0
    assert await post.sender.drain(1)


async def test_trouble_of_the_platform_is_waited_out_ever_longer(post: Post) -> None:
    post.twin.fails("-1", *[Unreachable("Bad Gateway")] * 4)
    row = await post.put("-1", "a")
    waits = []
    for _ in range(4):
        await post.settle()
        at = (await post.chat("-1")).not_before
        assert at is not None
        waits.append((at - post.clock.at).total_seconds())
        post.clock.at = at
    assert waits == sorted(waits)
    assert waits[0] < 1
    assert 2 < waits[3] < 8
    await post.settle()
    assert post.twin.texts("-1") == ["a"]
    assert (await post.row(row)).error == ""


async def test_nothing_is_given_up_while_nobody_is_reached(post: Post) -> None:
    row = await post.put("-1", "a")
    post.twin.fails("-1", *[Unreachable("Bad Gateway")] * (2 * SERVER_ERRORS))
    for _ in range(2 * SERVER_ERRORS):
        await post.after()
    assert (await post.row(row)).dead_at is None
    await post.after()
    assert post.twin.texts("-1") == ["a"]


async def test_a_message_that_never_goes_through_does_not_block_its_chat_for_ever(
    post: Post,
) -> None:
    post.twin.always_fails("poison", lambda: Unreachable("Internal Server Error"))
    row = await post.put("-1", "poison")
    await post.put("-1", "after it")
    for n in range(SERVER_ERRORS + 3):
        await post.put("-2", f"{n}")
        await post.after()
    assert (await post.row(row)).dead_at is not None
    assert post.twin.texts("-1") == ["after it"]


async def test_a_fault_of_ours_does_not_block_a_chat_for_ever_either(post: Post) -> None:
    post.twin.always_fails("poison", lambda: ZeroDivisionError("ours"))
    await post.put("-1", "poison")
    await post.put("-1", "after it")
    for _ in range(OWN_FAULTS + 1):
        await post.after()
    assert post.twin.texts("-1") == ["after it"]


async def test_contents_that_are_no_message_hold_up_nobody(post: Post) -> None:
    await post.put("-1", payload={"text": 5, "buttons": "no"})
    await post.put("-1", "after it")
    for _ in range(OWN_FAULTS + 1):
        await post.after()
    assert post.twin.texts("-1") == ["after it"]


async def test_what_is_refused_is_given_up_at_once(post: Post) -> None:
    post.twin.fails("-1", Refused("Bad Request: too strange"))
    row = await post.put("-1", "strange")
    await post.put("-1", "after it")
    await post.settle()
    assert post.twin.texts("-1") == ["after it"]
    assert (await post.row(row)).error == "Bad Request: too strange"


async def test_a_chat_that_is_gone_is_left_alone(post: Post) -> None:
    post.twin.fails("-1", ChatGone("Forbidden: bot was kicked"))
    rows = [await post.put("-1", "one"), await post.put("-1", "two")]
    await post.put("-2", "other")
    await post.settle()
    assert not (await post.chat("-1")).active
    assert [(await post.row(row)).dead_at for row in rows] == [NOW, NOW]
    assert post.twin.tries.count(("-1", "two")) == 0
    assert post.twin.texts("-2") == ["other"]


async def test_a_chat_that_moved_gets_the_message_at_its_new_address(post: Post) -> None:
    old = await post.put("-1", "before")
    await post.settle()
    post.twin.fails("-1", ChatMoved("-1001"))
    await post.put("-1", "after")
    await post.settle()
    assert post.twin.texts("-1001") == ["after"]
    # Numbers of the old chat mean nothing in the new one.
    await post.change(old, "changed")
    await post.settle()
    assert post.twin.edits == []
    assert post.twin.texts("-1001") == ["after", "changed"]
    assert (await post.row(old)).message_id == "3"


async def test_a_photo_goes_by_bytes_once_and_by_name_from_then_on(post: Post) -> None:
    key = await post.photos.put(b"a photo")
    for address in ("-1", "-2"):
        await post.put(address, "card", payload={"photo": key})
        await post.settle()
    assert [(one.pictures, one.by_name) for one in post.twin.arrived] == [(1, 0), (1, 1)]


async def test_a_name_that_the_platform_forgot_becomes_bytes(post: Post) -> None:
    key = await post.photos.put(b"a photo")
    async with post.db.write() as session:
        await uploads.remember(session, [("twin", key, "forgotten")], NOW)
    post.twin.fails("-1", StaleReference("wrong file identifier"))
    await post.put("-1", "card", payload={"photo": key})
    await post.settle()
    assert [(one.pictures, one.by_name) for one in post.twin.arrived] == [(1, 0)]
    async with post.db.read() as session:
        assert await uploads.known(session, "twin", [key]) == {key: f"name of {key}"}


async def test_a_picture_that_cannot_be_drawn_leaves_the_words(post: Post) -> None:
    await post.put("-1", "the board", payload={"picture": {"kind": "no such picture"}})
    await post.settle()
    assert [(one.text, one.pictures) for one in post.twin.arrived] == [("the board", 0)]


async def test_a_photo_that_is_lost_leaves_the_card(post: Post) -> None:
    await post.put("-1", "card", payload={"photo": "0" * 64})
    await post.settle()
    assert [(one.text, one.pictures) for one in post.twin.arrived] == [("card", 0)]


async def test_of_an_album_goes_out_what_is_there(post: Post) -> None:
    keys = [await post.photos.put(b"one"), "0" * 64, await post.photos.put(b"two")]
    await post.put("-1", "more", payload={"more_photos": keys})
    await post.settle()
    assert post.twin.arrived[0].pictures == 2


async def test_a_photo_store_in_trouble_is_waited_for(post: Post) -> None:
    key = await post.photos.put(b"a photo")
    await post.put("-1", "card", payload={"photo": key})
    post.photos.broken = True
    for _ in range(3):
        await post.after()
    assert post.twin.arrived == []
    post.photos.broken = False
    await post.after()
    assert post.twin.arrived[0].pictures == 1


async def test_but_not_for_ever(post: Post) -> None:
    key = await post.photos.put(b"a photo")
    await post.put("-1", "card", payload={"photo": key})
    post.photos.broken = True
    for _ in range(PATIENCE + 1):
        await post.after()
    assert [(one.text, one.pictures) for one in post.twin.arrived] == [("card", 0)]


async def test_a_slow_chat_delays_no_other(post: Post) -> None:
    gate = post.twin.hold("-1")
    await post.put("-1", "slow")
    await post.put("-1", "after it")
    for n in range(2 * AT_ONCE):
        await post.put(f"-{2 + n}", "quick")
    await post.settle(held=1)
    assert len(post.twin.arrived) == 2 * AT_ONCE
    gate.set()
    await post.settle()
    assert post.twin.texts("-1") == ["slow", "after it"]


async def test_order_is_kept_through_whatever_fails(post: Post) -> None:
    rng, chats = Random(5), [f"-{n}" for n in range(1, 6)]
    for address in chats:
        errors = [Unreachable("Bad Gateway"), TooFast(timedelta(seconds=3)), OSError("line")]
        post.twin.fails(address, *rng.choices(errors, k=4))
    for n in range(8):
        for address in chats:
            await post.put(address, f"{n}")
    for _ in range(6):
        await post.after()
    for address in chats:
        assert post.twin.texts(address) == [f"{n}" for n in range(8)]


async def test_an_edit_changes_the_message(post: Post) -> None:
    row = await post.put("-1", "one")
    await post.settle()
    await post.change(row, "two")
    await post.settle()
    assert post.twin.edits == [("-1", "1", "two")]


async def test_an_edit_of_a_message_that_is_gone_becomes_a_message(post: Post) -> None:
    row = await post.put("-1", "one")
    await post.settle()
    post.twin.gone.add("1")
    await post.change(row, "two")
    await post.settle()
    assert post.twin.texts("-1") == ["one", "two"]
    await post.change(row, "three")
    await post.settle()
    assert post.twin.edits == [("-1", "2", "three")]


async def test_an_edit_of_a_message_that_was_refused_is_dropped(post: Post) -> None:
    post.twin.fails("-1", Refused("no"))
    row = await post.put("-1", "one")
    await post.settle()
    await post.change(row, "two")
    await post.settle()
    assert post.twin.arrived == []
    assert post.twin.edits == []


async def test_what_changes_under_way_is_put_right_by_an_edit(post: Post) -> None:
    gate = post.twin.hold("-1")
    row = await post.put("-1", "old")
    await post.sender._round()
    await post.twin.reached("-1")
    await post.change(row, "new")
    gate.set()
    await post.settle()
    assert post.twin.texts("-1") == ["old"]
    assert post.twin.edits == [("-1", "1", "new")]


async def test_a_message_replies_to_a_post_by_its_number(post: Post) -> None:
    await post.put("2", "noise")
    card = await post.put("-1", "card")
    await post.put("-1", "below", payload={"reply_to_post": card})
    await post.settle()
    below = next(one for one in post.twin.arrived if one.text == "below")
    assert below.reply_to == (await post.row(card)).message_id


async def test_an_answer_to_a_press_goes_past_a_waiting_chat(post: Post) -> None:
    post.twin.fails("-1", TooFast(timedelta(seconds=30)))
    await post.put("-1", "card")
    await post.settle()
    await post.put("-1", "done!", kind="toast", lifetime=timedelta(seconds=60))
    await post.settle()
    assert post.twin.presses == ["done!"]


async def test_an_answer_to_a_press_is_not_tried_twice_nor_late(post: Post) -> None:
    post.twin.fails("press", Unreachable("Bad Gateway"))
    await post.put("-1", "lost", kind="toast", lifetime=timedelta(seconds=60))
    await post.settle()
    await post.put("-1", "late", kind="toast", lifetime=timedelta(seconds=60))
    await post.after(timedelta(seconds=61))
    assert post.twin.presses == []
    assert ("press", "late") not in post.twin.tries


async def test_a_channel_that_is_not_set_up_waits(post: Post) -> None:
    async with post.db.write() as session:
        chat = await people.chat_at(session, "zalo", "1", "private")
        row = await outbox.put(session, chat.id or 0, {"text": "x"}, now=NOW)
    assert row is not None
    for _ in range(OWN_FAULTS + 3):
        await post.after()
    assert (await post.row(row)).dead_at is None


async def test_a_record_that_cannot_be_written_does_not_send_again(post: Post) -> None:
    row = await post.put("-1", "once")
    await post.put("-1", "next")
    post.db.breaks = 3
    await post.settle()
    assert post.twin.texts("-1") == ["once", "next"]
    assert (await post.row(row)).sent_at is not None


async def test_records_that_fail_together_are_written_one_by_one(post: Post) -> None:
    rows = [await post.put(f"-{n}", "x") for n in range(1, 9)]
    post.db.breaks = 2
    await post.settle()
    assert len(post.twin.arrived) == 8
    for row in rows:
        assert (await post.row(row)).sent_at is not None


async def test_a_fault_of_ours_in_recording_neither_closes_the_chat_nor_sends_again(
    post: Post,
) -> None:
    row = await post.put("-1", "once")
    await post.put("-1", "next")
    post.db.faults = 1
    await post.settle()
    assert post.twin.texts("-1") == ["once", "next"]
    assert (await post.row(row)).sent_at is not None
    assert (await post.row(row)).message_id == "1"
    await post.change(row, "changed")
    await post.settle()
    assert post.twin.edits == [("-1", "1", "changed")]


async def test_a_change_whose_record_was_faulty_makes_room_for_the_next(post: Post) -> None:
    row = await post.put("-1", "one")
    await post.settle()
    for text in ("two", "three"):
        await post.change(row, text)
        post.db.faults = 1
        await post.settle()
    assert post.twin.edits == [("-1", "1", "two"), ("-1", "1", "three")]


async def test_a_move_that_could_not_be_recorded_is_tried_again_after_a_pause(post: Post) -> None:
    post.twin.fails("-1", ChatMoved("-1001"), ChatMoved("-1001"))
    await post.put("-1", "after")
    post.db.faults = 1
    await post.settle()
    assert len(post.twin.tries) == 1, "not at once"
    await post.after()
    assert post.twin.texts("-1001") == ["after"]


async def test_what_is_under_way_at_the_end_arrives_once(post: Post) -> None:
    gate = post.twin.hold("-1")
    row = await post.put("-1", "last")
    await post.sender._round()
    await post.twin.reached("-1")
    stopping = asyncio.create_task(post.sender.stop(10))
    await asyncio.sleep(0)
    gate.set()
    await stopping
    assert (await post.row(row)).sent_at is not None
    post.sender = post.another()
    await post.settle()
    assert post.twin.texts("-1") == ["last"]


async def test_after_a_restart_what_was_sent_counts_still(post: Post) -> None:
    for n in range(18):
        await post.put("-1", f"{n}")
    await post.put("-2", "old", due=NOW)
    await post.settle()
    post.clock.at += timedelta(seconds=20)
    post.budget = Budget(Pace(25, 1, 18))
    await post.another().recall()
    now = time.monotonic()
    full, old = (await post.chat("-1")).id or 0, (await post.chat("-2")).id or 0
    assert 40 < post.budget.ready_at(full, True) - now < 45
    assert post.budget.ready_at(old, True) < now


async def test_after_a_restart_what_may_have_been_under_way_counts_too(post: Post) -> None:
    await post.put("-1", "perhaps")
    post.budget = Budget(Pace(25, 1, 18))
    before = time.monotonic()
    await post.another().recall()
    ready = post.budget.ready_at((await post.chat("-1")).id or 0, True)
    assert before + 1 < ready < time.monotonic() + 1.1


async def test_a_burst_leaves_no_faster_than_it_may(post: Post) -> None:
    post.budget = Budget(Pace(50, 10, 0))
    post.sender = post.another()
    for n in range(4):
        for chat in range(5):
            await post.put(f"-{1 + chat}", f"{n}")
    started = time.monotonic()
    assert await post.sender.drain(10)
    took = time.monotonic() - started
    assert took > 0.3
    for chat in range(5):
        assert post.twin.texts(f"-{1 + chat}") == ["0", "1", "2", "3"]


async def test_a_row_that_is_recorded_while_the_rows_are_looked_at_is_not_sent_again(
    post: Post,
) -> None:
    """It still looks unsent in that look, although its chat is free by the end of it."""
    gate = post.twin.hold("-1")
    row = await post.put("-1", "once")
    await post.sender._round()
    await post.twin.reached("-1")
    post.sender._wake.clear()
    post.db.looks = asyncio.Event()
    looking = asyncio.create_task(post.sender._round())
    async with asyncio.timeout(10):
        await post.db.looked.wait()
        gate.set()
        await post.sender._wake.wait()
    post.db.looks.set()
    await looking
    assert post.sender._called
    await post.settle()
    assert post.twin.texts("-1") == ["once"]
    assert (await post.row(row)).sent_at is not None


async def one_look(post: Post) -> None:
    """Look at the outbox once, and deliver what that found."""
    await post.sender._round()
    await asyncio.gather(*post.sender._tasks)


async def test_a_delivery_that_leaves_nothing_behind_is_followed_by_no_look(post: Post) -> None:
    for chat in range(3):
        await post.put(f"-{1 + chat}")
    await one_look(post)
    assert len(post.twin.arrived) == 3
    assert not post.sender._called


async def test_what_waits_behind_a_delivery_is_looked_for_when_it_ends(post: Post) -> None:
    await post.put("-1", "first")
    await post.put("-1", "second")
    await one_look(post)
    assert post.sender._called
    await one_look(post)
    assert post.twin.texts("-1") == ["first", "second"]
    assert not post.sender._called


async def test_what_comes_in_behind_a_delivery_is_looked_for_when_it_ends(post: Post) -> None:
    gate = post.twin.hold("-1")
    await post.put("-1", "first")
    await post.sender._round()
    await post.twin.reached("-1")
    await post.put("-1", "second")
    await post.sender._round()
    assert not post.sender._called
    gate.set()
    await asyncio.gather(*post.sender._tasks)
    assert post.sender._called


async def test_what_falls_due_behind_a_delivery_is_looked_for_when_it_ends(post: Post) -> None:
    """Also where it was written before: an album's other photos wait for those that come late."""
    gate = post.twin.hold("-1")
    await post.put("-1", "older", due=NOW + timedelta(seconds=5))
    await post.put("-1", "newer")
    await post.sender._round()
    await post.twin.reached("-1")
    post.clock.at += timedelta(seconds=6)
    await post.sender._round()
    gate.set()
    await asyncio.gather(*post.sender._tasks)
    assert post.sender._called


async def test_a_look_that_finds_nothing_to_start_tells_when_there_is_something(
    post: Post,
) -> None:
    gate = post.twin.hold("-1")
    await post.put("-1", "now")
    await post.put("-2", "later", due=NOW + timedelta(seconds=0.3))
    assert await post.sender._round() == PAUSE
    await post.twin.reached("-1")
    assert await post.sender._round() == 0.3
    gate.set()
    await asyncio.gather(*post.sender._tasks)
    assert await post.sender._round() == 0.3


async def test_what_changed_under_way_is_recorded_at_a_stop(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    gate, go = post.twin.hold("-1"), asyncio.Event()
    row = await post.put("-1", "first")
    await post.sender._round()
    await post.twin.reached("-1")
    await post.change(row, "second")
    write, writing = post.db.write, asyncio.Event()

    @asynccontextmanager
    async def slow(*, one_statement: bool = False) -> AsyncIterator[AsyncSession]:
        writing.set()
        await go.wait()
        async with write(one_statement=one_statement) as session:
            yield session

    monkeypatch.setattr(post.db, "write", slow)
    deliveries = list(post.sender._tasks)
    gate.set()
    await writing.wait()
    stopping = asyncio.create_task(post.sender.stop(0))
    await asyncio.wait(deliveries)
    go.set()
    await stopping
    assert (await post.row(row)).sent_at is not None


async def test_what_had_no_room_beside_others_is_looked_for_when_they_end(post: Post) -> None:
    for chat in range(AT_ONCE + 1):
        await post.put(f"-{1 + chat}")
    await one_look(post)
    assert len(post.twin.arrived) == AT_ONCE
    assert post.sender._called


async def test_a_failure_is_followed_by_a_look_that_finds_when_to_try_again(post: Post) -> None:
    post.twin.fails("-1", Unreachable("Bad Gateway"))
    await post.put("-1")
    await one_look(post)
    assert post.sender._called


def test_every_way_of_failing_is_a_send_error() -> None:
    for error in (ChatGone, Refused, StaleReference, Unreachable, TooFast, ChatMoved):
        assert issubclass(error, SendError)
