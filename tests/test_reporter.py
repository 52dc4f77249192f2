"""Reporters hear of every change, see before and after, and can say that it is not done."""

from datetime import date
from io import BytesIO

import pytest
from PIL import Image
from sqlmodel import select

from storage import ledger, people
from storage.ledger import Sum
from storage.tables import Account, Outbox
from tests.harness import ADMIN, Bot, Room, Ward, on_sqlite, wards
from tests.standin import User


async def closed(bot: Bot) -> tuple[str, Ward, Room, User]:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    return code, ward, private, an


async def test_each_change_is_told_once(bot: Bot) -> None:
    ward, other, an = await bot.ward(0), await bot.ward(1), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    await ward.say(ward.officer, f"chuyển {other.name}", reply_to=ward.card(code))
    assert private.last.text == f"#{code} ↪️ đã chuyển sang {other.name} để xử lý."
    await other.say(other.officer, "nhận", reply_to=other.card(code))
    assert f"{other.name} đã nhận xử lý" in private.last.text
    await other.say(other.officer, "sẽ dọn chiều nay", reply_to=other.card(code))
    assert len(private.messages) == 3, "a note is for the ward"
    await other.photo(other.officer, "xong", reply_to=other.card(code))
    assert f"{other.name} báo đã xong" in private.last.text
    assert len(private.messages) == 4
    assert other.officer.name not in "".join(private.texts)


async def test_a_refusal_is_told_with_its_reason(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    await ward.say(ward.officer, "từ chối đất tư nhân", reply_to=ward.card(code))
    assert "lý do: đất tư nhân" in private.last.text


async def test_what_is_taken_back_is_told_as_well(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    await ward.say(ward.officer, "từ chối nhầm", reply_to=ward.card(code))
    await ward.press(ward.officer, "Hoàn tác")
    assert "rút lại" in private.last.text
    assert "mới, chờ nhận" in private.last.text, "what it is now, and not only that it changed"


async def test_at_the_end_before_and_after_are_one_picture(bot: Bot) -> None:
    _, _, private, _ = await closed(bot)
    shown = private.last
    assert shown.photo is not None
    picture = Image.open(BytesIO(bot.tg.data(shown.photo)))
    assert min(picture.size) >= 1000
    assert not picture.getexif()
    assert list(shown.buttons) == ["😀 Ổn rồi", "😐 Tạm được", "☹️ Chưa xong"]


async def test_not_done_opens_it_again_once(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    first = private.last
    await bot.wait(days=6, hours=23)
    await private.not_done(an, first)
    assert await bot.state(code) == "reopened"
    assert "CHƯA XONG" in ward.last.text
    assert ward.last.reply_to == ward.card(code).message_id
    assert "mở lại lúc" in ward.card(code).text
    assert "Nhận xử lý" in ward.card(code).buttons
    report = await bot.the_report(code)
    assert report.filed_at == bot.clock.now(), "its deadlines run anew"
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"
    assert "Không còn nhận ý kiến" in await private.press(an, "☹", first)
    assert not private.again(first).buttons
    await private.press(an, "☹")
    assert "văn phòng sẽ xem lại" in await private.press(an, "Chưa xử lý")
    assert await bot.state(code) == "resolved"


async def closings(bot: Bot) -> dict[int, tuple[int, int]]:
    """Of each ward: reports closed in time, and of how many."""
    await bot.tick()
    async with bot.process.db.read() as session:
        sums = await ledger.sums(session, "ward", date.min, date.max)
    found = {}
    for ward, one in sums.items():
        done, late = (one.get(rule, Sum()).count for rule in ("done", "done-late"))
        if done or late:
            found[ward] = (done, done + late)
    return found


async def test_opened_again_it_is_not_closed_in_time_whatever_the_ward_does_next(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    here = (await bot.the_report(code)).ward_id
    assert await closings(bot) == {here: (1, 1)}
    await private.not_done(an)
    assert await closings(bot) == {here: (0, 1)}
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert await closings(bot) == {here: (0, 1)}
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await closings(bot) == {here: (0, 1)}


async def test_opened_again_and_passed_on_it_counts_for_both_wards(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    other = await bot.ward(1)
    first = (await bot.the_report(code)).ward_id
    await private.not_done(an)
    await bot.wait(minutes=5)
    await ward.say(ward.officer, f"chuyển {other.name}", reply_to=ward.card(code))
    second = (await bot.the_report(code)).ward_id
    assert await closings(bot) == {first: (0, 1)}, "not due yet there"
    await other.photo(other.officer, "xong", reply_to=other.card(code))
    assert await closings(bot) == {first: (0, 1), second: (1, 1)}


async def test_taking_a_passing_back_leaves_the_reopening_with_its_ward(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    other = await bot.ward(1)
    first = (await bot.the_report(code)).ward_id
    await private.not_done(an)
    await bot.wait(minutes=5)
    await ward.say(ward.officer, f"chuyển {other.name}", reply_to=ward.card(code))
    await ward.press(ward.officer, "Hoàn tác")
    assert await bot.state(code) == "reopened"
    assert await closings(bot) == {first: (0, 1)}


@on_sqlite
async def test_where_the_office_deals_with_a_report_it_hears_that_it_is_not_done(bot: Bot) -> None:
    office, an = await bot.office(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, wards()[5].inside)
    await office.photo(ADMIN, "xong", reply_to=office.card(code))
    await private.not_done(an)
    assert "CHƯA XONG" in office.last.text
    assert office.last.reply_to == office.card(code).message_id
    assert "đã báo Văn phòng" in private.last.text
    assert wards()[5].name not in private.last.text


async def test_after_seven_days_it_stays_closed(bot: Bot) -> None:
    code, _, private, an = await closed(bot)
    await bot.wait(days=7, seconds=1)
    assert "Không còn nhận ý kiến" in await private.press(an, "☹")
    assert await bot.state(code) == "resolved"


async def test_done_is_confirmed_with_a_tap(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.press(an, "😀")
    assert await bot.state(code) == "confirmed"
    assert "Hoàn tất" in ward.card(code).text
    assert "hoàn tất" in private.last.text


async def test_only_the_reporter_says_so(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    code = await branch.report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert "người gửi" in await branch.press(ward.officer, "☹")
    assert await bot.state(code) == "resolved"
    await branch.not_done(an)
    assert await bot.state(code) == "reopened"


@on_sqlite
@pytest.mark.parametrize("words", ["chưa xong", "chua xong dau", "vẫn còn rác"])
async def test_not_done_in_words(bot: Bot, words: str) -> None:
    code, _, private, an = await closed(bot)
    await private.say(an, words, reply_to=private.last)
    assert await bot.state(code) == "reopened"


@on_sqlite
@pytest.mark.parametrize("words", ["mở lại {code}", "mo lai {code}", "chưa xong {code}"])
async def test_not_done_is_said_with_the_code_in_private(bot: Bot, words: str) -> None:
    code, ward, private, an = await closed(bot)
    await private.say(an, words.format(code=code))
    assert await bot.state(code) == "reopened"
    assert f"đã báo {ward.name}" in private.last.text
    await private.say(an, words.format(code=code))
    assert private.last.text == f"#{code} Đã mở lại và báo nơi xử lý."


@on_sqlite
async def test_the_ward_reads_why_it_is_not_done(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.say(
        an, f"mo lai {code} vẫn còn một đống xà bần sau gốc cây bên trái, ai cũng thấy"
    )
    why = "“vẫn còn một đống xà bần sau gốc cây bên trái, ai cũng thấy”"
    assert "CHƯA XONG" in ward.last.text
    assert why in ward.last.text
    assert why in ward.card(code).text


@on_sqlite
async def test_of_words_that_say_it_is_not_done_the_ward_reads_all(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.say(an, "vẫn còn rác", reply_to=private.last)
    assert "“vẫn còn rác”" in ward.last.text
    assert await bot.state(code) == "reopened"


@on_sqlite
async def test_an_officer_who_reported_can_say_that_it_is_not_done(bot: Bot) -> None:
    ward = await bot.ward()
    private = bot.private(ward.officer)
    one = await private.report(ward.officer, ward.inside)
    other = await private.report(ward.officer, ward.inside)
    for code in (one, other):
        await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await private.say(ward.officer, f"mở lại {one}")
    await ward.say(ward.officer, f"mở lại {other}")
    assert [await bot.state(code) for code in (one, other)] == ["reopened", "reopened"]


@on_sqlite
async def test_nobody_else_opens_it_again_in_words(bot: Bot) -> None:
    code, _, _, _ = await closed(bot)
    binh = bot.person("Bình")
    private = bot.private(binh)
    await private.say(binh, f"mở lại {code}")
    assert private.last.text == f"#{code} Chỉ người gửi phản ánh làm được việc này."
    assert await bot.state(code) == "resolved"


async def test_words_in_reply_are_added_while_it_is_new(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác")
    await private.say(an, "ngay trước cổng trường", reply_to=private.last)
    assert "ngay trước cổng trường" in ward.card(code).text
    assert "đã thêm" in private.last.text


async def test_whoever_reported_in_a_group_is_told_in_private_if_they_ever_wrote_there(
    bot: Bot,
) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    await bot.private(an).say(an, "/start")
    first = await branch.report(an, ward.inside)
    second = await branch.report(binh, ward.inside)
    for code in (first, second):
        await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert first in bot.private(an).last.text
    assert second in branch.last.text
    assert not bot.private(binh).messages


def block(bot: Bot, user: User) -> None:
    bot.tg.chats.refusing[user.id] = {
        "status": 403,
        "description": "Forbidden: bot was blocked by the user",
        "parameters": None,
    }


async def test_of_who_blocked_the_bot_the_branch_hears_and_they_can_answer_there(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    await branch.report(an, ward.inside)
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    block(bot, an)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert branch.last.text.startswith(f"#{code} 🔧")
    assert "không nhắn riêng được" in branch.last.text
    assert "An" not in branch.last.text
    await ward.photo(ward.officer, reply_to=ward.card(code))
    assert branch.last.text.startswith(f"#{code} ✅")
    assert branch.last.photo is not None
    await branch.not_done(an)
    assert await bot.state(code) == "reopened"
    del bot.tg.chats.refusing[an.id]
    known = len(private.messages)
    await private.say(an, "/homnay")
    assert len(private.messages) == known + 1, "nothing comes twice"


@on_sqlite
async def test_whoever_can_be_written_to_on_another_platform_is_told_there(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    await branch.report(an, ward.inside)
    code = await bot.private(an).report(an, ward.inside)
    again = bot.person("An khác")
    await bot.private(again).say(again, "/homnay")
    async with bot.process.db.write() as session:
        first = await people.find_person(session, "telegram", str(an.id))
        account = await session.exec(select(Account).where(Account.address == str(again.id)))
        account.one().person_id = first.id if first and first.id else 0
    block(bot, an)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert bot.private(again).last.text.startswith(f"#{code} 🔧")
    assert f"#{code}" not in branch.last.text


@on_sqlite
async def test_a_picture_that_cannot_be_drawn_is_told_in_words(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    bot.expected.add("not_drawn")

    def broken(*_: object) -> bytes:
        raise ValueError("no")

    monkeypatch.setattr("handlers.pictures.drawing.draw", broken)
    _, _, private, an = await closed(bot)
    assert "báo đã xong" in private.last.text
    await private.not_done(an)
    async with bot.process.db.read() as session:
        rows = (await session.exec(select(Outbox))).all()
    assert all(row.sent_at or row.error == "taken back" for row in rows)
