"""A report's own page: where it stands, for anybody with the code, and nothing about people."""

from __future__ import annotations

import asyncio
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path

from PIL import Image

from bot.pages import guesses
from bot.pages import report as page_of
from tests.harness import Bot, jpeg, on_sqlite
from tests.pages import Guest, a_report

PHOTO = re.compile(r'src="(/p/[^"]+)"')


async def test_the_page_follows_the_report(site: Bot, guest: Guest) -> None:
    ward, an = await site.ward(), site.person("Nguyễn Thị Bí Mật")
    code = await site.private(an).report(an, ward.inside, "rác của ông Tư, 0901 234 567")
    status, page = await guest.get(f"/p/{code.lower()}")
    assert status == 200
    for words in (
        code,
        "Mới, chờ nhận",
        ward.name,
        "Rác thải",
        "9:00 thứ Tư 18/11",
        "Hạn xử lý",
    ):
        assert words in page
    await ward.say(ward.officer, "nhận", reply_to=ward.card(code))
    assert "Đang xử lý" in (await guest.get(f"/p/{code}"))[1]
    await ward.photo(ward.officer, reply_to=ward.card(code))
    _, page = await guest.get(f"/p/{code}")
    assert "Đã xong, chờ xác nhận" in page
    assert "Sau" in page
    for hidden in ("Bí Mật", "ông Tư", "0901", "Cán bộ 0"):
        assert hidden not in page
    _, page = await guest.get(f"/p/{code}?lang=en")
    assert "Reported done" in page
    sources = PHOTO.findall(page)
    assert len(sources) == 2
    for source in sources:
        async with guest.http.get(guest.url + source) as answer:
            assert answer.status == 200
            assert answer.headers["X-Robots-Tag"].startswith("noindex")
            assert not Image.open(BytesIO(await answer.read())).getexif()


@on_sqlite
async def test_codes_that_are_none_are_told_apart_by_nothing_but_the_answer(
    site: Bot, guest: Guest
) -> None:
    ward = await site.ward()
    _, said = await guest.send(a_report(1, ward.inside), jpeg(1))
    for code in ("ZZZZ", "ZZZZZ", "zz", "A" * 300, "..%2f", "ZZZ0"):
        status, page = await guest.get(f"/p/{code}")
        assert status == 404
        assert "Không tìm thấy phản ánh" in page
    [photo] = PHOTO.findall((await guest.get(f"/p/{said['code']}"))[1])
    assert (await guest.get(photo))[0] == 200
    assert (await guest.get(photo.replace("/0.jpg", "/7.jpg")))[0] == 404
    assert (await guest.get("/p/ZZZZ/0.jpg"))[0] == 404
    seen = {(await guest.get("/p/ZZZZ"))[0] for _ in range(guesses.MISSES_A_MINUTE)}
    assert seen == {404, 429}


@on_sqlite
async def test_photos_are_found_by_the_page_alone_and_not_by_trying_codes(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    code, other = [await site.private(an).report(an, ward.inside) for _ in range(2)]
    [photo] = PHOTO.findall((await guest.get(f"/p/{code}"))[1])
    assert (await guest.get(f"/p/{code}/0.jpg"))[0] == 404
    assert (await guest.get(photo.replace(photo.split("/")[2], other)))[0] == 404
    site.clock.at += page_of.PHOTOS_FOR + timedelta(seconds=1)
    assert (await guest.get(photo))[0] == 404


@on_sqlite
async def test_a_photo_that_cannot_be_read_now_is_asked_for_again(
    site: Bot, guest: Guest, tmp_path: Path
) -> None:
    ward, an = await site.ward(), site.person("An")
    code = await site.private(an).report(an, ward.inside)
    [photo] = PHOTO.findall((await guest.get(f"/p/{code}"))[1])
    (tmp_path / "photos").rename(tmp_path / "away")
    (tmp_path / "photos").write_text("in the way")
    site.expected.add("request_failed")
    assert (await guest.get(photo))[0] == 503


@on_sqlite
async def test_whoever_tries_too_many_codes_does_not_see_one_that_is_right(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    code = await site.private(an).report(an, ward.inside)
    hits = [guest.get(f"/p/{code}") for _ in range(guesses.MISSES_A_MINUTE)]
    assert {status for status, _ in await asyncio.gather(*hits)} == {200}
    tried = [guest.get("/p/ZZZZ") for _ in range(guesses.MISSES_A_MINUTE + 9)]
    found = [status for status, _ in await asyncio.gather(*tried)]
    assert found.count(404) == guesses.MISSES_A_MINUTE
    assert (await guest.get(f"/p/{code}"))[0] == 429


@on_sqlite
async def test_what_was_withdrawn_or_refused_shows_neither_photo_nor_place(
    site: Bot, guest: Guest
) -> None:
    ward, an = await site.ward(), site.person("An")
    private = site.private(an)
    one, two = [await private.report(an, ward.inside) for _ in range(2)]
    shown = {code: PHOTO.findall((await guest.get(f"/p/{code}"))[1])[0] for code in (one, two)}
    await private.say(an, f"/huy {one}")
    await ward.say(ward.officer, "từ chối nhà ông Tư", reply_to=ward.card(two))
    for code, state in ((one, "Đã thu hồi"), (two, "Bị từ chối")):
        _, page = await guest.get(f"/p/{code}")
        assert state in page
        assert '<img src="/p/' not in page
        assert str(ward.inside[0])[:7] not in page
        assert "ông Tư" not in page
        assert (await guest.get(shown[code]))[0] == 404


@on_sqlite
async def test_a_reason_of_the_offices_own_is_shown(site: Bot, guest: Guest) -> None:
    ward, an = await site.ward(), site.person("An")
    code = await site.private(an).report(an, ward.inside)
    await ward.say(ward.officer, "từ chối Ngoài thẩm quyền", reply_to=ward.card(code))
    for lang, reason in (("vi", "Ngoài thẩm quyền"), ("en", "Outside our authority")):
        _, page = await guest.get(f"/p/{code}?lang={lang}")
        assert f"<dd>{reason}</dd>" in page
        assert page.count("<dt>") == 5, "and when it was refused"


@on_sqlite
async def test_the_photo_of_an_undone_closing_is_shown_no_more(site: Bot, guest: Guest) -> None:
    ward, an = await site.ward(), site.person("An")
    code = await site.private(an).report(an, ward.inside)
    await ward.photo(ward.officer, reply_to=ward.card(code))
    after = PHOTO.findall((await guest.get(f"/p/{code}"))[1])[1]
    assert (await guest.get(after))[0] == 200
    await ward.press(ward.officer, "Hoàn tác")
    assert (await guest.get(after))[0] == 404
