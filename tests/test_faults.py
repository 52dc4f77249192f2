"""What goes wrong on the way to and from Telegram, and what people send that is no order."""

import asyncio
from collections.abc import AsyncIterator
from io import BytesIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from sqlalchemy import text
from sqlmodel import col, select

from bot.telegram_poller import TokenInUse
from handlers import intake
from handlers.work import Work
from storage import reports
from storage.tables import Inbox, Outbox, Photo
from tests.harness import Bot, Place, Room, on_sqlite, running, wards
from tests.postgres import PostgresServer
from tests.standin import Shown, User
from tests.standin_control import free_port
from tests.standin_faults import BAD_GATEWAY, NOT_MODIFIED, TOO_OLD

HERE = wards()[0].inside


async def outbox_rows(bot: Bot) -> list[Outbox]:
    async with bot.process.db.read() as session:
        return list(await session.exec(select(Outbox).order_by(col(Outbox.id))))


def cards(shown: list[Shown], code: str) -> list[Shown]:
    return [m for m in shown if m.text.startswith(f"#{code} · ") and m.photo]


async def send_while_down(
    bot: Bot, room: Room, user: User, where: Place, caption: str | None = None
) -> None:
    """A photo and its place that are in line when the bot starts."""
    await bot.stop()
    await bot.tg.photo(room.chat, user, bot.new_photo(), caption)
    await bot.tg.location(room.chat, user, *where)
    await bot.start()
    await bot.settle()


# Databases


async def test_what_gave_way_to_another_transaction_is_done_again_at_once(
    pg_server: PostgresServer, tmp_path: Path
) -> None:
    async with running(pg_server.new_database(), tmp_path) as bot:
        ward, an = await bot.ward(), bot.person("An")
        private = bot.private(an)
        code = await private.report(an, ward.inside)
        async with bot.process.db.write() as session:
            connection = await session.connection()
            for statement in (
                "SET LOCAL deadlock_timeout = '1h'",
                "SELECT id FROM outbox WHERE key LIKE 'card:%' FOR UPDATE",
            ):
                await connection.execute(text(statement))
            press = asyncio.create_task(private.press(an, "Thu hồi"))
            waiting = "SELECT count(*) FROM pg_locks WHERE NOT granted"
            while not (await connection.execute(text(waiting))).scalar_one():  # noqa: ASYNC110
                await asyncio.sleep(0)
            # It has this one, and gives it up after the second that the server takes to look.
            await connection.execute(text("SELECT id FROM report FOR UPDATE"))
        await press
        assert await bot.state(code) == "withdrawn"
        assert [log for log in bot.logs if log["event"] == "handler_gave_way"]


# Sending


async def test_a_429_is_waited_out_for_that_chat_alone(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.tg.fail("sendPhoto", parameters={"retry_after": 7}, chat_id=ward.id)
    code = await bot.private(an).report(an, ward.inside)
    assert code in bot.private(an).last.text, "the member does not wait for the group"
    asked = len(bot.tg.requests)
    await bot.wait(seconds=7)
    assert not cards(ward.messages, code)
    assert len(bot.tg.requests) == asked, "nothing is tried before the time is over"
    await bot.wait(seconds=2)
    assert len(cards(ward.messages, code)) == 1


async def test_during_a_429_messages_do_not_overtake_each_other(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.tg.fail("sendPhoto", parameters={"retry_after": 5}, chat_id=ward.id)
    private = bot.private(an)
    codes = [await private.report(an, ward.inside) for _ in range(3)]
    await bot.wait(seconds=10)
    shown = [m.text[1:5] for m in ward.messages if m.photo]
    assert shown == codes


@pytest.mark.parametrize("times", [1, 6])
async def test_a_bad_gateway_is_tried_again_until_it_goes_through(bot: Bot, times: int) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.tg.fail("sendPhoto", **BAD_GATEWAY, times=times)
    code = await bot.private(an).report(an, ward.inside)
    for _ in range(times):
        await bot.wait(minutes=2)
    assert len(cards(ward.messages, code)) == 1


async def test_an_answer_that_is_no_json_is_tried_again(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.tg.garbage("sendMessage", chat_id=an.id)
    code = await bot.private(an).report(an, ward.inside)
    await bot.wait(minutes=2)
    assert code in bot.private(an).last.text


async def test_a_connection_dropped_before_the_effect_loses_nothing(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.tg.drop("sendPhoto", times=2)
    code = await bot.private(an).report(an, ward.inside)
    await bot.wait(minutes=2)
    await bot.wait(minutes=2)
    assert len(cards(ward.messages, code)) == 1


async def test_after_a_drop_behind_the_effect_either_copy_of_the_card_works(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.tg.drop("sendPhoto", after=True)
    code = await bot.private(an).report(an, ward.inside)
    await bot.wait(minutes=2)
    first, second = cards(ward.messages, code)
    await ward.say(ward.officer, "nhận", reply_to=first)
    assert await bot.state(code) == "accepted", "by the code in what is replied to"
    assert "Đang xử lý" in ward.again(second).text


async def test_a_telegram_that_answers_too_slowly_is_tried_again(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    assert bot.process.telegram is not None
    bot.process.telegram._bot.request._timeout = 0.1  # type: ignore[attr-defined]
    slow = bot.tg.hold("sendPhoto")
    code = await bot.private(an).report(an, ward.inside)
    assert not cards(ward.messages, code)
    slow.release()
    await bot.wait(minutes=2)
    assert cards(ward.messages, code)


async def test_a_card_that_is_slow_in_one_group_delays_no_other(bot: Bot) -> None:
    one, other = await bot.ward(0), await bot.ward(1)
    an = bot.person("An")
    slow = bot.tg.hold("sendPhoto", chat_id=one.id)
    private = bot.private(an)
    for place in (one.inside, other.inside):
        await bot.tg.photo(private.chat, an, bot.new_photo())
        await bot.tg.location(private.chat, an, *place)
    await bot.tg.wait_for(lambda: [m for m in other.messages if m.photo])
    assert not [m for m in one.messages if m.photo]
    slow.release()
    await bot.settle()
    assert [m for m in one.messages if m.photo]


async def test_somebody_who_blocked_the_bot_gets_nothing_until_they_are_back(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    bot.tg.chats.refusing[an.id] = {
        "status": 403,
        "description": "Forbidden: bot was blocked by the user",
        "parameters": None,
    }
    known = len(private.messages)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await bot.wait(days=1)
    refused = [sent for sent in bot.tg.sent if sent.status == 403]
    assert len(refused) == 1, "told once that it is blocked is enough"
    assert await bot.state(code) == "resolved"
    del bot.tg.chats.refusing[an.id]
    await private.say(an, "/cuatoi")
    assert len(private.messages) == known + 1
    assert code in private.last.text


async def test_not_modified_is_success(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    bot.tg.fail("editMessageCaption", **NOT_MODIFIED)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    await bot.wait(minutes=5)
    edits = [s for s in bot.tg.sent if s.method == "editMessageCaption" and s.chat_id == ward.id]
    assert len(edits) == 1
    assert all(row.dead_at is None for row in await outbox_rows(bot) if row.kind == "edit")


async def test_an_answer_to_a_press_that_is_too_late_changes_nothing(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    bot.tg.fail("answerCallbackQuery", **TOO_OLD)
    await ward.press(ward.officer, "Nhận xử lý", ward.card(code))
    await bot.wait(minutes=5)
    assert await bot.state(code) == "accepted"
    assert bot.tg.done["answerCallbackQuery"] == 0
    assert len([s for s in bot.tg.sent if s.method == "answerCallbackQuery"]) == 1


async def test_a_card_somebody_deleted_is_posted_anew(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    card = ward.card(code)
    del bot.tg.chats.kept[ward.id][card.message_id]
    await ward.say(ward.officer, f"nhận {code}")
    assert "Đang xử lý" in ward.card(code).text
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await bot.state(code) == "resolved"


async def test_a_button_under_a_message_too_old_to_be_shown_still_works(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    card = ward.card(code)
    await bot.tg.press(ward.officer, card, card.button("Nhận xử lý"), inaccessible=True)
    await bot.settle()
    assert await bot.state(code) == "accepted"


async def test_a_message_telegram_refuses_holds_up_nobody(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    bot.expected.add("message_refused")
    bot.tg.fail("sendPhoto", 400, "Bad Request: PHOTO_INVALID_DIMENSIONS", {}, chat_id=ward.id)
    private = bot.private(an)
    lost, code = [await private.report(an, ward.inside) for _ in range(2)]
    assert cards(ward.messages, code)
    assert not cards(ward.messages, lost)


async def test_a_photo_telegram_knows_no_more_by_name_is_sent_as_bytes(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    wrong = "Bad Request: wrong file identifier/HTTP URL specified"
    bot.tg.fail("sendPhoto", 400, wrong, {}, chat_id=ward.id)
    code = await bot.private(an).report(an, ward.inside)
    assert len(cards(ward.messages, code)) == 1


async def test_a_photo_that_was_lost_leaves_a_card_that_can_still_change(
    bot: Bot, tmp_path: Path
) -> None:
    bot.expected.add("photo_missing")
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    # As a file, so that Telegram's own name for it is of no use and the bytes are needed.
    await bot.tg.document(private.chat, an, bot.new_photo(), "photo.jpg", "image/jpeg")
    await bot.settle()
    for photo in (tmp_path / "photos").rglob("*.*"):
        if photo.is_file():
            photo.unlink()
    await private.place(an, ward.inside)
    code = (await bot.reports())[-1].code
    card = next(m for m in ward.messages if m.text.startswith(f"#{code}"))
    assert card.photo is None
    await ward.press(ward.officer, "Nhận xử lý", card)
    assert ward.again(card).edits == 1
    assert await bot.state(code) == "accepted"


async def test_a_failing_download_is_tried_again(bot: Bot) -> None:
    an = bot.person("An")
    bot.tg.fail("download", **BAD_GATEWAY)
    await bot.private(an).report(an, HERE)


async def test_a_photo_telegram_has_no_more_gets_a_clear_answer(bot: Bot) -> None:
    an = bot.person("An")
    bot.tg.fail("getFile", 400, "Bad Request: wrong file_id", {})
    await bot.private(an).photo(an)
    assert "Không tải được ảnh" in bot.private(an).last.text


# What comes in


async def test_an_unreadable_update_is_parked_and_the_others_go_on(bot: Bot) -> None:
    bot.expected.add("update_parked")
    an = bot.person("An")
    private = bot.private(an)
    said = await private.photo(an)
    await bot.tg.raw({"message": {**said.body, "message_id": 99, "date": "yesterday"}})
    await bot.tg.raw({"message": {"chat": {"id": an.id}}})
    await bot.tg.location(private.chat, an, *HERE)
    await bot.settle()
    assert len(await bot.reports()) == 1
    async with bot.process.db.read() as session:
        parked = await session.exec(select(Inbox).where(col(Inbox.parked_at).is_not(None)))
        assert len(parked.all()) == 2
    assert not bot.tg.pending, "they are confirmed, so they never come again"


async def test_what_cannot_be_a_report_is_answered_in_private_and_left_alone_in_groups(
    bot: Bot,
) -> None:
    an = bot.person("An")
    private = bot.private(an)
    said = await private.say(an, "/trogiup")
    branch = await bot.branch()
    chat = await branch.say(an, "chào cả nhà")
    known = len(branch.messages)
    dice = {"text": None, "dice": {"emoji": "🎲", "value": 3}}
    await bot.tg.raw({"message": {**said.body, "message_id": 50, **dice}})
    await bot.tg.raw({"message": {**chat.body, "message_id": 50, **dice}})
    await bot.tg.raw({"message": {**said.body, "message_id": 51, "text": ""}})
    await bot.settle()
    assert [text for text in private.texts[1:] if "/trogiup" not in text] == []
    assert len(private.messages) == 2
    assert len(branch.messages) == known


async def test_the_same_update_twice_acts_once(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    photo = await private.photo(an)
    place = await private.place(an, ward.inside)
    [report] = await bot.reports()
    nod = await ward.say(ward.officer, "nhận", reply_to=ward.card(report.code))
    told = len(private.messages), len(ward.messages)
    for said in (photo, place, nod):
        await bot.tg.again(said.update_id)
    await bot.settle()
    await bot.wait(minutes=1)
    assert len(await bot.reports()) == 1
    assert (len(private.messages), len(ward.messages)) == told


async def test_a_photo_that_comes_again_under_another_number_is_taken_once(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    photo = await private.photo(an)
    await bot.tg.raw({"message": photo.body})
    await private.place(an, ward.inside)
    await bot.tg.raw({"message": photo.body})
    await bot.settle()
    [report] = await bot.reports()
    closing = await ward.photo(ward.officer, "xong", reply_to=ward.card(report.code))
    shown = len(private.messages), len(ward.messages)
    await bot.tg.raw({"message": closing.body})
    await bot.settle()
    await bot.wait(minutes=1)
    assert (len(private.messages), len(ward.messages)) == shown
    assert [row.key for row in await outbox_rows(bot) if (row.key or "").startswith("ask:")] == []
    async with bot.process.db.read() as session:
        inbox = list(await session.exec(select(Inbox)))
        photos = list(await session.exec(select(Photo)))
    assert all(row.done_at and not row.attempts for row in inbox)
    assert sorted(photo.role for photo in photos) == ["after", "before"]


async def test_updates_that_came_while_it_was_down_are_handled_once_after_restarts(
    bot: Bot,
) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await send_while_down(bot, private, an, ward.inside)
    await bot.restart()
    await bot.restart()
    [report] = await bot.reports()
    assert len(cards(ward.messages, report.code)) == 1
    assert len(private.messages) == 1
    # Nobody is asked for what is in line.
    assert not [row for row in await outbox_rows(bot) if row.error]


async def test_a_place_in_line_that_helps_nothing_is_answered_and_the_photo_waits(
    bot: Bot,
) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await send_while_down(bot, private, an, (10.0, 106.0))
    await bot.wait(minutes=1)
    assert [text.partition(":")[0] for text in private.texts] == ["📍 Ngoài vùng phụ trách"]
    await private.photo(an)
    await bot.wait(minutes=1)
    assert "Còn thiếu vị trí" in private.last.text
    await private.place(an, ward.inside)
    [report] = await bot.reports()
    async with bot.process.db.read() as session:
        assert len(await reports.photos(session, report.id or 0)) == 2


async def test_a_photo_is_kept_where_it_fails_together_with_the_place_in_line(
    bot: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    file = intake.file

    async def failing(work: Work, *what: Any, **more: Any) -> None:
        if work.took_then:
            raise ValueError("both together fail")
        await file(work, *what, **more)

    monkeypatch.setattr(intake, "file", failing)
    bot.expected.add("handler_failed")
    await send_while_down(bot, private, an, ward.inside, "ổ gà")
    [report] = await bot.reports()
    assert report.description == "ổ gà"


@pytest.mark.parametrize("then", ["words", "a place for another photo", "a place of somebody else"])
async def test_a_place_is_asked_for_where_something_else_is_in_line(bot: Bot, then: str) -> None:
    await bot.ward()
    branch = await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    await bot.stop()
    first = await bot.tg.photo(branch.chat, binh, bot.new_photo())
    await bot.tg.photo(branch.chat, an, bot.new_photo())
    if then == "words":
        await bot.tg.text(branch.chat, an, "Ai đi cùng không?")
    elif then == "a place for another photo":
        await bot.tg.location(branch.chat, an, *HERE, reply_to=first)
    else:
        await bot.tg.location(branch.chat, binh, *HERE)
    await bot.start()
    await bot.settle()
    await bot.wait(minutes=1)
    asked = [text for text in branch.texts if "Còn thiếu vị trí" in text]
    assert len(asked) == (2 if then == "words" else 1)
    assert len(await bot.reports()) == (0 if then == "words" else 1)


async def test_bots_are_not_listened_to(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    known = len(ward.messages)
    other = User(5550, "Another", None, is_bot=True, username="another_bot")
    for robot in (other, bot.tg.bot):
        await ward.say(robot, "nhận", reply_to=ward.card(code))
        await ward.photo(robot, "xong", reply_to=ward.card(code))
        await ward.say(robot, "/trogiup")
    assert await bot.state(code) == "new"
    assert len(ward.messages) == known


async def test_posts_of_a_linked_channel_are_not_listened_to(bot: Bot) -> None:
    from tests.standin import Chat

    branch = await bot.branch()
    channel = Chat(-1_009_999_999_999, "channel", "Tin tức")
    known = len(branch.messages)
    await bot.tg.channel_post(branch.chat, channel, "rác", bot.new_photo())
    await bot.settle()
    await bot.wait(minutes=1)
    assert len(branch.messages) == known


async def test_an_edited_command_or_order_is_no_new_one(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    note = await ward.say(ward.officer, "mai làm", reply_to=ward.card(code))
    hello = await private.say(an, "/trogiup")
    known = len(private.messages)
    await bot.tg.edit(note, text="nhận")
    await bot.tg.edit(hello, text="/huy " + code)
    await bot.settle()
    assert await bot.state(code) == "new"
    assert len(private.messages) == known


FORGED = [
    "ac:999",
    "ac:99999999999999999999",
    "ac:-1",
    "zz:1",
    "",
    "dn:1:extra",
    "kd:1:nonsense",
    "mv:1:5",
    "mv:1:x",
    "pw:1:99",
    "pw:1",
    "rs:1:nonsense",
    "rs:1",
    "un:1",
    "un:999",
    "ra:999",
    "rq:999",
    "bw:1",
    "bu:1",
    "nd:1",
    "ok:1",
    "ấn:1",
    "x" * 64,
]


@on_sqlite
async def test_forged_buttons_are_answered_and_do_nothing(bot: Bot) -> None:
    ward, an, mai = await bot.ward(), bot.person("An"), bot.person("Mai")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    before = await bot.the_report(code)
    for user, shown in ((mai, ward.card(code)), (an, private.last)):
        for data in FORGED:
            count = len(bot.tg.toasts)
            await bot.tg.press(user, shown, data)
            await bot.settle()
            assert len(bot.tg.toasts) == count + 1, f"{data} was not answered"
    assert (await bot.the_report(code)).model_dump() == before.model_dump()
    assert not bot.tg.messages(mai.id)


@on_sqlite
async def test_an_officer_cannot_use_forged_buttons_either(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    for data in FORGED:
        if data != "dn:1:extra":
            await bot.tg.press(ward.officer, ward.card(code), data)
            await bot.settle()
    assert (await bot.state(code)) == "new"


@on_sqlite
async def test_what_people_type_is_shown_as_they_typed_it(bot: Bot) -> None:
    nasty = "<b>&amp;_*[x](http://e.vil)</b> ` \\ {0} { $x } %s"
    ward = await bot.ward()
    branch = await bot.branch(f"Đội {nasty}"[:90])
    an = User(77, f"An {nasty}")
    code = await branch.report(an, ward.inside, nasty)
    assert f"“{nasty}”" in ward.card(code).text
    assert f"Đội {nasty}" in ward.card(code).text
    assert f"Đội {nasty}" in branch.last.text
    stranger = User(78, f"Mai {nasty}")
    await ward.say(stranger, "nhận", reply_to=ward.card(code))
    assert f"Mai {nasty}" in ward.last.text
    await ward.say(ward.officer, f"từ chối vì {nasty}", reply_to=ward.card(code))
    assert nasty in ward.card(code).text
    assert nasty in branch.last.text
    assert not [sent for sent in bot.tg.sent if sent.fields.get("parse_mode")]


@on_sqlite
async def test_words_far_too_long_are_cut_to_what_telegram_takes(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an = User(77, "𝔸" * 60)
    await branch.photo(an)
    code = await branch.report(an, ward.inside, "🚮 rác " * 140)
    for _ in range(3):
        await ward.say(ward.officer, "ghi chú " * 500, reply_to=ward.card(code))
    await ward.press(ward.officer, "Từ chối", ward.card(code))
    await ward.say(ward.officer, "lý do " * 600, reply_to=ward.last)
    assert await bot.state(code) == "refused"
    for shown in [*ward.messages, *branch.messages]:
        limit = 1024 if shown.photo else 4096
        assert len(shown.text.encode("utf-16-le")) // 2 <= limit


async def test_each_event_is_one_line_of_the_log_with_the_reports_code(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await bot.wait(days=8)
    await bot.tick()
    said = [log["event"] for log in bot.logs if log.get("code") == code and log["event"] != "sent"]
    assert said == ["report_filed", "report_resolved", "report_confirmed"]
    sent = [log for log in bot.logs if log["event"] == "sent" and log["code"] == code]
    assert {log["kind"] for log in sent} == {"message", "edit"}
    assert str(ward.id) in {log["chat"] for log in sent}


# Webhook


def reached() -> dict[str, Any]:
    """The settings of a bot to which messages are delivered."""
    port = free_port()
    return {"webhook": True, "port": port, "public_url": f"http://127.0.0.1:{port}"}


@pytest.fixture
async def hooked(database_url: str, tmp_path: Path) -> AsyncIterator[Bot]:
    """The bot with a webhook."""
    async with running(database_url, tmp_path, **reached()) as bot:
        yield bot


async def test_by_webhook_a_report_goes_its_whole_way(hooked: Bot) -> None:
    ward, an = await hooked.ward(), hooked.person("An")
    code = await hooked.private(an).report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await hooked.state(code) == "resolved"
    assert not [sent for sent in hooked.tg.requests if sent.method == "getUpdates"]


async def test_by_webhook_the_same_update_twice_acts_once(hooked: Bot) -> None:
    ward, an = await hooked.ward(), hooked.person("An")
    private = hooked.private(an)
    photo = await private.photo(an)
    place = await private.place(an, ward.inside)
    known = len(private.messages)
    await hooked.tg.again(photo.update_id)
    await hooked.tg.again(place.update_id)
    await hooked.tg.deliver()
    await hooked.settle()
    assert len(await hooked.reports()) == 1
    assert len(private.messages) == known


@on_sqlite
async def test_from_webhook_back_to_polling_nothing_is_lost(
    database_url: str, tmp_path: Path
) -> None:
    async with running(database_url, tmp_path, **reached()) as bot:
        an = bot.person("An")
        private = bot.private(an)
        await private.photo(an)
        await bot.stop()
        await bot.tg.location(private.chat, an, *HERE)
        bot.settings["webhook"] = False
        await bot.start()
        await bot.settle()
        assert len(await bot.reports()) == 1


@on_sqlite
async def test_the_webhook_takes_only_what_carries_the_secret(hooked: Bot) -> None:
    process = hooked.process
    assert process.telegram is not None
    url = f"{process.local_url}/webhook/telegram"
    name = "X-Telegram-Bot-Api-Secret-Token"
    good = {name: process.telegram.secret}
    update = b'{"update_id": 5}'
    async with aiohttp.ClientSession() as client:

        async def post(data: bytes | BytesIO, headers: dict[str, str]) -> int:
            async with client.post(url, data=data, headers=headers) as response:
                return response.status

        assert await post(update, {}) == 403
        assert await post(update, {name: ""}) == 403
        assert await post(update, {name: process.telegram.secret[:-1] + "x"}) == 403
        assert await post(b"{", good) == 400
        assert await post(b"\xff\xfe", good) == 400
        assert await post(b'{"a":' * 100_000, good) == 400
        assert await post(BytesIO(b'"' + b"x" * (2 << 20) + b'"'), good) == 413
        assert await post(update, good) == 200


@on_sqlite
async def test_a_secret_that_is_no_text_is_refused_like_any_other(hooked: Bot) -> None:
    port = hooked.process.local_url.rpartition(":")[2]
    reader, writer = await asyncio.open_connection("127.0.0.1", int(port))
    writer.write(
        b"POST /webhook/telegram HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n"
        b"X-Telegram-Bot-Api-Secret-Token: \xff\r\n\r\n{}"
    )
    assert b" 403 " in await reader.readline()
    writer.close()
    await writer.wait_closed()


@on_sqlite
async def test_what_cannot_be_stored_is_not_acknowledged(
    hooked: Bot, monkeypatch: pytest.MonkeyPatch
) -> None:
    hooked.expected.add("webhook_not_stored")
    an = hooked.person("An")
    private = hooked.private(an)
    await private.say(an, "/trogiup")
    with monkeypatch.context() as broken:

        async def full(*_: object) -> None:
            raise OSError("disk full")

        broken.setattr(hooked.process.receiver, "store", full)
        await hooked.tg.photo(private.chat, an, hooked.new_photo())
        await hooked.until(lambda: hooked.tg.queue.last_error)
        assert hooked.tg.pending
    await hooked.tg.deliver()
    await private.place(an, HERE)
    assert len(await hooked.reports()) == 1


# Another poller


@on_sqlite
async def test_a_newcomer_gives_way_to_a_poller_that_was_there_first(
    bot: Bot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.telegram_poller.GIVE_WAY", 0.05)
    monkeypatch.setattr("bot.telegram_poller.INSIST", 0.02)
    assert bot.process.telegram is not None
    monkeypatch.setattr(bot.process.telegram.poller, "_is_old", lambda: True)
    elsewhere = f"sqlite:///{tmp_path / 'other.db'}"
    async with running(elsewhere, tmp_path / "b", bot.tg) as other:
        assert other._talking is not None
        with pytest.raises(ExceptionGroup) as raised:
            await other._talking
        assert raised.group_contains(TokenInUse)
        other._talking = None
        await other.process.close()
    an = bot.person("An")
    await bot.private(an).report(an, HERE)
