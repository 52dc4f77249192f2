"""The checks of a first day on Zalo: what the platforms answer, and what reached us from people.

Much of what is known of Zalo comes from others and not from Zalo. What only a person can send is
looked for among the updates of the last days: where it is missing, somebody has to send it."""

from collections import Counter
from collections.abc import Callable
from io import BytesIO

import aiohttp
from PIL import Image

from bot import doctor, health
from bot.amounts import amount
from bot.channel import Channel, SendError, Unreachable, Unreadable
from bot.clock import Clock
from bot.errors import StartError
from bot.health import Finding
from bot.process import Process, opened
from bot.settings import Settings
from bot.zalo_oa import ZaloOA
from handlers.checking import RulesError
from handlers.messages import Message
from storage import inbox, outbox, people

LOOKED_AT = 2000
"""updates of a channel, the newest first"""

_SENT: dict[str, Callable[[Message], object]] = {
    "a photo in private": lambda m: m.photo and m.chat.kind == "private",
    "a place in private": lambda m: m.place and m.chat.kind == "private",
    "words in a group": lambda m: m.text and m.chat.kind == "group",
    "a photo in a group": lambda m: m.photo and m.chat.kind == "group",
    "a place in a group": lambda m: m.place and m.chat.kind == "group",
    "an answer that names the message it answers": lambda m: m.reply_to,
}


async def look(settings: Settings) -> list[Finding]:
    """One finding for each thing that was unsure and can be seen from here."""
    try:
        async with opened(settings, Clock()) as process:
            await process.prepare()
            if process.zalo_bot is None and process.zalo_oa is None:
                text = "neither ZALO_BOT_TOKEN nor ZALO_OA_APP_ID is set"
                return [Finding("zalo", False, text)]
            found = doctor.unsure(settings)
            found += [f for f in await doctor.accounts(process) if f.what.startswith("zalo")]
            if process.zalo_bot is not None:
                found.append(await _reached(process, "zalo-bot"))
                found += await _seen(process, process.zalo_bot)
            if process.zalo_oa is not None:
                found.append(await _reached(process, "zalo-oa"))
                found += await _account(process.zalo_oa)
                # What is on disk of the webhook's signature.
                found += [f for f in await health.zalo_oa(process) if f.what.endswith("webhook")]
                found += await _seen(process, process.zalo_oa)
            return found
    except (StartError, RulesError) as error:
        return [Finding("start", False, str(error))]


async def _reached(process: Process, path: str) -> Finding:
    """Whether the webhook is there, asked for at its public address."""
    what = f"{path.replace('-', ' ')} address"
    url = f"{process.settings.public_url}/webhook/{path}"
    if not process.settings.public_url:
        return Finding(what, False, "PUBLIC_URL is not set: nothing is delivered", warning=True)
    try:
        async with (
            aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=10)) as client,
            client.get(url, allow_redirects=False) as answer,
        ):
            ok = answer.status == 200
            return Finding(what, ok, f"{url} answers {answer.status}", warning=True)
    except (aiohttp.ClientError, OSError, ValueError) as error:
        text = f"{url} does not answer from here ({type(error).__name__}): is the bot running?"
        return Finding(what, False, text, warning=True)


async def _account(channel: ZaloOA) -> list[Finding]:
    """What an Official Account may do."""
    try:
        about, owned = await channel.account(), await channel.groups()
    except Unreachable as error:
        return [Finding("zalo oa groups", False, str(error), warning=True)]
    package = about.get("package_name") or "unknown"
    verified = about.get("is_verified")
    says = f"package {package}, {'verified' if verified else 'not verified'}"
    names = [str(group.get("name")) for group in owned.get("groups") or () if group]
    found = [
        Finding("zalo oa account", bool(verified), says, warning=True),
        Finding("zalo oa groups", bool(names), f"{len(names)} owned (GMF)", warning=True),
    ]
    try:
        await channel.upload(_picture())
        found.append(Finding("zalo oa pictures", True, "an upload is taken"))
    except SendError as error:
        found.append(Finding("zalo oa pictures", False, str(error)))
    return found


def _picture() -> bytes:
    out = BytesIO()
    Image.new("RGB", (320, 240), "white").save(out, "JPEG")
    return out.getvalue()


async def _seen(process: Process, channel: Channel) -> list[Finding]:
    """What people sent, of all that is worth trying once."""
    count: Counter[str] = Counter()
    quoted = known = 0
    async with process.db.read() as session:
        for body in await inbox.newest(session, channel.name, LOOKED_AT):
            try:
                message = channel.read(body)
            except Unreadable:
                count["unread"] += 1
                continue
            if not isinstance(message, Message):
                continue
            count.update(what for what, has in _SENT.items() if has(message))
            if message.reply_to:
                quoted += 1
                ref = message.chat
                chat = await people.find_chat(session, ref.channel, ref.address)
                post = chat and await outbox.by_message(session, chat.id or 0, message.reply_to)
                known += bool(post)
    name = channel.name.replace("_", " ")
    found = []
    for what in _SENT:
        often = amount(count[what], "time")
        says = f"seen {often}" if count[what] else "not seen yet: send one and look again"
        found.append(Finding(f"{name}: {what}", bool(count[what]), says, warning=True))
    if quoted:
        says = f"{known} of {quoted} are answers to messages of ours"
        found.append(Finding(f"{name}: quoted ids", bool(known), says, warning=True))
    if count["unread"]:
        says = f"{count['unread']} could not be read: see them in the table inbox"
        found.append(Finding(f"{name}: odd updates", False, says, warning=True))
    return found
