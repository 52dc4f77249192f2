"""Members report: photo and place in any order and form become one report in the right ward."""

from itertools import permutations

import pytest
import shapely

from storage import reports
from storage.tables import Person, Report
from tests.apart import apart
from tests.harness import ADMIN, CODE, Bot, jpeg_at, metres_north, near_a_line, on_sqlite, wards

HOME = wards()[0]


async def reporter(bot: Bot, report: Report) -> str:
    async with bot.process.db.read() as session:
        return (await session.get_one(Person, report.person_id)).name


# Photo and place


async def test_a_photo_then_a_place_is_a_report(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert CODE.match(private.last.text)
    assert ward.name in private.last.text
    assert ward.card(code).photo is not None
    assert any(action.startswith("https://") for action in private.last.buttons.values())


async def test_a_place_then_a_photo_is_a_report(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.place(an, ward.inside)
    await private.photo(an)
    [report] = await bot.reports()
    assert ward.card(report.code)
    await bot.wait(seconds=5)
    assert len(private.messages) == 1, "both halves came, so nothing is asked"


async def test_two_halves_in_quick_succession_are_never_asked_about(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await bot.tg.photo(private.chat, an, bot.new_photo())
    await bot.tg.location(private.chat, an, *HOME.inside)
    await bot.settle()
    await bot.wait(seconds=30)
    assert len(private.messages) == 1
    assert len(await bot.reports()) == 1


@pytest.mark.parametrize("order", sorted(set(permutations("ppp@"))))
async def test_an_album_and_a_place_in_any_order_are_one_report(bot: Bot, order: str) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    for part in order:
        if part == "p":
            await bot.tg.photo(private.chat, an, bot.new_photo(), album="a1")
        else:
            await bot.tg.location(private.chat, an, *HOME.inside)
    await bot.settle()
    await bot.wait(seconds=3)
    await bot.wait(seconds=3)
    [report] = await bot.reports()
    assert "3 ảnh" in ward.card(report.code).text
    assert "3 ảnh" in private.last.text
    albums = [sent for sent in bot.tg.sent if sent.method == "sendMediaGroup"]
    assert [len(sent.message_ids) for sent in albums] == [2], "the card shows the first"
    assert len([m for m in private.messages if CODE.match(m.text)]) == 1


@on_sqlite
async def test_an_album_that_trickles_in_slowly_is_still_one_report(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.place(an, HOME.inside)
    for _ in range(4):
        await private.photo(an, album="slow")
        await bot.wait(seconds=4)
    [report] = await bot.reports()
    assert "4 ảnh" in ward.card(report.code).text
    shown = [m for m in ward.messages if m.photo is not None]
    assert len(shown) == 4, "every photo reaches the ward"


@on_sqlite
@pytest.mark.parametrize("place_first", [True, False])
async def test_of_more_than_ten_photos_ten_are_kept_and_it_is_said(
    bot: Bot, place_first: bool
) -> None:
    an = bot.person("An")
    private = bot.private(an)
    if place_first:
        await private.place(an, HOME.inside)
    for _ in range(12):
        await private.photo(an, album="many")
    if not place_first:
        await private.place(an, HOME.inside)
    await bot.wait(seconds=3)
    [report] = await bot.reports()
    async with bot.process.db.read() as session:
        assert len(await reports.photos(session, report.id or 0)) == 10
    assert len([text for text in private.texts if "Đủ 10 ảnh" in text]) == 1


async def test_a_photo_sent_as_a_file_with_its_place_is_filed_without_a_question(bot: Bot) -> None:
    ward, an = await bot.ward(2), bot.person("An")
    private = bot.private(an)
    file_id = bot.tg.add_file(jpeg_at(ward.inside), "IMG_1.jpg")
    await bot.tg.document(private.chat, an, file_id, "IMG_1.jpg", "image/jpeg", caption="cây đổ")
    await bot.settle()
    await bot.wait(seconds=30)
    [report] = await bot.reports()
    assert (report.lat, report.lon) == pytest.approx(ward.inside, abs=0.0001)
    assert len(private.messages) == 1
    shown = ward.card(report.code)
    assert shown.photo is not None
    assert b"Exif" not in bot.tg.data(shown.photo), "what is shown carries no metadata"


async def test_a_file_without_a_place_waits_for_one(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    file_id = bot.new_photo()
    await bot.tg.document(private.chat, an, file_id, "x.jpg", "image/jpeg")
    await bot.settle()
    await private.place(an, ward.inside)
    assert len(await bot.reports()) == 1


@on_sqlite
async def test_a_document_that_is_no_photo_gets_a_clear_answer(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    file_id = bot.tg.add_file(b"%PDF-1.7 and so on", "x.jpg")
    await bot.tg.document(private.chat, an, file_id, "x.jpg", "image/jpeg")
    await bot.settle()
    assert "không phải là ảnh" in private.last.text
    huge = bot.tg.add_file(bytes(21 << 20), "big.jpg")
    await bot.tg.document(private.chat, an, huge, "big.jpg", "image/jpeg")
    await bot.settle()
    assert "20 MB" in private.last.text


async def test_a_venue_is_a_place_with_a_name(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await bot.tg.venue(private.chat, an, *ward.inside, "Chợ <Mới>", "1 Đường A")
    await bot.settle()
    [report] = await bot.reports()
    assert "Chợ <Mới>, 1 Đường A" in ward.card(report.code).text


async def test_of_a_live_location_only_the_first_point_counts(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    live = await private.place(an, ward.inside, live_period=900)
    [report] = await bot.reports()
    known = len(private.messages)
    for step in range(1, 4):
        await bot.tg.edit(live, location=metres_north(ward.inside, 100 * step))
    await bot.settle()
    await bot.wait(minutes=1)
    assert [one.lat for one in await bot.reports()] == [report.lat]
    assert len(private.messages) == known
    await private.photo(an)
    await bot.wait(seconds=3)
    assert len(await bot.reports()) == 1, "the moving point is no place for a new photo"


async def test_a_moving_live_location_is_no_half_report_of_its_own(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    live = await private.place(an, HOME.inside, live_period=900)
    for step in range(3):
        await bot.wait(minutes=6)
        await bot.tg.edit(live, location=metres_north(HOME.inside, 100 * step))
        await bot.settle()
    assert len(private.messages) == 1, "asked once for the photo"
    await private.photo(an)
    assert not await bot.reports(), "the first point is too long ago"


@pytest.mark.parametrize("replier", ["An", "Bình"])
async def test_a_place_in_reply_to_a_photo_belongs_to_that_photo(bot: Bot, replier: str) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an = bot.person("An")
    binh = an if replier == "An" else bot.person("Bình")
    first = await branch.photo(an, "rác ở đây")
    await branch.photo(an, "cây đổ chỗ khác")
    await bot.wait(minutes=20)
    await branch.place(binh, ward.inside, reply_to=first)
    [report] = await bot.reports()
    assert report.description.startswith("rác ở đây")
    assert "rác ở đây" in ward.card(report.code).text
    assert await reporter(bot, report) == "An"


@on_sqlite
async def test_a_place_in_reply_to_a_photo_from_before_the_bot_came(bot: Bot) -> None:
    ward, an, binh = await bot.ward(), bot.person("An"), bot.person("Bình")
    group = bot.group("Chi đoàn 2")
    old = await group.photo(an, "rác")
    await group.say(ADMIN, "/gandoan Chi đoàn 2")
    await group.place(binh, ward.inside, reply_to=old)
    [report] = await bot.reports()
    assert ward.card(report.code)
    assert await reporter(bot, report) == "An"


@on_sqlite
async def test_a_second_place_for_a_filed_photo_is_answered_with_its_code(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    photo = await private.photo(an)
    await private.place(an, HOME.inside)
    [report] = await bot.reports()
    await private.place(an, HOME.inside, reply_to=photo)
    assert report.code in private.last.text
    assert len(await bot.reports()) == 1


# Words


@on_sqlite
@pytest.mark.parametrize("answers", ["own photo", "question", "own place"])
async def test_in_a_group_words_that_answer_ones_own_half_are_its_description(
    bot: Bot, answers: str
) -> None:
    ward, branch, an = await bot.ward(), await bot.branch(), bot.person("An")
    if answers == "own place":
        half = await branch.place(an, ward.inside)
    else:
        half = await branch.photo(an)
    await bot.wait(seconds=2)
    await branch.say(an, "rác đầy vỉa hè", reply_to=branch.last if answers == "question" else half)
    assert "Đã ghi lời mô tả" in branch.last.text
    if answers == "own place":
        await branch.photo(an)
    else:
        await branch.place(an, ward.inside)
    [report] = await bot.reports()
    assert report.description == "rác đầy vỉa hè"
    assert report.kind == "pavement", "the kind is proposed from these words"


@on_sqlite
async def test_in_a_group_what_people_say_to_each_other_is_no_description(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    photo = await branch.photo(an)
    await bot.wait(seconds=2)
    ask = branch.last
    chat = await branch.say(binh, "trưa nay ăn gì?")
    await branch.say(an, "bún nhé")
    await branch.say(an, "hay cơm", reply_to=chat)
    await branch.say(binh, "chỗ này hôm qua dọn rồi mà", reply_to=photo)
    await branch.say(binh, "đợi xíu", reply_to=ask)
    assert branch.last.text == ask.text
    await branch.place(an, ward.inside)
    [report] = await bot.reports()
    assert report.description == ""
    known = len(branch.messages)
    await branch.say(an, "đã báo rồi nha", reply_to=photo)
    await branch.say(an, "cảm ơn bot", reply_to=branch.last)
    assert len(branch.messages) == known
    assert (await bot.the_report(report.code)).description == ""


async def test_the_caption_is_the_description(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    code = await bot.private(an).report(an, ward.inside, "Xà bần đổ <b>đầy</b> & chắn lối")
    assert "“Xà bần đổ <b>đầy</b> & chắn lối”" in ward.card(code).text


async def test_text_between_photo_and_place_is_description(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await private.say(an, "nước ngập từ sáng")
    await private.say(an, "mùi hôi lắm")
    await private.place(an, ward.inside)
    [report] = await bot.reports()
    assert report.description == "nước ngập từ sáng\nmùi hôi lắm"
    assert report.kind == "water"


async def test_on_the_card_it_shows_where_one_message_ended_and_the_next_began(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    await private.place(an, ward.inside)
    await private.say(an, "trước cổng chợ")
    await private.say(an, "Mùi hôi lắm.\nTừ hôm qua")
    await private.photo(an, "rác chất đống")
    [report] = await bot.reports()
    card = ward.card(report.code)
    assert "“trước cổng chợ · Mùi hôi lắm. Từ hôm qua · rác chất đống”" in card.text


async def test_an_edited_caption_changes_the_description_until_somebody_acts(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    photo = await private.photo(an, "rác")
    await private.place(an, ward.inside)
    [report] = await bot.reports()
    await bot.tg.edit(photo, caption="rác và nước thải")
    await bot.settle()
    assert "rác và nước thải" in ward.card(report.code).text
    await ward.say(ward.officer, "nhận", reply_to=ward.card(report.code))
    await bot.tg.edit(photo, caption="chuyện khác hẳn")
    await bot.settle()
    assert "rác và nước thải" in ward.card(report.code).text
    assert len(await bot.reports()) == 1


async def test_a_caption_edited_before_the_place_came_is_the_description(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    photo = await private.photo(an, "rác")
    await bot.tg.edit(photo, caption="cây ngã")
    await bot.settle()
    await private.place(an, ward.inside)
    [report] = await bot.reports()
    assert report.description == "cây ngã"


async def test_a_corrected_caption_leaves_the_other_words_alone(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    first = await private.photo(an, "rác", album="a")
    second = await private.photo(an, album="a")
    await private.say(an, "mùi hôi lắm")
    await private.place(an, ward.inside)
    await bot.tg.edit(first, caption="rác chợ")
    await bot.tg.edit(second)
    await bot.settle()
    [report] = await bot.reports()
    assert report.description == "rác chợ\nmùi hôi lắm"


async def test_the_kind_is_proposed_and_can_be_any_other(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "Bai rac tu phat")
    assert "Rác thải" in private.last.text
    assert "Rác thải" in ward.card(code).text
    await private.press(an, "Loại khác")
    await private.press(an, "Cây xanh")
    assert "Cây xanh" in private.messages[0].text
    assert "Cây xanh" in ward.card(code).text
    assert (await bot.the_report(code)).kind == "trees"


async def test_without_words_the_first_kinds_of_the_rules_are_one_tap_away(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert list(private.last.buttons) == [
        "🚧 Lấn chiếm vỉa hè, lòng đường",
        "🗑 Rác thải",
        "💧 Nước thải, cống, ngập",
        "Loại khác…",
        "🧹 Chúng tôi tự xử lý",
        "Thu hồi",
        "🗺 Bản đồ",
    ]
    await private.press(an, "Nước thải")
    assert (await bot.the_report(code)).kind == "water"
    always = ["Loại khác…", "🧹 Chúng tôi tự xử lý", "Thu hồi", "🗺 Bản đồ"]
    assert list(private.last.buttons) == always


async def test_of_kinds_that_words_may_mean_the_others_are_one_tap_away(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác trên vỉa hè")
    assert (await bot.the_report(code)).kind == "pavement"
    always = ["Loại khác…", "🧹 Chúng tôi tự xử lý", "Thu hồi", "🗺 Bản đồ"]
    assert list(private.last.buttons) == ["🗑 Rác thải", *always]
    await private.press(an, "Rác thải")
    assert (await bot.the_report(code)).kind == "waste"
    assert next(iter(private.last.buttons)) == "🚧 Lấn chiếm vỉa hè, lòng đường"


async def test_all_kinds_open_in_place_and_the_present_one_closes_them(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác")
    before = list(private.last.buttons)
    await private.press(an, "Loại khác")
    assert len(private.messages) == 1
    *kinds, nothing = private.last.buttons
    assert len(kinds) == len(bot.process.world.rules.kinds)
    assert nothing == "✨ Đã kiểm tra, không có gì"
    await private.press(an, "✓ 🗑 Rác thải")
    assert list(private.last.buttons) == before
    assert (await bot.the_report(code)).kind == "waste"


async def test_kinds_on_an_older_answer_can_still_be_pressed(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside, "rác")
    report = await bot.the_report(code)
    await bot.tg.press(an, private.last, f"kd:{report.id}:damage")
    await bot.settle()
    assert (await bot.the_report(code)).kind == "damage"


async def test_in_a_group_the_kinds_open_with_a_tap_for_the_reporter_only(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    code = await branch.report(an, ward.inside, "rác")
    assert "người gửi" in await branch.press(binh, "Loại khác")
    await branch.press(an, "Loại khác")
    assert "người gửi" in await branch.press(binh, "Chiếu sáng")
    await branch.press(an, "Chiếu sáng")
    assert (await bot.the_report(code)).kind == "lights"


# Half reports


async def test_a_photo_alone_is_asked_about_once_with_the_button_in_private(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    assert not private.messages, "most people send both at once"
    await bot.wait(seconds=2)
    assert private.last.keyboard == ("📍 Gửi vị trí",)
    assert "vị trí" in private.last.text
    await bot.wait(minutes=10)
    await private.photo(an)
    await bot.wait(minutes=10)
    assert len(private.messages) == 1


async def test_in_a_group_the_question_is_in_words(bot: Bot) -> None:
    branch, an = await bot.branch(), bot.person("An")
    known = len(branch.messages)
    said = await branch.photo(an)
    await bot.wait(seconds=2)
    assert len(branch.messages) == known + 1
    assert not branch.last.keyboard
    assert "📎" in branch.last.text
    assert branch.last.reply_to == said.message_id


async def test_a_place_alone_is_asked_about_once(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await private.place(an, HOME.inside)
    await bot.wait(seconds=2)
    assert "ảnh" in private.last.text
    await bot.wait(minutes=30)
    assert len(private.messages) == 1


@on_sqlite
@pytest.mark.parametrize(("minutes", "filed"), [(14.9, 1), (15.1, 0)])
async def test_halves_find_each_other_for_fifteen_minutes(
    bot: Bot, minutes: float, filed: int
) -> None:
    an = bot.person("An")
    private = bot.private(an)
    await private.photo(an)
    await bot.wait(minutes=minutes)
    await private.place(an, HOME.inside)
    assert len(await bot.reports()) == filed


async def test_what_counts_is_when_it_was_sent_not_when_the_bot_was_back(bot: Bot) -> None:
    an, binh = bot.person("An"), bot.person("Bình")
    one, other = bot.private(an), bot.private(binh)
    await one.photo(an)
    await other.photo(binh)
    await bot.stop()
    await bot.wait_stopped(minutes=14)
    await bot.tg.location(one.chat, an, *HOME.inside)
    await bot.wait_stopped(minutes=20)
    await bot.tg.location(other.chat, binh, *HOME.inside)
    await bot.wait_stopped(hours=15)
    await bot.start()
    await bot.settle()
    [report] = await bot.reports()
    sent = report.created_at.astimezone(bot.process.settings.zone)
    assert f"{sent:%d %H:%M}" == "18 09:14", "it counts for the day it was sent"


@on_sqlite
async def test_halves_of_two_people_in_a_group_are_kept_apart(bot: Bot) -> None:
    branch = await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    await branch.photo(an, "của An")
    await branch.place(binh, HOME.inside)
    assert not await bot.reports()
    await branch.photo(binh, "của Bình")
    [report] = await bot.reports()
    assert report.description == "của Bình"


# Where it lies


async def test_near_a_line_it_is_filed_where_it_lies_with_the_neighbour_to_tap(bot: Bot) -> None:
    where, home, neighbour = near_a_line(0)
    numbers = {ward.name: number for number, ward in enumerate(wards())}
    one, other = await bot.ward(numbers[home]), await bot.ward(numbers[neighbour])
    an = bot.person("An")
    private = bot.private(an)
    code = await private.report(an, where)
    card = one.card(code)
    await private.press(an, neighbour)
    assert other.card(code)
    assert f"Đã chuyển sang {neighbour}" in one.again(card).text
    assert neighbour in private.messages[0].text
    await private.press(an, home)
    assert "Nhận xử lý" in one.card(code).buttons


@on_sqlite
async def test_far_from_a_line_no_neighbour_is_offered_unless_the_phone_is_unsure(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    small = min(wards(), key=lambda ward: float(ward.shape.area))
    await private.report(an, small.inside)
    assert not [label for label in private.last.buttons if "Thuộc" in label]
    await private.photo(an)
    await private.place(an, apart(small.inside, 1), accuracy=450.0)
    assert [label for label in private.last.buttons if "Thuộc" in label]


@on_sqlite
async def test_outside_all_wards_the_nearest_and_its_distance_are_named(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    south = min((ward for ward in wards()), key=lambda ward: ward.shape.bounds[1])
    lon, lat = min(shapely.get_coordinates(south.shape).tolist(), key=lambda xy: xy[1])
    await private.photo(an)
    await private.place(an, metres_north((lat, lon), -3000))
    assert south.name in private.last.text
    assert "3 km" in private.last.text
    assert not await bot.reports()
    await private.place(an, HOME.inside)
    assert len(await bot.reports()) == 1, "the photo was kept for a better place"


@on_sqlite
async def test_within_two_hundred_metres_it_is_taken_and_said(bot: Bot) -> None:
    an = bot.person("An")
    private = bot.private(an)
    south = min((ward for ward in wards()), key=lambda ward: ward.shape.bounds[1])
    lon, lat = min(shapely.get_coordinates(south.shape).tolist(), key=lambda xy: xy[1])
    code = await private.report(an, metres_north((lat, lon), -150))
    answer = private.last
    said = f"150 m, đã tính cho {south.name}"
    assert said in answer.text
    ward = await bot.ward(wards().index(south))
    await private.press(an, "Rác thải", answer)
    assert said in private.again(answer).text, "what is true is said as long as the answer stands"
    await ward.say(ward.officer, "chuyển Nam Dương", reply_to=ward.card(code))
    assert "Nam Dương" in private.again(answer).text
    assert "đã tính cho" not in private.again(answer).text


# Whose it is


async def test_reporting_in_the_branchs_group_counts_and_joins(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch("Chi đoàn 3")
    an = bot.person("An")
    await branch.report(an, ward.inside)
    assert "Chi đoàn 3, hôm nay: 1/1 – đã đạt" in branch.last.text
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert "Chi đoàn 3, hôm nay: 2/1 – đã đạt" in private.last.text
    assert "Chi đoàn 3" in ward.card(code).text


async def test_people_outside_any_branch_may_report_and_count_for_none(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    await bot.branch()
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    assert (await bot.the_report(code)).unit_id is None
    assert "hôm nay" not in private.last.text
    assert "người dân" in ward.card(code).text


async def test_withdrawing_while_nobody_accepted(bot: Bot) -> None:
    ward, branch = await bot.ward(), await bot.branch()
    an, binh = bot.person("An"), bot.person("Bình")
    code = await branch.report(an, ward.inside)
    assert "người gửi" in await branch.press(binh, "Thu hồi")
    await branch.press(an, "Thu hồi")
    assert await bot.state(code) == "withdrawn"
    assert "thu hồi" in ward.card(code).text
    assert "0/1 – chưa đạt" in branch.again(branch.last).text
    assert "Thu hồi" not in branch.last.buttons


async def test_withdrawing_is_too_late_once_accepted(bot: Bot) -> None:
    ward, an = await bot.ward(), bot.person("An")
    private = bot.private(an)
    code = await private.report(an, ward.inside)
    answer = private.last
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert "Thu hồi" not in private.again(answer).buttons
    assert "Không thu hồi được" in await private.press(an, "Thu hồi", answer)
    assert await bot.state(code) == "accepted"
