"""Officers in their ward's group: buttons, replies in plain Vietnamese, and who may act."""

import asyncio

import pytest

from tests.harness import ADMIN, CODE, Bot, on_sqlite, wards
from tests.standin import ANONYMOUS


async def filed(bot: Bot) -> str:
    """A report in the first ward by a member in private."""
    an = bot.person("An")
    return await bot.private(an).report(an, wards()[0].inside, "rác trước cổng chợ")


# The card and its buttons


async def test_the_card_says_everything_but_who_reported(bot: Bot) -> None:
    ward = await bot.ward()
    branch = await bot.branch("Chi đoàn Sông Hàn")
    linh = bot.person("Nguyễn Thùy Linh")
    code = await branch.report(linh, ward.inside, "đống rác lớn")
    card = ward.card(code)
    assert card.text.startswith(f"#{code} · ")
    assert "Rác thải" in card.text
    assert "Chi đoàn Sông Hàn" in card.text
    assert "“đống rác lớn”" in card.text
    assert "09:30" in card.text, "eight working hours end the next morning"
    assert "23/11" in card.text, "three working days end on Monday"
    assert "Linh" not in "".join(ward.texts)
    assert card.photo is not None
    labels = list(card.buttons)
    assert labels[:4] == ["Nhận xử lý", "Đã xong", "Từ chối", "Chuyển phường"]
    assert card.buttons[labels[4]].startswith("https://")


async def test_buttons_accept_ask_for_the_photo_and_resolve(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    assert await ward.press(ward.officer, "Nhận xử lý", ward.card(code)) == "Đã ghi nhận."
    assert await bot.state(code) == "accepted"
    assert "Đang xử lý" in ward.card(code).text
    assert "Nhận xử lý" not in ward.card(code).buttons
    await ward.press(ward.officer, "Đã xong", ward.card(code))
    assert await bot.state(code) == "accepted", "closed is not fixed: the photo is missing"
    assert "cần ảnh sau xử lý" in ward.last.text
    await ward.photo(ward.officer)
    assert await bot.state(code) == "resolved"
    assert "Đã xong" in ward.card(code).text
    assert not [label for label in ward.card(code).buttons if "Nhận" in label]


@on_sqlite
@pytest.mark.parametrize("words", ["nhận", "Nhan", "đã nhận", "tiep nhan", "ok nhận nhé"])
async def test_accepting_in_words(bot: Bot, words: str) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, words, reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"
    assert f"#{code}" in ward.last.text
    assert ward.officer.name in ward.last.text


@on_sqlite
@pytest.mark.parametrize("caption", [None, "xong", "đã xử lý xong", "da xu ly", "hoan thanh"])
async def test_a_photo_in_reply_to_the_card_resolves(bot: Bot, caption: str | None) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.photo(ward.officer, caption, reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"
    assert "1 ảnh sau xử lý" in ward.card(code).text


@on_sqlite
@pytest.mark.parametrize("words", ["xong", "da xu ly", "hoàn thành", "xl xong", "ok r"])
async def test_done_without_a_photo_asks_for_one(bot: Bot, words: str) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, words, reply_to=ward.card(code))
    assert await bot.state(code) == "new"
    assert "ảnh" in ward.last.text
    await ward.photo(ward.officer, reply_to=ward.last)
    assert await bot.state(code) == "resolved"


async def test_the_photo_that_was_asked_for_needs_no_reply(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, f"xong {code}")
    await bot.wait(minutes=5)
    await ward.photo(ward.officer)
    assert await bot.state(code) == "resolved"


async def test_a_photo_of_something_else_long_after_is_none_of_our_business(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, f"xong {code}")
    await bot.wait(minutes=16)
    known = len(ward.messages)
    await ward.photo(ward.officer)
    assert await bot.state(code) == "new"
    assert len(ward.messages) == known


@on_sqlite
@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("từ chối không thuộc phường", "không thuộc phường"),
        ("tu choi: nha dan xay dung dung phep", "nha dan xay dung dung phep"),
        ("từ chối <b>vì…", "<b>vì…"),
    ],
)
async def test_refusing_with_a_reason(bot: Bot, words: str, reason: str) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, words, reply_to=ward.card(code))
    assert (await bot.the_report(code)).reason == reason
    assert reason in ward.card(code).text


async def test_refusing_by_tap_asks_why_and_takes_a_tap(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.press(ward.officer, "Từ chối", ward.card(code))
    assert await bot.state(code) == "new"
    await ward.press(ward.officer, "Ngoài thẩm quyền")
    assert await bot.state(code) == "refused"
    assert "Ngoài thẩm quyền" in ward.card(code).text


async def test_the_reason_can_be_typed_when_asked_for(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "từ chối", reply_to=ward.card(code))
    await ward.say(ward.officer, "đây là đất tư", reply_to=ward.last)
    assert (await bot.the_report(code)).reason == "đây là đất tư"


@pytest.mark.parametrize("to_a_colleague", [False, True])
async def test_talk_after_the_question_why_is_no_reason(bot: Bot, to_a_colleague: bool) -> None:
    ward, code = await bot.ward(), await filed(bot)
    colleague = await ward.say(bot.person("Nam"), "chiều nay họp lúc mấy giờ nhỉ")
    await ward.press(ward.officer, "Từ chối", ward.card(code))
    question, known = ward.last, len(ward.messages)
    reply_to = colleague if to_a_colleague else None
    await ward.say(ward.officer, "anh Nam ơi, trưa nay ăn gì?", reply_to=reply_to)
    assert await bot.state(code) == "new"
    assert len(ward.messages) == known
    await ward.say(ward.officer, "đây là đất tư", reply_to=question)
    assert (await bot.the_report(code)).reason == "đây là đất tư", "the question still stands"


@on_sqlite
async def test_a_reason_may_answer_the_card_or_name_the_bot(bot: Bot) -> None:
    ward, one, other = await bot.ward(), await filed(bot), await filed(bot)
    await ward.press(ward.officer, "Từ chối", ward.card(one))
    await ward.say(ward.officer, "đây là đất tư", reply_to=ward.card(one))
    assert (await bot.the_report(one)).reason == "đây là đất tư"
    await ward.press(ward.officer, "Từ chối", ward.card(other))
    await ward.say(ward.officer, f"@{bot.tg.bot.username} đây là đất tư")
    assert (await bot.the_report(other)).reason == "đây là đất tư", "the name is for the bot alone"


@on_sqlite
@pytest.mark.parametrize("words", ["từ chối @{bot} đất tư", "@{bot} từ chối đất tư"])
async def test_a_reason_is_kept_without_the_name_of_the_bot(bot: Bot, words: str) -> None:
    ward, code = await bot.ward(), await filed(bot)
    said = words.format(bot=bot.tg.bot.username)
    await ward.say(ward.officer, said, reply_to=ward.card(code))
    assert (await bot.the_report(code)).reason == "đất tư"


@on_sqlite
async def test_in_private_the_reason_that_was_asked_for_needs_no_reply(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    chat = bot.private(ward.officer)
    await chat.say(ward.officer, f"từ chối {code}")
    await chat.say(ward.officer, "đây là đất tư")
    assert (await bot.the_report(code)).reason == "đây là đất tư"


@on_sqlite
@pytest.mark.parametrize("words", ["mai đội vệ sinh sẽ qua dọn", "đang chờ xe rác, <b>chờ</b> nhé"])
async def test_anything_else_is_kept_as_a_note(bot: Bot, words: str) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, words, reply_to=ward.card(code))
    assert await bot.state(code) == "new"
    assert (await bot.events(code))[-1].data["text"] == words
    assert "ghi chú" in ward.last.text


async def test_chatting_without_a_code_or_a_reply_is_left_alone(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    known = len(ward.messages)
    await ward.say(ward.officer, "xong rồi anh em về thôi")
    await ward.photo(ward.officer, "trưa nay ăn gì")
    assert len(ward.messages) == known
    assert await bot.state(code) == "new"


async def test_a_code_does_instead_of_a_reply(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, f"nhận {code.lower()}")
    assert await bot.state(code) == "accepted"
    await ward.say(ward.officer, f"xong {code}")
    assert "ảnh" in ward.last.text
    await ward.photo(ward.officer, f"xong #{code}")
    assert await bot.state(code) == "resolved"


async def test_a_photo_with_the_code_alone_resolves(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.photo(ward.officer, f"#{code}")
    assert await bot.state(code) == "resolved"


async def test_an_album_of_after_photos_closes_once(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    card = ward.card(code)
    await ward.photo(ward.officer, "xong", reply_to=card, album="a1")
    await ward.photo(ward.officer, reply_to=card, album="a1")
    await ward.photo(ward.officer, album="a1")
    assert await bot.state(code) == "resolved"
    assert "3 ảnh sau xử lý" in ward.card(code).text
    kinds = [event.kind for event in await bot.events(code)]
    assert kinds == ["filed", "resolved", "after_photo", "after_photo"]
    assert len([text for text in ward.texts if "báo đã xong" in text]) == 1


async def test_an_album_whose_caption_comes_second_closes_too(bot: Bot) -> None:
    """Telegram sends an album's parts one by one, and the caption on any of them."""
    ward, code = await bot.ward(), await filed(bot)
    await ward.photo(ward.officer, album="a1")
    await ward.photo(ward.officer, album="another")
    await ward.photo(ward.officer, album="a1")
    await ward.photo(ward.officer, f"xong {code}", album="a1")
    assert await bot.state(code) == "resolved"
    assert "3 ảnh sau xử lý" in ward.card(code).text, "what came before the caption belongs to it"
    await ward.photo(ward.officer, album="a1")
    assert "4 ảnh sau xử lý" in ward.card(code).text


@on_sqlite
async def test_the_rest_of_an_album_closes_no_other_report(bot: Bot) -> None:
    ward, one, other = await bot.ward(), await filed(bot), await filed(bot)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(one), album="a1")
    await ward.say(ward.officer, f"xong {other}")
    await ward.photo(ward.officer, album="a1")
    assert await bot.state(other) == "new"
    assert "2 ảnh sau xử lý" in ward.card(one).text


async def test_an_album_in_answer_to_the_question_closes_with_all_its_photos(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.press(ward.officer, "Đã xong", ward.card(code))
    for _ in range(3):
        await bot.tg.photo(ward.chat, ward.officer, bot.new_photo(), album="a1")
    await bot.settle()
    assert await bot.state(code) == "resolved"
    assert "3 ảnh sau xử lý" in ward.card(code).text


# An order is always answered


@pytest.mark.parametrize("words", ["từ chối {}", "xong {}", "nhận #{}", "mở lại {}", "Nhận {} nhé"])
async def test_an_order_with_a_code_that_does_not_exist_is_answered(bot: Bot, words: str) -> None:
    ward, code = await bot.ward(), await filed(bot)
    wrong = "K7P2" if code != "K7P2" else "K7P3"
    await ward.say(ward.officer, words.format(wrong.lower()))
    assert ward.last.text.startswith(f"#{wrong} không có")
    await ward.say(ward.officer, f"xong {code}")
    await ward.photo(ward.officer, f"xong {wrong}")
    assert ward.last.text.startswith(f"#{wrong} không có")
    assert await bot.state(code) == "new", "asked for or not, the photo names another"


@on_sqlite
@pytest.mark.parametrize(
    "words",
    [
        "nhận 25kg nhé",
        "nhận 25KG gạo",
        "chuyển 22tr5",
        "xong 2h45",
        "K7P2 đâu rồi",
        "ai nhận K7P2?",
    ],
)
async def test_talk_with_something_like_a_code_is_left_alone(bot: Bot, words: str) -> None:
    ward = await bot.ward()
    known = len(ward.messages)
    await ward.say(ward.officer, words)
    assert len(ward.messages) == known


@pytest.mark.parametrize("words", ["từ chối {}", "mở lại {}", "hoàn tác {}"])
async def test_an_order_for_a_report_of_another_ward_is_answered(bot: Bot, words: str) -> None:
    ward, other, code = await bot.ward(0), await bot.ward(1), await filed(bot)
    await other.say(other.officer, words.format(code))
    assert other.last.text.startswith(f"#{code}")
    assert ward.name in other.last.text


@pytest.mark.parametrize("replies", [True, False])
async def test_asked_to_open_a_report_again_the_bot_says_who_can(bot: Bot, replies: bool) -> None:
    ward, code = await bot.ward(), await filed(bot)
    for done, hint in (("", "chỉ phản ánh đã báo xong"), ("xong", "chỉ người gửi mở lại được")):
        if done:
            await ward.photo(ward.officer, done, reply_to=ward.card(code))
        if replies:
            await ward.say(ward.officer, "mở lại", reply_to=ward.card(code))
        else:
            await ward.say(ward.officer, f"mở lại {code}")
        assert ward.last.text.startswith(f"#{code} ")
        assert hint in ward.last.text
    assert [event.kind for event in await bot.events(code)] == ["filed", "resolved"]


# Passing on


async def test_passing_by_name_moves_the_card_with_its_trail(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(3)
    code = await filed(bot)
    await one.press(one.officer, "Nhận xử lý", one.card(code))
    await bot.wait(minutes=60)
    card = one.card(code)
    await one.say(one.officer, "chuyen hai chau i", reply_to=card)
    assert "Đã chuyển sang Hải Châu I" in one.again(card).text
    assert not one.again(card).buttons
    there = other.card(code)
    assert f"Từ {one.name} chuyển đến" in there.text
    assert "chờ nhận xử lý" in there.text
    assert there.photo is not None
    report = await bot.the_report(code)
    assert (report.state, report.filed_at) == ("new", bot.clock.now())
    await one.say(one.officer, "nhận", reply_to=card)
    assert "Hải Châu I" in one.last.text
    assert await bot.state(code) == "new", "it is the other ward's now"
    await other.say(other.officer, "nhận", reply_to=there)
    assert await bot.state(code) == "accepted"


async def test_passing_by_tap_offers_the_neighbours(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    code = await filed(bot)
    await one.press(one.officer, "Chuyển phường", one.card(code))
    await one.press(one.officer, other.name)
    assert other.card(code)
    with pytest.raises(LookupError):
        one.card(code).button("Nhận xử lý")


async def test_an_unclear_name_is_asked_about(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(3)
    code = await filed(bot)
    await one.say(one.officer, "chuyển hải châu", reply_to=one.card(code))
    assert {"Hải Châu I", "Hải Châu II"} <= set(one.last.buttons)
    await one.press(one.officer, "Hải Châu I", one.last)
    assert other.card(code)


async def test_passed_there_and_back_it_is_a_card_with_buttons_again(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    code = await filed(bot)
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    await other.say(other.officer, f"chuyển {one.name}", reply_to=other.card(code))
    assert "Nhận xử lý" in one.card(code).buttons
    assert f"Từ {other.name} chuyển đến" in one.card(code).text
    assert f"Từ {one.name} chuyển đến" in one.card(code).text, "the whole trail goes with it"


async def test_passing_to_a_ward_without_a_group_tells_and_goes_to_the_office(bot: Bot) -> None:
    one, office = await bot.ward(0), await bot.office()
    code = await filed(bot)
    await one.say(one.officer, "chuyển Nam Dương", reply_to=one.card(code))
    assert "Nam Dương" in office.card(code).text


# Taking back


async def test_undo_within_ten_minutes(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "từ chối nhầm", reply_to=ward.card(code))
    await bot.wait(minutes=9, seconds=59)
    await ward.press(ward.officer, "Hoàn tác")
    assert await bot.state(code) == "new"
    assert "Mới" in ward.card(code).text
    assert "Nhận xử lý" in ward.card(code).buttons


@pytest.mark.parametrize("typed", [True, False])
async def test_who_takes_a_step_back_is_the_last_word_in_the_group(bot: Bot, typed: bool) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await ward.say(ward.officer, "từ chối nhầm", reply_to=ward.card(code))
    if typed:
        await ward.say(ward.officer, "hoàn tác", reply_to=ward.card(code))
    else:
        await ward.press(ward.officer, "Hoàn tác")
    assert ward.last.text == f"#{code} ↩️ {ward.officer.name} hoàn tác, trở về: đang xử lý."


async def test_no_undo_after_ten_minutes(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "từ chối nhầm", reply_to=ward.card(code))
    await bot.wait(minutes=10, seconds=1)
    assert "quá thời gian" in await ward.press(ward.officer, "Hoàn tác")
    assert await bot.state(code) == "refused"


async def test_undo_of_a_closing_takes_its_photos_back(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.photo(ward.officer, reply_to=ward.card(code), album="a")
    await ward.photo(ward.officer, album="a")
    await ward.press(ward.officer, "Hoàn tác")
    assert await bot.state(code) == "new"
    assert "ảnh sau xử lý" not in ward.card(code).text
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert "1 ảnh sau xử lý" in ward.card(code).text


async def test_undo_of_a_passing_brings_the_card_back(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    code = await filed(bot)
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    await one.press(one.officer, "Hoàn tác")
    assert "Nhận xử lý" in one.card(code).buttons
    assert not [m for m in other.messages if "Nhận xử lý" in m.buttons]
    await one.say(one.officer, "nhận", reply_to=one.card(code))
    assert await bot.state(code) == "accepted"


async def test_passed_elsewhere_after_an_undo_it_is_no_card_where_it_was_in_between(
    bot: Bot,
) -> None:
    one, between, other = await bot.ward(0), await bot.ward(1), await bot.ward(2)
    code = await filed(bot)
    await one.say(one.officer, f"chuyển {between.name}", reply_to=one.card(code))
    await one.press(one.officer, "Hoàn tác")
    await one.say(one.officer, f"chuyển {other.name}", reply_to=one.card(code))
    await other.say(other.officer, "nhận", reply_to=other.card(code))
    assert not [m for m in between.messages if "Đã xong" in m.buttons]
    await other.say(other.officer, f"chuyển {between.name}", reply_to=other.card(code))
    assert "Nhận xử lý" in between.card(code).buttons


async def test_undo_in_words(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await ward.say(ward.officer, "hoàn tác", reply_to=ward.card(code))
    assert await bot.state(code) == "new"


async def test_what_somebody_built_upon_cannot_be_undone(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    undo = ward.with_button("Hoàn tác")
    await ward.photo(ward.officer, reply_to=ward.card(code))
    assert "Không có gì để hoàn tác" in await ward.press(ward.officer, "Hoàn tác", undo)
    assert await bot.state(code) == "resolved"


async def test_undone_twice_is_undone_once(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    undo = ward.with_button("Hoàn tác")
    await ward.press(ward.officer, "Hoàn tác", undo)
    assert "rồi" in await ward.press(ward.officer, "Hoàn tác", undo)
    assert await bot.state(code) == "new"


# Who may act


async def test_a_stranger_is_told_how_to_ask_and_an_admin_approves_with_one_tap(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    office = bot.private(ADMIN)
    await office.say(ADMIN, "/trogiup")
    mai = bot.person("Mai")
    await ward.say(mai, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "new"
    assert "Mai" in ward.last.text
    await ward.press(mai, "Xin quyền")
    assert "Mai" in office.last.text
    assert ward.name in office.last.text
    await office.press(ADMIN, "Duyệt")
    assert "Mai" in ward.last.text
    await ward.say(mai, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"


async def test_an_admin_declines_and_the_stranger_stays_one(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    admin = bot.private(ADMIN)
    await admin.say(ADMIN, "/trogiup")
    mai = bot.person("Mai")
    await ward.press(mai, "Nhận xử lý", ward.card(code))
    await ward.press(mai, "Xin quyền")
    await admin.press(ADMIN, "Không duyệt")
    assert "chỉ cán bộ" in await ward.press(mai, "Nhận xử lý", ward.card(code))
    assert await bot.state(code) == "new"


async def test_only_an_admin_approves(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    office = await bot.office()
    mai = bot.person("Mai")
    await ward.press(mai, "Nhận xử lý", ward.card(code))
    await ward.press(mai, "Xin quyền")
    asked = office.with_button("Duyệt")
    assert "Chỉ quản trị viên" in await office.press(mai, "Duyệt")
    await office.press(ADMIN, "Duyệt")
    assert "rồi" in await office.press(ADMIN, "Không duyệt", asked)
    await ward.press(mai, "Nhận xử lý", ward.card(code))
    assert await bot.state(code) == "accepted"


async def test_a_stranger_who_insists_is_told_once_a_day(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    mai = bot.person("Mai")
    for _ in range(3):
        await ward.press(mai, "Nhận xử lý", ward.card(code))
    assert len([text for text in ward.texts if "Mai" in text]) == 1


async def test_a_stranger_who_chats_under_a_card_is_left_alone(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    known = len(ward.messages)
    await ward.say(bot.person("Mai"), "chỗ này hôm qua tôi thấy rồi", reply_to=ward.card(code))
    assert len(ward.messages) == known
    assert [event.kind for event in await bot.events(code)] == ["filed"]


async def test_an_officer_of_another_ward_may_not_act(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    code = await filed(bot)
    await one.say(other.officer, "nhận", reply_to=one.card(code))
    await other.say(other.officer, f"nhận {code}")
    assert await bot.state(code) == "new"


async def test_an_officer_acts_only_in_the_group_that_has_the_report(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    code = await filed(bot)
    await other.say(one.officer, f"nhận {code}")
    assert await bot.state(code) == "new"
    assert one.name in other.last.text


async def test_an_anonymous_group_admin_counts_as_an_officer(bot: Bot) -> None:
    ward, code = await bot.ward(officer=False), await filed(bot)
    await ward.say(ANONYMOUS, "nhận", reply_to=ward.card(code))
    assert await bot.state(code) == "accepted"
    await ward.photo(ANONYMOUS, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"


async def test_done_by_an_anonymous_admin_without_photo_then_with(bot: Bot) -> None:
    ward, code = await bot.ward(officer=False), await filed(bot)
    await ward.say(ANONYMOUS, "xong", reply_to=ward.card(code))
    await ward.photo(ANONYMOUS)
    assert await bot.state(code) == "resolved"


async def test_reporters_cannot_close_their_own_report(bot: Bot) -> None:
    ward = await bot.ward()
    an = bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.photo(an, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "new"
    # Like anybody else who is no officer: the group is not to know who reported.
    assert "chưa có tên trong cán bộ" in ward.last.text


async def test_an_officer_may_close_their_own_report_and_it_is_marked(bot: Bot) -> None:
    ward = await bot.ward()
    code = await bot.private(ward.officer).report(ward.officer, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"
    event = (await bot.events(code))[-1]
    assert (event.kind, event.data["own"]) == ("resolved", True)
    assert "Người gửi tự báo xong" in ward.card(code).text, "the group sees it as well"


async def test_an_officer_closes_by_code_in_private(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    chat = bot.private(ward.officer)
    await chat.say(ward.officer, f"nhận {code}")
    assert await bot.state(code) == "accepted"
    await chat.photo(ward.officer, f"xong {code}")
    assert await bot.state(code) == "resolved"


@pytest.mark.parametrize("replies", [True, False])
async def test_in_private_the_photo_that_was_asked_for_closes(bot: Bot, replies: bool) -> None:
    ward, code = await bot.ward(), await filed(bot)
    chat = bot.private(ward.officer)
    await chat.say(ward.officer, f"xong {code}")
    await chat.photo(ward.officer, reply_to=chat.last if replies else None)
    assert await bot.state(code) == "resolved"
    await chat.report(ward.officer, ward.inside)


@on_sqlite
async def test_in_private_a_reply_to_what_the_bot_said_of_a_report_is_about_it(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    chat = bot.private(ward.officer)
    await chat.say(ward.officer, f"nhận {code}")
    await chat.say(ward.officer, "hoàn tác", reply_to=chat.last)
    assert await bot.state(code) == "new"
    await chat.say(ward.officer, f"từ chối {code}")
    await chat.say(ward.officer, "đất tư nhân", reply_to=chat.last)
    assert (await bot.the_report(code)).reason == "đất tư nhân"


@on_sqlite
async def test_of_their_own_report_officers_speak_in_private_as_its_reporters(bot: Bot) -> None:
    ward = await bot.ward()
    chat = bot.private(ward.officer)
    code = await chat.report(ward.officer, ward.inside)
    await chat.say(ward.officer, "ngay cổng trường", reply_to=chat.last)
    assert "ngay cổng trường" in ward.card(code).text
    await chat.photo(ward.officer, reply_to=chat.last)
    assert await bot.state(code) == "new"


@pytest.mark.parametrize("captioned", [0, 1, 2])
async def test_in_private_an_album_closes_with_all_its_photos(bot: Bot, captioned: int) -> None:
    ward, code = await bot.ward(), await filed(bot)
    chat = bot.private(ward.officer)
    for number in range(3):
        caption = f"xong {code}" if number == captioned else None
        await chat.photo(ward.officer, caption, album="a1")
    await bot.wait(minutes=1)
    assert "3 ảnh sau xử lý" in ward.card(code).text
    assert "🖼" not in ward.card(code).text, "none of them shows what was reported"
    assert len(chat.texts) == 1, "nobody is asked where it is"


@on_sqlite
async def test_the_rest_of_an_album_whose_closing_was_undone_shows_nothing(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    chat = bot.private(ward.officer)
    await chat.photo(ward.officer, f"xong {code}", album="a1")
    await chat.press(ward.officer, "Hoàn tác")
    await chat.photo(ward.officer, album="a1")
    assert "ảnh" not in ward.card(code).text.partition("Trả lời")[0]


# Two at once


async def test_a_button_pressed_twice_acts_once(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    card = ward.card(code)
    data = card.button("Nhận xử lý")
    await bot.tg.press(ward.officer, card, data)
    await bot.tg.press(ward.officer, card, data)
    await bot.settle()
    assert len(bot.tg.toasts) == 2, "every press is answered"
    assert [event.kind for event in await bot.events(code)] == ["filed", "accepted"]
    assert len([text for text in ward.texts if "nhận xử lý. Đã báo" in text]) == 1


async def test_of_two_officers_at_once_one_accepts(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    second = bot.person("Cán bộ thứ hai")
    hello = await ward.say(second, "xin chào")
    await ward.say(ADMIN, "/canbo", reply_to=hello)
    card = ward.card(code)
    await asyncio.gather(
        bot.tg.press(ward.officer, card, card.button("Nhận xử lý")),
        bot.tg.text(ward.chat, second, "nhận", reply_to=card),
    )
    await bot.settle()
    kinds = [event.kind for event in await bot.events(code)]
    assert kinds == ["filed", "accepted"]


async def test_officers_in_private_and_in_the_group_at_once(bot: Bot) -> None:
    """Different chats are worked on side by side; the report is one all the same."""
    ward, code = await bot.ward(), await filed(bot)
    await bot.private(ward.officer).say(ward.officer, "xin chào")
    await asyncio.gather(
        bot.tg.text(ward.chat, ward.officer, f"nhận {code}"),
        bot.tg.text(bot.private(ward.officer).chat, ward.officer, f"nhận {code}"),
    )
    await bot.settle()
    assert [event.kind for event in await bot.events(code)] == ["filed", "accepted"]


async def test_a_report_withdrawn_meanwhile_cannot_be_accepted(bot: Bot) -> None:
    ward = await bot.ward()
    an = bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    card = ward.card(code)
    await private.press(an, "Thu hồi")
    assert "thu hồi" in ward.card(code).text
    assert not [label for label in ward.card(code).buttons if "Nhận" in label]
    said = await ward.press(ward.officer, "Nhận xử lý", card)
    assert "Không làm được" in said
    await ward.photo(ward.officer, "xong", reply_to=card)
    assert await bot.state(code) == "withdrawn"


async def test_a_closed_report_is_not_closed_again(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "từ chối đất tư", reply_to=ward.card(code))
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "refused"
    assert ward.last.text.startswith(f"#{code} Không làm được")


async def test_what_was_understood_is_shown_with_the_code_first(bot: Bot) -> None:
    ward, code = await bot.ward(), await filed(bot)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert CODE.match(ward.last.text)
    assert "Hoàn tác" in ward.last.buttons
