"""Who cannot be written to alone is told once in a group of their branch, or when they write."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from handlers import telling
from storage import people
from tests.apart import apart
from tests.harness import jpeg, on_sqlite, wards
from tests.zalo_oa_harness import ADMIN, MEMBER, OFFICER, OaBot, at_work
from tests.zalo_oa_samples import GROUP

BRANCH, LATER = "1000226075868b136e87", "2000226075868b136e87"
HERE = "(Báo trong nhóm vì hiện không nhắn riêng được cho người gửi.)"
CS = "/v3.0/oa/message/cs"


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    """A ward's group with an officer, and a member of a branch that has no group yet."""
    async with at_work(database_url, tmp_path) as bot:
        bot.oa.groups |= {GROUP, BRANCH, LATER}
        await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
        await bot.oa.text(MEMBER, "/homnay")
        await bot.settle()
        async with bot.process.db.write() as session:
            now = bot.clock.now()
            (group,) = await people.groups(session, "ward")
            officer = await people.person_of(session, "zalo_oa", OFFICER, "", now)
            await people.grant(session, officer.id or 0, "officer", now, ward_id=group.ward_id)
            member = await people.person_of(session, "zalo_oa", MEMBER, "", now)
            member.unit_id = (await people.new_unit(session, "Chi đoàn 1", now)).id
        yield bot


async def bind(bot: OaBot, group: str = BRANCH) -> None:
    await bot.oa.text(ADMIN, "/gandoan Chi đoàn 1", group)
    await bot.settle()


async def report(bot: OaBot, number: int = 1) -> str:
    await bot.oa.photo(MEMBER, jpeg(number), "rác")
    await bot.oa.place(MEMBER, *apart(wards()[0].inside, number))
    await bot.settle()
    await bot.wait(seconds=20)
    return (await bot.reports())[-1].code


async def order(bot: OaBot, words: str) -> None:
    await bot.oa.text(OFFICER, words, GROUP)
    await bot.settle()


async def close(bot: OaBot, code: str) -> None:
    await bot.oa.photo(OFFICER, jpeg(99), f"xong {code}", GROUP)
    await bot.settle()


async def is_closed(bot: OaBot) -> bool:
    async with bot.process.db.read() as session:
        chat = await people.find_chat(session, "zalo_oa", MEMBER)
    return chat is not None and not chat.open


def about(bot: OaBot, to: str, code: str) -> list[str]:
    """First lines about a report that somebody got, but for its cards and answers."""
    lines = [text.partition("\n")[0] for text in bot.oa.texts(to)]
    return [line for line in lines if line.startswith(f"#{code} ") and " · " not in line]


async def test_what_became_of_a_report_is_said_in_the_branchs_group_and_not_again(
    bot: OaBot,
) -> None:
    await bind(bot)
    code = await report(bot)
    await bot.wait(days=7, minutes=1)
    await close(bot, code)
    (said,) = about(bot, BRANCH, code)
    assert said.startswith(f"#{code} ✅ {wards()[0].name} báo đã xong")
    post = next(post for post in bot.oa.posts if post.to == BRANCH and code in post.text)
    assert HERE in post.text
    assert len(post.pictures) == 1, "before and after"
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    assert about(bot, MEMBER, code) == []
    assert len(about(bot, BRANCH, code)) == 1


async def test_a_chat_that_is_known_to_be_closed_is_not_tried_again(bot: OaBot) -> None:
    await bind(bot)
    one, other = await report(bot, 1), await report(bot, 2)
    await bot.wait(days=7, minutes=1)
    await order(bot, f"từ chối {one} đất tư")
    tried = bot.oa.calls.count(CS)
    await order(bot, f"nhận {other}")
    await order(bot, f"từ chối {other} trùng")
    assert bot.oa.calls.count(CS) == tried
    assert [line.split()[1] for line in about(bot, BRANCH, one)] == ["⛔"]
    assert [line.split()[1] for line in about(bot, BRANCH, other)] == ["🔧", "⛔"]
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    await bot.wait(minutes=1)
    third = await report(bot, 3)
    await order(bot, f"nhận {third}")
    assert len(about(bot, MEMBER, third)) == 1, "who writes is told alone again"
    assert about(bot, BRANCH, third) == []


async def test_where_the_branch_has_no_group_it_waits_until_they_write(bot: OaBot) -> None:
    code = await report(bot)
    await bot.wait(days=7, minutes=1)
    await close(bot, code)
    await bind(bot)
    assert about(bot, BRANCH, code) == []
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    assert len(about(bot, MEMBER, code)) == 1


async def test_it_is_said_in_one_group_of_several(bot: OaBot) -> None:
    await bind(bot)
    await bind(bot, LATER)
    code = await report(bot)
    await bot.wait(days=7, minutes=1)
    await close(bot, code)
    assert len(about(bot, BRANCH, code) + about(bot, LATER, code)) == 1


async def test_who_reported_in_a_group_is_told_there(bot: OaBot) -> None:
    await bind(bot, LATER)
    await bind(bot)
    await bot.oa.photo(MEMBER, jpeg(1), "rác", BRANCH)
    await bot.oa.place(MEMBER, *wards()[0].inside, BRANCH)
    await bot.settle()
    code = (await bot.reports())[-1].code
    await bot.wait(days=7, minutes=1)
    await close(bot, code)
    (said,) = [text for text in bot.oa.texts(BRANCH) if f"#{code} ✅" in text]
    assert HERE not in said, "the group knows who sent it"
    assert about(bot, LATER, code) == []


async def test_a_restart_in_between_neither_loses_nor_repeats_it(bot: OaBot) -> None:
    await bind(bot)
    code = await report(bot)
    await bot.wait(days=7, minutes=1)
    bot.oa.answers("/v3.0/oa/group/message", *[502] * 3)
    await bot.oa.photo(OFFICER, jpeg(99), f"xong {code}", GROUP)
    async with asyncio.timeout(15):
        while not await is_closed(bot):  # noqa: ASYNC110
            await asyncio.sleep(0.002)
    await bot.restart()
    await bot.wait(minutes=5)
    await bot.wait(minutes=5)
    assert len(about(bot, BRANCH, code)) == 1
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    assert about(bot, MEMBER, code) == []


@on_sqlite
async def test_a_fault_of_ours_leaves_it_to_wait(
    bot: OaBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    await bind(bot)
    bot.expected.add("not_recorded")

    async def broken(*_: Any) -> None:
        raise ValueError("no")

    monkeypatch.setattr(telling, "tell_elsewhere", broken)
    code = await report(bot)
    await bot.wait(days=7, minutes=1)
    await close(bot, code)
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    assert len(about(bot, MEMBER, code)) == 1
