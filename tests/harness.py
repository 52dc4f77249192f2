"""The bot in the test's own event loop, before a stand-in Telegram, with a clock that stands still.

People act through rooms; each deed returns when the bot has done everything it has to do.
"""

from __future__ import annotations

import asyncio
import re
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from io import BytesIO
from pathlib import Path
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import shapely
from PIL import Image
from sqlmodel import col, select
from structlog.testing import capture_logs

from bot.clock import FixedClock
from bot.process import Process, opened
from bot.settings import load_settings
from bot.web import serving
from storage import delivery
from storage.tables import Event, Report
from storage.trial_map import trial_wards
from tests.apart import apart
from tests.standin import Chat, Said, Shown, StandIn, User
from tests.zalo_bot_standin import ZaloBotStandIn

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
# A Wednesday with no holiday near it.
MORNING = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
on_sqlite = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
"""for tests in which the database makes no difference"""
ADMIN = User(456, "Quản trị")
CODE = re.compile(r"#([2-9A-HJ-NP-Z]{4,5})\b")
Place = tuple[float, float]


def at(clock: str, day: int = 18, month: int = 11) -> datetime:
    """A moment of the month in which tests live: ``at("16:30")``."""
    hour, minute = clock.split(":")
    return datetime(2026, month, day, int(hour), int(minute), tzinfo=ZONE)


@cache
def jpeg(seed: int = 1) -> bytes:
    """A photo like no other."""
    random = Random(seed)
    picture = Image.frombytes("RGB", (9, 7), random.randbytes(9 * 7 * 3)).resize((160, 120))
    out = BytesIO()
    picture.save(out, "JPEG")
    return out.getvalue()


def _degrees(value: float) -> tuple[float, float, float]:
    whole, rest = divmod(abs(value), 1)
    minutes, rest = divmod(rest * 60, 1)
    return whole, minutes, round(rest * 60, 3)


def jpeg_at(place: Place, seed: int = 1) -> bytes:
    """A photo as a camera file: its EXIF says where it was taken."""
    picture = Image.open(BytesIO(jpeg(seed)))
    exif = Image.Exif()
    lat, lon = place
    exif.get_ifd(0x8825).update({1: "N", 2: _degrees(lat), 3: "E", 4: _degrees(lon)})
    out = BytesIO()
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


@dataclass(frozen=True)
class Somewhere:
    """A ward of the trial map, and a place well inside of it."""

    name: str
    inside: Place
    shape: Any


@cache
def wards() -> tuple[Somewhere, ...]:
    found = []
    for ward in trial_wards():
        parts = shapely.get_parts(ward.geometry)
        largest = max(parts, key=lambda part: part.area)
        point = shapely.maximum_inscribed_circle(largest).coords[0]
        found.append(Somewhere(ward.name, (point[1], point[0]), ward.geometry))
    return tuple(found)


def metres_north(place: Place, metres: float) -> Place:
    return place[0] + metres / 110_600, place[1]


@cache
def near_a_line(one: int = 0) -> tuple[Place, str, str]:
    """A place within 10 m of a neighbour of a ward and far from all others, and both names."""
    known = wards()
    home = known[one]
    for other in known:
        shared = shapely.intersection(home.shape.boundary, other.shape.boundary)
        if other is home or shared.length < 0.001:
            continue
        line = max(shapely.get_parts(shapely.line_merge(shared)), key=lambda part: part.length)
        middle = shapely.line_interpolate_point(line, 0.5, normalized=True)
        inside = shapely.points(home.inside[1], home.inside[0])
        towards = shapely.LineString([middle, inside])
        spot = shapely.line_interpolate_point(towards, 0.00005)
        near = [w for w in known if shapely.distance(w.shape, spot) < 0.0004]
        if len(near) == 2 and shapely.contains(home.shape, spot):
            return (spot.y, spot.x), home.name, other.name
    raise LookupError(f"{home.name} has no such neighbour")


@dataclass
class Room:
    """A chat with the bot in it."""

    bot: Bot
    chat: Chat

    @property
    def id(self) -> int:
        return self.chat.id

    async def say(
        self, user: User, text: str, reply_to: Said | Shown | None = None, **more: Any
    ) -> Said:
        said = await self.bot.tg.text(self.chat, user, text, reply_to=reply_to, **more)
        await self.bot.settle()
        return said

    async def photo(
        self,
        user: User,
        caption: str | None = None,
        reply_to: Said | Shown | None = None,
        album: str | None = None,
        **more: Any,
    ) -> Said:
        file_id = self.bot.new_photo()
        said = await self.bot.tg.photo(
            self.chat, user, file_id, caption, album=album, reply_to=reply_to, **more
        )
        await self.bot.settle()
        return said

    async def place(
        self, user: User, where: Place, reply_to: Said | Shown | None = None, **more: Any
    ) -> Said:
        said = await self.bot.tg.location(self.chat, user, *where, reply_to=reply_to, **more)
        await self.bot.settle()
        return said

    async def press(self, user: User, label: str, on: Shown | None = None) -> str:
        """Press the button whose label contains this; what the bot answered to the press."""
        shown = on or self.with_button(label)
        data = shown.button(label)
        await self.bot.tg.press(user, self.again(shown), data)
        await self.bot.settle()
        return self.bot.tg.toasts[-1].text if self.bot.tg.toasts else ""

    async def not_done(self, user: User, on: Shown | None = None) -> str:
        """Say of a closing, in two taps, that nothing was done; what the bot answered."""
        await self.press(user, "☹", on)
        return await self.press(user, "Chưa xử lý")

    async def report(self, user: User, where: Place, caption: str | None = None) -> str:
        """Photo and place; the code of the report. Where there was one before it is some steps
        away: it is another thing."""
        known = len(await self.bot.reports())
        self.bot.places[where] += 1
        await self.photo(user, caption)
        await self.place(user, apart(where, self.bot.places[where] - 1))
        found = await self.bot.reports()
        assert len(found) == known + 1, self.bot.tg.story()
        return found[-1].code

    @property
    def messages(self) -> list[Shown]:
        return self.bot.tg.messages(self.id)

    @property
    def texts(self) -> list[str]:
        return [shown.text for shown in self.messages]

    @property
    def last(self) -> Shown:
        return self.bot.tg.last(self.id)

    def with_button(self, label: str) -> Shown:
        """The newest message that has such a button."""
        for shown in reversed(self.messages):
            if any(label in name for name in shown.buttons):
                return shown
        raise LookupError(f"no message with a button {label!r} in {self.texts}")

    def again(self, shown: Shown) -> Shown:
        """The same message as it looks now."""
        return next((m for m in self.messages if m.message_id == shown.message_id), shown)

    def card(self, code: str) -> Shown:
        """The newest card of a report."""
        for shown in reversed(self.messages):
            if shown.text.startswith(f"#{code} · ") and "📍" in shown.text:
                return shown
        raise LookupError(f"no card #{code} in {self.texts}")


@dataclass
class Ward(Room):
    """A ward's group with an officer."""

    where: Somewhere
    officer: User

    @property
    def name(self) -> str:
        return self.where.name

    @property
    def inside(self) -> Place:
        return self.where.inside


@dataclass
class Branch(Room):
    """A branch's group."""

    name: str


@dataclass
class Bot:
    """The process and everybody around it."""

    tg: StandIn
    settings: dict[str, Any]
    clock: FixedClock
    logs: list[Any]
    expected: set[str] = field(default_factory=set)
    """errors that this test provokes"""
    photos: int = 0
    people: int = 0
    zalo: ZaloBotStandIn | None = None
    process: Process = field(init=False)
    admin_code: str | None = None
    places: Counter[Place] = field(default_factory=Counter)
    """where reports were sent from, and how many"""
    _talking: asyncio.Task[None] | None = None
    _stack: AsyncExitStack = field(default_factory=AsyncExitStack)

    # The process

    async def start(self) -> None:
        settings = load_settings(**self.settings)
        self.process = await self._stack.enter_async_context(opened(settings, self.clock))
        self.admin_code = await self.process.prepare()
        if self.process.settings.webhook_on:
            await self._stack.enter_async_context(serving(self.process))
        self._talking = asyncio.create_task(self.process._talk())

    async def stop(self) -> None:
        """Stop it where it stands, as a kill would."""
        if self._talking is None:
            return
        self._talking.cancel()
        await asyncio.gather(self._talking, return_exceptions=True)
        self._talking = None
        await self.process.receiver.stop()
        await self.process.sender.stop()
        await self._stack.aclose()

    async def restart(self) -> None:
        await self.stop()
        await self.start()
        await self.settle()

    async def settle(self) -> None:
        """Until every update is handled and everything due is sent."""
        async with asyncio.timeout(15):
            while not await self._settled():  # noqa: ASYNC110  (several things, one condition)
                await asyncio.sleep(0.002)

    async def until(self, condition: Callable[[], object]) -> None:
        """Until something holds of which nobody tells."""
        async with asyncio.timeout(15):
            while not condition():  # noqa: ASYNC110
                await asyncio.sleep(0.002)

    async def _settled(self) -> bool:
        assert self._talking is not None
        if self._talking.done():
            self._talking.result()
        if not self.process.opened_channels - {"web"}:
            return False
        if self._busy():
            return False
        return await all_sent(self.process) and not self._busy()

    def _busy(self) -> bool:
        under_way = self.process.receiver._lanes or self.process.sender._busy
        coming = self.tg.pending or (self.zalo is not None and self.zalo.pending)
        return bool(under_way or coming)

    async def wait(self, **time: float) -> None:
        """Let time pass: ``seconds=2``, ``minutes=10``, ``days=7``."""
        await self.go(self.clock.at + timedelta(**time))

    async def wait_stopped(self, **time: float) -> None:
        """Let time pass while the bot is down."""
        self.clock.at += timedelta(**time)

    async def go(self, moment: datetime, *, tick: bool = False) -> None:
        """Move the clock to a moment; with a tick the scheduler looks what is due there."""
        self.clock.at = moment.astimezone(self.clock.at.tzinfo)
        if tick:
            await self.process.ticker.tick()
        self.process.sender.wake()
        await self.settle()

    async def tick(self) -> None:
        await self.go(self.clock.at, tick=True)

    # What is stored

    async def reports(self) -> Sequence[Report]:
        async with self.process.db.read() as session:
            return (await session.exec(select(Report).order_by(col(Report.id)))).all()

    async def the_report(self, code: str) -> Report:
        return next(report for report in await self.reports() if report.code == code)

    async def state(self, code: str) -> str:
        return (await self.the_report(code)).state

    async def events(self, code: str) -> list[Event]:
        report = await self.the_report(code)
        async with self.process.db.read() as session:
            query = select(Event).where(Event.report_id == report.id).order_by(col(Event.id))
            return list(await session.exec(query))

    # People and their chats

    def new_photo(self) -> str:
        self.photos += 1
        return self.tg.add_file(jpeg(self.photos))

    def person(self, name: str) -> User:
        self.people += 1
        return User(1000 + self.people, name)

    def private(self, user: User) -> Room:
        return Room(self, Chat(user.id, "private", user.name))

    def group(self, title: str) -> Room:
        self.people += 1
        chat = Chat(-1_000_000_000_000 - self.people, "supergroup", title)
        self.tg.member(chat, self.tg.bot, "administrator")
        return Room(self, chat)

    async def ward(self, number: int = 0, *, officer: bool = True) -> Ward:
        """The group of a ward of the trial map, with an officer in it."""
        where = wards()[number]
        room = self.group(f"CB {where.name}")
        ward = Ward(self, room.chat, where, self.person(f"Cán bộ {number}"))
        await ward.say(ADMIN, f"/ganphuong {where.name}")
        if officer:
            hello = await ward.say(ward.officer, "xin chào")
            await ward.say(ADMIN, "/canbo", reply_to=hello)
        return ward

    async def branch(self, name: str = "Chi đoàn 1") -> Branch:
        room = self.group(name)
        branch = Branch(self, room.chat, name)
        await branch.say(ADMIN, f"/gandoan {name}")
        return branch

    async def office(self) -> Room:
        room = self.group("Văn phòng")
        await room.say(ADMIN, "/ganvanphong")
        return room


async def all_sent(process: Process) -> bool:
    """Whether nothing is due but what waits for its chat."""
    now = process.clock.now()
    async with process.db.read() as session:
        heads = await delivery.heads(session, now)
    waits = [head.not_before is not None and head.not_before > now for head in heads]
    if not all(waits):
        process.sender.wake()
    return all(waits) and not process.sender._busy and not process.receiver._lanes


@asynccontextmanager
async def running(
    database_url: str, folder: Path, standin: StandIn | None = None, **settings: Any
) -> AsyncIterator[Bot]:
    """A bot at work. At the end, errors in its log that the test did not expect are failures."""
    async with AsyncExitStack() as stack:
        logs = stack.enter_context(capture_logs())
        tg = standin if standin is not None else await stack.enter_async_context(StandIn())
        everything: dict[str, Any] = {
            "_env_file": None,
            "telegram_bot_token": tg.token,
            "telegram_api_url": tg.url,
            "telegram_pace": "0,0,0",
            "database_url": database_url,
            "photo_store": str(folder / "photos"),
            "admins": "telegram:456",
            "sandbox": False,
            "public_url": "",
            "webhook": None,
            "rules": None,
            "timezone": "Asia/Ho_Chi_Minh",
        }
        clock = FixedClock(MORNING)
        bot = Bot(tg, everything | settings, clock, logs)

        # Not by the bot: aiohttp keeps the stand-ins of a thousand tests in a cache, and with them
        # all that they hold.
        def wall() -> float:
            return clock.at.timestamp()

        tg.wall = tg.chats.wall = wall
        await bot.start()
        try:
            yield bot
        finally:
            await bot.stop()
        errors = [log for log in logs if log["log_level"] == "error"]
        assert not [log for log in errors if log["event"] not in bot.expected], errors
