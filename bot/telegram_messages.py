"""Our messages and failures in Telegram's terms: rendering only, no network."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import telegram
from telegram import error as errors

from bot.channel import (
    ChatGone,
    ChatMoved,
    Refused,
    StaleReference,
    Target,
    TooFast,
    Unreachable,
)
from handlers.messages import Outgoing

CAPTION, TEXT = 1024, 4096
"""Telegram's limits in UTF-16 units (core.telegram.org/bots/api)"""
COMMANDS = {
    "vi": {
        "trogiup": "Cách dùng",
        "homnay": "Chỉ tiêu hôm nay",
        "dakiemtra": "Đã kiểm tra, không có gì",
        "cuatoi": "Phản ánh của tôi",
        "tracuu": "Tra cứu theo mã",
        "xephang": "Bảng xếp hạng tuần",
        "diem": "Điểm của tôi, từng khoản",
        "thidua": "Các đợt thi đua",
        "phuctra": "Phúc tra: ghé xem lại chỗ đã báo xong",
        "moi": "Mời vào đơn vị",
        "nhac": "Bật hoặc tắt nhắc riêng",
        "ngonngu": "Tiếng Việt / English",
        "huy": "Bỏ phần đang gửi dở",
    },
    "": {
        "help": "How it works",
        "homnay": "Today's target",
        "dakiemtra": "Checked, nothing wrong",
        "cuatoi": "My reports",
        "tracuu": "Look up a code",
        "xephang": "This week's ranking",
        "diem": "My points, line by line",
        "thidua": "Contests",
        "phuctra": "Re-checks: look at what was closed",
        "moi": "Invite to my branch",
        "nhac": "Private reminder on or off",
        "ngonngu": "Tiếng Việt / English",
        "huy": "Drop the half report",
    },
}
ADMIN_COMMANDS = {
    "ganphuong": "Gắn nhóm với phường",
    "gandoan": "Gắn nhóm với đơn vị",
    "ganvanphong": "Gắn nhóm văn phòng",
    "canbo": "Cử cán bộ (trả lời tin của họ)",
    "chitieu": "Chỉ tiêu và giờ nhắc",
}


def addressed(target: Target, reply_to: str | None) -> dict[str, Any]:
    common: dict[str, Any] = {"chat_id": int(target.address)}
    if target.topic is not None:
        common["message_thread_id"] = int(target.topic)
    if reply_to is not None and reply_to.isdigit():
        common["reply_parameters"] = telegram.ReplyParameters(
            int(reply_to), allow_sending_without_reply=True
        )
    return common


def length(text: str) -> int:
    return len(text.encode("utf-16-le")) // 2


def words(message: Outgoing, limit: int) -> tuple[str, list[telegram.MessageEntity] | None]:
    """The words, cut to the limit, with the title in bold. People's texts are sent as they are:
    no markup is parsed, so there is nothing to escape."""
    text = "\n".join(part for part in (message.title, message.text) if part)
    if length(text) > limit:
        text = text.encode("utf-16-le")[: 2 * (limit - 1)].decode("utf-16-le", "ignore") + "…"
    if not message.title:
        return text, None
    bold = telegram.MessageEntity("bold", 0, length(message.title))
    return text, [bold]


def keyboard(message: Outgoing) -> Sequence[Sequence[telegram.InlineKeyboardButton]]:
    return [
        [
            telegram.InlineKeyboardButton(button.label, url=button.url)
            if button.url
            else telegram.InlineKeyboardButton(button.label, callback_data=button.data)
            for button in row
        ]
        for row in message.buttons
    ]


def markup(
    message: Outgoing,
) -> telegram.InlineKeyboardMarkup | telegram.ReplyKeyboardMarkup | None:
    if message.buttons:
        return telegram.InlineKeyboardMarkup(keyboard(message))
    if message.asks_place:
        button = telegram.KeyboardButton(message.asks_place, request_location=True)
        return telegram.ReplyKeyboardMarkup(
            [[button]], resize_keyboard=True, one_time_keyboard=True
        )
    return None


def reference(message: telegram.Message) -> str | None:
    return message.photo[-1].file_id if message.photo else None


def asked_wait(error: errors.RetryAfter) -> timedelta:
    wait = error._retry_after
    return wait if isinstance(wait, timedelta) else timedelta(seconds=float(wait))


def failure(error: errors.TelegramError) -> Exception:
    """What a failure means for the sender."""
    if isinstance(error, errors.RetryAfter):
        return TooFast(asked_wait(error))
    if isinstance(error, errors.ChatMigrated):
        return ChatMoved(str(error.new_chat_id))
    said = str(error).lower()
    if isinstance(error, errors.Forbidden) or "chat not found" in said:
        return ChatGone(str(error))
    if isinstance(error, errors.BadRequest):
        if "file identifier" in said or "file_id" in said or "file reference" in said:
            return StaleReference(str(error))
        return Refused(str(error))
    if isinstance(error, errors.InvalidToken):
        return Unreachable("Telegram does not accept the token any more")
    return Unreachable(str(error))
