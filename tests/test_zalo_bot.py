"""The Zalo Bot channel before a stand-in: what it sends arrives, and what fails is told apart."""

from __future__ import annotations

import asyncio
import unicodedata
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiohttp import web
from aiohttp.test_utils import TestServer
from structlog.testing import capture_logs

from bot import zalo_bot, zalo_bot_poller
from bot.channel import (
    ChatGone,
    PhotoGone,
    PhotoTooBig,
    Pictures,
    Refused,
    Target,
    TooFast,
    Unreachable,
)
from bot.clock import FixedClock
from bot.logs import redact
from bot.published import Published
from bot.signing import Signer
from bot.zalo_bot import ZaloBot
from handlers.messages import Button, Message, Outgoing, PhotoRef
from storage.inbox import Raw
from storage.photos import PhotoStore
from tests.harness import jpeg
from tests.installation import settings_for
from tests.test_published import shown_to_all
from tests.zalo_bot_standin import Someone, ZaloBotStandIn

LAN = Someone("6ede9afa66b88fe6d6a9", "Lan")
GROUP = "zgr-f8a7101d77709e2ec761"
TO = Target(GROUP, is_group=True)
PNG = b"\x89PNG\r\n\x1a\n drawn"


@dataclass
class Line:
    """The channel, the platform, and the pictures between them."""

    zalo: ZaloBotStandIn
    channel: ZaloBot
    photos: PhotoStore

    async def send(self, message: Outgoing, *pictures: tuple[str, str | None, bytes | None]) -> Any:
        keys, refs, data = zip(*pictures, strict=True) if pictures else ((), (), ())
        return await self.channel.send(TO, message, Pictures(keys, refs, data), None)

    async def send_photo(self, text: str = "#K7P2") -> Any:
        key = await self.photos.put(jpeg())
        return await self.send(Outgoing(text=text, photo=key), (key, None, jpeg()))


@asynccontextmanager
async def connected(folder: Path, webhook: str = "", **settings: Any) -> AsyncIterator[Line]:
    photos = PhotoStore.in_memory()
    signer = Signer("key", FixedClock(datetime(2026, 11, 18, 2, tzinfo=UTC)))
    async with ZaloBotStandIn() as zalo:
        zalo.chat(GROUP)
        known = {"zalo_bot_token": zalo.token, "zalo_bot_api_url": zalo.url}
        known["zalo_bot_photo_hosts"] = "127.0.0.1"
        made = settings_for("sqlite:///x.db", folder, **(known | settings))
        published = Published(
            photos, lambda: signer, lambda: str(server.make_url("")).rstrip("/"), shown_to_all
        )
        app = web.Application()
        app.router.add_get("/a/{name}", published.answer)
        server = TestServer(app)
        await server.start_server()
        channel = ZaloBot(made, published, (lambda: webhook) if webhook else None)
        try:
            yield Line(zalo, channel, photos)
        finally:
            await channel.close()
            await server.close()


@pytest.fixture
async def line(tmp_path: Path) -> AsyncIterator[Line]:
    async with connected(tmp_path) as made:
        yield made


# Opening


async def test_it_says_who_it_is_and_what_the_platform_lacks(line: Line) -> None:
    profile = await line.channel.open()
    assert profile.username == "bot.VDKyGxQvc"
    assert not any((profile.buttons, profile.edits, profile.reads_groups, profile.invite_link))
    assert profile.only_when_named
    assert line.channel.can_join_groups
    assert line.channel.is_named
    # That there was no webhook is fine.
    assert line.zalo.calls[-1].status == 400


async def test_a_webhook_is_set_with_a_secret_where_one_is_used(tmp_path: Path) -> None:
    async with connected(tmp_path, "https://bot.example.org/webhook/zalo-bot") as line:
        await line.channel.open()
        [wanted] = line.zalo.made("setWebhook")
        assert wanted["secret_token"] == line.channel.secret
        assert len(line.channel.secret) == 64
        assert line.zalo.token not in line.channel.secret
        assert await line.channel.webhook() == "https://bot.example.org/webhook/zalo-bot"
    own = {"zalo_bot_webhook_secret": "my own secret".replace(" ", "-")}
    async with connected(tmp_path, "https://bot.example.org/x", **own) as line:
        line.zalo.verification = {"ok": False, "outcome": "http.404", "hint": "?"}
        await line.channel.open()
        assert line.zalo.made("setWebhook")[0]["secret_token"] == "my-own-secret"
        assert line.channel.webhook_trouble == "http.404"


async def test_a_wrong_token_is_told_and_a_platform_in_trouble_is_not(line: Line) -> None:
    assert await line.channel.webhook() == ""
    for status, expected in ((401, Refused), (502, Unreachable), (403, Unreachable)):
        line.zalo.fail("getMe", status)
        with pytest.raises(expected):
            await line.channel.open()
    line.zalo.fail("getMe", body="<html>", status=200)
    with pytest.raises(Unreachable):
        await line.channel.open()
    line.zalo.fail("getMe", cut=True)
    with pytest.raises(Unreachable):
        await line.channel.open()


# Sending


async def test_words_arrive_composed_with_links_as_lines(line: Line) -> None:
    message = Outgoing(
        title="#K7P2",
        text=unicodedata.normalize("NFD", "Phường Một"),
        buttons=((Button("Bản đồ", url="https://example.org/m"),),),
        asks_place="Gửi vị trí",
    )
    sent = await line.send(message)
    [shown] = line.zalo.messages(GROUP)
    assert shown.text == "#K7P2\nPhường Một\nBản đồ: https://example.org/m"
    assert shown.message_id == sent.message_id


async def test_a_long_text_is_cut_to_what_zalo_takes(line: Line) -> None:
    await line.send(Outgoing(text="ế" * 2500))
    key = await line.photos.put(jpeg())
    await line.send(Outgoing(text="ế" * 2500, photo=key), (key, None, jpeg()))
    assert [len(text) for text in line.zalo.texts(GROUP)] == [2000, 2000]


async def test_a_photo_is_fetched_from_us_and_has_the_words_under_it(line: Line) -> None:
    sent = await line.send_photo("#K7P2 · Rác")
    [shown] = line.zalo.messages(GROUP)
    await line.zalo.wait_for(lambda: shown.photo)
    assert (shown.text, shown.photo, sent.refs) == ("#K7P2 · Rác", jpeg(), (None,))


async def test_a_drawn_picture_is_stored_once_and_sent_by_its_name(line: Line) -> None:
    board = Outgoing(text="Bảng", picture={"kind": "board"})
    sent = await line.send(board, ("spec", None, PNG))
    assert sent.refs[0].endswith(".png")
    await line.send(board, ("spec", sent.refs[0], None))
    one, other = line.zalo.messages(GROUP)
    await line.zalo.wait_for(lambda: one.photo and other.photo)
    assert one.photo == other.photo == PNG


async def test_further_photos_are_links_in_the_same_message(line: Line) -> None:
    keys = [await line.photos.put(jpeg(seed)) for seed in range(10)]
    message = Outgoing(text="Thêm 9 ảnh của #K7P2", more_photos=tuple(keys))
    await line.send(message, *((key, None, b"") for key in keys))
    [shown] = line.zalo.messages(GROUP)
    first, *links = shown.text.splitlines()
    assert first == "Thêm 9 ảnh của #K7P2"
    assert len(links) == 9
    assert all("/a/" in link for link in links)


@pytest.mark.parametrize(
    ("status", "said", "expected"),
    [
        (400, "Bad Request", Refused),
        (200, "Bad Request", Refused),
        (400, "Bad Request: chat not found", ChatGone),
        (403, "Forbidden: bot was blocked by the user", ChatGone),
        (403, "Internal server error", Unreachable),
        (404, "Not Found", Unreachable),
        (401, "Unauthorized", Unreachable),
        (408, "Request timeout", Unreachable),
        (504, "", Unreachable),
        (429, "Quota exceeded", TooFast),
    ],
)
async def test_failures_are_told_apart(
    line: Line, status: int, said: str, expected: type[Exception]
) -> None:
    line.zalo.fail("sendMessage", status, said)
    with pytest.raises(expected):
        await line.send(Outgoing(text="a"))
    assert not line.zalo.texts(GROUP)


async def test_the_platform_says_how_long_to_wait(line: Line) -> None:
    line.zalo.fail("sendMessage", 429, headers={"Retry-After": "7"})
    with pytest.raises(TooFast) as caught:
        await line.send(Outgoing(text="a"))
    assert caught.value.wait == timedelta(seconds=7)


async def test_a_chat_that_is_not_there_is_gone(line: Line) -> None:
    with pytest.raises(ChatGone):
        await line.channel.send(
            Target("zgr-0", is_group=True), Outgoing(text="a"), Pictures(), None
        )


@pytest.mark.parametrize("how", [{"cut": True}, {"status": 504}, {"status": 408}])
async def test_a_photo_that_arrived_without_an_answer_is_not_sent_twice(
    line: Line, how: dict[str, Any]
) -> None:
    line.zalo.fail("sendPhoto", after=True, **how)
    sent = await line.send_photo()
    assert sent.message_id is None
    assert len(line.zalo.messages(GROUP)) == 1


@pytest.mark.parametrize("how", [{"cut": True}, {"status": 504}])
async def test_a_photo_that_did_not_arrive_is_sent_again(
    line: Line, how: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(zalo_bot, "DOUBT_SECONDS", 0.05)
    line.zalo.fail("sendPhoto", **how)
    with pytest.raises(Unreachable):
        await line.send_photo()
    await line.send_photo()
    assert len(line.zalo.messages(GROUP)) == 1


async def test_a_platform_out_of_reach_leaves_no_doubt(line: Line) -> None:
    await line.zalo.__aexit__()
    with pytest.raises(Unreachable):
        await line.send_photo()
    await line.zalo.__aenter__()


async def test_a_card_goes_out_without_a_photo_that_zalo_refuses(line: Line) -> None:
    line.zalo.fail("sendPhoto", 400, "Bad Request: photo is too big")
    await line.send_photo("#K7P2 · Rác")
    [shown] = line.zalo.messages(GROUP)
    assert shown.text.startswith("#K7P2 · Rác\nhttp://127.0.0.1")
    line.zalo.fail("sendPhoto", 400, "Bad Request: chat not found")
    with pytest.raises(ChatGone):
        await line.send_photo()


async def test_no_token_stands_in_what_is_logged(line: Line) -> None:
    with capture_logs() as logs:
        for how in ({"cut": True}, {"status": 500, "description": f"/bot{line.zalo.token}/x"}):
            line.zalo.fail("sendMessage", **how)
            with pytest.raises(Unreachable) as caught:
                await line.send(Outgoing(text="a"))
            assert line.zalo.token not in redact(f"{caught.value!r} {logs}")


# Photos that come in


async def test_a_photo_is_fetched_until_its_address_ends(line: Line) -> None:
    address = line.zalo.add_photo(jpeg())
    assert await line.channel.fetch(PhotoRef(address), 10**6) == jpeg()
    with pytest.raises(PhotoTooBig):
        await line.channel.fetch(PhotoRef(address), 10)
    line.zalo.expire(address)
    with pytest.raises(PhotoGone):
        await line.channel.fetch(PhotoRef(address), 10**6)
    assert not line.channel.strange_photo


async def test_a_photo_elsewhere_is_not_fetched_and_remembered(tmp_path: Path) -> None:
    async with connected(tmp_path, zalo_bot_photo_hosts="") as line:
        for address in (line.zalo.add_photo(jpeg()), "https://example.org/p.jpg", "x", "http://["):
            line.channel.strange_photo = ""
            with pytest.raises(PhotoGone):
                await line.channel.fetch(PhotoRef(address), 10**6)
            odd = address == "http://["
            assert odd or "none of the platform's hosts" in line.channel.strange_photo


# Polling


@dataclass
class Inbox:
    """Keeps what is stored, and wakes whoever waits for it."""

    rows: list[Raw]
    failures: int = 0

    def __post_init__(self) -> None:
        self.changed = asyncio.Event()
        self.tries = 0

    async def store(self, updates: Sequence[Raw]) -> None:
        self.tries += 1
        if self.failures:
            self.failures -= 1
            raise OSError("the disk is full")
        self.rows += updates
        self.changed.set()

    async def until(self, count: int) -> None:
        async with asyncio.timeout(15):
            while len(self.rows) < count:
                self.changed.clear()
                await self.changed.wait()


@asynccontextmanager
async def polling(line: Line, inbox: Inbox) -> AsyncIterator[None]:
    await line.channel.open()
    task = asyncio.create_task(line.channel.receive(inbox.store))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


@pytest.fixture
def _fast(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zalo_bot_poller, "FLOOR", 0.005)


@pytest.mark.usefixtures("_fast")
async def test_what_is_said_is_polled_and_stored_one_by_one(line: Line) -> None:
    inbox = Inbox([])
    async with polling(line, inbox):
        await line.zalo.say(LAN.id, LAN, "một")
        await line.zalo.say(LAN.id, LAN, "hai")
        await inbox.until(2)
    read = [line.channel.read(raw.body) for raw in inbox.rows]
    assert [one.text for one in read if isinstance(one, Message)] == ["một", "hai"]
    assert line.channel.poller.last is not None


@pytest.mark.usefixtures("_fast")
async def test_an_update_that_comes_again_at_each_poll_is_stored_once(line: Line) -> None:
    inbox = Inbox([])
    line.zalo.replays = True
    async with polling(line, inbox):
        await line.zalo.say(LAN.id, LAN, "một")
        await line.zalo.wait_for(lambda: len(line.zalo.made("getUpdates")) > 5)
        await line.zalo.say(LAN.id, LAN, "hai")
        await inbox.until(2)
    assert len(inbox.rows) == 2


@pytest.mark.usefixtures("_fast")
async def test_what_cannot_be_stored_is_kept_until_it_can(line: Line) -> None:
    inbox = Inbox([], failures=2)
    async with polling(line, inbox):
        await line.zalo.say(LAN.id, LAN, "một")
        await inbox.until(1)
    assert inbox.tries == 3


@pytest.mark.usefixtures("_fast")
async def test_polling_survives_a_platform_in_trouble(line: Line) -> None:
    inbox = Inbox([])
    line.zalo.fail("getUpdates", 504, times=2)
    line.zalo.fail("getUpdates", cut=True)
    line.zalo.fail("getUpdates", 200, body="<html>")
    async with polling(line, inbox):
        await line.zalo.say(LAN.id, LAN, "một")
        await inbox.until(1)


@pytest.mark.usefixtures("_fast")
async def test_a_webhook_that_somebody_set_is_taken_away_again(line: Line) -> None:
    inbox = Inbox([])
    async with polling(line, inbox):
        fields = {"url": "http://127.0.0.1:9/", "secret_token": "12345678"}
        await line.channel.api.call("setWebhook", fields)
        await line.zalo.wait_for(lambda: not line.zalo._webhook)
        await line.zalo.say(LAN.id, LAN, "một")
        await inbox.until(1)


async def test_two_polls_are_a_second_apart() -> None:
    assert zalo_bot_poller.FLOOR >= 1


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("http://f.zdn.vn/p.jpg", "https://f.zdn.vn/p.jpg"),
        ("https://f.zdn.vn/p.jpg", "https://f.zdn.vn/p.jpg"),
        ("http://127.0.0.1/p.jpg", "http://127.0.0.1/p.jpg"),
        ("http://[", "http://["),
    ],
)
def test_photos_are_fetched_by_https(url: str, expected: str) -> None:
    assert zalo_bot._secured(url, ("*.zdn.vn", "127.0.0.1")) == expected
