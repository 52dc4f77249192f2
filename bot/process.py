"""The process: builds the real things from the settings, and runs them until it is told to stop."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import timedelta
from random import SystemRandom

from sqlalchemy import make_url

from bot import first_start, lock, rule_files, stores, zalo_bot, zalo_oa
from bot.channel import Channel, Refused, Store, Unreachable
from bot.clock import Clock, FixedClock
from bot.doubts import doubts
from bot.errors import StartError, raise_first
from bot.geocoder import Geocoder
from bot.limits import Budget, Pace
from bot.logs import log
from bot.pages.channel import Web
from bot.pages.links import Links
from bot.published import Published, require_public_address
from bot.receiver import Receiver
from bot.sandbox import scene
from bot.sender import Sender
from bot.settings import Settings
from bot.signing import Signer
from bot.telegram import Telegram
from bot.ticker import Ticker
from bot.zalo_bot import ZaloBot
from bot.zalo_oa import ZaloOA
from handlers.points import require_unchanged
from handlers.work import World
from storage import ledger, people, shown, targets, wards
from storage.inbox import Raw
from storage.trial_map import trial_wards

CLOCK_OFFSET = "clock_offset"
LOCK_SECONDS = 10
"""for the server to notice that an earlier process was killed"""
STOP_SECONDS = 5
"""for messages that are under way when the process is told to stop"""


class Process:
    """Everything wired together. Open it with `opened`, then `run`, or `tick` (bot/one_tick.py)."""

    def __init__(self, settings: Settings, clock: Clock) -> None:
        self.settings, self.clock = settings, clock
        self.local_url = f"http://{settings.host}:{settings.port}"
        """corrected once the server listens: the port may be for the system to choose"""
        self.db = stores.open_database(settings)
        self.photos = stores.open_photos(settings)
        self.channels: dict[str, Channel] = {}
        self.telegram: Telegram | None = None
        self.zalo_bot: ZaloBot | None = None
        self.zalo_oa: ZaloOA | None = None
        self.budgets: dict[str, Budget] = {}
        if settings.telegram_bot_token:
            self.telegram = Telegram(
                settings.telegram_bot_token, settings.telegram_api_url, self._webhook("telegram")
            )
            self._connect(self.telegram, settings.telegram_pace)
        require_public_address(settings)
        self.published = Published(
            self.photos, lambda: self.signer, lambda: self.base_url, self._may_be_shown
        )
        if settings.zalo_bot_token:
            self.zalo_bot = ZaloBot(settings, self.published, self._webhook("zalo-bot"))
            self._connect(self.zalo_bot, zalo_bot.PACE)
        if settings.zalo_oa_app_id:
            self.zalo_oa = ZaloOA(settings, self.db, clock)
            self._connect(self.zalo_oa, zalo_oa.PACE)
        if settings.sandbox_on:
            from bot.sandbox import Sandbox

            self.sandbox = Sandbox(self.db, clock, self.photos, lambda: self.base_url)
            self._connect(self.sandbox, Pace(0, 0, 0))
        self.sender = Sender(
            self.db,
            self.photos,
            self.channels,
            self.budgets,
            clock,
            self.store_for,
            lambda: self.world,
        )
        self.db.on_news = self.sender.wake
        self.geocoder = Geocoder(settings.geocoder) if settings.geocoder else None
        self.receiver = Receiver(
            self.db,
            self.photos,
            self.channels,
            lambda: self.world,
            clock,
            self.geocoder,
        )
        self.ticker = Ticker(self.db, lambda: self.world, clock, self.sender.wake, self.renew_world)
        self.world: World
        self.signer: Signer
        self._wards_seen: tuple[str | None, str] = (None, "")
        self._connect(Web(self.photos), Pace(0, 0, 0))
        self.opened_channels: set[str] = {Web.name}
        self.troubles: dict[str, str] = {}
        """why a platform could not be connected to, until it is"""

    def _connect(self, channel: Channel, pace: Pace) -> None:
        self.channels[channel.name], self.budgets[channel.name] = channel, Budget(pace)

    @property
    def base_url(self) -> str:
        """Where people and platforms reach this server."""
        return self.settings.public_url or self.local_url

    def _webhook(self, path: str) -> Callable[[], str] | None:
        """Where a platform delivers to; None where messages are fetched by polling."""
        return (lambda: f"{self.base_url}/webhook/{path}") if self.settings.webhook_on else None

    def store_for(self, source: str) -> Store:
        async def store(updates: Sequence[Raw]) -> None:
            await self.receiver.store(source, updates)

        return store

    async def prepare(self) -> str | None:
        """Bring the database up to date; the one-time admin code if one was made just now."""
        await stores.bring_up_to_date(self.db)
        rules = rule_files.rules(self.settings)
        points = rule_files.points(self.settings, rules)
        calendar = rules.work.calendar(self.settings.zone)
        async with self.db.write() as session:
            offset = await people.setting(session, CLOCK_OFFSET)
            # A time that was asked for counts more than the one that the sandbox left behind, and
            # where real people are served the clock is right.
            asked = isinstance(self.clock, FixedClock) or bool(self.clock.offset)
            if self.settings.sandbox_on and not self.settings.has_token and offset and not asked:
                self.clock.offset = timedelta(seconds=float(offset))
            now = self.clock.now()
            today = now.astimezone(self.settings.zone).date()
            used = await ledger.used_versions(session)
            if self.settings.points is None:
                points = points.continuing(used)
            require_unchanged(points, used)
            await targets.keep(session, None, rules.target.per_day, today)
            if not self.settings.sandbox_on:
                await scene.leave(session, now)
            known = await wards.load(session, today)
            if not known.rows:
                await wards.save(session, trial_wards(), today)
                known = await wards.load(session, today)
            self.signer = Signer(await first_start.key(session), self.clock)
            code = await first_start.admins(session, self.settings, now)
        links = Links(self.settings.public_url, self.signer)
        self.world = World(rules, self.settings.zone, calendar, known, SystemRandom(), points)
        self.world.place_link, self.world.form_link = links.place, links.form
        self.world.spot_link = links.spot
        self.world.contest_link = links.contest
        self.world.report_link = links.report
        self.world.delete_photo = self.photos.delete
        self.world.board_link = links.board
        # What can be said there is known before it is reached.
        self.world.bots = {c.name: c.profile for c in (self.zalo_bot, self.zalo_oa) if c}
        return code

    async def _may_be_shown(self, key: str) -> bool:
        async with self.db.read() as session:
            return await shown.may_be_shown(session, key)

    async def renew_world(self) -> None:
        """Take in wards that were imported meanwhile, or that begin or end today."""
        today = self.world.day(self.clock.now())
        async with self.db.read() as session:
            seen = (await people.setting(session, wards.VERSION), today.isoformat())
        if seen == self._wards_seen:
            return
        async with self.db.write() as session:
            await wards.follow_successors(session, today)
            self.world.wards = await wards.load(session, today)
        self._wards_seen = seen

    async def open_channels(self) -> None:
        """Connect to all platforms."""
        for name in self.channels.keys() - self.opened_channels:
            await self._open(name)

    async def _open(self, name: str) -> None:
        """Connect to a platform. One that does not answer is tried again for ever."""
        wait = 1.0
        while True:
            try:
                profile = await self.channels[name].open()
                break
            except Refused as error:
                raise StartError(str(error)) from error
            except Unreachable as error:
                self.troubles[name] = str(error)
                log().warning("channel_unreachable", channel=name, error=str(error))
                await asyncio.sleep(wait)
                wait = min(wait * 2, 60)
        self.world.bots = {**self.world.bots, name: profile}
        self.opened_channels.add(name)
        self.troubles.pop(name, None)
        log().info("channel_open", channel=name, username=profile.username)

    async def _listen(self, name: str) -> None:
        await self._open(name)
        await self.channels[name].receive(self.store_for(name))

    async def _talk(self) -> None:
        """Receive and send. A platform that is out of reach holds up nobody else."""
        await self.receiver.resume()
        await self.sender.recall()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.sender.run())
            group.create_task(self._know_photos())
            for name in self.channels.keys() - self.opened_channels:
                group.create_task(self._listen(name))

    async def _know_photos(self) -> None:
        """Know all photos by the time that one comes in. Where they cannot be read now, that one
        asks for them again."""
        try:
            await self.world.looks.load(self.db)
        except Exception as error:
            log().warning("photos_unread", error=str(error))

    async def run(self) -> None:
        """Serve until SIGINT or SIGTERM."""
        from bot.web import serving

        # Where there is no database, there is nothing to lock either.
        await stores.reach(self.db)
        async with (
            lock.working_on(self.db, LOCK_SECONDS) as lost,
            lock.using_token(self.settings.telegram_bot_token),
            lock.using_token(self.settings.zalo_bot_token),
        ):
            code = await self.prepare()
            stopping = asyncio.Event()
            loop = asyncio.get_running_loop()
            for number in (signal.SIGINT, signal.SIGTERM):
                loop.add_signal_handler(number, stopping.set)
            async with serving(self) as url:
                first_start.greet(self.settings, url, code)
                # An empty bot at a mistyped path looks like one that lost everything.
                kept = make_url(self.settings.database_url).render_as_string(hide_password=True)
                log().info("started", url=url, channels=sorted(self.channels), database=kept)
                for says in doubts(self.settings):
                    log().warning("setting_in_doubt", says=says)
                self.ticker.start()
                talking = asyncio.create_task(self._talk())
                stopped = asyncio.create_task(stopping.wait())
                alone_no_more = asyncio.create_task(lost.wait())
                await asyncio.wait(
                    {talking, stopped, alone_no_more}, return_when=asyncio.FIRST_COMPLETED
                )
                log().info("stopping")
                await self.ticker.stop()
                for task in (stopped, alone_no_more, talking):
                    task.cancel()
                problems = await asyncio.gather(talking, return_exceptions=True)
                await self.receiver.stop()
                await self.sender.stop(STOP_SECONDS)
                await self.published.fetched(STOP_SECONDS)
            await self.close()
            raise_first(problems)
            if lost.is_set():
                raise StartError(
                    "DATABASE_URL: the connection that keeps other processes off the database "
                    "broke; start again"
                )

    async def close(self) -> None:
        # Also those that were only half open.
        for channel in self.channels.values():
            with contextlib.suppress(Exception):
                await channel.close()
        await self.db.close()


@contextlib.asynccontextmanager
async def opened(settings: Settings, clock: Clock | None = None) -> AsyncIterator[Process]:
    """A process whose connections are closed at the end."""
    process = Process(settings, clock or Clock())
    try:
        yield process
    finally:
        await process.close()
