"""Tokens of a Zalo Official Account: renewed in time, once, and on disk before they are used."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from structlog.testing import capture_logs

from bot.channel import Unreachable
from bot.clock import FixedClock
from bot.logs import redact
from bot.zalo_oa_api import Api
from bot.zalo_oa_token import SETTING, Token
from storage import people
from storage.database import Database
from tests.zalo_oa_samples import APP
from tests.zalo_oa_standin import Lost, OaStandIn

NOW = datetime(2026, 11, 18, 2, tzinfo=UTC)
RENEW = "/v4/oa/access_token"


class Account:
    """The account in a test: tokens as several processes have them, on one database."""

    def __init__(self, oa: OaStandIn, db: Database) -> None:
        self.oa, self.db, self.clock = oa, db, FixedClock(NOW)
        oa.wall = lambda: self.clock.now().timestamp()
        self.first = oa.refresh_token
        self.api = Api(oa.url, oa.url)

    def process(self, first: str | None = None) -> Token:
        return Token(self.db, self.api, self.clock, APP, self.oa.app_secret, first or self.first)

    async def stored(self) -> dict[str, Any]:
        async with self.db.read() as session:
            found: dict[str, Any] = json.loads(await people.setting(session, SETTING) or "{}")
            return found


@pytest.fixture
async def account(db: Database) -> AsyncIterator[Account]:
    async with OaStandIn() as oa:
        made = Account(oa, db)
        yield made
        await made.api.close()


async def test_the_first_access_token_comes_from_the_settings(account: Account) -> None:
    assert await account.process().access() == account.oa.access_token
    stored = await account.stored()
    assert stored["refresh"] == account.oa.refresh_token != account.first


async def test_a_token_that_works_is_used_by_every_process_without_asking(
    account: Account,
) -> None:
    one = account.process()
    known = await one.access()
    account.clock.at += timedelta(hours=20)
    assert await one.access() == await account.process().access() == known
    assert account.oa.renewals == 1


async def test_it_is_renewed_two_hours_ahead(account: Account) -> None:
    token = account.process()
    await token.access()
    account.clock.at += timedelta(hours=22, minutes=59)
    await token.access()
    assert account.oa.renewals == 1
    account.clock.at += timedelta(minutes=2)
    assert await token.access() == account.oa.access_token
    assert account.oa.renewals == 2


@pytest.mark.parametrize("lives", ["3600", 3600, None])
async def test_a_short_life_is_believed(account: Account, lives: Any) -> None:
    account.oa.expires_in = lives
    token = account.process()
    await token.access()
    account.clock.at += timedelta(minutes=44)
    await token.access()
    assert account.oa.renewals == 1
    account.clock.at += timedelta(minutes=2)
    await token.access()
    assert account.oa.renewals == 2


async def test_all_who_need_a_new_one_at_once_ask_once(account: Account) -> None:
    one, other = account.process(), account.process()
    found = await asyncio.gather(*(token.access() for token in (one, other) * 3))
    assert set(found) == {account.oa.access_token}
    assert account.oa.renewals == 1


async def test_a_token_that_is_refused_is_replaced_once(account: Account) -> None:
    one, other = account.process(), account.process()
    old = await one.access()
    assert await other.access() == old
    new = await one.access(refused=old)
    assert new != old
    assert await other.access(refused=old) == new
    assert account.oa.renewals == 2


async def test_where_every_token_is_refused_they_are_not_used_up(account: Account) -> None:
    token = account.process()
    refused = await token.access()
    refused = await token.access(refused=refused)
    for _ in range(9):
        account.clock.at += timedelta(minutes=1)
        with pytest.raises(Unreachable, match="refuses"):
            await token.access(refused=refused)
    assert account.oa.renewals == 2
    account.clock.at += timedelta(minutes=1)
    assert await token.access(refused=refused) != refused


async def test_trouble_while_the_old_one_works_holds_up_nothing(account: Account) -> None:
    token = account.process()
    old = await token.access()
    account.clock.at += timedelta(hours=23, minutes=30)
    account.oa.answers(RENEW, 502, 502)
    assert await token.access() == await token.access() == old
    assert account.oa.calls.count(RENEW) == 2
    assert "HTTP 502" in token.trouble
    account.clock.at += timedelta(minutes=2)
    await token.access()
    account.clock.at += timedelta(minutes=2)
    assert await token.access() != old
    assert token.trouble == ""


async def test_the_new_pair_is_on_disk_before_it_is_used(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = account.process()
    broken = [OperationalError("COMMIT", None, OSError("disk full"))] * 2
    write, seen = token._write, []

    async def fails(grant: Any) -> None:
        if grant.access:
            seen.append(grant.access)
            if broken:
                raise broken.pop()
        await write(grant)

    monkeypatch.setattr(token, "_write", fails)
    with capture_logs() as logs:
        assert await token.access() == account.oa.access_token
    assert seen == [account.oa.access_token] * 3
    assert [log["event"] for log in logs if log["log_level"] == "critical"] == [
        "zalo_oa_token_not_stored"
    ] * 2
    assert (await account.stored())["access"] == account.oa.access_token


async def test_a_disk_that_cannot_be_written_spends_no_token(
    account: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    token = account.process()

    async def fails(_: Any) -> None:
        raise OperationalError("COMMIT", None, OSError("disk full"))

    monkeypatch.setattr(token, "_write", fails)
    with pytest.raises(Unreachable, match="cannot be kept"):
        await token.access()
    assert account.oa.calls.count(RENEW) == 0


async def test_being_told_to_stop_does_not_lose_the_answer(account: Account) -> None:
    token = account.process()
    asking = asyncio.create_task(token.access())
    while not account.oa.calls:  # noqa: ASYNC110
        await asyncio.sleep(0)
    asking.cancel()
    await asyncio.gather(asking, return_exceptions=True)
    await token.close()
    assert (await account.stored())["access"] == account.oa.access_token


async def test_a_renewal_that_never_reached_zalo_is_asked_again(account: Account) -> None:
    account.oa.answers(RENEW, 502)
    with pytest.raises(Unreachable):
        await account.process().access()
    assert (await account.stored())["asked_at"]
    assert await account.process().access() == account.oa.access_token
    assert (await account.stored())["asked_at"] is None


async def test_an_answer_that_never_reached_the_disk_loses_the_grant_and_says_so(
    account: Account,
) -> None:
    account.oa.answers(RENEW, Lost)
    with pytest.raises(Unreachable):
        await account.process().access()
    assert account.oa.renewals == 1
    after = account.process()
    for _ in range(2):
        with pytest.raises(Unreachable, match=r"never reached the disk.*ZALO_OA_REFRESH_TOKEN"):
            await after.access()
    assert "never reached the disk" in (await account.stored())["lost"]
    assert account.oa.calls.count(RENEW) == 2, "a grant that is lost is not asked for again"


async def test_a_new_refresh_token_in_the_settings_mends_a_lost_grant(account: Account) -> None:
    account.oa.answers(RENEW, Lost)
    for _ in range(2):
        with pytest.raises(Unreachable):
            await account.process().access()
    account.oa.refresh_token = "a-new-one-from-the-console"
    token = account.process("a-new-one-from-the-console")
    assert await token.access() == account.oa.access_token
    assert (await account.stored())["lost"] == ""


async def test_a_refresh_token_that_was_used_elsewhere_says_so(account: Account) -> None:
    account.oa.refresh_token = "somebody-else-has-it"
    with pytest.raises(Unreachable, match="used elsewhere or is too old"):
        await account.process().access()


async def test_a_wrong_secret_of_the_app_loses_nothing(account: Account) -> None:
    token = account.process()
    right, account.oa.app_secret = account.oa.app_secret, "another"
    with pytest.raises(Unreachable, match="-14004"):
        await token.access()
    account.oa.app_secret = right
    assert await token.access() == account.oa.access_token


async def test_no_log_line_shows_a_token(account: Account) -> None:
    await account.process().access()
    for secret in (account.oa.access_token, account.oa.refresh_token, account.first):
        assert redact(f"x {secret} y") == "x *** y"
