"""The reporter's word on a closing: three moods, what was bad, once more after some days, for a
week; and what all words come to."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlmodel import col, select

from storage import closings, joins
from storage.closings import Words
from storage.tables import Account, Closing, Person
from tests.harness import Bot, Room, Ward, at, on_sqlite
from tests.standin import User

Closed = tuple[str, Ward, Room, User]


async def closed(bot: Bot, ward: Ward | None = None, name: str = "An") -> Closed:
    """A report that its ward closed, the ward, the reporter's chat and the reporter."""
    ward, an = ward or await bot.ward(), bot.person(name)
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    return code, ward, private, an


async def kept(bot: Bot, code: str) -> list[Closing]:
    report = await bot.the_report(code)
    async with bot.process.db.read() as session:
        query = select(Closing).where(Closing.report_id == report.id).order_by(col(Closing.id))
        return list(await session.exec(query))


async def words(bot: Bot, code: str) -> Words:
    """What became of the closings of a report's ward, of whatever time."""
    ward_id, now = (await bot.the_report(code)).ward_id, bot.clock.now()
    async with bot.process.db.read() as session:
        found = await closings.words(session, now - timedelta(days=99), now + timedelta(days=1))
    return found[ward_id]


async def test_a_happy_reporter_confirms(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    assert await private.press(an, "😀") == "😀 Cảm ơn bạn đã xác nhận."
    assert await bot.state(code) == "confirmed"
    assert (await bot.events(code))[-1].data == {"by": "reporter"}
    assert "người gửi xác nhận" in ward.card(code).text
    assert "Người gửi: 😀" in ward.card(code).text
    assert await words(bot, code) == Words(1, 1, 1, 0, 0, 1, 0, 0, 0)


async def test_so_so_is_kept_and_silence_confirms_later(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.press(an, "😐")
    assert await bot.state(code) == "resolved"
    assert "Người gửi: 😐" in ward.card(code).text
    await bot.wait(days=7, seconds=1)
    await bot.tick()
    assert await bot.state(code) == "confirmed"
    assert (await bot.events(code))[-1].data == {"by": "silence"}
    assert await words(bot, code) == Words(1, 1, 0, 1, 0, 0, 0, 1, 0)


async def test_of_what_is_bad_the_reason_is_one_tap_and_the_ward_reads_it(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.press(an, "☹")
    assert list(private.last.buttons)[:2] == ["Chưa xử lý", "Làm chưa hết, chưa sạch"]
    await private.press(an, "chưa sạch")
    assert await bot.state(code) == "resolved"
    assert "Người gửi: ☹️ chưa ổn: Làm chưa hết, chưa sạch" in ward.card(code).text
    [closing] = await kept(bot, code)
    assert (closing.mood, closing.reason) == ("bad", "dirty")


async def test_the_answer_may_change_while_the_days_last(bot: Bot) -> None:
    code, _, private, an = await closed(bot)
    told = private.last
    await private.press(an, "☹", told)
    await private.press(an, "quá chậm")
    await private.press(an, "😐", told)
    assert [(c.mood, c.reason) for c in await kept(bot, code)] == [("fair", "")]
    await private.press(an, "😀", told)
    assert await bot.state(code) == "confirmed"
    await bot.wait(days=6)
    await private.not_done(an, told)
    assert await bot.state(code) == "reopened", "a slip of the finger is no last word"
    assert await words(bot, code) == Words(1, 1, 0, 0, 1, 0, 0, 0, 1)


async def test_each_closing_is_asked_about_and_the_first_answer_stays_its_own(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.not_done(an)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert "Lần này bạn thấy thế nào" in private.last.text
    await private.press(an, "😀")
    assert [(c.mood, c.reason) for c in await kept(bot, code)] == [("bad", "undone"), ("good", "")]
    assert await words(bot, code) == Words(2, 2, 1, 0, 1, 1, 0, 0, 1)


async def test_nobody_is_asked_about_their_own_work(bot: Bot) -> None:
    ward = await bot.ward()
    private = bot.private(ward.officer)
    code = await private.report(ward.officer, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert "của chính mình" in private.last.text
    assert not private.last.buttons
    await private.say(ward.officer, code)
    assert not any("😀" in label for label in private.last.buttons)
    await bot.wait(days=4)
    await bot.tick()
    assert "Bot chỉ hỏi thêm" not in "".join(private.texts)
    ward_id = (await bot.the_report(code)).ward_id
    now = bot.clock.now()
    async with bot.process.db.read() as session:
        assert ward_id not in await closings.words(session, now - timedelta(days=9), now)


async def test_whoever_says_nothing_is_asked_once_more(bot: Bot) -> None:
    code, _, private, an = await closed(bot)
    await bot.go(at("08:59", 21), tick=True)
    known = len(private.messages)
    await bot.go(at("09:01", 21), tick=True)
    assert len(private.messages) == known + 1
    assert private.last.text.startswith(f"#{code} 🙂")
    for day in (22, 23, 24):
        await bot.go(at("09:30", day), tick=True)
    assert len(private.messages) == known + 1
    await private.press(an, "😀")
    assert await bot.state(code) == "confirmed"


@on_sqlite
async def test_nobody_is_asked_again_who_answered_or_at_night(bot: Bot) -> None:
    _, ward, silent, _ = await closed(bot)
    _, _, private, an = await closed(bot, ward, "Bình")
    await private.press(an, "😐")
    known = len(private.messages), len(silent.messages)
    await bot.go(at("22:00", 21), tick=True)
    assert (len(private.messages), len(silent.messages)) == known
    await bot.go(at("07:00", 22), tick=True)
    assert (len(private.messages), len(silent.messages)) == (known[0], known[1] + 1)


@on_sqlite
async def test_many_closings_of_one_reporter_are_one_message(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private, codes = bot.private(an), []
    for _ in range(3):
        codes.append(await private.report(an, ward.inside))
        await ward.photo(ward.officer, "xong", reply_to=ward.card(codes[-1]))
    known = len(private.messages)
    await bot.go(at("10:00", 21), tick=True)
    assert len(private.messages) == known + 1
    assert all(f"#{code}" in private.last.text for code in codes)
    await private.say(an, f"/tracuu {codes[1]}")
    await private.press(an, "😀")
    assert await bot.state(codes[1]) == "confirmed"


async def test_only_the_reporter_is_heard(bot: Bot) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    code = await branch.report(an, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    for somebody in (ward.officer, bot.person("Lạ")):
        assert "người gửi" in await branch.press(somebody, "😀")
    assert [c.mood for c in await kept(bot, code)] == [""]
    await branch.press(an, "😀")
    assert await bot.state(code) == "confirmed"


@pytest.mark.parametrize(
    ("verb", "state", "word"),
    [("ok", "confirmed", ("good", "")), ("nd", "reopened", ("bad", "undone"))],
)
async def test_the_two_earlier_buttons_go_on_working(
    bot: Bot, verb: str, state: str, word: tuple[str, str]
) -> None:
    code, _, private, an = await closed(bot)
    report = await bot.the_report(code)
    await bot.tg.press(an, private.last, f"{verb}:{report.id}")
    await bot.settle()
    assert await bot.state(code) == state
    assert [(c.mood, c.reason) for c in await kept(bot, code)] == [word]


@on_sqlite
@pytest.mark.parametrize("says", ["😀", "☹"])
async def test_two_accounts_that_turned_out_to_be_one_person_judge_nothing(
    bot: Bot, says: str
) -> None:
    code, ward, private, an = await closed(bot)
    told = private.last
    async with bot.process.db.write() as session:
        by_address = select(Account).where(
            col(Account.address).in_((str(an.id), str(ward.officer.id)))
        )
        accounts = (await session.exec(by_address)).all()
        one, other = [await session.get_one(Person, account.person_id) for account in accounts]
        await joins.merge(session, one, other)
    assert "Bạn tự báo xong phản ánh này" in await private.press(an, says, told)
    assert await bot.state(code) == "resolved"
    assert [c.mood for c in await kept(bot, code)] == [""]


@on_sqlite
async def test_an_undone_closing_counts_for_nothing(bot: Bot) -> None:
    code, ward, private, an = await closed(bot)
    await private.press(an, "😐")
    await ward.press(ward.officer, "Hoàn tác")
    now = bot.clock.now()
    async with bot.process.db.read() as session:
        assert not await closings.words(session, now - timedelta(days=1), now + timedelta(days=1))
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    assert await words(bot, code) == Words(1, 1, 0, 0, 0, 0, 0, 0, 0)
