"""Logs: one line an event, and no secret in any of them, whoever wrote the line."""

from __future__ import annotations

import json
import logging
import sys
import warnings
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import Any

import aiohttp
import pytest
import structlog
import telegram
from hypothesis import given
from hypothesis import strategies as st

from bot import logs
from bot.channel import Unreachable
from bot.telegram import Telegram
from tests.command import command
from tests.process import started
from tests.standin import StandIn
from tests.standin_control import free_port

TOKEN = "123456789:AAHdqTcvCH1vGWJxfSeofSAs0K5PALDsaw"
SECRET = TOKEN.partition(":")[2]


@pytest.fixture
def lines(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    """A function that gives the log's lines as objects, after they were checked for secrets."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = StringIO()
    monkeypatch.setattr(sys, "stderr", stream)
    monkeypatch.setattr(logging, "raiseExceptions", True)
    logs.set_up("DEBUG")

    def said() -> list[dict[str, Any]]:
        text = stream.getvalue()
        assert SECRET not in text
        return [json.loads(line) for line in text.splitlines()]

    yield said
    logging.captureWarnings(False)
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()
    logs._known.clear()


def test_an_event_is_one_line_with_its_report(lines: Any) -> None:
    logs.log().info("sent", code="K7P2", text="hai\ndòng “Đà”")
    (line,) = lines()
    assert line["event"] == "sent"
    assert (line["code"], line["text"], line["level"]) == ("K7P2", "hai\ndòng “Đà”", "info")
    assert line["timestamp"].endswith("Z")


@pytest.mark.parametrize(
    "value",
    [
        TOKEN,
        f"https://api.telegram.org/bot{TOKEN}/getMe",
        f"https://api.telegram.org/file/bot{TOKEN}/photos/1.jpg",
        [f"a {TOKEN}", "b"],
        {"url": {"deep": f"bot{TOKEN}"}},
        ValueError(f"bot{TOKEN}"),
        telegram.error.InvalidToken(f"The token `{TOKEN}` was rejected by the server."),
        f"https://api.telegram.org/bot{TOKEN.replace(':', '%3A')}/getMe",
    ],
    ids=str,
)
def test_a_token_is_hidden_wherever_it_stands(lines: Any, value: Any) -> None:
    logs.log().warning("failed", error=value)
    (line,) = lines()
    assert "***" in str(line["error"])


def test_a_token_in_an_exception_is_hidden(lines: Any) -> None:
    def ask() -> None:
        try:
            raise aiohttp.InvalidURL(f"http://127.0.0.1/bot{TOKEN}/getMe")
        except aiohttp.InvalidURL as error:
            raise telegram.error.NetworkError(f"in {TOKEN}") from error

    try:
        ask()
    except telegram.error.NetworkError as error:
        logs.log().error("poll_failed", exc_info=error)
    (line,) = lines()
    assert "NetworkError: in ***" in line["exception"]
    assert "http://127.0.0.1/bot***/getMe" in line["exception"]


def test_what_libraries_log_is_hidden_and_in_the_same_form(lines: Any) -> None:
    try:
        raise ValueError(TOKEN)
    except ValueError:
        logging.getLogger("aiohttp.server").exception("Error handling %s", f"/bot{TOKEN}")
    logging.getLogger("telegram.Bot").error("%s", {"token": TOKEN})
    first, second = lines()
    assert (first["event"], first["logger"]) == ("Error handling /bot***", "aiohttp.server")
    assert first["exception"].endswith("ValueError: ***")
    assert second["level"] == "error"


def test_warnings_are_hidden_too(lines: Any) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        logging.captureWarnings(False)
        logging.captureWarnings(True)
        warnings.warn(f"old: {TOKEN}", stacklevel=1)
    (line,) = lines()
    assert "old: ***" in line["event"]


def test_a_line_that_cannot_be_written_shows_nothing(
    lines: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    logging.getLogger("aiohttp.server").error("%d", f"bot{TOKEN}")
    assert SECRET not in capsys.readouterr().err
    assert lines() == []


def test_chatty_libraries_are_quiet(lines: Any) -> None:
    for name in ("httpx", "httpcore", "telegram", "apscheduler"):
        logging.getLogger(name).info("HTTP Request: POST https://…/bot…")
    assert lines() == []


def test_below_its_level_nothing_is_said(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    quiet = StringIO()
    monkeypatch.setattr(sys, "stderr", quiet)
    logs.set_up("WARNING")
    logs.log().info("sent")
    logs.log().warning("failed")
    (line,) = quiet.getvalue().splitlines()
    assert json.loads(line)["event"] == "failed"


def test_on_a_terminal_lines_are_for_people(lines: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(StringIO):
        def isatty(self) -> bool:
            return True

    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    logs.set_up("INFO")
    logs.log().info("sent", address=f"bot{TOKEN}")
    assert "{" not in terminal.getvalue()
    assert "***" in terminal.getvalue()
    assert SECRET not in terminal.getvalue()


@pytest.mark.parametrize("secret", ['quo"ted\\one', "dấu sắc và", "p@ss/word!"])
def test_a_known_secret_is_hidden_however_it_is_written(lines: Any, secret: str) -> None:
    from urllib.parse import quote

    logs.hide(secret)
    logs.log().info("a", plain=secret, address=f"x{quote(secret, '')}x", listed=[secret])
    (line,) = lines()
    assert (line["plain"], line["address"]) == ("***", "x***x")
    assert secret not in str(line["listed"])


def test_a_word_too_short_to_be_a_secret_hides_nothing(lines: Any) -> None:
    logs.hide("bot")
    assert logs.redact("the bot") == "the bot"


@pytest.mark.parametrize(
    "text",
    [
        "2026-11-23T07:30:00+07:00",
        "http://127.0.0.1:8080/healthz",
        "telegram:456",
        "lane telegram:-1001234567890",
        "16.0769, 108.2184",
        "card:12:0:3",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert logs.redact(text) == text


def test_a_password_in_an_address_is_hidden() -> None:
    hidden = logs.redact("cannot reach postgresql+asyncpg://bot:hunter22@db.example.org/bot")
    assert hidden == "cannot reach postgresql+asyncpg://***@db.example.org/bot"


@given(
    number=st.integers(100, 10**12),
    tail=st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-", min_size=8),
    before=st.text(max_size=20),
    after=st.text(max_size=20),
)
def test_no_token_survives(number: int, tail: str, before: str, after: str) -> None:
    token = f"{number}:{tail}"
    assert (
        tail not in logs.redact(f"{before} {token} {after}").replace(before, "").replace(after, "")
        or tail in before + after
    )


async def test_what_telegram_says_of_a_token_does_not_show_it(lines: Any) -> None:
    async with StandIn() as tg:
        channel = Telegram(TOKEN, f"http://127.0.0.1:{free_port()}")
        with pytest.raises(Unreachable) as away:
            await channel.who()
        logs.log().warning("unreachable", error=str(away.value), exc_info=away.value)
        await channel.close()
        assert tg.url
    (line,) = lines()
    assert "exception" in line


# The real process


async def test_no_secret_is_said_by_a_process_whose_telegram_fails(tmp_path: Path) -> None:
    async with StandIn(token=TOKEN) as tg:
        tg.fail("getUpdates", status=500, description=f"oops bot{TOKEN}", times=3)
        settings = {
            "TELEGRAM_BOT_TOKEN": TOKEN,
            "TELEGRAM_API_URL": tg.url,
            "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
            "PHOTO_STORE": str(tmp_path / "photos"),
            "PORT": str(free_port()),
            "LOG_LEVEL": "DEBUG",
        }
        async with started(tmp_path, settings) as bot:
            failed = await bot.says("telegram_poll_failed")
            assert "***" in failed["error"]
            bot.terminate()
            assert await bot.ended() == 0
            assert SECRET not in bot.story() + str(bot.log)
            assert not [line for line in bot.words if line.startswith("Traceback")]


async def test_a_crash_is_one_line_without_secrets(tmp_path: Path) -> None:
    # A module that stands in the way, as a broken installation might have it.
    (tmp_path / "sitecustomize.py").write_text(
        "import storage.wards\n"
        "async def load(*_):\n"
        f"    raise RuntimeError('https://api.telegram.org/bot{TOKEN}/getMe')\n"
        "storage.wards.load = load\n",
        encoding="utf-8",
    )
    settings = {
        "DATABASE_URL": f"sqlite:///{tmp_path / 'bot.db'}",
        "PHOTO_STORE": str(tmp_path / "photos"),
        "PYTHONPATH": f"{tmp_path}:{Path(__file__).parents[1]}",
    }
    done = await command(tmp_path, settings, "wards", "list")
    assert done.code == 1
    first, second = done.errors
    assert json.loads(first)["event"] == "crashed"
    assert second == "error: RuntimeError: https://api.telegram.org/bot***/getMe"
    assert SECRET not in done.err
