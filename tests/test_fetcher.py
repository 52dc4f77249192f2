"""Photos that do not come: how long they are waited for, and who waits with them."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.channel import Unreachable
from bot.clock import FixedClock
from bot.fetcher import AT_ONCE, Fetcher
from handlers.drafts import BadPhoto, StoredPhoto
from handlers.messages import PhotoRef
from storage.photos import PhotoStore
from tests.channel_twin import ChannelTwin
from tests.harness import MORNING, Bot, jpeg, on_sqlite


class Platform(ChannelTwin):
    """A platform of which some photos do not come."""

    def __init__(self) -> None:
        super().__init__()
        self.away: set[str] = set()

    async def fetch(self, photo: PhotoRef, limit: int) -> bytes:
        if photo.ref in self.away:
            raise Unreachable("HTTP 503")
        return jpeg(1)


ONE, OTHER = PhotoRef("one"), PhotoRef("other")


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock(MORNING)


@pytest.fixture
def fetcher(clock: FixedClock, tmp_path: Path) -> Fetcher:
    return Fetcher(PhotoStore.open(str(tmp_path / "photos")), clock)


async def minutes_in_vain(
    fetcher: Fetcher, clock: FixedClock, platform: Platform, others: bool
) -> int:
    for minutes in range(0, 3000, 5):
        if others:
            assert isinstance(await fetcher.fetch(platform, OTHER), StoredPhoto)
        try:
            found = await fetcher.fetch(platform, ONE)
        except Unreachable:
            clock.at += timedelta(minutes=5)
            continue
        assert found == BadPhoto("gone")
        return minutes
    raise AssertionError("it was never given up")


async def test_a_photo_that_alone_does_not_come_is_given_up_after_a_quarter_of_an_hour(
    fetcher: Fetcher, clock: FixedClock
) -> None:
    platform = Platform()
    platform.away.add(ONE.ref)
    assert await minutes_in_vain(fetcher, clock, platform, others=True) == 15


async def test_where_none_come_a_day_is_waited_for_the_platform(
    fetcher: Fetcher, clock: FixedClock
) -> None:
    platform = Platform()
    platform.away.add(ONE.ref)
    assert await minutes_in_vain(fetcher, clock, platform, others=False) == 24 * 60


async def test_a_photo_that_comes_at_last_is_taken(fetcher: Fetcher) -> None:
    platform = Platform()
    platform.away.add(ONE.ref)
    with pytest.raises(Unreachable):
        await fetcher.fetch(platform, ONE)
    platform.away.clear()
    assert isinstance(await fetcher.fetch(platform, ONE), StoredPhoto)


@on_sqlite
async def test_photos_that_hang_keep_nobody_else_waiting(bot: Bot) -> None:
    await bot.settle()
    hanging = bot.tg.hold("download", times=AT_ONCE + 3)
    for number in range(AT_ONCE + 3):
        somebody = bot.person(f"Người {number}")
        await bot.tg.photo(bot.private(somebody).chat, somebody, bot.new_photo())
    await hanging.reached.wait()
    an = bot.person("An")
    await bot.tg.text(bot.private(an).chat, an, "/trogiup")
    await bot.tg.wait_for(lambda: bool(bot.tg.messages(an.id)), 10)
    hanging.release()
    await bot.settle()
