"""Re-checks: closings are drawn by lot, somebody with no part in them goes there, and a closing
that was proved false is opened again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlmodel import col, delete, select

from handlers import lots
from storage import closings, rechecks
from storage.database import create
from storage.tables import Draw, Entry, Grant, Recheck, Visit
from tests.harness import ADMIN, Bot, Room, Ward, at, jpeg_at, metres_north, on_sqlite
from tests.standin import Shown, User
from tests.test_alike import changed

MONDAY = at("08:30", 23)


async def inspector(bot: Bot, name: str = "Thanh tra") -> Room:
    """The private chat of an inspector."""
    person = bot.person(name)
    private = bot.private(person)
    await private.say(person, "/phuctra")
    await private.press(person, "Xin làm")
    await bot.private(ADMIN).press(ADMIN, "Duyệt")
    return private


def owner(room: Room) -> User:
    return User(room.chat.id, room.chat.title or "")


async def closed(bot: Bot, ward: Ward, who: User, room: Room | None = None) -> str:
    room = room or bot.private(who)
    code = await room.report(who, ward.inside)
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    return code


async def to_monday(bot: Bot) -> None:
    """Let the week begin that the lot is drawn in; its secret was made before."""
    await bot.tick()
    await bot.go(MONDAY, tick=True)


def task(room: Room) -> Shown:
    return next(m for m in reversed(room.messages) if "Phúc tra:" in m.text)


async def go_there(room: Room, where: tuple[float, float]) -> None:
    """Say that one is there, and send a photo and the place."""
    user = owner(room)
    await room.press(user, "đang ở đó", task(room))
    await room.photo(user)
    await room.place(user, where)


async def drawn(bot: Bot) -> list[Recheck]:
    async with bot.process.db.read() as session:
        return list(await session.exec(select(Recheck).order_by(col(Recheck.id))))


async def visits(bot: Bot) -> list[Visit]:
    async with bot.process.db.read() as session:
        return list(await session.exec(select(Visit).order_by(col(Visit.id))))


async def entries(bot: Bot, code: str) -> list[Entry]:
    report = await bot.the_report(code)
    async with bot.process.db.read() as session:
        return list(await session.exec(select(Entry).where(Entry.report_id == report.id)))


async def score(bot: Bot, code: str) -> rechecks.Checked:
    ward_id, now = (await bot.the_report(code)).ward_id, bot.clock.now()
    async with bot.process.db.read() as session:
        found = await rechecks.scores(session, now - timedelta(days=60), now)
    return found[ward_id]


# The lot


async def test_each_week_some_of_each_ward_are_drawn_and_it_can_be_repeated(bot: Bot) -> None:
    wards = [await bot.ward(0), await bot.ward(1)]
    for ward, count in zip(wards, (4, 1), strict=True):
        for number in range(count):
            await closed(bot, ward, bot.person(f"Người {number}"))
    await to_monday(bot)
    async with bot.process.db.read() as session:
        draw = await rechecks.draw_named(session, "2026-W47")
        assert draw is not None
        found = await rechecks.of_draw(session, draw.id or 0)
    assert len(draw.pool.splitlines()) == 5
    assert draw.seed == lots.seed_of(draw.secret, draw.pool)
    expected = [number for _, number in lots.draw(draw.seed, draw.pool, 2)]
    assert [recheck.closing_id for recheck, _, _ in found] == expected
    assert len(expected) == 3
    for _ in range(2):
        await bot.wait(hours=1)
        await bot.tick()
    assert len(await drawn(bot)) == 3, "once a week"


async def test_the_secret_is_made_before_the_week_and_stays(bot: Bot) -> None:
    await bot.tick()
    async with bot.process.db.read() as session:
        before = {draw.week: draw.secret for draw in await rechecks.draws(session)}
    assert set(before) == {"2026-W47", "2026-W48"}
    await bot.restart()
    await to_monday(bot)
    async with bot.process.db.read() as session:
        after = await rechecks.draws(session)
    assert {draw.week: draw.secret for draw in after if draw.week in before} == before
    assert [draw.week for draw in after] == ["2026-W49", "2026-W48", "2026-W47"]
    assert len(set(before.values())) == 2


@on_sqlite
async def test_what_was_opened_again_is_not_drawn(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    await closed(bot, ward, an)
    await bot.private(an).not_done(an)
    await to_monday(bot)
    assert not await drawn(bot)


@on_sqlite
async def test_a_week_that_nobody_prepared_for_is_not_drawn(bot: Bot) -> None:
    await closed(bot, await bot.ward(), bot.person("An"))
    await bot.go(MONDAY, tick=True)
    assert not await drawn(bot), "its secret could have been chosen by what it draws"


# Who is asked


async def test_an_inspector_goes_there_and_the_closing_is_confirmed(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    code = await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    asked = task(room)
    assert asked.text.startswith(f"#{code} ")
    assert asked.photo is not None
    assert "An" not in asked.text.replace("Ảnh", "")
    await go_there(room, ward.inside)
    await room.press(owner(room), "Đã xử lý")
    assert await bot.state(code) == "confirmed"
    assert "phúc tra xác nhận" in ward.card(code).text
    assert "đúng là đã xử lý" in ward.last.text
    assert "Cảm ơn bạn đã ghé xem" in room.last.text
    assert not room.again(asked).buttons or list(room.again(asked).buttons) == ["🗺 Bản đồ"]
    assert await score(bot, code) == rechecks.Checked(1, 0, 0)
    now = bot.clock.now()
    async with bot.process.db.read() as session:
        words = await closings.words(session, now - timedelta(days=9), now)
    assert [(w.by_recheck, w.confirmed) for w in words.values()] == [(1, 1)]


async def test_members_of_a_branch_that_is_at_home_elsewhere_are_asked(bot: Bot) -> None:
    here, there = await bot.ward(0), await bot.ward(1)
    near, far = await bot.branch("Chi đoàn gần"), await bot.branch("Chi đoàn xa")
    an, binh, chi = (bot.person(name) for name in ("An", "Bình", "Chi"))
    for person in (an, binh, chi):
        await bot.private(person).say(person, "/start")
    code = await closed(bot, here, an, near)
    await near.report(binh, here.inside)
    await far.report(chi, there.inside)
    await to_monday(bot)
    assert [v.ended_at for v in await visits(bot)] == [None]
    assert f"#{code} " in task(bot.private(chi)).text
    for person in (an, binh):
        with pytest.raises(StopIteration):
            task(bot.private(person))


@on_sqlite
async def test_nobody_is_asked_about_their_own_report_closing_or_ward(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch("Chi đoàn xa")
    other = await bot.ward(1)
    an = await inspector(bot, "An")
    await bot.private(ward.officer).say(ward.officer, "/start")
    await branch.report(ward.officer, other.inside)
    hello = await ward.say(ward.officer, "chào")
    await ward.say(ADMIN, "/phuctra", reply_to=hello)
    assert "là người phúc tra" in ward.last.text
    code = await closed(bot, ward, owner(an), an)
    await to_monday(bot)
    assert len(await drawn(bot)) == 1
    assert not await visits(bot), "an inspector reported it, another inspector closed it"
    assert await bot.state(code) == "resolved"
    thanh = await inspector(bot, "Thanh")
    await bot.tick()
    assert f"#{code} " in task(thanh).text


async def test_whoever_does_not_go_is_followed_by_somebody_else(bot: Bot) -> None:
    ward = await bot.ward()
    rooms = [await inspector(bot, f"Thanh tra {n}") for n in range(3)]
    code = await closed(bot, ward, bot.person("An"))
    await to_monday(bot)

    def asked() -> list[Room]:
        return [room for room in rooms if any("Phúc tra:" in text for text in room.texts)]

    [first] = asked()
    await first.press(owner(first), "người khác", task(first))
    await bot.tick()
    [second] = [room for room in asked() if room is not first]
    before = task(second)
    here = before.button("đang ở đó")
    await bot.wait(days=3, minutes=1)
    await bot.tick()
    assert "Đã nhờ người khác" in second.last.text
    assert list(second.again(before).buttons) == ["🗺 Bản đồ"]
    await bot.tg.press(owner(second), before, here)
    await bot.settle()
    assert "không cần ghé xem nữa" in bot.tg.toasts[-1].text
    assert len(asked()) == 3
    third = next(room for room in asked() if room not in (first, second))
    await go_there(third, ward.inside)
    await third.press(owner(third), "Không rõ")
    assert [e.data for e in await bot.events(code) if e.kind == "confirmed"] == [{"by": "silence"}]
    assert await score(bot, code) == rechecks.Checked(0, 0, 1)


@on_sqlite
async def test_after_some_people_nobody_more_is_asked(bot: Bot) -> None:
    ward = await bot.ward()
    for number in range(6):
        await inspector(bot, f"Thanh tra {number}")
    await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    for _ in range(6):
        await bot.wait(days=4)
        await bot.tick()
    assert len(await visits(bot)) == 4
    assert [recheck.verdict for recheck in await drawn(bot)] == ["nobody"]


# On the spot


async def test_a_false_closing_is_opened_again_once_the_office_agrees(bot: Bot) -> None:
    office, ward, room = await bot.office(), await bot.ward(), await inspector(bot)
    an = bot.person("An")
    code = await closed(bot, ward, an)
    await bot.private(an).press(an, "😀")
    await to_monday(bot)
    await go_there(room, ward.inside)
    await room.press(owner(room), "Chưa xử lý")
    assert await bot.state(code) == "confirmed", "nobody alone says that it was false"
    asked = office.last
    assert "tới tận nơi thấy chưa xử lý" in asked.text
    assert asked.photo is not None
    await office.press(ADMIN, "mở lại")
    assert await bot.state(code) == "reopened"
    event = (await bot.events(code))[-1]
    assert event.kind == "reopened"
    report = await bot.the_report(code)
    assert (event.data["by"], event.data["ward"]) == ("recheck", report.ward_id)
    [visit] = await visits(bot)
    assert event.person_id == visit.person_id, "the finder"
    assert "phúc tra" in ward.last.text
    assert "Phúc tra thấy chưa xong" in ward.card(code).text
    assert "Văn phòng đã xác nhận" in room.last.text
    assert "có người tới xem lại" in bot.private(an).last.text
    assert await score(bot, code) == rechecks.Checked(0, 1, 0)
    await bot.tick()
    lines = {entry.rule: entry for entry in await entries(bot, code)}
    assert lines["false-closing"].ward_id == report.ward_id
    assert lines["false-closing"].points < 0
    assert lines["found"].person_id == visit.person_id
    assert lines["found"].points > 0


@on_sqlite
async def test_where_the_office_does_not_agree_the_closing_stands(bot: Bot) -> None:
    office, ward, room = await bot.office(), await bot.ward(), await inspector(bot)
    code = await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    await go_there(room, ward.inside)
    await room.press(owner(room), "Chưa xử lý")
    assert "đang kiểm tra" in ward.card(code).text
    await office.press(ADMIN, "Đã xử lý")
    assert await bot.state(code) == "resolved"
    assert await score(bot, code) == rechecks.Checked(0, 0, 1)


@on_sqlite
async def test_the_finder_does_not_decide_about_it(bot: Bot) -> None:
    office, ward = await bot.office(), await bot.ward()
    private = bot.private(ADMIN)
    await private.say(ADMIN, "/phuctra")
    await private.press(ADMIN, "Xin làm")
    await private.press(ADMIN, "Duyệt")
    code = await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    room = Room(bot, private.chat)
    await go_there(room, ward.inside)
    await room.press(ADMIN, "Chưa xử lý")
    assert "một người khác quyết định" in await office.press(ADMIN, "mở lại")
    assert await bot.state(code) == "resolved"


async def test_the_place_has_to_be_near_and_the_photo_new(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    code = await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    user = owner(room)
    await room.press(user, "đang ở đó", task(room))
    await room.place(user, metres_north(ward.inside, 2000))
    assert "2 km" in room.last.text
    assert not any("Đã xử lý" in label for label in room.last.buttons)
    file = bot.tg.add_file(jpeg_at(ward.inside, 77))
    await bot.tg.document(room.chat, user, file, "1.jpg", "image/jpeg")
    await bot.settle()
    assert any("Đã xử lý" in label for label in room.last.buttons), "a camera file says where"
    await room.press(user, "Đã xử lý")
    assert await bot.state(code) == "confirmed"


async def test_a_photo_in_answer_to_the_question_needs_no_tap(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    user, known = owner(room), len(await bot.reports())
    await room.photo(user, reply_to=task(room))
    assert "vị trí" in room.last.text
    await room.place(user, ward.inside)
    await room.press(user, "Không rõ")
    assert [visit.verdict for visit in await visits(bot)] == ["unclear"]
    assert len(await bot.reports()) == known


@on_sqlite
async def test_meanwhile_inspectors_report_as_usual(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    code = await room.report(owner(room), ward.inside)
    assert f"#{code} · " in ward.card(code).text
    await room.press(owner(room), "đang ở đó", task(room))
    await bot.wait(minutes=31)
    other = await room.report(owner(room), ward.inside)
    assert other != code


async def test_a_closing_that_ends_needs_nobody_any_more(bot: Bot) -> None:
    ward, room, an = await bot.ward(), await inspector(bot), bot.person("An")
    await bot.tick()
    await bot.go(at("23:55", 22))
    code = await closed(bot, ward, an)
    await bot.go(at("08:00", 23), tick=True)
    assert f"#{code} " in task(room).text
    await bot.private(an).not_done(an)
    assert "Không cần ghé xem nữa" in room.last.text
    assert [recheck.verdict for recheck in await drawn(bot)] == ["over"]


@on_sqlite
async def test_it_goes_on_after_a_kill(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    code = await closed(bot, ward, bot.person("An"))
    await bot.tick()
    await bot.stop()
    bot.clock.at = MONDAY
    await bot.start()
    await bot.tick()
    user = owner(room)
    await room.press(user, "đang ở đó", task(room))
    await room.photo(user)
    await bot.restart()
    await bot.tick()
    await room.place(user, ward.inside)
    await room.press(user, "Đã xử lý")
    assert await bot.state(code) == "confirmed"
    assert len([m for m in room.messages if "Phúc tra:" in m.text]) == 1


# /phuctra


@on_sqlite
async def test_an_inspector_takes_on_what_waits(bot: Bot) -> None:
    ward = await bot.ward()
    codes = [await closed(bot, ward, bot.person(f"Người {n}")) for n in range(2)]
    await to_monday(bot)
    room = await inspector(bot)
    await bot.tick()
    asked = next(code for code in codes if f"#{code} " in task(room).text)
    other = next(code for code in codes if code != asked)
    await room.say(owner(room), "/phuctra")
    assert list(room.last.buttons) == [f"#{other}"]
    offer = room.last
    await room.press(owner(room), other)
    assert f"#{other} " in task(room).text
    assert "Đã có người nhận" in await room.press(owner(room), other, offer)


@on_sqlite
async def test_only_admins_name_inspectors(bot: Bot) -> None:
    office, ward = await bot.office(), await bot.ward()
    an = bot.person("An")
    said = await office.say(an, "chào")
    await office.say(ward.officer, "/phuctra", reply_to=said)
    assert "Chỉ quản trị viên" in office.last.text
    await office.say(ADMIN, "/phuctra", reply_to=said)
    assert "An là người phúc tra" in office.last.text


# Tricks


@on_sqlite
@pytest.mark.parametrize("agreed", [True, False])
async def test_what_was_found_is_decided_also_where_the_reporter_has_it_opened_first(
    bot: Bot, agreed: bool
) -> None:
    office, ward, room = await bot.office(), await bot.ward(), await inspector(bot)
    an = bot.person("An")
    code = await closed(bot, ward, an)
    await to_monday(bot)
    await go_there(room, ward.inside)
    await room.press(owner(room), "Chưa xử lý")
    asked = office.with_button("mở lại")
    await bot.private(an).not_done(an)
    assert await bot.state(code) == "reopened"
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await office.press(ADMIN, "mở lại" if agreed else "Đã xử lý", on=asked)
    assert await bot.state(code) == "resolved", "it was opened once, and done since"
    await bot.tick()
    rules = [entry.rule for entry in await entries(bot, code) if entry.counters is None]
    assert ("false-closing" in rules, "found" in rules) == (agreed, agreed)
    assert await score(bot, code) == rechecks.Checked(0, int(agreed), int(not agreed))
    rows = await entries(bot, code)
    for rule in ("reopened", "false-closing"):
        held = sum(row.count for row in rows if row.rule == rule)
        assert held == ((rule == "false-closing") == agreed), "one closing, one contradiction"


@on_sqlite
async def test_a_closing_that_was_taken_back_takes_what_was_found_with_it(bot: Bot) -> None:
    office, ward, room = await bot.office(), await bot.ward(), await inspector(bot)
    an = bot.person("An")
    await bot.go(at("07:55", 23) - timedelta(hours=8))
    bot.process.world.rules = bot.process.world.rules.model_copy(
        update={
            "closing": bot.process.world.rules.closing.model_copy(update={"undo_minutes": 1440})
        }
    )
    code = await closed(bot, ward, an)
    await to_monday(bot)
    await go_there(room, ward.inside)
    await room.press(owner(room), "Chưa xử lý")
    await ward.say(ward.officer, f"hoàn tác {code}")
    assert not any("mở lại" in label for label in office.last.buttons)
    assert [recheck.verdict for recheck in await drawn(bot)] == ["over"]


@on_sqlite
@pytest.mark.parametrize("cheat", ["", "half a turn"])
async def test_a_photo_that_was_there_before_shows_nothing(bot: Bot, cheat: str) -> None:
    ward, room, an = await bot.ward(), await inspector(bot), bot.person("An")
    private = bot.private(an)
    file = bot.tg.add_file(jpeg_at(ward.inside, 501))
    await bot.tg.document(private.chat, an, file, "1.jpg", "image/jpeg")
    await bot.settle()
    code = (await bot.reports())[-1].code
    await ward.photo(ward.officer, "xong", reply_to=ward.card(code))
    await to_monday(bot)
    user = owner(room)
    await room.press(user, "đang ở đó", task(room))
    if cheat:
        file = bot.tg.add_file(changed(jpeg_at(ward.inside, 501), cheat))
    await bot.tg.photo(room.chat, user, file, None)
    await bot.settle()
    await room.say(user, f"{ward.inside[0]}, {ward.inside[1]}")
    assert any("đã gửi từ trước" in text for text in room.texts)
    assert not any("Đã xử lý" in label for label in room.last.buttons)
    await room.photo(user)
    await room.press(user, "Đã xử lý")
    assert await bot.state(code) == "confirmed"


@on_sqlite
@pytest.mark.parametrize("since", ["officer", "revoked"])
async def test_whoever_may_not_look_any_more_is_followed_by_somebody_else(
    bot: Bot, since: str
) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    code = await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    user = owner(room)
    await go_there(room, ward.inside)
    [visit] = await visits(bot)
    async with bot.process.db.write() as session:
        if since == "officer":
            ward_id = (await bot.the_report(code)).ward_id
            session.add(
                Grant(person_id=visit.person_id, role="officer", ward_id=ward_id, at=MONDAY)
            )
        else:
            await session.exec(delete(Grant).where(col(Grant.role) == "inspector"))
    assert "không liên quan" in await room.press(user, "Đã xử lý")
    assert await bot.state(code) == "resolved"
    [visit] = await visits(bot)
    assert visit.ended_at is not None
    assert not visit.verdict
    second = await inspector(bot, "Người khác")
    await bot.wait(hours=1)
    await bot.tick()
    assert task(second)


# Late


async def weeks(bot: Bot) -> dict[str, tuple[list[int], bool]]:
    """The weeks in the order of their draws: the tickets drawn, and whether it was drawn yet."""
    async with bot.process.db.read() as session:
        return {
            draw.week: (
                [r.closing_id for r, _, _ in await rechecks.of_draw(session, draw.id or 0)],
                draw.drawn_at is not None,
            )
            for draw in reversed(await rechecks.draws(session))
        }


async def test_weeks_that_passed_undrawn_are_drawn_in_order_each_from_its_own_closings(
    bot: Bot,
) -> None:
    ward = await bot.ward()
    for monday in (at("07:30", 16), *(at("07:30", day) for day in (23, 30))):
        await bot.go(monday, tick=True)
        await closed(bot, ward, bot.person(f"Người {monday.day}"))
    await bot.go(at("07:30", 7, 12), tick=True)
    waiting: tuple[list[int], bool] = ([], False)
    before = {"2026-W47": ([1], True), "2026-W48": ([2], True), "2026-W49": waiting}
    coming = {"2026-W50": waiting, "2026-W51": waiting}
    assert await weeks(bot) == before | coming, "before 8:00 the last week is not due"
    await bot.restart()
    await bot.go(at("08:00", 7, 12), tick=True)
    await bot.tick()
    assert await weeks(bot) == before | coming | {"2026-W49": ([3], True)}
    assert len(await drawn(bot)) == 3, "once"


async def test_what_nobody_would_go_to_any_more_is_drawn_and_asked_of_nobody(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    await closed(bot, ward, bot.person("An"))
    await bot.tick()
    await bot.wait_stopped(days=5 + 28)
    await bot.restart()
    await bot.tick()
    assert [recheck.verdict for recheck in await drawn(bot)] == ["nobody"]
    assert not await visits(bot)
    assert not any("Phúc tra:" in text for text in room.texts)


@on_sqlite
async def test_what_is_drawn_a_week_late_is_still_looked_at(bot: Bot) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    code = await closed(bot, ward, bot.person("An"))
    await bot.tick()
    await bot.wait_stopped(days=15)
    await bot.restart()
    await bot.tick()
    assert f"#{code} " in task(room).text


@on_sqlite
async def test_a_closing_in_two_weeks_that_share_a_day_is_drawn_once(bot: Bot) -> None:
    await closed(bot, await bot.ward(), bot.person("An"))
    await bot.tick()
    async with bot.process.db.write() as session:
        day = date(2026, 11, 12)
        draw = Draw(week="2026-W46", first_day=day, secret="s", opened_at=bot.clock.now())
        await create(session, draw)
    await to_monday(bot)
    found = await weeks(bot)
    assert (found["2026-W46"], found["2026-W47"]) == (([1], True), ([], True))


# Nobody to ask


async def test_where_nobody_may_be_asked_the_office_is_told_once_what_it_can_do(bot: Bot) -> None:
    office, ward = await bot.office(), await bot.ward()
    for number in range(2):
        await closed(bot, ward, bot.person(f"Người {number}"))
    await to_monday(bot)
    [told] = [text for text in office.texts if "chưa có ai để nhờ" in text]
    assert "16/11 – 22/11" in told
    assert ": 2 chỗ " in told
    assert "/phuctra" in told
    assert "\n" not in told
    for _ in range(2):
        await bot.restart()
        await bot.wait(days=1)
        await bot.tick()
    assert sum("chưa có ai để nhờ" in text for text in office.texts) == 1


@on_sqlite
async def test_where_whoever_may_be_asked_is_busy_the_office_is_told_nothing(bot: Bot) -> None:
    office, ward = await bot.office(), await bot.ward()
    await inspector(bot)
    for number in range(2):
        await closed(bot, ward, bot.person(f"Người {number}"))
    await to_monday(bot)
    assert len(await visits(bot)) == 1
    assert not any("chưa có ai để nhờ" in text for text in office.texts)


async def test_a_place_in_line_behind_a_photo_for_something_else_is_for_the_visit(
    bot: Bot,
) -> None:
    ward, room = await bot.ward(), await inspector(bot)
    await closed(bot, ward, bot.person("An"))
    await to_monday(bot)
    user = owner(room)
    await room.press(user, "đang ở đó", task(room))
    other = await room.say(user, "xin chào")
    await bot.stop()
    await bot.tg.photo(room.chat, user, bot.new_photo(), reply_to=other)
    await bot.tg.location(room.chat, user, *ward.inside)
    await bot.start()
    await bot.settle()
    assert (await visits(bot))[-1].lat is not None
