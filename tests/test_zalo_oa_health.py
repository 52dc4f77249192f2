"""What healthz and the doctor say of a Zalo Official Account."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot import health
from bot.doctor import examine
from bot.health import Finding
from tests.harness import on_sqlite
from tests.installation import settings_for
from tests.zalo_oa_harness import OaBot, at_work
from tests.zalo_oa_samples import ECHO, GROUP
from tests.zalo_oa_standin import Lost, OaStandIn

pytestmark = on_sqlite


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    async with at_work(database_url, tmp_path) as started:
        started.oa.groups.add(GROUP)
        await started.settle()
        yield started


async def found(bot: OaBot, what: str) -> Finding:
    findings = (await health.check(bot.process)).findings
    return next(finding for finding in findings if finding.what == what)


async def test_an_account_that_works_says_until_when(bot: OaBot) -> None:
    assert await found(bot, "zalo oa") == Finding(
        "zalo oa", True, "access until 2026-11-19 03:00 UTC"
    )


async def test_events_that_never_came_are_a_warning(bot: OaBot) -> None:
    finding = await found(bot, "zalo oa webhook")
    assert (finding.ok, finding.warning) == (False, True)
    assert "/webhook/zalo-oa" in finding.says
    await bot.oa.deliver(ECHO)
    finding = await found(bot, "zalo oa webhook")
    assert (finding.ok, finding.says) == (True, "events are signed by app_id+secret_key")


async def test_what_stops_the_account_is_loud(bot: OaBot) -> None:
    assert bot.process.zalo_oa is not None
    bot.process.zalo_oa.trouble = "the account's package does not include this (-224)"
    assert not (await found(bot, "zalo oa")).ok
    assert not (await health.check(bot.process)).ok


async def test_an_access_that_is_not_renewed_is_a_warning_while_it_lasts(bot: OaBot) -> None:
    bot.expected.add("zalo_oa_not_renewed")
    assert bot.process.zalo_oa is not None
    bot.oa.answers("/v4/oa/access_token", 502)
    bot.clock.at = bot.clock.at.replace(day=19, hour=2)
    await bot.process.zalo_oa.token.access()
    finding = await found(bot, "zalo oa access")
    assert (finding.ok, finding.warning) == (False, True)
    assert "HTTP 502" in finding.says


async def test_a_lost_grant_says_how_to_mend_it(database_url: str, tmp_path: Path) -> None:
    async with OaStandIn() as oa:
        oa.answers("/v4/oa/access_token", Lost)
        settings = settings_for(database_url, tmp_path, **oa.settings())
        for _ in range(2):
            findings = {one.what: one for one in await examine(settings)}
    assert not findings["zalo oa"].ok
    assert not findings["zalo oa"].warning
    assert "never reached the disk" in findings["zalo oa"].says
    assert "write it into ZALO_OA_REFRESH_TOKEN and restart" in findings["zalo oa"].says


async def test_doctor_asks_for_itself_where_nothing_runs(database_url: str, tmp_path: Path) -> None:
    async with OaStandIn() as oa:
        findings = await examine(settings_for(database_url, tmp_path, **oa.settings()))
    assert Finding("zalo oa", True, f"@{oa.name}") in findings
    assert not [one for one in findings if "sandbox" in one.says]
    (doubt,) = [one for one in findings if one.what == "settings"]
    assert doubt.warning
    assert doubt.says.startswith("PUBLIC_URL: it is not set")
