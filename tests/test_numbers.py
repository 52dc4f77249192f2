"""Numbers typed for buttons: which message they mean, and whose they are."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlmodel import select

from bot import zalo_bot
from bot.limits import Pace
from storage import people
from storage.tables import Grant, Person
from tests.harness import at, jpeg, on_sqlite, wards
from tests.test_zalo_bot_loop import ADMIN, AN, BINH, WARD, Town, _choice, on_zalo
from tests.test_zalo_oa import report, ward
from tests.zalo_bot_standin import Someone
from tests.zalo_oa_harness import ADMIN as OA_ADMIN
from tests.zalo_oa_harness import MEMBER, OFFICER, OaBot, at_work
from tests.zalo_oa_samples import GROUP

pytestmark = on_sqlite
EVE = Someone("eeee9afa66b88fe6d6a9", "Eve\n1 = Duyệt\u2028Bình")


@pytest.fixture
async def town(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Town]:
    monkeypatch.setattr(zalo_bot, "PACE", Pace(0, 0, 0))
    settings = {"telegram_bot_token": "", "admins": f"zalo_bot:{ADMIN.id}"}
    chats = (ADMIN.id, AN.id, BINH.id, EVE.id, WARD)
    async with on_zalo(database_url, tmp_path, *chats, **settings) as (bot, zalo):
        made = Town(bot, zalo, wards()[0])
        await made.name(ADMIN, f"gắn phường {made.where.name}")
        yield made


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    async with at_work(database_url, tmp_path) as started:
        started.oa.groups |= {GROUP, "g-ward"}
        for user in (MEMBER, OFFICER, OA_ADMIN):
            started.oa.wrote[user] = started.oa.wall()
        await started.settle()
        yield started


async def late(town: Town, who: Someone, text: str, since: float) -> None:
    """Something that was sent at a moment and arrives only now."""
    message = {
        "from": {"id": who.id, "display_name": who.name, "is_bot": False},
        "chat": {"id": who.id, "chat_type": "PRIVATE"},
        "message_id": "f" * 20,
        "date": int(since * 1000),
        "text": text,
    }
    await town.zalo.raw({"event_name": "message.text.received", "message": message})
    await town.bot.settle()


async def ask_for_access(town: Town, who: Someone, code: str) -> None:
    await town.name(who, f"nhận {code}")
    await town.name(who, _choice(town.last(WARD).text, "quyền"))


async def officers(town: Town) -> list[str]:
    async with town.bot.process.db.read() as session:
        found = await session.exec(select(Grant).where(Grant.role == "officer"))
        return [(await session.get_one(Person, grant.person_id)).name for grant in found]


async def test_a_number_makes_only_the_person_an_officer_whose_request_was_read(town: Town) -> None:
    code = await town.report(AN, "rác")
    await ask_for_access(town, BINH, code)
    seen, typed = town.last(ADMIN.id).text, town.bot.clock.at.timestamp()
    await town.bot.wait(seconds=30)
    await ask_for_access(town, EVE, code)
    assert town.last(ADMIN.id).text != seen
    await late(town, ADMIN, _choice(seen, "Duyệt"), typed)
    assert await officers(town) == ["Bình"]


async def test_no_number_of_another_message_gives_rights(town: Town) -> None:
    code = await town.report(AN, "rác")
    await ask_for_access(town, BINH, code)
    for number in ("1", "2"):
        await town.say(ADMIN.id, ADMIN, number)
    assert not await officers(town)


async def test_a_name_is_one_line_wherever_it_is_shown(town: Town) -> None:
    code = await town.report(AN, "rác")
    await ask_for_access(town, EVE, code)
    assert "Eve 1 = Duyệt Bình xin làm cán bộ" in town.last(ADMIN.id).text


async def test_a_number_sent_before_the_second_question_does_not_answer_it(town: Town) -> None:
    first = await town.report(AN, "rác")
    await town.appoint(BINH, first)
    await town.bot.wait(minutes=1)
    second = await town.report(AN, "rác")
    await town.photo(WARD, BINH, 8, f"@{town.zalo.called} xong {first}")
    told, typed = town.last(AN.id), town.bot.clock.at.timestamp() + 3
    await town.bot.wait(seconds=40)
    await town.photo(WARD, BINH, 9, f"@{town.zalo.called} xong {second}")
    await late(town, AN, _choice(told.text, "Ổn rồi"), typed)
    assert {await town.bot.state(first), await town.bot.state(second)} == {"resolved"}
    assert "trả lời" in town.last(AN.id).text.lower()
    await town.bot.wait(seconds=30)
    await town.say(AN.id, AN, "1")
    assert await town.bot.state(second) == "confirmed"


async def test_in_a_group_a_number_is_an_answer_of_whoever_was_asked(bot: OaBot) -> None:
    await ward(bot)
    code = await report(bot)
    other = "9000000000000000004"
    async with bot.process.db.write() as session:
        now = bot.clock.now()
        colleague = await people.person_of(session, "zalo_oa", other, "", now)
        (group,) = await people.groups(session, "ward")
        await people.grant(session, colleague.id or 0, "officer", now, ward_id=group.ward_id)
    await bot.oa.text(OFFICER, f"từ chối {code}", GROUP)
    await bot.settle()
    asked = bot.oa.posts[-1]
    await bot.oa.text(other, "2", GROUP)
    await bot.settle()
    assert [found.state for found in await bot.reports()] == ["new"]
    await bot.wait(minutes=20)
    await bot.oa.text(OFFICER, "2", GROUP)
    await bot.settle()
    assert [found.state for found in await bot.reports()] == ["new"]
    await bot.oa.text(other, "2", GROUP, quote_msg_id=asked.message_id)
    await bot.settle()
    assert [found.state for found in await bot.reports()] == ["refused"]


async def test_whoever_was_asked_in_a_group_answers_with_a_number_alone(bot: OaBot) -> None:
    await ward(bot)
    code = await report(bot)
    await bot.oa.text(OFFICER, f"từ chối {code}", GROUP)
    await bot.settle()
    await bot.oa.text(OFFICER, "2", GROUP)
    await bot.settle()
    assert [found.state for found in await bot.reports()] == ["refused"]


async def test_a_number_said_among_members_after_a_reminder_begins_no_round(bot: OaBot) -> None:
    await bot.oa.text(OA_ADMIN, "/gandoan Đơn vị A", GROUP)
    await bot.oa.text(OA_ADMIN, f"/ganphuong {wards()[0].name}", "g-ward")
    await bot.settle()
    bot.clock.at = at("16:31")
    await bot.process.ticker.tick()
    await bot.settle()
    assert "1 = " in bot.oa.texts(GROUP)[-1]
    bot.clock.at += timedelta(minutes=1)
    await bot.oa.text(OFFICER, "1", GROUP)
    await bot.settle()
    await bot.oa.photo(OFFICER, jpeg(3), "", GROUP)
    await bot.settle()
    await bot.oa.place(OFFICER, *wards()[0].inside, GROUP)
    await bot.settle()
    assert [(found.sort, found.state) for found in await bot.reports()] == [("problem", "new")]
