"""One person with two accounts, and one group that takes another's place, across platforms."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from sqlmodel import col, select

from bot import zalo_bot
from bot.limits import Pace
from storage import people
from storage.tables import Account, Grant, Person, Report
from tests.apart import apart
from tests.harness import ADMIN, Bot, Room, jpeg
from tests.standin import User
from tests.test_zalo_bot_loop import on_zalo
from tests.zalo_bot_standin import Someone, ZaloBotStandIn

ELSEWHERE = "zalo_bot"
LAN = Someone("6ede9afa66b88fe6d6a9", "Lan")


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


@dataclass
class City:
    """An admin with rights and a report on Telegram, and somebody with some on Zalo."""

    bot: Bot
    zalo: ZaloBotStandIn

    @property
    def room(self) -> Room:
        return self.bot.private(ADMIN)

    async def says(self, text: str, who: Someone = LAN) -> str:
        """What somebody on Zalo types, and the answer."""
        await self.zalo.say(who.id, who, text)
        await self.bot.settle()
        return self.zalo.texts(who.id)[-1]

    async def admins(self) -> set[str]:
        """The addresses of everybody who is an admin."""
        async with self.bot.process.db.read() as session:
            found = await session.exec(
                select(Account.address)
                .join(Grant, col(Grant.person_id) == col(Account.person_id))
                .where(Grant.role == "admin")
            )
            return set(found)


@pytest.fixture
async def city(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[City]:
    monkeypatch.setattr(zalo_bot, "PACE", Pace(0, 0, 0))
    admins = f"telegram:{ADMIN.id}"
    async with on_zalo(database_url, tmp_path, LAN.id, admins=admins) as (bot, zalo):
        yield City(bot, zalo)


async def test_a_code_joins_what_two_accounts_did(city: City) -> None:
    bot = city.bot
    ward = await bot.ward()
    await city.room.report(ADMIN, ward.inside)
    await city.zalo.send_photo(LAN.id, LAN, jpeg(5))
    await bot.settle()
    await city.says("{:.6f}, {:.6f}".format(*apart(ward.inside, 1)))
    first = await person_of(bot, ADMIN)
    async with bot.process.db.write() as session:
        second = await people.find_person(session, "zalo_bot", LAN.id)
        assert second is not None
        for person in (first, second):
            await people.grant(session, person.id or 0, "officer", bot.clock.at, ward_id=1)
    code = await code_of(city.room, ADMIN, "/lienket")
    assert "Đã hỏi" in await city.says(f"lien ket {code.lower()}")
    assert "Lan (Zalo)" in city.room.last.text
    assert await city.admins() == {str(ADMIN.id)}
    await city.room.press(ADMIN, "Đúng là tôi")
    assert "Đã liên kết với Lan (Zalo) lúc" in city.room.last.text
    assert f"Đã liên kết với {ADMIN.name} (Telegram)" in city.zalo.texts(LAN.id)[-1]
    joined = await person_of(bot, ADMIN)
    assert joined.id == min(first.id or 0, second.id or 0)
    async with bot.process.db.read() as session:
        assert {r.person_id for r in await session.exec(select(Report))} == {joined.id}
        assert await people.is_granted(session, joined.id or 0, "admin")
        accounts = await session.exec(select(Account).where(Account.person_id == joined.id))
        assert {account.channel for account in accounts} == {"telegram", ELSEWHERE}
    answer = await city.says("/cuatoi")
    assert len([line for line in answer.splitlines() if "#" in line]) == 2


async def test_who_learned_a_code_gets_no_rights_by_it(city: City) -> None:
    code = await code_of(city.room, ADMIN, "/lienket")
    await city.says(f"/lienket {code}")
    await city.room.press(ADMIN, "Không phải tôi")
    assert await city.admins() == {str(ADMIN.id)}
    assert "không xác nhận" in city.zalo.texts(LAN.id)[-1]
    assert "hết hạn" in await city.says(f"/lienket {code}")


async def test_a_question_that_is_answered_late_joins_nothing(city: City) -> None:
    code = await code_of(city.room, ADMIN, "/lienket")
    await city.says(f"/lienket {code}")
    await city.bot.wait(minutes=16)
    assert "hết hạn" in await city.room.press(ADMIN, "Đúng là tôi")
    assert await city.admins() == {str(ADMIN.id)}


async def test_an_admin_who_types_a_code_of_another_gives_them_no_rights(city: City) -> None:
    await city.says("/lienket")
    code = city.zalo.texts(LAN.id)[-1].partition(": ")[2].split()[0]
    await city.room.say(ADMIN, f"/lienket {code}")
    assert "làm ngược lại" in city.room.last.text
    assert await city.admins() == {str(ADMIN.id)}


async def test_on_zalo_it_is_confirmed_by_a_number_of_its_own(city: City) -> None:
    await city.says("/lienket")
    code = city.zalo.texts(LAN.id)[-1].partition(": ")[2].split()[0]
    an = city.bot.person("An")
    await city.bot.private(an).say(an, f"/lienket {code}")
    question = city.zalo.texts(LAN.id)[-1]
    assert "An (Telegram)" in question
    number = question.partition(" = Đúng là tôi")[0].rpartition("\n")[2]
    await city.says("1")
    assert "Đã liên kết" not in city.bot.private(an).last.text
    await city.says(number)
    assert "Đã liên kết với Lan (Zalo)" in city.bot.private(an).last.text


async def test_accounts_that_were_joined_can_be_parted_again(city: City) -> None:
    await city.room.say(ADMIN, "/thoilienket")
    assert "không liên kết với tài khoản nào" in city.room.last.text
    code = await code_of(city.room, ADMIN, "/lienket")
    await city.says(f"/lienket {code}")
    await city.room.press(ADMIN, "Đúng là tôi")
    assert await city.admins() == {str(ADMIN.id), LAN.id}
    await city.room.say(ADMIN, "/thoilienket")
    assert "thôi liên kết với Zalo" in city.room.last.text
    assert "không còn liên kết" in city.zalo.texts(LAN.id)[-1]
    assert await city.admins() == {str(ADMIN.id)}
    assert "Lan" not in (await person_of(city.bot, ADMIN)).name


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
