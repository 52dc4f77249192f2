"""What an installation gets when it starts for the first time: a key, admins, and a greeting."""

from datetime import datetime
from random import SystemRandom
from secrets import token_urlsafe

from sqlmodel.ext.asyncio.session import AsyncSession

from bot.settings import Settings
from bot.signing import SECRET
from handlers.admins import ADMIN_CODE
from handlers.words import new_code
from storage import people


async def key(session: AsyncSession) -> str:
    """The key with which addresses are signed."""
    secret = await people.setting(session, SECRET)
    if secret is None:
        secret = token_urlsafe(32)
        await people.remember(session, SECRET, secret)
    return secret


async def admins(session: AsyncSession, settings: Settings, now: datetime) -> str | None:
    """Make those admins whom the settings name; where there are none, the code that makes one."""
    for channel, address in settings.admins:
        person = await people.person_of(session, channel, address, "", now)
        await people.grant(session, person.id or 0, "admin", now)
        await people.chat_at(session, channel, address, "private")
    if not settings.has_token or await people.has_admin(session):
        return None
    code = await people.setting(session, ADMIN_CODE)
    if code is None:
        code = new_code(SystemRandom(), 5) + new_code(SystemRandom(), 5)
        await people.remember(session, ADMIN_CODE, code)
    return code


def greet(settings: Settings, url: str, code: str | None) -> None:
    """Say on the terminal where to go on."""
    if settings.sandbox_on:
        print(f"\n  Thử ngay / try it:  {url}/\n", flush=True)
    if code is not None:
        print(
            f"\n  Mã quản trị dùng một lần / one-time admin code:  {code}\n"
            "  Gửi mã này cho bot trong trò chuyện riêng / send it to the bot in private.\n",
            flush=True,
        )
