"""Cheats that a newcomer can try: each is what people do, and ends with the message to look at.

What a cheat is called, what it is and where to look are the page's words (`texts.js`).
"""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.exif import Exif, put_in
from bot.sandbox.acts import ActError
from bot.sandbox.play import Play, drawn
from bot.sandbox.scene import MEMBER, STRANGER, UNIT
from storage.tables import SandboxMessage

if TYPE_CHECKING:
    from bot.process import Process

RUBBISH = {"vi": "Rác thải chất đống", "en": "Rubbish piled up"}
CLEAR = {"vi": "Đã đi kiểm tra, không có gì", "en": "Checked, nothing wrong"}
ROUNDS = 3


async def before_photo(play: Play) -> SandboxMessage:
    """A ward closes with the photo that the report began with."""
    report = await play.report()
    await play.close(report, await drawn(report.street))
    return await play.shown(report)


async def borrowed_photo(play: Play) -> SandboxMessage:
    """A ward closes two reports with one after-photo."""
    first, second = await play.report(), await play.report()
    photo = await drawn(first.street, swept=True, later=True)
    await play.close(first, photo)
    await play.shown(first, MEMBER)
    await play.close(second, photo)
    return await play.shown(second)


async def old_photo(play: Play) -> SandboxMessage:
    """A ward closes with a photo of last month, out of an editor."""
    report = await play.report()
    photo = await drawn(report.street, swept=True, later=True)
    taken = f"{play.clock - timedelta(days=30):%Y-%m-%dT%H:%M:%S}"
    said = Exif(at=taken, made_with="Adobe Photoshop 25.4")
    await play.close(report, put_in(photo, said), as_file=True)
    return await play.shown(report)


async def reused_photo(play: Play) -> SandboxMessage:
    """A member sends somebody else's photo once more, mirrored, and from elsewhere."""
    first = await play.report(UNIT, STRANGER)
    return await play.send(await drawn(first.street, mirrored=True), play.place())


async def same_spot(play: Play) -> SandboxMessage:
    """Two accounts of a branch report one spot."""
    first = await play.report(text=RUBBISH[play.lang])
    second = await play.report(UNIT, STRANGER, text=RUBBISH[play.lang], same_as=first)
    await play.accept(first)
    await play.accept(second)
    return await play.points(UNIT)


async def many_reports(play: Play) -> SandboxMessage:
    """A member sends more at once than gets points on a day, and the ward takes them all."""
    for report in [await play.report() for _ in range(play.most + 2)]:
        await play.accept(report)
    return await play.points(MEMBER)


async def clean_rounds(play: Play) -> SandboxMessage:
    """A member sends photos of clean streets, and nothing else."""
    for _ in range(ROUNDS):
        photo = await drawn(play.street(), swept=True)
        await play.send(photo, play.place(), text=CLEAR[play.lang])
    return await play.points(MEMBER)


CHEATS: dict[str, Callable[[Play], Awaitable[SandboxMessage]]] = {
    "before-photo": before_photo,
    "borrowed-photo": borrowed_photo,
    "old-photo": old_photo,
    "reused-photo": reused_photo,
    "same-spot": same_spot,
    "many-reports": many_reports,
    "clean-rounds": clean_rounds,
}
"""in the order of the page, by the names of their texts there"""


async def attempt(process: "Process", name: str) -> dict[str, Any]:
    """Let people cheat, and say where to look. Raises `ActError`."""
    if name not in CHEATS:
        raise ActError("bad")
    answer = await CHEATS[name](await Play.begin(process))
    return {"chat": answer.address, "message": answer.id}
