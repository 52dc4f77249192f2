"""Pages of the boards: every figure with its lines, final weeks with what checks them, and nobody's
name."""

from __future__ import annotations

import csv
import json
import re
from hashlib import sha256
from io import StringIO

import pytest

from tests.browser import PHONE, WIDTH, browsing
from tests.harness import ADMIN, Bot, at, metres_north, on_sqlite
from tests.pages import PUBLIC, Guest
from tests.test_rechecks import closed

PERSON = "Nguyễn Thị Bí Mật"
MONDAY = at("07:30", 23)
LONG = "Liên chi đoàn Trường Cao đẳng Lương thực Thực phẩm và Công nghệ Sinh học"


async def a_week(bot: Bot, name: str = "Đội A") -> tuple[str, str]:
    """A branch with a valid report and a refused one, and a ward that closed the first."""
    ward, branch, an = await bot.ward(), await bot.branch(name), bot.person(PERSON)
    good = await branch.report(an, ward.inside)
    bad = await branch.report(an, metres_north(ward.inside, 80))
    await ward.photo(ward.officer, "xong", reply_to=ward.card(good))
    await ward.say(ward.officer, f"từ chối {bad} không rõ")
    await bot.tick()
    return good, bad


async def test_the_running_week_is_shown_with_the_lines_behind_each_figure(
    site: Bot, guest: Guest
) -> None:
    good, bad = await a_week(site)
    status, page = await guest.get("/bang")
    assert status == 200
    assert "16/11 – 22/11 · tuần này, đang chạy" in page
    status, page = await guest.get("/bang/2026-W47")
    page_of_boards = page
    assert status == 200
    for words in ("Xếp hạng đơn vị", "Xếp hạng phường", "Đội A", "1/3", "1/2", "60%"):
        assert words in page
    link = re.search(r"/bang/2026-W47/don-vi/\d+\?lang=vi", page)
    assert link is not None
    status, page = await guest.get(link[0])
    assert status == 200
    assert "phản ánh hợp lệ: 1 (+1)" in page
    assert "bị từ chối: 1 (0)" in page
    for code in (good, bad):
        assert f"#{code[:2]}••" in page
        assert code not in page, "its page is for those who have the code"
    assert "Cộng: 1 điểm" in page
    link = re.search(r"/bang/2026-W47/phuong/\d+\?lang=vi", page_of_boards)
    assert link is not None
    _, page = await guest.get(link[0])
    assert "xong đúng hạn: 2" in page
    assert "Cộng" not in page, "a ward's score is no sum"


async def test_a_final_week_can_be_checked_by_anybody(site: Bot, guest: Guest) -> None:
    good, _ = await a_week(site)
    await site.go(MONDAY, tick=True)
    _, page = await guest.get("/bang/2026-W47")
    shown = re.search(r"\b[0-9a-f]{64}\b", page)
    assert shown is not None
    assert f"đã chốt, mã {shown[0][:8]}" in page
    assert "Chưa có khoản nào." in page
    # Its file tells points in hundredths.
    assert "150 là 1,5 điểm" in page
    _, document = await guest.get("/bang/2026-W47.json")
    assert sha256(document.encode()).hexdigest() == shown[0]
    said = json.loads(document)
    _, ledger = await guest.get("/bang/2026-W47.csv")
    assert sha256(ledger.encode()).hexdigest() == said["ledger"]["sha256"]
    lines = list(csv.DictReader(StringIO(ledger)))
    assert len(lines) == said["ledger"]["lines"]
    for unit in said["units"]:
        mine = [line for line in lines if line["unit_id"] == str(unit["id"])]
        assert sum(int(line["points"]) for line in mine) == unit["points"]
        days = [int(line["count"]) for line in mine if line["rule"] in ("day", "adjust-day")]
        assert sum(days) == unit["days_met"]
    assert f"{good[:2]}••" in {line["code"] for line in lines}
    assert good not in ledger


async def test_what_comes_afterwards_is_in_the_public_log_and_the_board_stays(
    site: Bot, guest: Guest
) -> None:
    await a_week(site)
    ward, office = await site.ward(1), await site.office()
    branch = await site.branch("Đội B")
    late = await branch.report(site.person("Bình"), ward.inside)
    await site.go(MONDAY, tick=True)
    _, before = await guest.get("/bang/2026-W47.json")
    await site.go(at("09:00", 24), tick=True)
    await ward.say(ward.officer, "nhận", reply_to=ward.card(late))
    await office.say(ADMIN, "/dieuchinh Đội A +2 thiếu một phản ánh")
    await site.tick()
    _, page = await guest.get("/bang/2026-W47")
    log = page.partition("Tính sau khi chốt")[2]
    assert f"#{late[:2]}••" in log
    assert late not in page
    assert "phản ánh hợp lệ" in log
    assert "Đội B · phản ánh hợp lệ" in log
    assert (await guest.get("/bang/2026-W47.json"))[1] == before
    _, page = await guest.get("/bang/2026-W48")
    corrections = page.partition("Văn phòng điều chỉnh trong tuần")[2]
    assert "+2" in corrections
    assert "Đội A · văn phòng điều chỉnh: thiếu một phản ánh" in corrections
    _, lines = await guest.get("/bang/2026-W48/don-vi/1")
    assert "văn phòng điều chỉnh: thiếu một phản ánh" in lines


@on_sqlite
async def test_what_reporters_said_is_a_sum_without_days(site: Bot, guest: Guest) -> None:
    ward = await site.ward()
    for n in range(5):
        an = site.person(f"An {n}")
        await closed(site, ward, an)
        await site.tick()
        await site.private(an).press(an, "😐")
    await site.tick()
    _, page = await guest.get("/bang/2026-W47")
    link = re.search(r"/bang/2026-W47/phuong/\d+\?lang=vi", page)
    assert link is not None
    _, page = await guest.get(link[0])
    _, heading, part = page.partition("người gửi thấy tạm được: 5")
    assert heading
    part = part.partition("</section>")[0]
    assert "18/11" not in part
    assert "Chỉ hiện tổng" in part


async def test_nobody_is_named_and_only_what_there_is_is_found(site: Bot, guest: Guest) -> None:
    await a_week(site)
    await site.go(MONDAY, tick=True)
    seen = ""
    for path in ("/bang", "/bang/2026-W47", "/bang/2026-W47/don-vi/1", "/bang/2026-W47/phuong/1",
                 "/bang/2026-W47.json", "/bang/2026-W47.csv"):  # fmt: skip
        status, page = await guest.get(path)
        assert status == 200, path
        seen += page
    assert PERSON not in seen
    assert "Cán bộ" not in seen
    for path in ("/bang/2026-W99", "/bang/2027-W01", "/bang/x", "/bang/2026-W47/don-vi/999",
                 "/bang/2026-W47/nguoi/1", "/bang/2026-W40.json"):  # fmt: skip
        assert (await guest.get(path))[0] == 404, path


async def test_posts_of_the_board_and_answers_to_diem_name_the_page(site: Bot) -> None:
    branch = await site.branch("Đội A")
    await branch.say(site.person("An"), "/diem")
    assert f"{PUBLIC}/bang/2026-W47/don-vi/1" in branch.last.text
    await site.go(MONDAY, tick=True)
    assert f"{PUBLIC}/bang/2026-W47" in branch.last.text


@pytest.mark.browser
@pytest.mark.parametrize("lang", ["vi", "en"])
@pytest.mark.parametrize("path", ["", "/2026-W47", "/2026-W47/don-vi/1", "/2026-W47/phuong/1"])
async def test_they_fit_a_phone_and_load_nothing_from_elsewhere(
    site: Bot, guest: Guest, lang: str, path: str
) -> None:
    await a_week(site, LONG)
    await site.go(MONDAY, tick=True)
    async with browsing(guest.url, PHONE) as (_, page, troubles):
        await page.goto(f"{guest.url}/bang{path}?lang={lang}")
        assert await page.evaluate(WIDTH) <= PHONE[0]
        assert not troubles
