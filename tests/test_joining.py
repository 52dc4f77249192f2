"""One person with two accounts, and one group that takes another's place, across platforms."""

import pytest
from sqlmodel import select

from storage import people
from storage.tables import Account, Person, Report
from tests.harness import ADMIN, Bot, Room
from tests.standin import User

ELSEWHERE = "zalo_bot"


@pytest.fixture
async def two(bot: Bot) -> tuple[Bot, User, User]:
    """Somebody with a Telegram account, and somebody whose account is on another platform."""
    an, binh = bot.person("An"), bot.person("Bình")
    await bot.private(an).say(an, "/trogiup")
    await bot.private(binh).say(binh, "/trogiup")
    return bot, an, binh


async def code_of(room: Room, user: User, command: str) -> str:
    await room.say(user, command)
    return room.last.text.partition(": ")[2].split()[0]


async def person_of(bot: Bot, user: User) -> Person:
    async with bot.process.db.read() as session:
        found = await people.find_person(session, "telegram", str(user.id))
        assert found is not None
        return found


async def test_two_accounts_on_one_platform_stay_two(two: tuple[Bot, User, User]) -> None:
    bot, an, binh = two
    code = await code_of(bot.private(an), an, "/lienket")
    await bot.private(binh).say(binh, f"/lienket {code}")
    assert "đã có một tài khoản" in bot.private(binh).last.text


async def test_a_code_joins_what_two_accounts_did(two: tuple[Bot, User, User]) -> None:
    bot, an, binh = two
    ward = await bot.ward()
    await bot.private(an).report(an, ward.inside)
    await bot.private(binh).report(binh, ward.inside)
    code = await code_of(bot.private(an), an, "/lienket")
    first, second = await person_of(bot, an), await person_of(bot, binh)
    async with bot.process.db.write() as session:
        account = await session.exec(select(Account).where(Account.address == str(an.id)))
        account.one().channel = ELSEWHERE
        for person in (first, second):
            await people.grant(session, person.id or 0, "officer", bot.clock.at, ward_id=1)
        await people.grant(session, second.id or 0, "admin", bot.clock.at)
    await bot.private(binh).say(binh, f"/lienket {code.lower()}")
    assert "Đã liên kết" in bot.private(binh).last.text
    joined = await person_of(bot, binh)
    assert joined.id == min(first.id or 0, second.id or 0)
    async with bot.process.db.read() as session:
        assert {r.person_id for r in await session.exec(select(Report))} == {joined.id}
        assert await people.is_granted(session, joined.id or 0, "admin")
        accounts = await session.exec(select(Account).where(Account.person_id == joined.id))
        assert {account.channel for account in accounts} == {"telegram", ELSEWHERE}
    await bot.private(binh).say(binh, "/cuatoi")
    assert len([line for line in bot.private(binh).last.text.splitlines() if "#" in line]) == 2


@pytest.mark.parametrize("wait", [0, 16])
async def test_a_code_works_once_and_not_for_ever(two: tuple[Bot, User, User], wait: int) -> None:
    bot, an, binh = two
    code = await code_of(bot.private(an), an, "/lienket")
    await bot.wait(minutes=wait)
    await bot.private(an).say(an, f"/lienket {code}")
    assert ("hết hạn" if wait else "đã là một người") in bot.private(an).last.text
    await bot.private(binh).say(binh, f"/lienket {code}")
    assert "hết hạn" in bot.private(binh).last.text


async def test_a_group_takes_the_place_of_another_with_what_is_open(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    moving = await code_of(ward, ADMIN, "/chuyenkenh")
    new = bot.group("Nhóm mới")
    bot.tg.member(new.chat, bot.tg.bot)
    stranger = bot.person("Lạ")
    await new.say(stranger, f"/chuyenkenh {moving}")
    assert "Chỉ quản trị viên" in new.last.text
    await new.say(ADMIN, f"/chuyenkenh {moving}")
    assert "chuyển sang Nhóm mới" in ward.last.text
    assert any(m.text.startswith(f"#{code}") for m in new.messages)
    await new.say(ward.officer, f"nhận {code}")
    assert await bot.state(code) == "accepted"
    later = await bot.private(an).report(an, ward.inside)
    assert any(m.text.startswith(f"#{later}") for m in new.messages)
    assert not any(later in m.text for m in ward.messages)


async def test_a_branchs_group_moves_too(bot: Bot) -> None:
    branch = await bot.branch("Chi đoàn 1")
    moving = await code_of(branch, ADMIN, "/chuyenkenh")
    new = bot.group("Nhóm mới")
    bot.tg.member(new.chat, bot.tg.bot)
    await new.say(ADMIN, f"/chuyenkenh {moving}")
    await new.say(ADMIN, "/homnay")
    assert "Chi đoàn 1" in new.last.text
    await branch.say(ADMIN, "/chuyenkenh")
    assert "không có gì để chuyển" in branch.last.text
