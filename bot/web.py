"""The web server: webhooks in, health and pages out, and the sandbox's where it is on."""

import hmac
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any

from aiohttp import web
from aiohttp.typedefs import Handler
from obstore.exceptions import BaseError
from sqlalchemy.exc import SQLAlchemyError

from bot import health, telegram_updates, zalo_bot_updates
from bot.errors import StartError
from bot.logs import log
from bot.pages import site
from bot.webhooks import Strangers, read
from bot.zalo_oa_webhook import Webhook
from storage.inbox import Raw

if TYPE_CHECKING:
    from bot.process import Process

STOP_SECONDS = 3.0
"""for requests that are under way when the server stops: what is not answered comes again"""
MAX_UPDATE = 1024 * 1024
"""bytes of one update; platforms send a few kilobytes"""


SERVER: dict[str, Any] = {"access_log": None, "auto_decompress": False}
"""how the server is run: what comes packed is never unpacked, since its size says nothing then"""


def make_app(process: "Process") -> web.Application:
    app = web.Application(client_max_size=MAX_UPDATE, middlewares=[_unpacked, _later])
    strangers = Strangers(process.settings)

    async def healthz(_: web.Request) -> web.Response:
        return await _healthz(process)

    async def telegram(request: web.Request) -> web.Response:
        return await _telegram(process, strangers, request)

    async def zalo_bot(request: web.Request) -> web.Response:
        return await _zalo_bot(process, strangers, request)

    async def seen(_: web.Request) -> web.Response:
        # Zalo looks whether anybody is there before it delivers.
        return web.Response()

    app.router.add_get("/healthz", healthz)
    app.router.add_get("/a/{name}", process.published.answer)
    if process.telegram is not None:
        app.router.add_post("/webhook/telegram", telegram)
    if process.zalo_bot is not None:
        app.router.add_get("/webhook/zalo-bot", seen)
        app.router.add_post("/webhook/zalo-bot", zalo_bot)
    site.add_pages(app, process)
    if process.zalo_oa is not None:
        Webhook(process, strangers).add_to(app)
    if process.settings.sandbox_on:
        from bot.sandbox.pages import add_pages

        add_pages(app, process)
    return app


@web.middleware
async def _unpacked(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Neither a platform nor a browser packs what it sends."""
    if request.headers.get("Content-Encoding", "identity") != "identity":
        return web.Response(status=415)
    return await handler(request)


@web.middleware
async def _later(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whoever asks while database or photo store do not answer is told to come again."""
    try:
        return await handler(request)
    except ConnectionError:
        raise
    except (OSError, BaseError, SQLAlchemyError) as error:
        resource = request.match_info.route.resource
        where = resource.canonical if resource else ""
        log().error("request_failed", path=where, error=str(error).partition("\n")[0])
        headers = {"Retry-After": "60", "Cache-Control": "no-store"}
        if request.method == "POST":
            return web.json_response({"error": "later"}, status=503, headers=headers)
        return web.Response(status=503, text="503\n", headers=headers)


async def _healthz(process: "Process") -> web.Response:
    """What monitoring needs: 200 when all is well, 503 with the findings otherwise."""
    report = await health.check(process)
    body = {
        "ok": report.ok,
        "findings": [
            {
                "what": finding.what,
                "ok": finding.ok,
                "says": finding.says,
                "warning": finding.warning,
            }
            for finding in report.findings
        ],
    }
    return web.json_response(
        body,
        status=200 if report.ok else 503,
        dumps=lambda value: json.dumps(value, ensure_ascii=False),
    )


async def _telegram(process: "Process", strangers: Strangers, request: web.Request) -> web.Response:
    """Store an update, then acknowledge it; where it cannot be stored, let it come again."""
    assert process.telegram is not None
    if not _knows(request, "X-Telegram-Bot-Api-Secret-Token", process.telegram.secret):
        return strangers.turn_away(request)
    try:
        update = json.loads(await read(request))
    except (ValueError, RecursionError):
        return web.Response(status=400)
    stored = await _store(process, "telegram", [telegram_updates.raw(update)])
    return web.Response(status=200 if stored else 503)


async def _zalo_bot(process: "Process", strangers: Strangers, request: web.Request) -> web.Response:
    """The same for Zalo."""
    assert process.zalo_bot is not None
    if not _knows(request, "X-Bot-Api-Secret-Token", process.zalo_bot.secret):
        return strangers.turn_away(request)
    try:
        body = json.loads(await read(request))
    except (ValueError, RecursionError):
        return web.Response(status=400)
    if not isinstance(body, dict | list):
        return web.Response(status=400)
    if not await _store(process, "zalo_bot", zalo_bot_updates.raws(body)):
        return web.Response(status=503)
    return web.json_response({"message": "Success"})


def _knows(request: web.Request, header: str, secret: str) -> bool:
    given = request.headers.get(header, "")
    return hmac.compare_digest(given.encode("utf-8", "surrogateescape"), secret.encode())


async def _store(process: "Process", source: str, updates: Sequence[Raw]) -> bool:
    try:
        await process.store_for(source)(updates)
    except Exception as error:
        log().error("webhook_not_stored", error=str(error))
        return False
    return True


@asynccontextmanager
async def serving(process: "Process") -> AsyncIterator[str]:
    """The server, at work; its address. Raises `StartError` when the port is taken."""
    settings = process.settings
    runner = web.AppRunner(
        make_app(process),
        handle_signals=False,
        shutdown_timeout=STOP_SECONDS,
        **SERVER,
    )
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port)
        try:
            await site.start()
        except OSError as error:
            where = f"{settings.host}:{settings.port}"
            raise StartError(f"HOST, PORT: cannot listen on {where}: {error.strerror}") from None
        port = runner.addresses[0][1]
        host = settings.host if settings.host not in ("0.0.0.0", "::") else "127.0.0.1"  # noqa: S104
        process.local_url = f"http://{host}:{port}"
        yield process.local_url
    finally:
        await runner.cleanup()
