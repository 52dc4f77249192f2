"""The channel of a Zalo Official Account: the loop, windows, pictures, codes of failure."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import timedelta
from io import BytesIO
from pathlib import Path

import pytest
from PIL import Image
from sqlmodel import select
from structlog.testing import capture_logs

from bot import zalo_oa_webhook
from bot.channel import (
    ChatClosed,
    ChatGone,
    Pictures,
    Refused,
    StaleReference,
    Target,
    TooFast,
    Unreachable,
)
from bot.clock import FixedClock
from bot.one_tick import tick
from bot.process import opened
from bot.zalo_oa import ZaloOA
from bot.zalo_oa_pictures import MOST, fitting
from handlers.messages import Button, Outgoing
from storage import people
from storage.tables import Inbox, Upload
from tests.harness import CODE, MORNING, jpeg, on_sqlite, wards
from tests.installation import settings_for
from tests.zalo_oa_harness import ADMIN, MEMBER, OFFICER, OaBot, at_work
from tests.zalo_oa_samples import ECHO, GROUP, TEXT, event
from tests.zalo_oa_standin import OaStandIn

PERSON, TEAM = Target(MEMBER, is_group=False), Target(GROUP, is_group=True)
CS, TO_GROUP, UPLOAD = (
    "/v3.0/oa/message/cs",
    "/v3.0/oa/group/message",
    "/v2.0/oa/upload/image",
)


@pytest.fixture
async def bot(database_url: str, tmp_path: Path) -> AsyncIterator[OaBot]:
    async with at_work(database_url, tmp_path) as started:
        started.oa.groups.add(GROUP)
        started.oa.wrote[MEMBER] = started.oa.wall()
        await started.settle()
        yield started


def channel(bot: OaBot) -> ZaloOA:
    assert bot.process.zalo_oa is not None
    return bot.process.zalo_oa


async def ward(bot: OaBot) -> None:
    """The group of the first ward, with an officer in it."""
    await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
    await bot.settle()
    async with bot.process.db.write() as session:
        officer = await people.person_of(session, "zalo_oa", OFFICER, "", bot.clock.now())
        (group,) = await people.groups(session, "ward")
        now = bot.clock.now()
        await people.grant(session, officer.id or 0, "officer", now, ward_id=group.ward_id)


async def report(bot: OaBot) -> str:
    await bot.oa.photo(MEMBER, jpeg(1), "rác ở góc đường")
    await bot.settle()
    await bot.oa.place(MEMBER, *wards()[0].inside)
    await bot.settle()
    return (await bot.reports())[-1].code


# The loop


async def test_a_photo_and_a_native_place_become_a_card_in_the_wards_group(bot: OaBot) -> None:
    await ward(bot)
    code = await report(bot)
    card = bot.oa.posts[-1] if bot.oa.posts[-1].in_group else bot.oa.posts[-2]
    assert card.to == GROUP
    assert card.text.startswith(f"#{code}")
    assert len(card.pictures) == 1
    assert bot.oa.uploads[card.pictures[0]][1].startswith(b"\xff\xd8\xff")
    assert CODE.search(bot.oa.texts(MEMBER)[-1])


async def test_an_admin_binds_a_group_by_naming_the_account_in_plain_words(bot: OaBot) -> None:
    await bot.oa.text(ADMIN, f"gắn phường {wards()[0].name}", GROUP)
    await bot.settle()
    async with bot.process.db.read() as session:
        assert not await people.groups(session, "ward")
    await bot.oa.text(ADMIN, f"@Tổ\u00a0Trật Tự gắn phường {wards()[0].name}", GROUP)
    await bot.settle()
    async with bot.process.db.read() as session:
        (group,) = await people.groups(session, "ward")
    assert group.address == GROUP


async def test_an_account_that_cannot_be_reached_holds_up_no_other_platform(
    database_url: str, tmp_path: Path
) -> None:
    async with OaStandIn() as oa:
        oa.answers("/v4/oa/access_token", 502)
        settings = settings_for(database_url, tmp_path, **oa.settings())
        async with opened(settings, FixedClock(MORNING)) as process:
            with capture_logs() as logs:
                assert await tick(process, 5) == ("nothing was due", True)
    assert "zalo_oa_unreachable" in [log["event"] for log in logs]


async def test_an_officer_closes_with_a_photo_and_the_member_is_told(bot: OaBot) -> None:
    await ward(bot)
    code = await report(bot)
    told = len(bot.oa.texts(MEMBER))
    await bot.oa.photo(OFFICER, jpeg(2), f"xong {code}", GROUP)
    await bot.settle()
    assert (await bot.reports())[0].state == "resolved"
    assert len(bot.oa.texts(MEMBER)) > told
    assert f"#{code}" in bot.oa.texts(MEMBER)[-1]


async def test_a_quoted_card_says_which_report_is_meant(bot: OaBot) -> None:
    await ward(bot)
    first = await report(bot)
    card = next(post for post in bot.oa.posts if post.in_group and post.pictures)
    await bot.oa.photo(MEMBER, jpeg(3), "cây đổ")
    await bot.settle()
    await bot.oa.place(MEMBER, *wards()[0].inside)
    await bot.settle()
    await bot.oa.text(OFFICER, "nhận", GROUP, quote_msg_id=card.message_id)
    await bot.settle()
    states = {found.code: found.state for found in await bot.reports()}
    assert states.pop(first) == "accepted"
    assert list(states.values()) == ["new"]


async def test_it_is_known_who_wrote_though_events_do_not_say_it(bot: OaBot) -> None:
    bot.oa.names[OFFICER] = "Cán bộ Phường"
    for _ in range(2):
        await bot.oa.text(OFFICER, "xin chào", GROUP)
        await bot.oa.text(MEMBER, "xin chào", GROUP)
    await bot.settle()
    async with bot.process.db.read() as session:
        person = await people.find_person(session, "zalo_oa", OFFICER)
    assert person is not None
    assert person.name == "Cán bộ Phường"
    assert bot.oa.calls.count("/v3.0/oa/user/detail") == 2


@on_sqlite
async def test_an_event_is_taken_though_nobody_says_who_wrote(bot: OaBot) -> None:
    bot.oa.answers("/v3.0/oa/user/detail", 502)
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    assert len(bot.oa.texts(MEMBER)) == 1


# The webhook


async def inbox(bot: OaBot) -> list[str]:
    async with bot.process.db.read() as session:
        return [row.event_id for row in await session.exec(select(Inbox).order_by(Inbox.id))]  # type: ignore[arg-type]


async def test_an_event_that_comes_again_is_handled_once(bot: OaBot) -> None:
    said = event("user_send_text", {"text": "/homnay", "msg_id": "m1"}, sender={"id": MEMBER})
    for _ in range(3):
        assert await bot.oa.deliver(said) == 200
    await bot.settle()
    assert await inbox(bot) == ["user_send_text:m1"]
    assert len(bot.oa.texts(MEMBER)) == 1


@pytest.mark.parametrize("recipe", ["app_id+secret_key", "oa_id+secret_key", "app_id+app_secret"])
@on_sqlite
async def test_the_recipe_that_signed_is_remembered_over_a_restart(bot: OaBot, recipe: str) -> None:
    bot.oa.recipe = recipe
    assert await bot.oa.deliver(ECHO) == 200
    await bot.restart()
    assert await bot.oa.deliver(TEXT) == 200
    async with bot.process.db.read() as session:
        assert await people.setting(session, zalo_oa_webhook.PINNED) == recipe


@on_sqlite
async def test_what_is_not_signed_is_turned_away(bot: OaBot) -> None:
    raw = b'{"event_name": "user_send_text", "timestamp": "1"}'
    said = {"timestamp": "1"}
    assert await bot.oa.knock(raw, said, signature="mac=" + "0" * 64) == 403
    assert await bot.oa.knock(raw, said, signature="") == 403
    bot.oa.secret_key = "another"
    assert await bot.oa.deliver(TEXT) == 403
    assert await inbox(bot) == []


@pytest.mark.parametrize("raw", [b"garbage", b"[]", b"7", b"\xff", b"[" * 100_000])
@on_sqlite
async def test_garbage_is_turned_away(bot: OaBot, raw: bytes) -> None:
    assert await bot.oa.knock(raw, {}) == 400


@on_sqlite
async def test_what_is_too_big_is_turned_away(bot: OaBot) -> None:
    assert await bot.oa.knock(b" " * (1024 * 1024 + 1), {}) == 413


@pytest.mark.parametrize("raw", [b"", b"{}"])
@on_sqlite
async def test_the_consoles_own_test_is_answered_and_stored_nowhere(bot: OaBot, raw: bytes) -> None:
    assert await bot.oa.knock(raw, {}, signature="") == 200
    assert await inbox(bot) == []


@on_sqlite
async def test_an_event_that_cannot_be_read_is_parked(bot: OaBot) -> None:
    bot.expected.add("update_parked")
    assert await bot.oa.deliver(event("user_send_text", {"text": "no id"})) == 200
    await bot.settle()
    async with bot.process.db.read() as session:
        (row,) = await session.exec(select(Inbox))
    assert row.parked_at is not None


# Windows


async def test_what_cannot_be_sent_to_a_person_waits_until_they_write(bot: OaBot) -> None:
    await ward(bot)
    code = await report(bot)
    await bot.wait(days=7, minutes=1)
    told = len(bot.oa.texts(MEMBER))
    await bot.oa.photo(OFFICER, jpeg(2), f"xong {code}", GROUP)
    await bot.settle()
    assert len(bot.oa.texts(MEMBER)) == told
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    waited, answer = bot.oa.texts(MEMBER)[told:]
    assert f"#{code}" in waited
    assert f"#{code}" not in answer


@on_sqlite
async def test_a_quota_that_is_used_up_waits_for_a_window_that_costs_nothing(bot: OaBot) -> None:
    bot.oa.free = 1
    await bot.oa.text(MEMBER, "/homnay")
    await bot.settle()
    with pytest.raises(ChatClosed):
        await channel(bot).send(PERSON, Outgoing(text="a"), Pictures(), None)
    bot.oa.answers(TO_GROUP, -211)
    with pytest.raises(TooFast):
        await channel(bot).send(TEAM, Outgoing(text="a"), Pictures(), None)


# Messages and pictures


async def send(bot: OaBot, to: Target = PERSON, reply_to: str | None = None, **said: object) -> str:
    sent = await channel(bot).send(to, Outgoing(**said), Pictures(), reply_to)  # type: ignore[arg-type]
    assert sent.message_id is not None
    return bot.oa.posts[-1].text


@on_sqlite
async def test_links_stand_under_the_text_and_mentions_are_broken(bot: OaBot) -> None:
    link = ((Button("Bản đồ", url="https://example.org/"),),)
    said = await send(bot, TEAM, title="#K7P2", text=f"rác [@{GROUP}]", buttons=link)
    assert said == f"#K7P2\nrác [ @{GROUP}]\nBản đồ: https://example.org/"


@on_sqlite
async def test_a_quote_that_zalo_refuses_is_left_out(bot: OaBot) -> None:
    await send(bot, reply_to="m1", text="a")
    assert bot.oa.posts[-1].quotes == "m1"
    bot.oa.answers(CS, -201)
    await send(bot, reply_to="m1", text="b")
    assert bot.oa.posts[-1].quotes is None
    await send(bot, TEAM, reply_to="m1", text="c")


@on_sqlite
async def test_a_picture_is_uploaded_once_and_used_again_for_six_days(bot: OaBot) -> None:
    oa = channel(bot)
    fresh = Pictures(("k",), (None,), (jpeg(1),))
    sent = await oa.send(PERSON, Outgoing(text="a"), fresh, None)
    named = Pictures(("k",), sent.refs, (None,))
    bot.clock.at += timedelta(days=5, hours=23)
    assert (await oa.send(TEAM, Outgoing(text="b"), named, None)).refs == sent.refs
    assert len(bot.oa.uploads) == 1
    bot.clock.at += timedelta(hours=2)
    with pytest.raises(StaleReference):
        await oa.send(TEAM, Outgoing(text="c"), named, None)


async def test_a_picture_that_zalo_is_about_to_forget_is_uploaded_again(bot: OaBot) -> None:
    await ward(bot)
    await report(bot)
    first = len(bot.oa.uploads)
    await bot.wait(days=8)
    bot.oa.wrote[MEMBER] = bot.oa.wall()
    await bot.oa.text(ADMIN, f"/ganphuong {wards()[1].name}", GROUP)
    await bot.settle()
    await bot.oa.text(ADMIN, f"/ganphuong {wards()[0].name}", GROUP)
    await bot.settle()
    async with bot.process.db.read() as session:
        rows = (await session.exec(select(Upload))).all()
    assert len(bot.oa.uploads) >= first
    assert len({row.key for row in rows}) == len(rows)


@on_sqlite
async def test_an_album_is_a_message_a_picture_with_the_words_under_the_first(bot: OaBot) -> None:
    album = Pictures(("a", "b"), (None, None), (jpeg(1), jpeg(2)))
    await channel(bot).send(TEAM, Outgoing(text="hai ảnh"), album, None)
    assert [(post.text, len(post.pictures)) for post in bot.oa.posts[-2:]] == [
        ("hai ảnh", 1),
        ("", 1),
    ]


def test_a_large_picture_is_made_to_fit() -> None:
    noise = Image.effect_noise((4000, 3000), 90).convert("RGB")
    out = BytesIO()
    noise.save(out, "JPEG", quality=95)
    assert len(out.getvalue()) > MOST
    small, kind = fitting(out.getvalue())
    assert kind == "jpeg"
    assert len(small) < MOST
    assert max(Image.open(BytesIO(small)).size) >= 960


def test_a_picture_that_fits_is_sent_as_it_is() -> None:
    out = BytesIO()
    Image.new("RGB", (10, 10)).save(out, "PNG")
    assert fitting(out.getvalue()) == (out.getvalue(), "png")
    assert fitting(jpeg(1)) == (jpeg(1), "jpeg")
    out = BytesIO()
    Image.new("RGB", (10, 10)).save(out, "WEBP")
    assert fitting(out.getvalue())[1] == "jpeg"


# Failures


@pytest.mark.parametrize(
    ("code", "error"),
    [
        (-230, ChatClosed),
        (-232, ChatClosed),
        (-213, ChatClosed),
        (-218, ChatClosed),
        (-211, ChatClosed),
        (-227, ChatGone),
        (-244, ChatGone),
        (-237, ChatGone),
        (-403, ChatGone),
        (-32, TooFast),
        (-234, TooFast),
        (-100, StaleReference),
        (-201, Refused),
        (-210, Refused),
        (-248, Refused),
        (-9999, Refused),
        (-221, Unreachable),
        (-224, Unreachable),
        (-240, Unreachable),
        (500, Unreachable),
        (429, Unreachable),
    ],
)
@on_sqlite
async def test_each_code_is_a_decision(bot: OaBot, code: int, error: type[Exception]) -> None:
    bot.oa.answers(CS, code)
    with pytest.raises(error):
        await channel(bot).send(PERSON, Outgoing(text="a"), Pictures(), None)


@pytest.mark.parametrize("code", [-216, -220, -124])
@on_sqlite
async def test_a_token_that_is_refused_is_renewed_and_the_message_goes_out(
    bot: OaBot, code: int
) -> None:
    renewals = bot.oa.renewals
    bot.oa.answers(CS, code)
    assert await send(bot, text="a") == "a"
    assert bot.oa.renewals == renewals + 1


@on_sqlite
async def test_a_token_that_is_refused_twice_waits(bot: OaBot) -> None:
    bot.oa.answers(CS, -216, -216)
    with pytest.raises(Unreachable):
        await channel(bot).send(PERSON, Outgoing(text="a"), Pictures(), None)


@on_sqlite
async def test_what_stops_the_account_is_remembered_until_it_sends_again(bot: OaBot) -> None:
    bot.oa.answers(TO_GROUP, -224)
    with pytest.raises(Unreachable):
        await channel(bot).send(TEAM, Outgoing(text="a"), Pictures(), None)
    assert "package" in channel(bot).trouble
    await send(bot, TEAM, text="b")
    assert channel(bot).trouble == ""


@on_sqlite
async def test_an_empty_message_is_refused(bot: OaBot) -> None:
    with pytest.raises(Refused):
        await channel(bot).send(PERSON, Outgoing(), Pictures(), None)


@on_sqlite
async def test_a_lost_grant_keeps_messages_until_it_is_mended(
    database_url: str, tmp_path: Path
) -> None:
    async with at_work(database_url, tmp_path) as bot:
        bot.expected |= {"zalo_oa_not_renewed", "zalo_oa_grant_lost"}
        await bot.settle()
        bot.oa.wrote[MEMBER] = bot.oa.wall()
        bot.oa.forget_access()
        bot.oa.refresh_token = "used-elsewhere"
        await bot.oa.text(MEMBER, "/homnay")
        await bot.settle()
        assert bot.oa.texts(MEMBER) == []
        bot.oa.refresh_token = "from-the-console"
        bot.settings = bot.settings.model_copy(update={"zalo_oa_refresh_token": "from-the-console"})
        await bot.restart()
        await bot.wait(minutes=2)
        assert len(bot.oa.texts(MEMBER)) == 1
