"""The real process on Zalo, killed again and again while reports come in: none is lost."""

from __future__ import annotations

import asyncio
import os
from collections import Counter, defaultdict
from pathlib import Path
from random import Random, SystemRandom

import pytest
from sqlmodel import col, select

from storage.database import Database
from storage.tables import Chat as ChatRow
from storage.tables import Inbox, Photo, Report, Ward
from tests import process
from tests.apart import apart
from tests.harness import Somewhere, jpeg, wards
from tests.process import BotProcess, settled
from tests.standin_control import free_port
from tests.zalo_bot_standin import Shown, Someone, ZaloBotStandIn

pytestmark = pytest.mark.slow

ADMIN = Someone("aaaa9afa66b88fe6d6a9", "Quản trị")
KILLS, REPORTS = 12, 48
# One for each report: what Zalo could not deliver comes again in any order, and of two photos and
# two places of one person nobody could say any more which belong together.
MEMBERS = [Someone(f"{n:020x}", f"Thành viên {n}") for n in range(100, 100 + REPORTS)]
MOMENTS = ("arrives", "took effect", "answered")


def group_of(where: Somewhere) -> str:
    return f"zgr-{wards().index(where):020x}"


async def report(zalo: ZaloBotStandIn, rng: Random, number: int) -> tuple[str, str]:
    """A member sends a photo and a place in words; the chat and the number of the photo."""
    who, where = MEMBERS[number % len(MEMBERS)], wards()[number % len(wards())]
    sent: tuple[str, str] = ("", "")
    for part in rng.sample(["photo", "place"], 2):
        await asyncio.sleep(rng.uniform(0, 0.2))
        if part == "place":
            place = apart(where.inside, number // len(wards()))
            await zalo.say(who.id, who, "{:.6f}, {:.6f}".format(*place))
        else:
            update = await zalo.send_photo(who.id, who, jpeg(number), f"rác {number}")
            sent = (who.id, update["message"]["message_id"])
    return sent


def doom(zalo: ZaloBotStandIn, bot: BotProcess, rng: Random) -> None:
    """Kill it at a time, or at a call."""
    if rng.random() < 0.4:
        asyncio.get_running_loop().call_later(rng.uniform(0.2, 3), bot.kill)
        return
    wanted = (rng.choice(("sendPhoto", "sendMessage")), rng.choice(MOMENTS))
    left = rng.randint(1, 4)

    def watch(method: str, moment: str) -> None:
        nonlocal left
        left -= (method, moment) == wanted
        if not left:
            bot.kill()

    zalo.watch = watch


async def test_every_report_survives_kills(database_url: str, tmp_path: Path) -> None:
    seed = int(os.environ.get("KILL_SEED") or SystemRandom().randrange(10**6))
    print(f"\nKILL_SEED={seed}, {database_url.partition(':')[0]}")
    rng, db, port = Random(seed), Database(database_url), free_port()
    async with ZaloBotStandIn() as zalo:
        zalo.twice = zalo.wrapped = True
        for chat in (ADMIN.id, *(who.id for who in MEMBERS), *map(group_of, wards())):
            zalo.chat(chat)
        settings = {
            **zalo.environment(),
            "ADMINS": f"zalo_bot:{ADMIN.id}",
            "DATABASE_URL": database_url,
            "PHOTO_STORE": str(tmp_path / "photos"),
            "PUBLIC_URL": f"http://127.0.0.1:{port}",
            "WEBHOOK": "1",
            "PORT": str(port),
        }
        lives = [await process.start(tmp_path, settings)]
        bot = lives[0]
        try:
            await bot.says("channel_open")
            for where in wards():
                text = f"@{zalo.called} gắn phường {where.name}"
                await zalo.say(group_of(where), ADMIN, text)
            await settled(zalo, db, bot)
            sent: list[tuple[str, str]] = []
            for n in range(KILLS):
                doom(zalo, bot, rng)
                numbers = range(REPORTS * n // KILLS, REPORTS * (n + 1) // KILLS)
                said = asyncio.gather(*(report(zalo, rng, number) for number in numbers))
                try:
                    await bot.ended(6)
                except TimeoutError:
                    bot.kill()
                    await bot.ended()
                assert bot.killed_at is not None, f"it ended by itself: {bot.story()}"
                zalo.watch = lambda method, moment: None
                zalo.life += 1
                bot = await process.start(tmp_path, settings)
                lives.append(bot)
                sent += await said
            await settled(zalo, db, bot)
            await zalo.wait_for(lambda: all(m.photo for m in cards(zalo)))
            assert await bot.stop() == 0, bot.story()
        except BaseException:
            print(bot.story())
            raise
        finally:
            bot.kill()
            await bot.ended()
        await everything_is_there(db, zalo, sent)
        errors = [line for life in lives for line in life.log if line["level"] == "error"]
        assert not errors
        assert not [life for life in lives if zalo.token in life.story()]
    await db.close()


def cards(zalo: ZaloBotStandIn) -> list[Shown]:
    return [m for where in wards() for m in zalo.messages(group_of(where)) if m.address]


async def everything_is_there(
    db: Database, zalo: ZaloBotStandIn, sent: list[tuple[str, str]]
) -> None:
    """Each report once, with its photo; its card in the right group, doubled by kills alone."""
    async with db.read() as session:
        assert not (await session.exec(select(Inbox).where(col(Inbox.done_at).is_(None)))).all()
        rows = list(
            await session.exec(
                select(Report, ChatRow.address, Ward.name)
                .join(ChatRow, col(ChatRow.id) == col(Report.chat_id))
                .join(Ward, col(Ward.id) == col(Report.ward_id))
            )
        )
        photos = Counter(await session.exec(select(Photo.report_id)))
    assert Counter((chat, report.message_id) for report, chat, _ in rows) == Counter(sent)
    assert len(sent) == REPORTS
    doubled = 0
    for report, chat, name in rows:
        assert photos[report.id] == 1
        found: dict[str, list[Shown]] = defaultdict(list)
        for where in wards():
            for message in zalo.messages(group_of(where)):
                if message.text.startswith(f"#{report.code} · "):
                    found[where.name].append(message)
        assert set(found) == {name}
        assert any(f"#{report.code}" in text for text in zalo.texts(chat))
        *earlier, last = found[name]
        doubled += len(earlier)
        for copy in earlier:
            # The kill fell between sending it and recording that.
            assert copy.life < last.life
            line = [m for m in zalo.messages(copy.chat) if m.life == copy.life]
            assert line[-1] is copy
    print(f"{KILLS} kills, {len(rows)} reports, {doubled} cards doubled, each by a kill")
