"""One thing reported twice: it is asked while filing, officers can mark it, one handling answers
all."""

from __future__ import annotations

import pytest
from sqlalchemy import text
from sqlmodel import select

from handlers.orders import understand
from storage import near
from storage.tables import Draft, Follower, Photo
from tests.harness import Bot, Place, Room, at, metres_north, on_sqlite, wards


async def filed(bot: Bot) -> list[str]:
    return [report.code for report in await bot.reports()]


async def again(room: Room, who: object, where: Place, words: str = "rác") -> None:
    """Photo and place, whatever comes of it."""
    await room.photo(who, words)  # type: ignore[arg-type]
    await room.place(who, where)  # type: ignore[arg-type]


async def photos_of(bot: Bot, code: str, role: str = "before") -> int:
    report = await bot.the_report(code)
    async with bot.process.db.read() as session:
        query = select(Photo).where(Photo.report_id == report.id, Photo.role == role)
        return len((await session.exec(query)).all())


# While filing


async def test_somebody_who_reports_the_same_joins_with_a_tap_and_hears_of_the_result(
    bot: Bot,
) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác đổ đầy")
    private = bot.private(binh)
    await again(private, binh, metres_north(ward.inside, 40), "rác to lắm")
    assert await filed(bot) == [code]
    asked = private.last
    assert "Cùng việc này?" in asked.text
    assert f"#{code} · 🗑 Rác thải · cách 40 m · gửi 09:00" in asked.text
    assert asked.photo is not None
    assert list(asked.buttons) == [f"Đúng, thêm ảnh vào #{code}", "Không, việc khác"]
    await private.press(binh, "Đúng")
    assert await filed(bot) == [code]
    assert await photos_of(bot, code) == 2
    assert "đã thêm ảnh của bạn" in private.last.text
    assert private.again(asked).buttons == {}
    card = ward.card(code)
    assert "👥 1 người khác cũng báo việc này" in card.text
    assert "rác to lắm" in card.text
    await bot.wait(seconds=3)
    assert f"#{code} · thêm 1 ảnh" in ward.last.text
    await ward.photo(ward.officer, f"xong {code}")
    assert "báo đã xong việc bạn cũng đã báo" in private.last.text
    assert private.last.photo is not None
    assert private.last.buttons == {}, "the word on the closing is the reporter's"
    assert "báo đã xong" in bot.private(an).last.text


async def test_what_is_something_else_is_filed_with_a_tap(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    await again(private, binh, ward.inside)
    await private.press(binh, "việc khác")
    first, second = await bot.reports()
    assert first.code == code
    assert (second.kind, second.state) == ("waste", "new")
    assert ward.card(second.code)
    assert await photos_of(bot, second.code) == 1
    pressed = private.texts.index(private.with_button("Bản đồ").text)
    assert second.code in private.texts[pressed]


async def test_without_an_answer_it_is_filed_after_some_minutes_also_after_a_kill(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    await again(private, binh, ward.inside)
    asked = private.last
    await bot.stop()
    await bot.wait_stopped(minutes=9)
    await bot.start()
    await bot.tick()
    assert await filed(bot) == [code]
    await bot.wait(minutes=1)
    await bot.tick()
    await bot.tick()
    [_, second] = await bot.reports()
    assert second.created_at == at("09:00").astimezone(second.created_at.tzinfo)
    assert ward.card(second.code)
    await bot.tg.press(binh, private.again(asked), asked.button("Đúng"))
    await bot.settle()
    assert len(await bot.reports()) == 2
    assert "đã thành phản ánh" in bot.tg.toasts[-1].text
    async with bot.process.db.read() as session:
        assert (await session.exec(select(Draft))).all() == []


@pytest.mark.parametrize("words", ["đúng rồi ạ", "dung", "cùng việc", "{code}"])
@on_sqlite
async def test_yes_in_words_joins(bot: Bot, words: str) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    await again(private, binh, ward.inside)
    await private.say(binh, words.format(code=code.lower()))
    assert await filed(bot) == [code]
    assert await photos_of(bot, code) == 2


@pytest.mark.parametrize("words", ["không", "Không phải ạ", "khac", "việc khác"])
@on_sqlite
async def test_no_in_words_files_it(bot: Bot, words: str) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    await again(private, binh, ward.inside)
    await private.say(binh, words)
    assert len(await filed(bot)) == 2


@on_sqlite
async def test_other_words_are_kept_and_a_new_photo_is_another_report(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    await again(private, binh, ward.inside)
    await private.say(binh, "trước cổng trường")
    assert f"cùng việc với #{code}" in private.last.text
    other = await private.report(binh, wards()[0].inside, "cây đổ")
    assert (await bot.the_report(other)).kind == "trees"
    await bot.wait(minutes=10)
    await bot.tick()
    assert "trước cổng trường" in (await bot.reports())[-1].description


@pytest.mark.parametrize(
    ("words", "first", "metres", "asks"),
    [
        ("rác", "rác", 49, True),
        ("rác", "rác", 60, False),
        ("cây đổ", "rác", 5, False),
        ("", "rác", 5, False),
        ("rác", "", 5, False),
        ("", "", 5, False),
        ("đã kiểm tra, không có gì", "", 5, False),
    ],
)
@on_sqlite
async def test_it_is_asked_for_the_same_known_kind_nearby(
    bot: Bot, words: str, first: str, metres: float, asks: bool
) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    await bot.private(an).report(an, ward.inside, first)
    await again(bot.private(binh), binh, metres_north(ward.inside, metres), words)
    assert len(await bot.reports()) == (1 if asks else 2)


@on_sqlite
async def test_what_is_done_is_no_duplicate_of_what_is_there_again(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác")
    await again(bot.private(binh), binh, ward.inside)
    await ward.photo(ward.officer, f"xong {code}")
    assert await bot.private(binh).press(binh, "Đúng") == (
        "Việc đó vừa kết thúc, nên ảnh của bạn thành phản ánh riêng."
    )
    assert len(await bot.reports()) == 2
    await bot.private(an).not_done(an)
    assert await bot.state(code) == "reopened"


@on_sqlite
async def test_in_a_branchs_group_only_who_reports_answers_and_an_album_joins_whole(
    bot: Bot,
) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    code = await branch.report(an, ward.inside, "rác")
    await branch.photo(binh, "rác", album="x")
    await branch.place(binh, ward.inside)
    await branch.photo(binh, album="x")
    assert await branch.press(an, "Đúng") == "Chỉ người gửi phản ánh làm được việc này."
    await branch.press(binh, "Đúng")
    await branch.photo(binh, album="x")
    assert await filed(bot) == [code]
    assert await photos_of(bot, code) == 4
    told = len([one for one in branch.texts if "báo đã xong" in one])
    await ward.photo(ward.officer, f"xong {code}")
    assert len([one for one in branch.texts if "báo đã xong" in one]) == told + 1, "once a chat"


@on_sqlite
async def test_my_own_report_gets_the_photo_and_they_hear_of_it_once(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác")
    await again(private, an, ward.inside)
    await private.press(an, "Đúng")
    assert "đã thêm ảnh vào phản ánh của bạn" in private.last.text
    assert "👥" not in ward.card(code).text
    await ward.say(ward.officer, f"nhận {code}")
    assert len([one for one in private.texts if "nhận xử lý" in one]) == 1


@on_sqlite
async def test_two_accounts_that_are_joined_are_one_follower(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside, "rác")
    followers = [bot.person("Bình"), bot.person("Bình")]
    for person in followers:
        await again(bot.private(person), person, ward.inside)
        await bot.private(person).press(person, "Đúng")
    assert "👥 2 người" in ward.card(code).text
    from storage import joins, people

    async with bot.process.db.write() as session:
        both = [
            await people.person_of(session, "telegram", str(one.id), one.name, bot.clock.now())
            for one in followers
        ]
        await joins.merge(session, *both)
    async with bot.process.db.read() as session:
        assert len((await session.exec(select(Follower))).all()) == 1
    await ward.say(ward.officer, f"nhận {code}")
    assert "👥 1 người" in ward.card(code).text


@on_sqlite
async def test_more_photos_than_a_report_shows_are_kept_but_not_shown(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for n in range(10):
        await private.photo(an, "rác" if n == 0 else None, album="ten")
    await private.place(an, ward.inside)
    [code] = await filed(bot)
    binh = bot.person("Bình")
    await again(bot.private(binh), binh, ward.inside)
    await bot.private(binh).press(binh, "Đúng")
    assert (await photos_of(bot, code), await photos_of(bot, code, "extra")) == (10, 1)


@on_sqlite
async def test_what_is_asked_about_can_be_dropped(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    code = await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    await again(private, binh, ward.inside)
    await private.say(binh, "/huy")
    assert private.last.text == "Đã bỏ phần đang gửi dở."
    await bot.wait(minutes=20)
    await bot.tick()
    assert await filed(bot) == [code]


# The cheats' gallery


async def test_one_spot_from_five_members_is_one_report_with_four_who_follow(bot: Bot) -> None:
    ward = await bot.ward()
    people = [bot.person(f"Bạn {n}") for n in range(5)]
    code = await bot.private(people[0]).report(people[0], ward.inside, "rác")
    for n, person in enumerate(people[1:]):
        await again(bot.private(person), person, metres_north(ward.inside, n))
        await bot.private(person).press(person, "Đúng")
    assert await filed(bot) == [code]
    assert "👥 4 người khác" in ward.card(code).text
    await ward.photo(ward.officer, f"xong {code}")
    for person in people:
        assert "báo đã xong" in bot.private(person).last.text


@on_sqlite
async def test_another_caption_on_the_same_spot_is_still_asked_about(bot: Bot) -> None:
    """Words of the same kind; of another kind, it is the photo that tells, not the place."""
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    await bot.private(an).report(an, ward.inside, "rác đổ trước cổng")
    await again(bot.private(binh), binh, ward.inside, "bãi rác hôi thối bên đường")
    assert "Cùng việc này?" in bot.private(binh).last.text


# What officers mark


async def test_officers_mark_a_duplicate_and_one_handling_answers_both(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    one = await bot.private(an).report(an, ward.inside, "rác")
    private = bot.private(binh)
    other = await private.report(binh, metres_north(ward.inside, 80), "rác")
    await ward.say(ward.officer, f"trung {other} {one}")
    assert await bot.state(other) == "duplicate"
    assert f"trùng với #{one}" in ward.last.text
    assert f"🤝 Trùng với #{one}" in ward.card(other).text
    assert "👥 1 người khác" in ward.card(one).text
    assert f"được báo kết quả của #{one}" in private.last.text
    await ward.say(ward.officer, f"nhận {one}")
    assert f"#{one} 🔧" in private.last.text
    assert f"Cùng việc với #{other} bạn đã gửi." in private.last.text
    await ward.photo(ward.officer, f"xong {one}")
    assert "báo đã xong việc bạn cũng đã báo" in private.last.text
    await bot.private(an).not_done(an)
    assert "đã mở lại" in private.last.text


async def test_a_mark_is_taken_back_as_any_step(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    one = await bot.private(an).report(an, ward.inside, "rác")
    other = await bot.private(binh).report(binh, metres_north(ward.inside, 80), "rác")
    await ward.say(ward.officer, f"trùng {one}", reply_to=ward.card(other))
    assert await bot.state(other) == "duplicate"
    await ward.press(ward.officer, "Hoàn tác")
    report = await bot.the_report(other)
    assert (report.state, report.duplicate_of, report.reason) == ("new", None, "")
    assert "👥" not in ward.card(one).text
    told = len(bot.private(binh).messages)
    await ward.say(ward.officer, f"nhận {one}")
    assert len(bot.private(binh).messages) == told


@on_sqlite
async def test_without_a_code_it_is_asked_and_nearby_ones_are_a_tap_away(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    one = await bot.private(an).report(an, ward.inside, "rác")
    other = await bot.private(binh).report(binh, metres_north(ward.inside, 60), "rác")
    await ward.say(ward.officer, "trùng", reply_to=ward.card(other))
    assert "trùng với phản ánh nào?" in ward.last.text
    assert ward.last.buttons == {}, "60 m away nothing is offered"
    await ward.say(ward.officer, f"trùng với {one.lower()} nhé", reply_to=ward.last)
    assert await bot.state(other) == "duplicate"


@on_sqlite
async def test_among_the_reasons_to_refuse_is_the_report_next_to_it(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    one = await bot.private(an).report(an, ward.inside, "rác")
    await again(bot.private(binh), binh, ward.inside)
    await bot.private(binh).press(binh, "việc khác")
    other = (await filed(bot))[-1]
    await ward.press(ward.officer, "Từ chối", on=ward.card(other))
    await ward.press(ward.officer, f"Trùng với #{one}")
    assert await bot.state(other) == "duplicate"


@on_sqlite
async def test_a_duplicate_of_a_duplicate_follows_what_is_dealt_with(bot: Bot) -> None:
    ward = await bot.ward()
    people = [bot.person(f"Bạn {n}") for n in range(3)]
    a, b, c = [
        await bot.private(person).report(person, metres_north(ward.inside, 70 * n), "rác")
        for n, person in enumerate(people)
    ]
    await ward.say(ward.officer, f"trùng {c} {b}")
    await ward.say(ward.officer, f"trùng {b} {a}")
    await ward.say(ward.officer, f"trùng {a} {c}")
    assert await bot.state(a) == "new"
    assert "Hai mã là cùng một phản ánh" in ward.last.text
    assert "👥 2 người khác" in ward.card(a).text
    await ward.photo(ward.officer, f"xong {a}")
    for person in people:
        assert len([one for one in bot.private(person).texts if f"#{a} ✅" in one]) == 1


@on_sqlite
async def test_nothing_far_away_withdrawn_or_unknown_is_a_duplicate(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    one = await bot.private(an).report(an, ward.inside, "rác")
    far = await bot.private(binh).report(binh, metres_north(ward.inside, 400), "rác")
    await ward.say(ward.officer, f"trùng {one} {far}")
    assert "quá xa" in ward.last.text
    await bot.private(binh).say(binh, f"/huy {far}")
    near_it = await bot.private(binh).report(binh, metres_north(ward.inside, 100), "rác")
    await bot.private(binh).say(binh, f"/huy {near_it}")
    await ward.say(ward.officer, f"trùng {one} {near_it}")
    assert "không gộp vào đó được" in ward.last.text
    await ward.say(ward.officer, f"trùng {one} Z2Z2")
    assert "không có phản ánh nào mang mã này" in ward.last.text
    assert await bot.state(one) == "new"


@pytest.mark.parametrize(
    ("words", "code", "rest"),
    [
        ("trung K7P2 M3N4", "K7P2", "M3N4"),
        ("K7P2 trùng với M3N4", "K7P2", "M3N4"),
        ("#K7P2 bị trùng M3N4 ạ", "K7P2", "M3N4 ạ"),
        ("trùng M3N4", "M3N4", ""),
        ("trùng", None, ""),
        ("same as M3N4", "M3N4", ""),
    ],
)
def test_how_officers_say_it(words: str, code: str | None, rest: str) -> None:
    order = understand(words)
    assert (order.verb, order.code) == ("duplicate", code)
    assert order.rest == rest


@pytest.mark.parametrize(
    "words",
    ["trung tâm văn hoá", "trung tam", "trùng không?", "hình như trùng", "anh Trung xem"],
)
def test_how_they_do_not(words: str) -> None:
    assert understand(words).verb == "none"


# The look-up


async def test_a_look_up_reads_no_more_than_what_is_open_nearby(bot: Bot) -> None:
    lat, lon = wards()[0].inside
    dialect = bot.process.db.engine.dialect
    statement = near._OPEN.params(cells=near.cells(lat, lon, 50))
    said = statement.compile(dialect=dialect, compile_kwargs={"literal_binds": True})
    async with bot.process.db.read() as session:
        explain = "EXPLAIN QUERY PLAN"
        if not bot.process.db.is_sqlite:
            # So few rows are sooner read through than looked up.
            await session.exec(text("SET enable_seqscan = off"))  # type: ignore[call-overload]
            explain = "EXPLAIN"
        plan = str((await session.exec(text(f"{explain} {said}"))).all())  # type: ignore[call-overload]
    assert "ix_report_open_cell" in plan


def test_the_cells_of_a_circle_have_every_place_in_it() -> None:
    lat, lon = wards()[0].inside
    for metres in (0, 20, 50, 200):
        around = near.cells(lat, lon, metres)
        assert near.cell(lat, lon) in around
        for share in (-0.99, 0.99):
            north = metres_north((lat, lon), metres * share)
            assert near.cell(*north) in around
            assert near.cell(lat, lon + metres * share / 107_000) in around
        assert len(around) <= 25
