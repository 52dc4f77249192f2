"""The plainest python-telegram-bot bot that passes photos on, for the bench to compare with."""

from __future__ import annotations

import argparse

from telegram import Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters


def plain_bot(url: str, token: str, group: int) -> Application:  # type: ignore[type-arg]
    async def pass_on(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
        message = update.effective_message
        assert message is not None
        file = await message.photo[-1].get_file()
        data = await file.download_as_bytearray()
        await context.bot.send_photo(group, bytes(data))
        await message.reply_text("Cảm ơn bạn!")

    application = (
        Application.builder()
        .token(token)
        .base_url(f"{url}/bot")
        .base_file_url(f"{url}/file/bot")
        .build()
    )
    application.add_handler(MessageHandler(filters.PHOTO & filters.ChatType.PRIVATE, pass_on))
    return application


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m tests.plain_bot", description=__doc__)
    parser.add_argument("--url", required=True)
    parser.add_argument("--token", required=True)
    parser.add_argument("--group", type=int, required=True)
    chosen = parser.parse_args()
    plain_bot(chosen.url, chosen.token, chosen.group).run_polling()


if __name__ == "__main__":
    main()
