"""A real Chromium before the bot's pages, and whatever went wrong in them."""

from __future__ import annotations

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from playwright.async_api import BrowserContext, ConsoleMessage, Page, Request, async_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
DESK, PHONE = (1000, 900), (360, 740)
PATIENCE_MS = 20_000
NAMELESS = """[...document.querySelectorAll("button, a, input, select, textarea")]
  .filter((node) => node.checkVisibility())
  .filter((node) => !(node.getAttribute("aria-label") || node.labels?.length
    || node.innerText?.trim() || node.textContent.trim()))
  .map((node) => node.outerHTML)"""
"""what can be used on a page and has no name"""
WIDTH = "document.documentElement.scrollWidth"


def chromium() -> str:
    """Where a Chromium is; CHROMIUM names one that is in an unusual place."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip(f"no Chromium here (looked for {', '.join(NAMES)} and the variable CHROMIUM)")
    return found


@asynccontextmanager
async def browsing(
    url: str, size: tuple[int, int] = PHONE, **more: Any
) -> AsyncIterator[tuple[BrowserContext, Page, list[str]]]:
    """A page that may load from one address only, and its troubles: errors in its scripts, breaches
    of its policy, requests to elsewhere."""
    path = chromium()
    troubles: list[str] = []
    async with async_playwright() as player:
        # Root, as in a container, cannot have Chromium's own sandbox.
        browser = await player.chromium.launch(executable_path=path, args=["--no-sandbox"])
        try:
            width, height = size
            viewport = {"width": width, "height": height}
            context = await browser.new_context(viewport=viewport, **more)  # type: ignore[arg-type]
            page = await context.new_page()
            page.set_default_timeout(PATIENCE_MS)
            page.on("pageerror", lambda error: troubles.append(str(error)))

            def hear(said: ConsoleMessage) -> None:
                # What the network says is part of what tests provoke.
                if said.type == "error" and "Failed to load resource" not in said.text:
                    troubles.append(said.text)

            def see(request: Request) -> None:
                if not request.url.startswith((url, "blob:", "data:")):
                    troubles.append(request.url)

            page.on("console", hear)
            page.on("request", see)
            yield context, page, troubles
        finally:
            await browser.close()
