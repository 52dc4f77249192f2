"""The stand-in Telegram, asked by python-telegram-bot and read a second time by aiogram."""

from __future__ import annotations

import asyncio
import hashlib
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import aiogram.types
import pytest
from aiohttp import ClientSession, web
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, InputMediaPhoto, Update
from telegram import error as ptb

from tests.standin import ANONYMOUS, Chat, Limits, StandIn, User
from tests.standin_control import Remote, remote_standin
from tests.standin_faults import BAD_GATEWAY, NO_THREAD, NOT_MODIFIED, TOO_OLD
from tests.updates import private

AN = User(501, "Nguyễn An")
BINH = User(502, "Trần Bình", username="binh")
OTHER_BOT = User(900, "Another", None, is_bot=True, username="another_bot")
WARD = Chat(-1001, "supergroup", "Phường thử")
BASIC = Chat(-77, "group", "Chi đoàn thử")
FORUM = Chat(-1002, "supergroup", "Có chủ đề", is_forum=True)
CHANNEL = Chat(-1003, "channel", "Kênh thử")
PICTURE = bytes(range(256)) * 40


@pytest.fixture(autouse=True)
def pauses_as_timedelta(monkeypatch: pytest.MonkeyPatch) -> None:
    # Otherwise python-telegram-bot warns about its own RetryAfter whenever it raises one.
    monkeypatch.setenv("PTB_TIMEDELTA", "1")


@pytest.fixture
async def tg() -> AsyncIterator[StandIn]:
    async with StandIn() as running:
        yield running


def ptb_bot(tg: StandIn | Remote) -> Bot:
    return Bot(tg.token, base_url=f"{tg.url}/bot", base_file_url=f"{tg.url}/file/bot")


@pytest.fixture
async def bot(tg: StandIn) -> AsyncIterator[Bot]:
    async with ptb_bot(tg) as asked:
        yield asked


def keyboard(**buttons: str) -> InlineKeyboardMarkup:
    return InlineKeyboardMarkup(
        [[InlineKeyboardButton(label, callback_data=data)] for label, data in buttons.items()]
    )


async def call(tg: StandIn, method: str, **fields: Any) -> tuple[int, Any]:
    async with (
        ClientSession() as client,
        client.post(f"{tg.url}/bot{tg.token}/{method}", json=fields) as answer,
    ):
        return answer.status, await answer.json()


# Who the bot is


async def test_the_bot_has_a_name_and_the_id_of_its_token(tg: StandIn, bot: Bot) -> None:
    me = await bot.get_me()
    assert (me.username, me.id) == ("stand_in_bot", 123456)
    assert me.can_read_all_group_messages


async def test_privacy_mode_can_be_on() -> None:
    async with StandIn(can_read_all_group_messages=False) as tg, ptb_bot(tg) as bot:
        assert not (await bot.get_me()).can_read_all_group_messages


async def test_a_wrong_token_is_refused(tg: StandIn) -> None:
    stranger = Bot("123456:wrong", base_url=f"{tg.url}/bot")
    with pytest.raises(ptb.InvalidToken):
        await stranger.initialize()
    await stranger.shutdown()


async def test_all_update_types_may_be_asked_for(tg: StandIn, bot: Bot) -> None:
    assert await bot.get_updates(allowed_updates=Update.ALL_TYPES) == ()


# What the bot sends


async def test_a_sent_text_is_recorded_and_shown(tg: StandIn, bot: Bot) -> None:
    said = await tg.text(WARD, AN, "chào")
    await bot.send_message(
        WARD.id,
        "<b>Báo cáo</b> &lt;1&gt;",
        parse_mode="HTML",
        reply_markup=keyboard(Nhận="take:1", Xong="done:1"),
        reply_parameters=json_reply(said.message_id),
    )
    [sent] = tg.sent
    assert (sent.method, sent.chat_id, sent.status) == ("sendMessage", WARD.id, 200)
    assert sent.text == "Báo cáo <1>"
    assert sent.fields["reply_markup"]["inline_keyboard"][0][0]["callback_data"] == "take:1"
    shown = tg.last(WARD.id)
    assert shown.text == "Báo cáo <1>"
    assert shown.buttons == {"Nhận": "take:1", "Xong": "done:1"}
    assert shown.button("Xo") == "done:1"
    assert shown.reply_to == said.message_id


def json_reply(message_id: int) -> Any:
    from telegram import ReplyParameters

    return ReplyParameters(message_id)


async def test_a_sent_photo_is_recorded_by_its_bytes(tg: StandIn, bot: Bot) -> None:
    message = await bot.send_photo(WARD.id, PICTURE, caption="thẻ")
    assert tg.sent[0].photo is not None
    assert tg.sent[0].photo.sha256 == hashlib.sha256(PICTURE).hexdigest()
    assert tg.sent[0].photo.size == len(PICTURE)
    photo = tg.last(WARD.id).photo
    assert photo == message.photo[-1].file_id
    assert tg.data(photo) == PICTURE
    again = await bot.send_photo(AN.id, photo)
    assert tg.last(AN.id).photo == photo
    assert await (await again.photo[-1].get_file()).download_as_bytearray() == PICTURE


async def test_each_photo_of_an_album_is_a_message(tg: StandIn, bot: Bot) -> None:
    album = [InputMediaPhoto(PICTURE, caption="trước"), InputMediaPhoto(PICTURE[::-1])]
    messages = await bot.send_media_group(WARD.id, album)
    assert tg.sent[0].message_ids == tuple(one.message_id for one in messages)
    assert len(set(tg.sent[0].message_ids)) == 2
    assert [one.text for one in tg.messages(WARD.id)] == ["trước", ""]


async def test_a_topic_may_be_named_and_is_shown(tg: StandIn, bot: Bot) -> None:
    await bot.send_message(FORUM.id, "a", message_thread_id=7)
    await bot.send_photo(FORUM.id, PICTURE, message_thread_id=8)
    assert [one.thread for one in tg.messages(FORUM.id)] == [7, 8]


async def test_message_numbers_rise_within_a_chat_and_repeat_between_chats(
    tg: StandIn, bot: Bot
) -> None:
    numbers = [
        (await tg.text(WARD, AN, "a")).message_id,
        (await bot.send_message(WARD.id, "b")).message_id,
        (await tg.text(WARD, AN, "c")).message_id,
        (await bot.send_message(BASIC.id, "d")).message_id,
    ]
    assert numbers == [1, 2, 3, 1]


async def test_a_typing_mistake_in_a_parameter_is_refused(tg: StandIn) -> None:
    status, answer = await call(tg, "sendMessage", chat_id=1, text="a", captoin="b")
    assert status == 400
    assert "captoin" in answer["description"]
    assert tg.sent[0].status == 400


@pytest.mark.parametrize("text", ["<b>a", "a < b", "<div>a</div>", "<b><i>a</b></i>"])
async def test_html_that_telegram_cannot_read_is_refused(tg: StandIn, bot: Bot, text: str) -> None:
    with pytest.raises(ptb.BadRequest, match=r"(?i)can't parse entities"):
        await bot.send_message(1, text, parse_mode="HTML")
    assert tg.messages(1) == []


async def test_a_reply_to_nothing_is_refused(tg: StandIn, bot: Bot) -> None:
    with pytest.raises(ptb.BadRequest, match=r"(?i)message to be replied not found"):
        await bot.send_message(1, "a", reply_parameters=json_reply(99))


# Edits


async def test_an_edit_changes_what_is_shown(tg: StandIn, bot: Bot) -> None:
    message = await bot.send_message(1, "mới", reply_markup=keyboard(Nhận="take"))
    await bot.edit_message_text("đang làm", 1, message.message_id, reply_markup=keyboard(Xong="d"))
    [shown] = tg.messages(1)
    assert (shown.text, shown.buttons, shown.edits) == ("đang làm", {"Xong": "d"}, 1)
    photo = await bot.send_photo(1, PICTURE, caption="mới")
    await bot.edit_message_caption(1, photo.message_id, caption="xong")
    assert tg.last(1).text == "xong"
    await bot.edit_message_reply_markup(1, photo.message_id, reply_markup=keyboard(Mở="open"))
    assert tg.last(1).buttons == {"Mở": "open"}
    await bot.delete_message(1, photo.message_id)
    assert len(tg.messages(1)) == 1


async def test_an_equal_edit_is_refused_as_not_modified(tg: StandIn, bot: Bot) -> None:
    message = await bot.send_message(1, "a", reply_markup=keyboard(X="x"))
    with pytest.raises(ptb.BadRequest, match=r"(?i)message is not modified"):
        await bot.edit_message_text("a", 1, message.message_id, reply_markup=keyboard(X="x"))


async def test_an_edit_of_the_wrong_kind_or_of_nothing_is_refused(tg: StandIn, bot: Bot) -> None:
    photo = await bot.send_photo(1, PICTURE)
    with pytest.raises(ptb.BadRequest, match=r"(?i)no text in the message to edit"):
        await bot.edit_message_text("a", 1, photo.message_id)
    with pytest.raises(ptb.BadRequest, match=r"(?i)message to edit not found"):
        await bot.edit_message_text("a", 1, 99)


# What people do


async def every_kind(tg: StandIn) -> None:
    home, file = private(AN), tg.add_file(PICTURE, "a.jpg")
    said = await tg.text(home, AN, "/start payload")
    await tg.text(WARD, BINH, "xong", reply_to=await tg.photo(WARD, AN, file, "ổ gà"))
    await tg.text(WARD, ANONYMOUS, "nhận")
    await tg.text(WARD, OTHER_BOT, "quảng cáo")
    await tg.text(FORUM, AN, "trong chủ đề", thread=4)
    await tg.photo(home, AN, file, album="7001")
    await tg.document(home, AN, file, "IMG.JPG", "image/jpeg", "ảnh gốc")
    await tg.location(home, AN, 16.07, 108.22, accuracy=12.5)
    live = await tg.location(home, AN, 16.07, 108.22, live_period=900)
    await tg.edit(live, location=(16.08, 108.23))
    await tg.edit(said, text="sửa lại")
    await tg.venue(home, AN, 16.07, 108.22, "Chợ", "1 Đường A")
    await tg.channel_post(WARD, CHANNEL, "tin")
    await tg.channel_post(WARD, CHANNEL, "ảnh", file)
    await tg.joined(BASIC, AN)
    await tg.promoted(BASIC, AN)
    await tg.migrate(BASIC, -1009, AN)
    await tg.migrate(Chat(-78, "group", "Khác"), -1010, AN, new_first=True)
    await tg.react(WARD, BINH, said)
    await tg.react(WARD, ANONYMOUS, said, emoji="", old="👍")
    await tg.removed(WARD, BINH)


async def test_each_kind_of_update_is_read_alike_by_two_libraries(tg: StandIn, bot: Bot) -> None:
    await bot.send_message(WARD.id, "thẻ", reply_markup=keyboard(Nhận="take"))
    await tg.press(BINH, tg.last(WARD.id), "take")
    await tg.press(BINH, tg.last(WARD.id), "take", inaccessible=True)
    await every_kind(tg)
    received = await bot.get_updates(allowed_updates=Update.ALL_TYPES, timeout=5)
    assert len(received) == len(tg.updates) > 25
    for update, raw in zip(received, tg.updates.values(), strict=True):
        # An unknown name would be kept by both libraries in silence: look for leftovers.
        second = aiogram.types.Update.model_validate(raw)
        assert second.event_type in raw
        assert not leftovers(second), raw
        assert update.update_id == second.update_id
        if update.effective_message is not None and update.effective_message.date.year > 2000:
            assert update.effective_message.api_kwargs == {}
            assert second.message or second.edited_message or second.callback_query
        if update.effective_user is not None:
            kind = getattr(second, second.event_type)
            assert update.effective_user.id == (getattr(kind, "from_user", None) or kind.user).id


def leftovers(model: Any) -> dict[str, Any]:
    found = dict(getattr(model, "model_extra", None) or {})
    for name in type(model).model_fields:
        value = getattr(model, name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "model_fields_set"):
                found |= leftovers(one)
    return found


async def test_a_photo_has_three_sizes_and_only_the_largest_is_the_file(
    tg: StandIn, bot: Bot
) -> None:
    await tg.photo(private(AN), AN, tg.add_file(PICTURE, "a.jpg", width=4000, height=3000))
    [update] = await bot.get_updates(timeout=5)
    assert update.message is not None
    sizes = update.message.photo
    assert [size.width for size in sizes] == [285, 1000, 4000]
    assert len({size.file_unique_id for size in sizes}) == 3
    file = await sizes[-1].get_file()
    assert file.file_size == len(PICTURE)
    assert await file.download_as_bytearray() == PICTURE
    assert await (await sizes[0].get_file()).download_as_bytearray() != PICTURE


async def test_a_file_over_20_mb_cannot_be_fetched(tg: StandIn, bot: Bot) -> None:
    big = tg.add_file(bytes((20 << 20) + 1), "big.jpg")
    with pytest.raises(ptb.BadRequest, match=r"(?i)file is too big"):
        await bot.get_file(big)


async def test_a_reply_carries_the_earlier_message_with_photo_and_caption(
    tg: StandIn, bot: Bot
) -> None:
    await bot.send_photo(WARD.id, PICTURE, caption="thẻ", reply_markup=keyboard(Nhận="t"))
    card = tg.last(WARD.id)
    await tg.text(WARD, BINH, "xong", reply_to=card)
    await tg.text(BASIC, BINH, "a", reply_to=await tg.text(BASIC, AN, "b"))
    supergroup, basic = [update.message for update in await bot.get_updates(timeout=5)][::2]
    assert supergroup is not None
    assert basic is not None
    replied = supergroup.reply_to_message
    assert replied is not None
    assert replied.from_user is not None
    assert (replied.message_id, replied.caption) == (card.message_id, "thẻ")
    assert replied.from_user.id == tg.bot.id
    assert replied.photo[-1].file_id == card.photo
    assert supergroup.message_thread_id == card.message_id
    assert not supergroup.is_topic_message
    assert basic.message_thread_id is None


async def test_an_anonymous_admin_speaks_as_the_group(tg: StandIn, bot: Bot) -> None:
    await tg.text(WARD, ANONYMOUS, "nhận")
    [update] = await bot.get_updates(timeout=5)
    assert update.message is not None
    assert update.message.sender_chat is not None
    assert update.message.sender_chat.id == WARD.id
    assert update.message.from_user is not None
    assert update.message.from_user.id == 1087968824


async def test_a_press_is_answered_with_a_toast(tg: StandIn, bot: Bot) -> None:
    await bot.send_message(WARD.id, "thẻ", reply_markup=keyboard(Nhận="take:1"))
    card = tg.last(WARD.id)
    await tg.press(BINH, card, card.button("Nhận"))
    [update] = await bot.get_updates(timeout=5)
    query = update.callback_query
    assert query is not None
    assert query.data == "take:1"
    assert query.message is not None
    assert query.message.is_accessible
    await query.answer("Đã nhận", show_alert=True)
    [toast] = tg.toasts
    assert (toast.user_id, toast.text, toast.alert) == (BINH.id, "Đã nhận", True)


async def test_a_query_that_nobody_made_is_too_old(tg: StandIn, bot: Bot) -> None:
    with pytest.raises(ptb.BadRequest, match=r"(?i)query is too old"):
        await bot.answer_callback_query("1")
    assert tg.toasts == []


async def test_members_and_chats_are_told(tg: StandIn, bot: Bot) -> None:
    tg.member(WARD, AN, "creator")
    tg.member(WARD, BINH, "member")
    await tg.promoted(WARD, AN)
    admins = {one.user.id for one in await bot.get_chat_administrators(WARD.id)}
    assert admins == {AN.id, tg.bot.id}
    assert (await bot.get_chat_member(WARD.id, BINH.id)).status == "member"
    assert (await bot.get_chat_member(WARD.id, tg.bot.id)).status == "administrator"
    assert (await bot.get_chat(WARD.id)).title == WARD.title
    assert await bot.get_chat_member_count(WARD.id) == 3
    await bot.set_message_reaction(WARD.id, 1, "👍")
    await bot.leave_chat(WARD.id)
    assert [one.method for one in tg.sent] == ["setMessageReaction", "leaveChat"]
    with pytest.raises(ptb.BadRequest, match=r"(?i)chat not found"):
        await bot.get_chat(-5)
    with pytest.raises(ptb.Forbidden):
        await bot.send_message(WARD.id, "a")


async def test_after_removal_sending_is_forbidden_until_the_bot_is_back(
    tg: StandIn, bot: Bot
) -> None:
    await tg.joined(WARD, AN)
    await tg.removed(WARD, AN)
    with pytest.raises(ptb.Forbidden, match=r"(?i)kicked"):
        await bot.send_message(WARD.id, "a")
    await tg.removed(private(AN), AN)
    with pytest.raises(ptb.Forbidden, match=r"(?i)blocked"):
        await bot.send_message(AN.id, "a")
    await tg.joined(WARD, AN)
    await bot.send_message(WARD.id, "a")


async def test_after_migration_the_old_id_names_the_new(tg: StandIn, bot: Bot) -> None:
    tg.member(BASIC, AN)
    new = await tg.migrate(BASIC, -1009, AN)
    with pytest.raises(ptb.ChatMigrated) as caught:
        await bot.send_message(BASIC.id, "a")
    assert caught.value.new_chat_id == new.id == -1009
    await bot.send_message(new.id, "a")
    assert (await bot.get_chat_member(new.id, AN.id)).status == "administrator"


# Delivery


async def test_an_update_comes_again_until_a_higher_offset_confirms_it(
    tg: StandIn, bot: Bot
) -> None:
    first = (await tg.text(WARD, AN, "a")).update_id
    second = (await tg.text(WARD, AN, "b")).update_id
    for _ in range(2):
        assert [one.update_id for one in await bot.get_updates(timeout=5)] == [first, second]
    assert len(tg.pending) == 2
    assert [one.update_id for one in await bot.get_updates(first + 1)] == [second]
    assert [one["update_id"] for one in tg.pending] == [second]
    assert await bot.get_updates(second + 1) == ()
    assert tg.pending == []


async def test_a_waiting_poll_gets_an_update_at_once(tg: StandIn, bot: Bot) -> None:
    poll = asyncio.create_task(bot.get_updates(timeout=30))
    await tg.wait_for(lambda: tg.queue.polling)
    said = await tg.text(WARD, AN, "a")
    async with asyncio.timeout(5):
        [update] = await poll
    assert update.update_id == said.update_id


async def test_a_confirmed_update_can_be_delivered_again(tg: StandIn, bot: Bot) -> None:
    said = await tg.text(WARD, AN, "a")
    await bot.get_updates(timeout=5)
    await bot.get_updates(said.update_id + 1)
    await tg.again(said.update_id)
    [update] = await bot.get_updates(said.update_id + 1)
    assert update.update_id == said.update_id
    poll = asyncio.create_task(bot.get_updates(said.update_id + 1, timeout=30))
    await tg.wait_for(lambda: tg.queue.polling)
    await tg.again(said.update_id)
    async with asyncio.timeout(5):
        assert [one.update_id for one in await poll] == [said.update_id]
    assert tg.pending == []


async def test_of_two_pollers_the_older_is_ended(tg: StandIn, bot: Bot) -> None:
    older = asyncio.create_task(bot.get_updates(timeout=30))
    await tg.wait_for(lambda: tg.queue.polling)
    async with ptb_bot(tg) as second:
        newer = asyncio.create_task(second.get_updates(timeout=30))
        with pytest.raises(ptb.Conflict, match=r"(?i)terminated by other getUpdates request"):
            await older
        await tg.text(WARD, AN, "a")
        assert len(await newer) == 1


async def test_a_poller_that_dies_loses_nothing(tg: StandIn, bot: Bot) -> None:
    async with ClientSession() as client:
        poll = asyncio.create_task(
            client.post(f"{tg.url}/bot{tg.token}/getUpdates", json={"timeout": 30})
        )
        await tg.wait_for(lambda: tg.queue.polling)
        poll.cancel()
        await asyncio.wait([poll])
    await tg.text(WARD, AN, "a")
    assert len(await bot.get_updates(timeout=5)) == 1


async def test_a_bot_killed_in_the_middle_of_an_upload_has_sent_nothing(tg: StandIn) -> None:
    head = (
        f"POST /bot{tg.token}/sendPhoto HTTP/1.1\r\nHost: x\r\nContent-Length: 999\r\n"
        "Content-Type: multipart/form-data; boundary=x\r\n\r\n--x\r\n"
    )
    _, writer = await asyncio.open_connection("127.0.0.1", int(tg.url.rpartition(":")[2]))
    writer.write(head.encode())
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    [sent] = await tg.wait_for(lambda: tg.sent)
    assert (sent.method, sent.status, sent.unanswered) == ("sendPhoto", 0, True)


async def test_kinds_not_asked_for_are_not_delivered(tg: StandIn, bot: Bot) -> None:
    await tg.react(WARD, AN, await tg.text(WARD, AN, "a"))
    [update] = await bot.get_updates(allowed_updates=["message"])
    assert update.message is not None


# Webhook

Answer = Callable[[dict[str, Any]], Awaitable[int]]


class Hook:
    """A webhook that keeps what it gets and answers as told."""

    def __init__(self, answer: Answer) -> None:
        self.got: list[int] = []
        self.secrets: set[str | None] = set()
        self._answer = answer
        app = web.Application()
        app.router.add_post("/hook", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        self.url = ""

    async def _take(self, request: web.Request) -> web.Response:
        self.secrets.add(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        update = await request.json()
        self.got.append(update["update_id"])
        return web.Response(status=await self._answer(update))

    async def __aenter__(self) -> Hook:
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        self.url = f"http://127.0.0.1:{self._runner.addresses[0][1]}/hook"
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._runner.cleanup()


async def test_a_webhook_gets_updates_with_its_secret(tg: StandIn, bot: Bot) -> None:
    async def take(update: dict[str, Any]) -> int:
        return 200

    async with Hook(take) as hook:
        before = await tg.text(WARD, AN, "trước")
        await bot.set_webhook(hook.url, secret_token="s3cret", allowed_updates=["message"])
        after = await tg.text(WARD, AN, "sau")
        await tg.react(WARD, AN, after)
        await tg.deliver()
        assert hook.got == [before.update_id, after.update_id]
        assert hook.secrets == {"s3cret"}
        assert (await bot.get_webhook_info()).pending_update_count == 0
        with pytest.raises(ptb.Conflict, match=r"(?i)webhook is active"):
            await bot.get_updates()
        await tg.again(before.update_id)
        await tg.deliver()
        assert hook.got[-1] == before.update_id
        await bot.delete_webhook()
        assert await bot.get_updates() == ()


async def test_a_failing_webhook_stops_its_chat_and_no_other(tg: StandIn, bot: Bot) -> None:
    broken = True

    async def take(update: dict[str, Any]) -> int:
        return 500 if broken and update["message"]["chat"]["id"] == WARD.id else 200

    async with Hook(take) as hook:
        await bot.set_webhook(hook.url)
        first = (await tg.text(WARD, AN, "a")).update_id
        second = (await tg.text(WARD, AN, "b")).update_id
        other = (await tg.text(BASIC, AN, "c")).update_id
        await tg.wait_for(lambda: len(tg.pending) == 2)
        assert second not in hook.got
        assert other in hook.got
        info = await bot.get_webhook_info()
        assert info.pending_update_count == 2
        assert "500" in str(info.last_error_message)
        broken = False
        await tg.deliver()
        assert hook.got[-2:] == [first, second]
        assert tg.pending == []


# Faults


async def test_faults_strike_as_often_as_asked_and_only_where(tg: StandIn, bot: Bot) -> None:
    tg.fail("sendMessage", times=2, chat_id=1)
    await bot.send_message(2, "a")
    for _ in range(2):
        with pytest.raises(ptb.RetryAfter):
            await bot.send_message(1, "a")
    await bot.send_message(1, "a")
    assert [one.status for one in tg.sent] == [200, 429, 429, 200]
    assert len(tg.messages(1)) == 1


async def test_a_refusal_with_a_pause_says_so_in_its_header(tg: StandIn) -> None:
    tg.fail("sendMessage")
    async with (
        ClientSession() as client,
        client.post(f"{tg.url}/bot{tg.token}/sendMessage", json={}) as answer,
    ):
        assert answer.status == 429
        assert answer.headers["Retry-After"] == "2"
        assert (await answer.json())["parameters"] == {"retry_after": 2}


@pytest.mark.parametrize("preset", [NOT_MODIFIED, TOO_OLD, NO_THREAD])
async def test_ready_made_refusals_reach_the_bot(
    tg: StandIn, bot: Bot, preset: dict[str, Any]
) -> None:
    tg.fail("sendMessage", **preset)
    with pytest.raises(ptb.BadRequest, match=f"(?i){preset['description'][13:40]}"):
        await bot.send_message(1, "a")


async def test_a_dropped_request_had_no_effect_unless_asked(tg: StandIn, bot: Bot) -> None:
    tg.drop("sendMessage")
    with pytest.raises(ptb.NetworkError):
        await bot.send_message(1, "a")
    assert tg.messages(1) == []
    assert (tg.sent[-1].status, tg.sent[-1].unanswered) == (0, True)
    tg.drop("sendMessage", after=True)
    with pytest.raises(ptb.NetworkError):
        await bot.send_message(1, "b")
    assert tg.last(1).text == "b"
    assert (tg.sent[-1].status, tg.sent[-1].unanswered) == (200, True)


async def test_answers_can_be_garbage_or_a_gateways_page(tg: StandIn, bot: Bot) -> None:
    tg.garbage("sendMessage")
    with pytest.raises(ptb.TelegramError, match="Invalid server response"):
        await bot.send_message(1, "a")
    tg.fail("sendMessage", **BAD_GATEWAY)
    with pytest.raises(ptb.NetworkError):
        await bot.send_message(1, "a")
    assert [one.status for one in tg.sent] == [0, 502]
    assert tg.messages(1) == []


async def test_a_download_can_fail_and_a_delay_outlasts_patience(tg: StandIn, bot: Bot) -> None:
    file = await bot.get_file(tg.add_file(PICTURE, "a.jpg"))
    tg.fail("download", 404, "Not Found")
    with pytest.raises(ptb.TelegramError):
        await file.download_as_bytearray()
    assert await file.download_as_bytearray() == PICTURE
    tg.delay("sendMessage", 5, after=True)
    with pytest.raises(ptb.TimedOut):
        await bot.send_message(1, "a", read_timeout=0.1)
    assert tg.last(1).text == "a"


async def test_a_held_request_stops_no_other(tg: StandIn, bot: Bot) -> None:
    held = tg.hold("sendMessage", chat_id=1)
    slow = asyncio.create_task(bot.send_message(1, "chậm"))
    await held.reached.wait()
    await bot.send_message(2, "nhanh")
    assert tg.messages(1) == []
    held.release()
    await slow
    assert tg.last(1).text == "chậm"


async def test_waiting_in_vain_tells_what_was_sent(tg: StandIn, bot: Bot) -> None:
    await bot.send_message(1, "một tin")
    with pytest.raises(AssertionError, match=r"200 sendMessage to 1 #1 'một tin'"):
        await tg.wait_for(lambda: tg.last(2), timeout=0.05)


async def test_waiting_ends_with_the_request_waited_for(tg: StandIn, bot: Bot) -> None:
    waiting = asyncio.create_task(tg.wait_for(lambda: tg.last(1)))
    await bot.send_message(1, "một tin")
    assert (await waiting).text == "một tin"


# Limits


class Clock:
    now = 1000.0

    def __call__(self) -> float:
        return self.now


async def limited(tg: StandIn, chat_id: int) -> Any:
    status, body = await call(tg, "sendMessage", chat_id=chat_id, text="a")
    return "ok" if status == 200 else body["parameters"]["retry_after"]


async def test_one_message_a_second_for_a_chat() -> None:
    clock = Clock()
    async with StandIn(limits=True, clock=clock) as tg:
        assert [await limited(tg, 1), await limited(tg, 1), await limited(tg, 2)] == ["ok", 1, "ok"]
        clock.now += 0.99
        assert await limited(tg, 1) == 1
        clock.now += 0.02
        assert await limited(tg, 1) == "ok"
        assert tg.refused == 2
        edit = await call(tg, "editMessageText", chat_id=1, message_id=1, text="b")
        assert edit[0] == 429
        clock.now += 1
        edit = await call(tg, "editMessageText", chat_id=1, message_id=1, text="b")
        assert edit[0] == 200
        for _ in range(5):
            assert (await call(tg, "answerCallbackQuery", callback_query_id="1"))[0] == 400


async def test_twenty_messages_a_minute_for_a_group() -> None:
    clock = Clock()
    async with StandIn(limits=True, clock=clock) as tg:
        for _ in range(20):
            assert await limited(tg, -5) == "ok"
            clock.now += 1
        assert await limited(tg, -5) == 40
        assert await limited(tg, 5) == "ok"
        clock.now += 40
        assert await limited(tg, -5) == "ok"


async def test_thirty_messages_a_second_overall() -> None:
    clock = Clock()
    async with StandIn(limits=True, clock=clock) as tg:
        assert [await limited(tg, chat) for chat in range(1, 31)] == ["ok"] * 30
        assert await limited(tg, 31) == 1
        clock.now += 1
        assert await limited(tg, 31) == "ok"


async def test_limits_can_pass_quicker() -> None:
    clock = Clock()
    async with StandIn(limits=Limits().scaled(0.01), clock=clock) as tg:
        for _ in range(20):
            assert await limited(tg, -5) == "ok"
            clock.now += 0.011
        assert await limited(tg, -5) == 1
        clock.now += 0.4
        assert await limited(tg, -5) == "ok"


async def test_an_album_counts_by_its_photos(tg: StandIn) -> None:
    clock = Clock()
    async with StandIn(limits=Limits(chat=(100, 1.0)), clock=clock) as tg:
        file = tg.add_file(PICTURE, "a.jpg")
        media = [{"type": "photo", "media": file}] * 10
        assert (await call(tg, "sendMediaGroup", chat_id=-5, media=media))[0] == 200
        assert (await call(tg, "sendMediaGroup", chat_id=-5, media=media))[0] == 200
        assert await limited(tg, -5) == 60


# In a process of its own


async def test_the_plain_bot_serves_from_one_process_to_another() -> None:
    async with remote_standin() as tg:
        plain = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "tests.plain_bot", "--url", tg.url),
            *("--token", tg.token, "--group", str(WARD.id)),
        )
        try:
            file = await tg.add_file(PICTURE, "a.jpg")
            photo = {"what": "photo", "chat": private(AN), "user": AN, "file_id": file}
            made = await tg.do(photo, photo)
            assert [one["message_id"] for one in made] == [1, 2]
            await tg.wait_done("sendMessage", 2)
            await tg.wait_confirmed()
            sent = await tg.sent()
            photos = [one for one in sent if one["method"] == "sendPhoto"]
            digest = hashlib.sha256(PICTURE).hexdigest()
            assert [one["chat_id"] for one in photos] == [WARD.id] * 2
            assert {one["photo"]["sha256"] for one in photos} == {digest}
            assert min(one["at"] for one in photos) > made[0]["at"]
            assert [one.text for one in await tg.messages(AN.id)] == ["Cảm ơn bạn!"] * 2
            assert (await tg.state())["refused"] == 0
        finally:
            plain.terminate()
            assert await plain.wait() == 0


async def test_the_other_process_enforces_limits_and_faults() -> None:
    async with remote_standin("--limits", "--scale", "60") as tg, ptb_bot(tg) as bot:
        await bot.send_message(1, "a")
        with pytest.raises(ptb.RetryAfter):
            await bot.send_message(1, "b")
        assert (await tg.state())["refused"] == 1
        await tg.do({"what": "fail", "method": "sendMessage", "chat_id": 2, **NO_THREAD})
        with pytest.raises(ptb.BadRequest):
            await bot.send_message(2, "a")
        await tg.do({"what": "raw", "update": {"message": json.loads(RAW)}})
        assert len(await bot.get_updates(timeout=5)) == 1
        press = {"what": "press", "user": AN, "chat_id": 1, "message_id": 1, "data": "x"}
        [pressed] = await tg.do(press)
        updates = await bot.get_updates(pressed["update_id"])
        assert updates[0].callback_query is not None
        assert updates[0].callback_query.data == "x"
        with pytest.raises(AssertionError, match="429 sendMessage"):
            await tg.wait_done("sendMessage", 5, timeout=0.05)


RAW = '{"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}, "text": "a"}'
