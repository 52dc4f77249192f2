"""Nothing lost, nothing doubled: the real process, killed at random while reports come in."""

from __future__ import annotations

import asyncio
import hashlib
import os
from collections import Counter, defaultdict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from random import Random, SystemRandom

import pytest
from sqlalchemy import inspect
from sqlmodel import SQLModel, col, select

from storage import migrations, outbox
from storage.database import Database
from storage.tables import Chat as ChatRow
from storage.tables import Inbox, Outbox, Photo, Report, Ward
from tests import process
from tests.harness import CODE, Somewhere, jpeg, wards
from tests.lives import MortalStandIn, Signature, copies, random_end, signature, unexplained
from tests.process import BotProcess, settled
from tests.standin import Chat, StandIn, User
from tests.standin_control import free_port
from tests.updates import private

pytestmark = pytest.mark.slow

ADMIN = User(1, "Quản trị")
MEMBERS = [User(100 + n, f"Thành viên {n}") for n in range(60)]
BRANCHES = [Chat(-1_002_000_000_000 - n, "supergroup", f"Chi đoàn {n}") for n in range(3)]


@dataclass
class Filed:
    """A report as a member sent it, and what has to become of it."""

    chat: Chat
    where: Somewhere
    photos: list[int] = field(default_factory=list)
    """the messages with its photos"""
    first_file: str = ""

    @property
    def key(self) -> tuple[str, str]:
        return str(self.chat.id), str(self.photos[0])


class City:
    """Everybody around the bot: members who report, and the groups of 13 wards."""

    def __init__(self, tg: MortalStandIn, rng: Random) -> None:
        self.tg, self.rng = tg, rng
        self.taken = 0
        self.groups = {
            where.name: Chat(-1_001_000_000_000 - n, "supergroup", where.name)
            for n, where in enumerate(wards())
        }
        self.filed: list[Filed] = []

    async def bind(self) -> None:
        for group in (*self.groups.values(), *BRANCHES):
            self.tg.member(group, self.tg.bot)
        for name, group in self.groups.items():
            await self.tg.text(group, ADMIN, f"/ganphuong {name}")
        for branch in BRANCHES:
            await self.tg.text(branch, ADMIN, f"/gandoan {branch.title}")
        groups = [*self.groups.values(), *BRANCHES]
        await self.tg.wait_for(lambda: all(self.tg.messages(group.id) for group in groups), 30)

    async def report(self, number: int) -> None:
        """A member reports, in one of the ways in which people do, at their own pace."""
        rng, member = self.rng, MEMBERS[number % len(MEMBERS)]
        chat = BRANCHES[number % len(BRANCHES)] if number % 7 == 3 else private(member)
        filed = Filed(chat, rng.choice(wards()) if number >= 13 else wards()[number])
        self.filed.append(filed)
        album = f"album{number}" if number % 6 == 5 else None
        parts = ["photo"] * (rng.randint(2, 3) if album else 1) + ["place"]
        if number % 5 == 1:
            parts = [parts[-1], *parts[:-1]]
        elif album and rng.random() < 0.5:
            # The place before the last photo of the album.
            parts[-2:] = parts[:-3:-1]
        for part in parts:
            await asyncio.sleep(rng.uniform(0, 0.25))
            if part == "place":
                await self.tg.location(chat, member, *filed.where.inside)
                continue
            # A photo that was sent before would not be filed again.
            self.taken += 1
            file_id = self.tg.add_file(jpeg(self.taken))
            filed.first_file = filed.first_file or file_id
            said = await self.tg.photo(chat, member, file_id, album=album)
            filed.photos.append(said.message_id)


@dataclass
class Killed:
    """A run of the test: its lives and how they ended."""

    settings: dict[str, str]
    folder: Path
    lives: dict[int, BotProcess] = field(default_factory=dict)
    ends: dict[int, str] = field(default_factory=dict)

    async def start(self, tg: MortalStandIn) -> BotProcess:
        settings = self.settings | {"TELEGRAM_API_URL": tg.address()}
        bot = self.lives[tg.life] = await process.start(self.folder, settings)
        return bot

    @property
    def killed(self) -> dict[int, float]:
        return {
            life: bot.killed_at for life, bot in self.lives.items() if bot.killed_at is not None
        }


async def until(condition: Callable[[], object], bot: BotProcess, seconds: float) -> None:
    """What is only seen from outside is asked for again and again."""
    async with asyncio.timeout(seconds):
        while not condition():
            assert bot.returncode is None, f"the bot ended: {bot.story()}"
            await asyncio.sleep(0.002)


async def under_fire(
    database_url: str, folder: Path, *, kills: int, reports: int, webhook: bool = False
) -> None:
    seed = int(os.environ.get("KILL_SEED") or SystemRandom().randrange(10**6))
    way = "webhook" if webhook else "polling"
    print(f"\nKILL_SEED={seed}, {database_url.partition(':')[0]}, {way}")
    rng = Random(seed)
    db = Database(database_url)
    port = free_port() if webhook else 0
    run = Killed(
        {
            "TELEGRAM_BOT_TOKEN": "123456:stand-in",
            "TELEGRAM_PACE": "0,0,0",
            "DATABASE_URL": database_url,
            "PHOTO_STORE": str(folder / "photos"),
            "ADMINS": f"telegram:{ADMIN.id}",
            "PORT": str(port),
            "PUBLIC_URL": f"http://127.0.0.1:{port}" if webhook else "",
            "WEBHOOK": "1" if webhook else "0",
        },
        folder,
    )
    async with MortalStandIn() as tg:
        tg.queue.first_pause, tg.queue.longest_pause = 0.1, 0.5
        city = City(tg, rng)
        bot = await run.start(tg)
        try:
            await city.bind()
            await settled(tg, db, bot)
            for n in range(kills):
                end = random_end(rng, polls=not webhook)
                tg.doom(bot, end)
                waiting = range(reports * n // kills, reports * (n + 1) // kills)
                said = asyncio.gather(*(city.report(number) for number in waiting))
                try:
                    await bot.ended(6)
                    run.ends[tg.life] = str(end)
                except TimeoutError:
                    bot.kill()
                    await bot.ended()
                    run.ends[tg.life] = f"6 s after its start ({end} did not come)"
                assert bot.killed_at is not None, f"it ended by itself: {bot.story()}"
                bot = await run.start(tg)
                await said
            tg.spare()
            await settled(tg, db, bot)
            assert await bot.stop() == 0, bot.story()
        except BaseException:
            print(bot.story())
            raise
        finally:
            bot.kill()
            await bot.ended()
        assert len(run.killed) == kills
        assert len(city.filed) == reports
        await everything_is_there(db, city)
        account(run, city, await rows_by_signature(db))
        assert not [
            line for life in run.lives.values() for line in life.log if line["level"] == "error"
        ]
    await db.close()


async def everything_is_there(db: Database, city: City) -> None:
    """Each report exactly once, with its photos, its card and its answer."""
    async with db.read() as session:
        found = await session.exec(
            select(Report, ChatRow.address, Ward.name)
            .join(ChatRow, col(ChatRow.id) == col(Report.chat_id))
            .join(Ward, col(Ward.id) == col(Report.ward_id))
        )
        rows = list(found)
        photos: dict[int | None, list[str]] = defaultdict(list)
        for report_id, message_id in await session.exec(
            select(Photo.report_id, Photo.message_id).order_by(col(Photo.id))
        ):
            photos[report_id].append(message_id)
        assert not (await session.exec(select(Inbox).where(col(Inbox.done_at).is_(None)))).all()
        assert not (await session.exec(select(Inbox).where(Inbox.attempts > 0))).all()
        dead = select(Outbox).where(
            col(Outbox.dead_at).is_not(None), Outbox.error != outbox.TAKEN_BACK
        )
        assert not (await session.exec(dead)).all()
    stored = Counter((address, report.message_id) for report, address, _ in rows)
    assert stored == Counter(filed.key for filed in city.filed)
    assert None not in photos, "a photo without its report"
    cards = {name: city.tg.messages(group.id) for name, group in city.groups.items()}
    by_key = {(address, report.message_id): (report, ward) for report, address, ward in rows}
    for filed in city.filed:
        report, ward = by_key[filed.key]
        assert ward == filed.where.name
        assert photos[report.id] == [str(number) for number in filed.photos]
        title = f"#{report.code} · "
        for name, shown in cards.items():
            mine = [m for m in shown if m.text.startswith(title) and m.buttons]
            assert bool(mine) == (name == ward), f"{title} in {name}"
            for card in mine:
                assert card.photo is not None
                assert _hash(city, card.photo) == _hash(city, filed.first_file)
        answers = [m for m in city.tg.messages(filed.chat.id) if m.reply_to == filed.photos[0]]
        assert report.code in [code for m in answers for code in CODE.findall(m.text)]


def _hash(city: City, file_id: str) -> str:
    return hashlib.sha256(city.tg.data(file_id)).hexdigest()


async def rows_by_signature(db: Database) -> Counter[Signature]:
    """How often each message should have arrived."""
    async with db.read() as session:
        found = await session.exec(
            select(ChatRow.address, Outbox.payload)
            .join(ChatRow, col(ChatRow.id) == col(Outbox.chat_id))
            .where(Outbox.kind == "message", col(Outbox.sent_at).is_not(None))
        )
        return Counter(
            signature(int(address), p.get("title") or p["text"], p.get("reply_to"))
            for address, p in found
        )


def account(run: Killed, city: City, rows: Counter[Signature]) -> None:
    """Count what came twice, and find the kill for each."""
    killed, wards_groups = run.killed, {group.id for group in city.groups.values()}
    doubled: Counter[str] = Counter()
    gaps = []
    tg = city.tg
    arrived = copies(tg.by_life)
    for message, found in arrived.items():
        wrong = unexplained(found, rows[message], killed)
        assert not wrong, f"{message}: {wrong}: {found}, kills at {killed}"
        # A question that was taken back after a kill has no row that says it was sent.
        more = len(found) - max(rows[message], 1)
        if more > 0:
            is_card = message[0] in wards_groups and message[1].startswith("#")
            what = "cards" if is_card else "answers and questions"
            doubled[what] += more
            gaps += [killed[copy.life] - copy.at for copy in found if copy.life in killed][:more]
    assert not set(rows) - set(arrived), "a message that is recorded as sent never arrived"
    sends = Counter(life for life, one in tg.by_life if one.message_ids)
    print(f"lives: {len(run.lives)}, with sends: {len(sends)}, messages: {sum(sends.values())}")
    kinds = (end.split(" ")[0] if end[0].isalpha() else "a time" for end in run.ends.values())
    print("  ended at " + ", ".join(f"{kind}: {n}" for kind, n in Counter(kinds).most_common()))
    print(f"  longest between a doubled message and its kill: {max(gaps, default=0) * 1000:.0f} ms")
    print(
        f"{len(killed)} kills, {doubled['cards']} cards doubled, each explained; "
        f"{doubled['answers and questions']} answers and questions doubled, each explained"
    )


async def test_every_report_survives_fifty_kills(database_url: str, tmp_path: Path) -> None:
    await under_fire(database_url, tmp_path, kills=52, reports=500)


async def test_every_report_survives_kills_behind_a_webhook(
    database_url: str, tmp_path: Path
) -> None:
    await under_fire(database_url, tmp_path, kills=10, reports=100, webhook=True)


async def test_a_start_on_an_empty_database_survives_kills(empty_url: str, tmp_path: Path) -> None:
    """Killed while it makes its tables, it begins again: never half of them."""
    rng, ends = Random(4), Counter[str]()
    async with StandIn() as tg:
        settings = {
            "TELEGRAM_BOT_TOKEN": tg.token,
            "TELEGRAM_API_URL": tg.url,
            "DATABASE_URL": empty_url,
            "PHOTO_STORE": str(tmp_path / "photos"),
            "PORT": "0",
        }
        for n in range(12):
            bot = await process.start(tmp_path, settings)
            # It takes the lock on its token right before it makes the tables.
            locks = tmp_path / "tmp"
            await until(lambda: list(locks.glob("street-report-bot-*.pid")), bot, 30)  # noqa: B023
            await asyncio.sleep(0.03 * n + rng.uniform(0, 0.03))
            bot.kill()
            await bot.ended()
            for pid in locks.glob("street-report-bot-*.pid"):
                pid.unlink()
            ends[await tables_there(empty_url)] += 1
        print(f"\nafter 12 kills at the start: {dict(ends)}")
        assert set(ends) <= {"none", "all"}
        bot = await process.start(tmp_path, settings)
        await bot.says("channel_open")
        assert await bot.stop() == 0, bot.story()
    db = Database(empty_url)
    await migrations.check(db)
    async with db.read() as session:
        assert len((await session.exec(select(Ward))).all()) == len(wards())
    await db.close()


async def tables_there(empty_url: str) -> str:
    """Whether the database holds no tables, all, or some, and then which."""
    db = Database(empty_url)
    async with db.engine.connect() as connection:
        names = set(await connection.run_sync(lambda sync: inspect(sync).get_table_names()))
    await db.close()
    if not names:
        return "none"
    return "all" if names >= set(SQLModel.metadata.tables) else f"only {sorted(names)}"
