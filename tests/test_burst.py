"""A burst drains as fast as the platform allows and no faster: a server that enforces its limits
never has to say 429."""

from __future__ import annotations

from collections import Counter, defaultdict
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot.sender import AT_ONCE
from storage.database import Database
from storage.tables import Chat as ChatRow
from storage.tables import Outbox, Report
from tests import process
from tests.harness import CODE, jpeg, wards
from tests.process import BotProcess
from tests.standin import Chat, Limits, StandIn, User
from tests.updates import private

pytestmark = pytest.mark.slow

ADMIN = User(1, "Quản trị")
MEMBERS = [User(100 + n, f"Thành viên {n}") for n in range(60)]


class Burst:
    """Reports that come in all at once, for the groups of some wards."""

    def __init__(self, tg: StandIn, folder: Path, database_url: str) -> None:
        self.tg, self.folder = tg, folder
        self.db = Database(database_url)
        self.settings = {
            "TELEGRAM_BOT_TOKEN": tg.token,
            "TELEGRAM_API_URL": tg.url,
            "DATABASE_URL": database_url,
            "PHOTO_STORE": str(folder / "photos"),
            "ADMINS": f"telegram:{ADMIN.id}",
            "PORT": "0",
        }
        self.groups: list[Chat] = []

    async def start(self) -> BotProcess:
        return await process.start(self.folder, self.settings)

    async def come_in(self, reports: int, groups: int) -> None:
        tg = self.tg
        for n, ward in enumerate(wards()[:groups]):
            group = Chat(-1_001_000_000_000 - n, "supergroup", ward.name)
            tg.member(group, tg.bot)
            await tg.text(group, ADMIN, f"/ganphuong {ward.name}")
            self.groups.append(group)
        await tg.wait_for(lambda: all(tg.messages(group.id) for group in self.groups), 30)
        for n in range(reports):
            photo = tg.add_file(jpeg(n))
            member = MEMBERS[n % len(MEMBERS)]
            await tg.photo(private(member), member, photo)
            await tg.location(private(member), member, *wards()[n % groups].inside)

    def cards(self) -> list[tuple[float, int, str]]:
        """(arrival, chat, code) of every card."""
        groups = {group.id for group in self.groups}
        return [
            (one.at, one.chat_id, CODE.findall(one.text)[0])
            for one in self.tg.sent
            if one.method == "sendPhoto" and one.message_ids and one.chat_id in groups
        ]

    def answers(self) -> int:
        return sum(
            bool(CODE.findall(one.text))
            for one in self.tg.sent
            if one.method == "sendMessage" and one.message_ids and (one.chat_id or 0) > 0
        )

    async def so_many(self, reports: int, seconds: float) -> None:
        """Until so many reports are filed and answered."""

        def enough() -> bool:
            codes = {code for _, _, code in self.cards()}
            return len(codes) >= reports and self.answers() >= reports

        await self.tg.wait_for(enough, seconds)

    def least(self, messages: Counter[int], limits: Limits) -> float:
        """Seconds that the platform's limits ask for at least."""
        each = (
            max(span(count, *limits.chat), span(count, *limits.group) if chat < 0 else 0)
            for chat, count in messages.items()
        )
        return max(*each, span(sum(messages.values()), *limits.overall))

    def account(self, what: str) -> None:
        sent = [one for one in self.tg.sent if one.message_ids]
        messages = Counter(one.chat_id or 0 for one in sent)
        took = max(one.at for one in sent) - min(at for at, _, _ in self.cards())
        own = Limits((1, 1), (18, 60), (25, 1))
        least, platform = self.least(messages, own), self.least(messages, Limits())
        print(
            f"\n{what}: {sum(messages.values())} messages to {len(messages)} chats "
            f"in {took:.1f} s; at least {least:.0f} s at our pace (ratio {took / least:.2f}), "
            f"{platform:.0f} s at the platform's; {self.tg.refused} times 429"
        )

    def refusals(self) -> str:
        """Each 429, and what that chat had got in the minute before it."""
        lines = []
        for refused in (one for one in self.tg.sent if one.status == 429):
            before = [
                f"{one.at - refused.at:.2f} {one.text[:6]}"
                for one in self.tg.sent
                if one.chat_id == refused.chat_id
                and one.message_ids
                and -60 <= one.at - refused.at <= 0
            ]
            everybody = sum(
                bool(one.message_ids) and -1 <= one.at - refused.at <= 0 for one in self.tg.sent
            )
            lines.append(f"{refused}; {everybody} to all; {len(before)}: {before}")
        return "\n".join(lines)

    async def check(self, reports: int, doubled: int = 0) -> None:
        assert self.tg.refused == 0, self.refusals()
        codes = Counter(code for _, _, code in self.cards())
        assert len(codes) == reports
        assert sum(codes.values()) <= reports + doubled
        async with self.db.read() as session:
            found = await session.exec(
                select(ChatRow.address, Report.code, Outbox.created_at)
                .join(Outbox, col(Outbox.chat_id) == col(ChatRow.id))
                .join(Report, col(Report.id) == col(Outbox.report_id))
                .where(col(Outbox.key).startswith("card:"))
                .order_by(col(Outbox.id))
            )
            wanted: dict[int, dict[str, datetime]] = defaultdict(dict)
            for address, code, at in found:
                wanted[int(address)][code] = at
        shown: dict[int, list[str]] = defaultdict(list)
        for _, chat, code in self.cards():
            if code not in shown[chat]:
                shown[chat].append(code)
        for chat, cards in wanted.items():
            assert set(shown[chat]) == set(cards)
            order = list(cards)
            for place, code in enumerate(shown[chat]):
                for other in shown[chat][place + 1 :]:
                    # Of two transactions at once the one that took its number first may end last.
                    at_once = abs(cards[code] - cards[other]) < timedelta(seconds=1)
                    if order.index(other) < order.index(code) and not (
                        self.db.writers > 1 and at_once
                    ):
                        raise AssertionError(f"{code} overtook {other} in its group")
        await self.db.close()


def span(count: int, most: int, seconds: float) -> float:
    """Seconds from the first to the last of some messages, of which so many go in a window."""
    return (count - 1) // most * seconds


async def drained(database_url: str, folder: Path, reports: int, groups: int, kills: int) -> None:
    async with StandIn(limits=True) as tg:
        burst = Burst(tg, folder, database_url)
        bot = await burst.start()
        try:
            await burst.come_in(reports, groups)
            for n in range(kills):
                enough = reports * (n + 1) // (kills + 2)
                await burst.so_many(enough, 90)
                bot.kill()
                await bot.ended()
                bot = await burst.start()
            await burst.so_many(reports, 150)
            assert await bot.stop() == 0, bot.story()
        finally:
            bot.kill()
            await bot.ended()
        burst.account(f"{reports} reports, {kills} kills")
        await burst.check(reports, doubled=AT_ONCE * kills)


async def test_three_hundred_reports_for_thirteen_groups(database_url: str, tmp_path: Path) -> None:
    await drained(database_url, tmp_path, 300, 13, kills=0)


async def test_a_killed_process_remembers_what_it_spent(tmp_path: Path) -> None:
    """Of what arrives without a record, one message a group and kill, only the next life knows. Of
    the twenty a minute that a group may get two are left free, which is room for two kills."""
    await drained(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path, 150, 7, kills=2)
