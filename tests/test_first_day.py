"""The checks of a first day on Zalo: what the platforms answer, and what people sent so far."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import first_day
from bot.health import Finding
from tests.harness import jpeg, on_sqlite
from tests.installation import settings_for
from tests.zalo_bot_standin import ZaloBotStandIn
from tests.zalo_oa_harness import MEMBER, OaBot, at_work
from tests.zalo_oa_samples import GROUP

pytestmark = on_sqlite


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    async with at_work(database_url, tmp_path) as started:
        started.oa.groups.add(GROUP)
        started.oa.wrote[MEMBER] = started.oa.wall()
        await started.settle()
        yield started


async def looked(bot: OaBot) -> dict[str, Finding]:
    settings = bot.settings.model_copy(update={"public_url": bot.oa.bot_url})
    return {finding.what: finding for finding in await first_day.look(settings)}


async def test_what_the_account_may_do_is_shown(bot: OaBot) -> None:
    bot.oa.expires_in = str(10**6)
    found = await looked(bot)
    assert found["zalo oa account"].says == "package Growth, verified"
    assert found["zalo oa groups"] == Finding("zalo oa groups", True, "1 owned (GMF)", warning=True)
    assert found["zalo oa pictures"].ok
    assert found["zalo oa address"].says.endswith("/webhook/zalo-oa answers 200")
    assert not found["zalo oa webhook"].ok


async def test_what_was_not_tried_yet_is_named(bot: OaBot) -> None:
    found = await looked(bot)
    place = found["zalo oa: a place in private"]
    assert (place.ok, place.warning) == (False, True)
    await bot.oa.place(MEMBER, 10.79, 106.78)
    await bot.oa.photo(MEMBER, jpeg(1), group=GROUP)
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    post = bot.oa.posts[-1]
    await bot.oa.text(MEMBER, "cảm ơn", quote_msg_id=post.message_id)
    await bot.oa.text(MEMBER, "cảm ơn", quote_msg_id="strange")
    await bot.settle()
    found = await looked(bot)
    assert found["zalo oa: a place in private"].says == "seen 1 time"
    assert found["zalo oa: a photo in a group"].ok
    assert not found["zalo oa: a place in a group"].ok
    assert found["zalo oa: quoted ids"].says == "1 of 2 are answers to messages of ours"
    assert found["zalo oa webhook"].says == "events are signed by app_id+secret_key"


async def test_a_bot_of_the_bot_platform_is_looked_at_too(
    database_url: str, tmp_path: Path
) -> None:
    async with ZaloBotStandIn() as zalo:
        settings = settings_for(
            database_url, tmp_path, zalo_bot_token=zalo.token, zalo_bot_api_url=zalo.url
        )
        found = {finding.what: finding for finding in await first_day.look(settings)}
    assert found["zalo bot"].ok
    assert "PUBLIC_URL" in found["zalo bot address"].says
    assert not found["zalo bot: a photo in a group"].ok
    assert "zalo oa" not in found


async def test_without_zalo_there_is_nothing_to_check(database_url: str, tmp_path: Path) -> None:
    (finding,) = await first_day.look(settings_for(database_url, tmp_path))
    assert not finding.ok
    assert "ZALO_BOT_TOKEN" in finding.says
