"""Groups: what they are bound to, what the bot may do in them, and what becomes of them."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlmodel import select

from storage.tables import Ward
from tests.apart import apart
from tests.harness import ADMIN, Bot, Room, on_sqlite, running, wards
from tests.standin import ANONYMOUS, Chat, StandIn
from tests.standin_faults import KICKED, NO_THREAD, upgraded

# Binding


@on_sqlite
@pytest.mark.parametrize("name", ["Thạch Thang", "thach thang", "P. THACH THANG"])
async def test_a_ward_is_bound_by_its_name_with_or_without_marks(bot: Bot, name: str) -> None:
    group = bot.group("Tổ 1")
    await group.say(ADMIN, f"/ganphuong {name}")
    assert "nhận phản ánh của Thạch Thang" in group.last.text


@on_sqlite
async def test_without_a_name_there_is_a_list_to_tap(bot: Bot) -> None:
    group = bot.group("Tổ 1")
    await group.say(ADMIN, "/ganphuong")
    assert {ward.name for ward in wards()} <= set(group.last.buttons)
    await group.press(ADMIN, "Nam Dương")
    assert "nhận phản ánh của Nam Dương" in group.last.text
    an = bot.person("An")
    code = await bot.private(an).report(an, wards()[8].inside)
    assert group.card(code)


@on_sqlite
async def test_an_ambiguous_name_offers_what_it_may_mean(bot: Bot) -> None:
    group = bot.group("Tổ 1")
    await group.say(ADMIN, "/ganphuong hai chau")
    assert set(group.last.buttons) == {"Hải Châu I", "Hải Châu II"}
    await group.press(ADMIN, "Hải Châu II")
    assert "của Hải Châu II." in group.last.text


@on_sqlite
async def test_an_unknown_name_is_said_and_offers_all(bot: Bot) -> None:
    group = bot.group("Tổ 1")
    await group.say(ADMIN, "/ganphuong Atlantis")
    assert "Atlantis" in group.last.text
    assert len(group.last.buttons) == len(wards())


@on_sqlite
async def test_binding_is_for_admins_and_in_groups(bot: Bot) -> None:
    group, mai = bot.group("Tổ 1"), bot.person("Mai")
    for command in ("/ganphuong Nam Dương", "/gandoan Đội 1", "/ganvanphong", "/canbo"):
        await group.say(mai, command)
        assert "Chỉ quản trị viên" in group.last.text
    private = bot.private(ADMIN)
    await private.say(ADMIN, "/ganphuong Nam Dương")
    assert "trong nhóm" in private.last.text
    await group.say(ADMIN, "/ganphuong")
    assert "Chỉ quản trị viên" in await group.press(mai, "Nam Dương")


@on_sqlite
async def test_branches_are_made_by_their_name_and_offered_afterwards(bot: Bot) -> None:
    one, other = bot.group("A"), bot.group("B")
    await one.say(ADMIN, "/gandoan")
    assert "/gandoan Chi đoàn 1" in one.last.text
    await one.say(ADMIN, "/gandoan Đội Quy tắc đô thị")
    assert "Đội Quy tắc đô thị" in one.last.text
    await other.say(ADMIN, "/gandoan")
    await other.press(ADMIN, "Đội Quy tắc")
    assert "Nhóm này của Đội Quy tắc đô thị" in other.last.text
    await other.say(ADMIN, "/gandoan doi quy tac do thi")
    assert "Đội Quy tắc đô thị" in other.last.text, "the same one, not a second"


@on_sqlite
async def test_the_office_hears_of_wards_without_a_group(bot: Bot) -> None:
    office, an = await bot.office(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, wards()[5].inside)
    assert wards()[5].name in office.card(code).text
    await office.say(ADMIN, "nhận", reply_to=office.card(code))
    assert await bot.state(code) == "accepted"


@on_sqlite
async def test_nobody_to_hear_is_said_to_the_reporter(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await private.report(an, wards()[5].inside)
    answer = private.last
    assert "chưa có nhóm cán bộ" in answer.text
    await private.press(an, "Rác thải", answer)
    assert "chưa có nhóm cán bộ" in private.again(answer).text, "until there is one"
    await bot.ward(5)
    assert "chưa có nhóm cán bộ" not in private.again(answer).text


@on_sqlite
async def test_what_nobody_heard_of_comes_to_an_office_that_is_bound_later(bot: Bot) -> None:
    ward, an = await bot.ward(0), bot.person("An")
    private = bot.private(an)
    heard = await private.report(an, ward.inside)
    unheard = await private.report(an, wards()[5].inside)
    answer = private.last
    office = await bot.office()
    assert office.card(unheard)
    assert "chưa có nhóm cán bộ" not in private.again(answer).text
    with pytest.raises(LookupError):
        office.card(heard)


async def test_open_reports_are_posted_when_a_group_is_bound_later(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    gone = await private.report(an, wards()[0].inside)
    codes = [await private.report(an, wards()[0].inside) for _ in range(3)]
    await private.say(an, f"/huy {gone}")
    ward = await bot.ward(0, officer=False)
    assert "3 phản ánh đang chờ" in ward.texts[0]
    assert [ward.card(code).text[1:5] for code in codes] == codes
    with pytest.raises(LookupError):
        ward.card(gone)
    await ward.say(ANONYMOUS, "nhận", reply_to=ward.card(codes[0]))
    assert await bot.state(codes[0]) == "accepted"


@on_sqlite
async def test_an_officer_is_named_in_reply(bot: Bot) -> None:
    ward = await bot.ward(0, officer=False)
    await ward.say(ADMIN, "/canbo")
    assert "Trả lời một tin" in ward.last.text
    mai = bot.person("Mai")
    hello = await ward.say(mai, "chào")
    await ward.say(ADMIN, "/canbo", reply_to=hello)
    assert "Mai là cán bộ" in ward.last.text


@on_sqlite
async def test_officers_in_a_group_that_became_a_branchs_hear_where_to_go(bot: Bot) -> None:
    ward, an, mai = await bot.ward(), bot.person("An"), bot.person("Mai")
    code = await bot.private(an).report(an, ward.inside)
    card = ward.card(code)
    again = bot.group("CB mới")
    await again.say(ADMIN, f"/ganphuong {ward.name}")
    await ward.say(ADMIN, "/gandoan Chi đoàn 7")
    known = len(ward.messages)
    await ward.say(mai, "ai chụp đẹp thế", reply_to=card)
    assert len(ward.messages) == known, "chatting under an old card is left alone"
    await ward.photo(ward.officer, "xong", reply_to=card, album="a1")
    await ward.photo(ward.officer, reply_to=card, album="a1")
    await bot.wait(minutes=1)
    assert len(ward.messages) == known + 1, "an album is answered once, and nobody asks for a place"
    assert ward.last.text.startswith(f"#{code}")
    assert ward.name in ward.last.text
    assert "«CB mới»" in ward.last.text
    assert await bot.state(code) == "new"
    assert "không xử lý" in await ward.press(ward.officer, "Nhận xử lý", card)
    assert await bot.state(code) == "new"
    await again.photo(ward.officer, "xong", reply_to=again.card(code))
    assert await bot.state(code) == "resolved"


async def test_what_is_open_goes_to_the_office_when_a_wards_last_group_is_bound_elsewhere(
    bot: Bot,
) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    private = bot.private(an)
    done = await private.report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(done))
    code = await private.report(an, ward.inside)
    await ward.say(ADMIN, f"/ganphuong {wards()[1].name}")
    assert [text for text in office.texts if "không còn nhóm" in text and "1 phản ánh" in text]
    await office.press(ADMIN, "Nhận xử lý", office.card(code))
    assert await bot.state(code) == "accepted"
    with pytest.raises(LookupError):
        office.card(done)
    again = await bot.ward()
    assert "Đang xử lý" in again.card(code).text


@on_sqlite
async def test_where_the_ward_has_no_other_group_its_officers_are_told_to_write_alone(
    bot: Bot,
) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.say(ADMIN, "/gandoan Chi đoàn 7")
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert "nhắn riêng cho bot" in ward.last.text
    await bot.private(ward.officer).say(ward.officer, f"nhận {code}")
    assert await bot.state(code) == "accepted"


@on_sqlite
async def test_a_branch_that_once_was_a_wards_group_reports_as_any_other(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    await ward.say(ADMIN, "/gandoan Chi đoàn 7")
    code = await ward.report(an, ward.inside)
    answer = ward.last
    assert code in answer.text
    known = len(await bot.reports())
    await ward.photo(an, reply_to=answer)
    await ward.place(an, apart(ward.inside, 1))
    assert len(await bot.reports()) == known + 1


@on_sqlite
async def test_the_office_hears_when_a_ward_with_open_reports_loses_its_last_group(
    bot: Bot,
) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    again = bot.group("CB mới")
    await again.say(ADMIN, f"/ganphuong {ward.name}")
    code = await bot.private(an).report(an, ward.inside)
    await again.say(ADMIN, f"/ganphuong {ward.name}")
    await again.say(ADMIN, "/gandoan Chi đoàn 7")
    assert not office.messages[1:], "there is another group"
    await ward.say(ADMIN, "/gandoan Chi đoàn 8")
    _, warning, card = office.texts
    assert f"/ganphuong {ward.name}" in warning
    assert "1 phản ánh" in warning
    assert card.startswith(f"#{code} · ")


# Wards that ended


async def merge(bot: Bot, one: str, into: str) -> None:
    """The next morning a ward is part of another one."""
    async with bot.process.db.write() as session:
        found = {ward.name: ward for ward in await session.exec(select(Ward))}
        found[one].valid_to = bot.process.world.day(bot.clock.at)
        found[one].successors = found[into].code
    await bot.wait(days=1)
    await bot.process.renew_world()


async def test_a_group_bound_to_a_successor_gets_what_is_open_in_the_wards_it_took_over(
    bot: Bot,
) -> None:
    gone, heir = wards()[:2]
    an = bot.person("An")
    code = await bot.private(an).report(an, gone.inside)
    await merge(bot, gone.name, heir.name)
    ward = await bot.ward(1)
    assert "1 phản ánh" in ward.texts[0]
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"
    office = await bot.office()
    await ward.say(ADMIN, "/gandoan Chi đoàn 7")
    assert "1 phản ánh" in office.texts[-2]
    assert office.card(code)


@on_sqlite
async def test_a_report_of_an_ended_ward_cannot_be_passed_to_the_ward_that_has_it(
    bot: Bot,
) -> None:
    gone, heir = wards()[:2]
    ward, an = await bot.ward(0), bot.person("An")
    code = await bot.private(an).report(an, gone.inside)
    await merge(bot, gone.name, heir.name)
    due = (await bot.the_report(code)).resolve_due
    await ward.say(ward.officer, f"chuyển {heir.name}", reply_to=ward.card(code))
    assert "đang ở chính nơi này" in ward.last.text
    assert (await bot.the_report(code)).resolve_due == due
    await ward.press(ward.officer, "Chuyển phường", ward.card(code))
    assert heir.name not in ward.last.buttons


# Admins


@pytest.fixture
async def fresh(database_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """A bot that has no admin yet."""
    async with running(database_url, tmp_path, admins="") as bot:
        yield bot


async def test_the_one_time_code_makes_one_admin(fresh: Bot) -> None:
    assert fresh.admin_code is not None
    an, binh = fresh.person("An"), fresh.person("Bình")
    group = fresh.group("Tổ 1")
    await group.say(an, fresh.admin_code)
    await fresh.private(an).say(an, "WRONG2CODE")
    await group.say(an, "/ganvanphong")
    assert "Chỉ quản trị viên" in group.last.text
    await fresh.restart()
    code = fresh.admin_code
    await fresh.private(an).say(an, code.lower())
    assert "quản trị viên" in fresh.private(an).last.text
    await fresh.private(binh).say(binh, code)
    await group.say(binh, "/ganvanphong")
    assert "Chỉ quản trị viên" in group.last.text
    await group.say(an, "/ganvanphong")
    assert "văn phòng" in group.last.text
    await fresh.restart()
    assert fresh.admin_code is None


@on_sqlite
async def test_the_code_works_as_a_start_link_as_well(fresh: Bot) -> None:
    an = fresh.person("An")
    await fresh.private(an).say(an, f"/start {fresh.admin_code}")
    assert "quản trị viên" in fresh.private(an).last.text


# Rights


@on_sqlite
async def test_with_privacy_mode_the_bot_says_what_it_lacks_and_when_it_has_it(
    database_url: str, tmp_path: Path
) -> None:
    async with (
        StandIn(can_read_all_group_messages=False) as tg,
        running(database_url, tmp_path, tg) as bot,
    ):
        group = Room(bot, Chat(-1_000_000_000_500, "supergroup", "Tổ 1"))
        await tg.joined(group.chat, ADMIN)
        await bot.settle()
        assert "/ganphuong" in group.last.text
        await group.say(ADMIN, "/ganphuong Nam Dương")
        assert "chưa đọc được tin" in group.last.text
        await tg.promoted(group.chat, ADMIN)
        await bot.settle()
        assert "đã đọc được tin" in group.last.text


@on_sqlite
async def test_an_administrator_lacks_nothing_in_spite_of_privacy_mode(
    database_url: str, tmp_path: Path
) -> None:
    async with (
        StandIn(can_read_all_group_messages=False) as tg,
        running(database_url, tmp_path, tg) as bot,
    ):
        group = bot.group("Tổ 1")
        await group.say(ADMIN, "/ganphuong Nam Dương")
        assert not [text for text in group.texts if "chưa đọc được" in text]


# Where groups go


@pytest.mark.parametrize("new_first", [False, True])
async def test_a_group_that_becomes_a_supergroup_goes_on_there(bot: Bot, new_first: bool) -> None:
    old = Chat(-4_000_111, "group", "CB phường")
    bot.tg.member(old, bot.tg.bot)
    room, an = Room(bot, old), bot.person("An")
    await room.say(ADMIN, f"/ganphuong {wards()[0].name}")
    private = bot.private(an)
    code = await private.report(an, wards()[0].inside)
    new = Room(bot, await bot.tg.migrate(old, -1_000_004_000_111, ADMIN, new_first=new_first))
    await bot.settle()
    later = await private.report(an, wards()[0].inside)
    assert new.card(later)
    await new.say(ANONYMOUS, f"nhận {code}")
    assert await bot.state(code) == "accepted"
    assert "Đang xử lý" in new.card(code).text, "what cannot be edited any more is posted anew"
    await new.photo(ANONYMOUS, "xong", reply_to=new.card(code))
    assert await bot.state(code) == "resolved"


@pytest.mark.parametrize("by_sending", [False, True])
async def test_where_message_numbers_begin_anew_no_photo_is_taken_for_an_old_one(
    bot: Bot, by_sending: bool
) -> None:
    old = Chat(-4_000_444, "group", "Chi đoàn")
    bot.tg.member(old, bot.tg.bot)
    room, an, ward = Room(bot, old), bot.person("An"), await bot.ward()
    for _ in range(2):
        await room.photo(an)
        await room.place(an, ward.inside)
    await room.say(ADMIN, "/gandoan Chi đoàn 4")
    before = [await room.report(an, ward.inside) for _ in range(3)]
    new = Room(bot, Chat(-1_000_004_000_444, "supergroup", "Chi đoàn"))
    if by_sending:
        bot.tg.chats.refusing[old.id] = upgraded(new.id)
        bot.tg.chats.meet(new.chat)
        await ward.say(ward.officer, "nhận", reply_to=ward.card(before[0]))
    else:
        await bot.tg.migrate(old, new.id, ADMIN)
    await bot.settle()
    after = [await new.report(an, ward.inside) for _ in range(6)]
    assert len({*before, *after}) == 9
    await ward.say(ward.officer, "nhận", reply_to=ward.card(before[1]))
    assert new.last.text.startswith(f"#{before[1]}")
    assert new.last.reply_to is None, "that number is another message now"
    await ward.say(ward.officer, "nhận", reply_to=ward.card(after[1]))
    assert new.last.reply_to is not None


async def test_a_move_that_shows_only_when_sending_is_followed(bot: Bot) -> None:
    old = Chat(-4_000_222, "group", "CB phường")
    bot.tg.member(old, bot.tg.bot)
    room, an = Room(bot, old), bot.person("An")
    await room.say(ADMIN, f"/ganphuong {wards()[0].name}")
    bot.tg.chats.refusing[old.id] = upgraded(-1_000_004_000_222)
    new = Room(bot, Chat(-1_000_004_000_222, "supergroup", "CB phường"))
    bot.tg.chats.meet(new.chat)
    code = await bot.private(an).report(an, wards()[0].inside)
    assert new.card(code)
    await new.say(ANONYMOUS, "nhận", reply_to=new.card(code))
    assert await bot.state(code) == "accepted"


async def test_messages_from_the_new_group_before_the_move_is_known_do_no_harm(bot: Bot) -> None:
    old = Chat(-4_000_333, "group", "Chi đoàn")
    bot.tg.member(old, bot.tg.bot)
    await Room(bot, old).say(ADMIN, "/gandoan Chi đoàn 9")
    new = Room(bot, Chat(-1_000_004_000_333, "supergroup", "Chi đoàn"))
    an = bot.person("An")
    await new.say(an, "chào")
    await bot.tg.migrate(old, new.id, ADMIN, new_first=True)
    await bot.settle()
    await new.report(an, wards()[0].inside)
    assert "Chi đoàn 9" in new.last.text


async def test_removed_from_a_group_the_office_is_told_and_back_again_it_catches_up(
    bot: Bot,
) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    await bot.tg.removed(ward.chat, ADMIN)
    await bot.settle()
    assert ward.chat.title in office.last.text
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert office.card(code), "somebody has to see it meanwhile"
    assert not [sent for sent in bot.tg.sent if sent.status == 403]
    await bot.tg.joined(ward.chat, ADMIN)
    await bot.settle()
    assert ward.card(code)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"


async def test_a_removal_that_shows_only_when_sending_reaches_the_office(bot: Bot) -> None:
    ward, office, an = await bot.ward(), await bot.office(), bot.person("An")
    bot.tg.chats.refusing[ward.id] = KICKED
    code = await bot.private(an).report(an, ward.inside)
    assert office.card(code), "a report that nobody sees is lost"
    assert any(ward.chat.title in text for text in office.texts)
    await bot.tg.joined(ward.chat, ADMIN)
    await bot.settle()
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert "Đang xử lý" in office.card(code).text


@on_sqlite
async def test_an_answer_goes_to_the_topic_it_came_from(bot: Bot) -> None:
    forum = Chat(-1_000_000_000_600, "supergroup", "Chi đoàn", is_forum=True)
    bot.tg.member(forum, bot.tg.bot)
    room = Room(bot, forum)
    await room.say(ADMIN, "/gandoan Chi đoàn 5", thread=7)
    assert room.last.thread == 7
    an = bot.person("An")
    await room.photo(an, thread=7)
    await room.place(an, wards()[0].inside, thread=7)
    assert room.last.thread == 7


@on_sqlite
async def test_a_reply_in_a_supergroup_is_no_topic(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert ward.last.thread is None


async def test_a_deleted_topic_loses_no_card(bot: Bot) -> None:
    forum = Chat(-1_000_000_000_601, "supergroup", "CB", is_forum=True)
    bot.tg.member(forum, bot.tg.bot)
    room, an = Room(bot, forum), bot.person("An")
    await room.say(ADMIN, f"/ganphuong {wards()[0].name}", thread=9)
    bot.tg.fail("sendPhoto", **NO_THREAD, chat_id=forum.id)
    code = await bot.private(an).report(an, wards()[0].inside)
    assert room.card(code).thread is None


@on_sqlite
async def test_a_group_bound_to_nothing_is_left_in_peace(bot: Bot) -> None:
    group, an = bot.group("Bạn bè"), bot.person("An")
    await group.photo(an, "ảnh cưới")
    await group.place(an, wards()[0].inside)
    await group.say(an, "xong rồi")
    await bot.wait(minutes=1)
    assert not group.messages
    assert not await bot.reports()
