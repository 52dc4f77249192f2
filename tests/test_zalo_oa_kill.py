"""The process is killed while a token is renewed: what is lost is said, and can be mended."""

from __future__ import annotations

from pathlib import Path

from tests import process
from tests.command import command
from tests.harness import on_sqlite
from tests.zalo_oa_standin import OaStandIn


def settings(oa: OaStandIn, database_url: str, **more: str) -> dict[str, str]:
    return {name.upper(): value for name, value in oa.settings().items()} | {
        "DATABASE_URL": database_url,
        "PHOTO_STORE": "photos",
        "PORT": "0",
        "SANDBOX": "0",
        **more,
    }


async def test_a_kill_between_the_answer_and_the_disk_is_named_and_mended(
    database_url: str, tmp_path: Path
) -> None:
    async with OaStandIn() as oa:
        own = settings(oa, database_url)
        bot = await process.start(tmp_path, own)
        oa.renewed = bot.kill
        assert await bot.ended() < 0
        oa.renewed = lambda: None
        seen = await command(tmp_path, own, "doctor")
        assert seen.code == 1
        (line,) = [line for line in seen.lines if line.startswith("FAIL  zalo oa:")]
        assert "never reached the disk" in line
        assert "write it into ZALO_OA_REFRESH_TOKEN and restart" in line
        oa.refresh_token = "a-new-one-from-the-console"
        mended = own | {"ZALO_OA_REFRESH_TOKEN": oa.refresh_token}
        async with process.started(tmp_path, mended) as bot:
            await bot.says("zalo_oa_renewed")
            said = "\n".join([*bot.words, *map(str, bot.log)])
        assert oa.access_token not in said
        assert oa.refresh_token not in said
        assert "ok    zalo oa: @" in (await command(tmp_path, mended, "doctor")).out


@on_sqlite
async def test_a_kill_before_zalo_renewed_loses_nothing(database_url: str, tmp_path: Path) -> None:
    async with OaStandIn() as oa:
        own = settings(oa, database_url)
        oa.answers("/v4/oa/access_token", 502)
        bot = await process.start(tmp_path, own)
        await bot.says("zalo_oa_unreachable")
        bot.kill()
        await bot.ended()
        async with process.started(tmp_path, own) as bot:
            await bot.says("zalo_oa_renewed")
        assert "ok    zalo oa: @" in (await command(tmp_path, own, "doctor")).out
