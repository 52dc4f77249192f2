"""What a clerk reads on the page for contests where something is wrong, or cannot be done yet."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import Any

import pytest

from handlers import contest_tables
from handlers.campaigns import CampaignRules, read_campaign
from handlers.checking import Mistake, RulesError, checked, parsed
from handlers.contest_tables import NotYet
from handlers.texts import LANGUAGES
from storage.tables import Campaign
from tests.contests import EXAMPLE, SMALL, WARDS, begun, changed, desk, do
from tests.harness import Bot, at, on_sqlite
from tests.pages import Guest
from tests.test_texts import catalog

TYPED = EXAMPLE.read_text(encoding="utf-8")
FIRST, LAST = "first_day = 2027-06-01", "last_day = 2027-08-31"
NAME, WEIGHT, COUNTED = 'name = "Bảng chi đoàn"', "weight = 40", 'counted = "days"'
FULL, TIE, WHO = "full = 200", 'tie = ["ngay", "diem"]', '\nwho = "all"'
TABLE = "division 1 (chi-doan)"
DAYS, POINTS = f"{TABLE}, criterion 1 (ngay)", f"{TABLE}, criterion 2 (diem)"
TIER = f"{TABLE}, reward 4 (Giải Khuyến khích), count"
PHASES = TYPED[TYPED.index("[[phase]]") : TYPED.index('[[phase]]\nname = "Giai đoạn 2"') + 9]
DIVISIONS = TYPED[TYPED.index("[[phase]]") :]
MANY = "".join(WARDS.replace("phuong", f"phuong-{n}") for n in range(13))
MISTAKES = [
    (FIRST, 'first_day = "01/06/2027"', "first_day: cần một ngày không có giờ, năm trước"),
    (FIRST, "first_day = 2027-06-01T08:00:00", "first_day: cần một ngày không có giờ"),
    (FIRST, "first_day = 1999-06-01", "first_day: cần từ 2000-01-01 trở lên."),
    (LAST, "last_day = 2200-01-01", "last_day: cần trước 2200-01-01."),
    (LAST, "last_day = 2027-05-31", "last_day không được trước first_day"),
    (FIRST, "", "first_day: thiếu mục này"),
    ("last_day = 2027-06-30", "last_day = 2027-07-31", "mỗi giai đoạn (phase) phải kết thúc sau"),
    ("last_day = 2027-07-31", "last_day = 2027-09-30", "giai đoạn (phase) phải kết thúc trong"),
    ('slug = "thi-dua-he-2027"', 'slug = "Hè 2027"', "slug: chỉ dùng chữ thường không dấu"),
    ('"chi-doan"', '"phuong"', "hai bảng (division) trùng slug."),
    ('"ngay"\nname', '"diem"\nname', f"{TABLE}: hai tiêu chí (criterion) trùng slug."),
    (WEIGHT, "weight = 30", f"{TABLE}: tổng các weight phải đúng 100, đang là 90."),
    (WEIGHT, 'weight = "x"', f"{DAYS}, weight: cần số nguyên, như 20."),
    (WEIGHT, "weight = 0", f"{DAYS}, weight: cần từ 1 trở lên."),
    (WEIGHT, "weight = 101", f"{DAYS}, weight: tối đa 100."),
    (WEIGHT, "weight = 40\nweigth = 40", f"{DAYS}, weigth: không có mục nào tên như vậy."),
    (FULL, 'full = "x"', f"{POINTS}, full: cần một số, như 20 hoặc 7.5."),
    (FULL, "full = inf", f"{POINTS}, full: cần một số, như 20 hoặc 7.5."),
    (FULL, "full = 2000000", f"{POINTS}, full: tối đa 1000000."),
    (FULL, "full = 0.001", f"{POINTS}: full: nhiều nhất hai chữ số sau dấu chấm."),
    (COUNTED, 'counted = "fixed"\nfull = 0.5', f"{DAYS}: full: cần số nguyên."),
    (COUNTED, f"{COUNTED}\nfull = 3", f"{DAYS}: full chỉ dùng khi counted là một trong points,"),
    (COUNTED, 'counted = "taken"', f"{TABLE}: với of = \"units\", counted phải là một trong"),
    (COUNTED, "", f"{DAYS}: ghi một trong hai: counted"),
    ('counted = "points"\nfull = 90', "scored = 10", "division 3 (thanh-vien): cá nhân quá đông"),
    (NAME, 'name = " "', f"{TABLE}, name: cần ghi tên, không để trống."),
    (NAME, r'name = "Bảng\u200b"', f"{TABLE}, name: có ký tự ẩn U+200B."),
    (NAME, "name = 5", f"{TABLE}, name: cần chữ trong ngoặc kép"),
    (NAME, f'name = "{"Bảng " * 30}"', f"{TABLE}, name: dài quá, tối đa 120 ký tự."),
    ('\nof = "units"', '\nof = "đoàn"', f"{TABLE}, of: cần một trong các giá trị 'units',"),
    (WHO, '\nwho = "tất cả"', f'{TABLE}, who: cần "all" (tất cả), hoặc danh sách'),
    (WHO, '\nwho = ["Đội A", 5]', f'{TABLE}, who: cần "all" (tất cả), hoặc danh sách'),
    (WHO, '\nwho = ["Đội lạ"]', "division chi-doan: không có đơn vị nào tên 'Đội lạ'."),
    ('"wards"\nwho = "all"', '"wards"\nwho = ["X"]', "division phuong: không có phường nào tên"),
    (TIE, 'tie = "ngay"', f"{TABLE}, tie: cần danh sách trong ngoặc vuông"),
    (TIE, "tie = [1]", f"{TABLE}, tie 1: cần chữ trong ngoặc kép"),
    (TIE, 'tie = ["ngày"]', f"{TABLE}: tie: không có tiêu chí nào mang slug 'ngày'."),
    ("count = 5", "count = 0", f"{TIER}: cần từ 1 trở lên."),
    ("count = 5", "count = 2.5", f"{TIER}: cần số nguyên"),
    (FIRST, "first_day = 01/06/2027", "Dòng 12, «first_day = 01/06/2027»: không đọc được ở đây"),
    (NAME, "name = “Bảng”", "Dòng 36, «name = “Bảng”»: không đọc được ở đây"),
    (NAME, 'name = "Bảng', "Dòng 36, «name = \"Bảng»: không đọc được ở đây"),
    (WEIGHT, "weight = 40%", "Dòng 54, «weight = 40%»: không đọc được ở đây"),
    (WEIGHT, "weight = 40\nweight = 4", "Dòng 55, «weight = 4»: mục này đã có ở trên."),
    ("[[phase]]\n", "[phase]\n", "Dòng 24, «[[phase]]»: mục này đã có ở trên."),
    (PHASES, "[phase]", "phase: cần mở bằng một dòng riêng có hai ngoặc vuông"),
    (DIVISIONS, "division = []", "cần ít nhất một bảng [[division]]."),
    (DIVISIONS, MANY, "division: nhiều quá, tối đa 12 mục."),
    ("\nscored = 10", f"\nscored = 1{'0' * 5000}", "Có một số quá nhiều chữ số."),
    ("\nscored = 10", f"\nscored = {'[' * 3000}", "Ngoặc lồng vào nhau quá nhiều."),
]  # fmt: skip
"""what is replaced in the example, by what, and how the line begins that a clerk reads"""


ENGLISH = [
    (FIRST, 'first_day = "01/06/2027"', "first_day: a day without an hour is expected, year first"),
    (WEIGHT, "weight = 30", f"{TABLE}: the weights have to add up to 100, not 90"),
    (WEIGHT, "weight = 101", f"{DAYS}, weight: 100 at most is expected."),
    (WHO, '\nwho = ["Đội lạ"]', "division chi-doan: no branch is called 'Đội lạ'"),
    (WEIGHT, "weight = 40%", "Line 54, “weight = 40%”: cannot be read here"),
]
NOT_YET = [
    ["khac: không có đợt thi đua nào mang mã này.", "khac: there is no such campaign"],
    [
        "thang-11: đã bắt đầu ngày 16/11/2026, thể lệ giữ nguyên. Đợt khác thì dùng slug khác.",
        "thang-11: it began on 2026-11-16, and its rules stay as they are; use another slug for "
        "another campaign",
    ],
    ["thang-11: chưa chốt. Chốt kết quả rồi mới công bố.", "thang-11: close it first"],
    [
        "thang-11: còn diễn ra đến hết ngày 29/11/2026, chưa chốt được.",
        "thang-11: it goes on until 2026-11-29",
    ],
    [
        "sang-kien: cần điểm từ 0 đến 10, không phải '11'.",
        "sang-kien: a score from 0 to 10 is expected, not '11'",
    ],
    [
        "chi-doan.sang-kien: hội đồng cho điểm thì cần ghi lý do vào phần nhận xét.",
        "chi-doan.sang-kien: with a score the council says why, in a comment",
    ],
    [
        "thang-11: chưa chốt được, còn phải chấm chi-doan sang-kien Chi đoàn 1, và 1 điểm nữa",
        "thang-11: not scored yet: chi-doan sang-kien Chi đoàn 1, and 1 more",
    ],
    [
        "thang-11: chưa chốt được, còn phải chấm chi-doan sang-kien Chi đoàn 2",
        "thang-11: not scored yet: chi-doan sang-kien Chi đoàn 2",
    ],
    [
        "thang-11: đang tính nốt các phản ánh. Đợi một phút rồi thử lại.",
        "thang-11: reports are still being counted; try again in a minute",
    ],
    ["thang-11: đã chốt rồi.", "thang-11: it is closed already"],
    [
        "thang-11: đã chốt, kết quả không đổi nữa.",
        "thang-11: it is closed, and its result does not change any more",
    ],
    ["thang-11: đã công bố rồi.", "thang-11: it is published already"],
    [
        "thang-11: đã bắt đầu ngày 16/11/2026, không bỏ được nữa.",
        "thang-11: it began on 2026-11-16, and stays",
    ],
    ["thang-11: ngày 16/11/2026 mới bắt đầu.", "thang-11: it begins on 2026-11-16"],
    [
        "thang-11: chưa chốt nên chưa có tệp kết quả. Chốt rồi mới tải được tệp .json.",
        "thang-11: there is no result yet to write as .json; close it first",
    ],
]
"""what cannot be done in the course of a contest, in each language"""
WRONG: list[Any] = [
    "x", "", 5, -1, 5.5, 10**30, float("inf"), True, [], ["x"], [5], [[]], {}, {"x": 1},
    date(2027, 6, 1), datetime(2027, 6, 1, 8, tzinfo=UTC), time(8),
]  # fmt: skip
SCORE = {"what": "score", "slug": "thang-11", "division": "chi-doan", "criterion": "sang-kien"}


async def refused(guest: Guest, key: str, **what: Any) -> list[str]:
    """The only line that the page answers with, in each language."""
    found = []
    for lang in LANGUAGES:
        status, said = await do(guest, key, lang, **what)
        assert (status, said.get("error")) == (422, "refused"), what
        (line,) = said["lines"]
        found.append(line)
    return found


def mistakes(said: dict[str, Any]) -> list[Mistake]:
    """What is wrong in a campaign."""
    try:
        checked(Path("campaign.toml"), CampaignRules, said)
    except RulesError as error:
        return list(error.args)
    return []


def places(said: Any) -> Iterator[list[Any]]:
    """The way to everything that stands in a file."""
    known = range(len(said)) if isinstance(said, list) else said if isinstance(said, dict) else ()
    for step in known:
        yield [step]
        yield from ([step, *more] for more in places(said[step]))


def replaced(said: dict[str, Any], place: list[Any], *value: Any) -> dict[str, Any]:
    """The same with another value at a place, or with none."""
    found = at = copy.deepcopy(said)
    for step in place[:-1]:
        at = at[step]
    if value:
        at[place[-1]] = value[0]
    else:
        del at[place[-1]]
    return found


@on_sqlite
async def test_each_mistake_in_the_file_is_a_line_in_the_clerks_language_that_says_where(
    site: Bot, guest: Guest
) -> None:
    key = await desk(site, guest)
    for old, new, begins in MISTAKES:
        body = changed(TYPED, (old, new))
        vietnamese, english = await refused(guest, key, what="add", body=body)
        assert vietnamese.startswith(begins), new
        assert vietnamese != english
    for old, new, begins in ENGLISH:
        _, english = await refused(guest, key, what="add", body=changed(TYPED, (old, new)))
        assert english.startswith(begins), new


@on_sqlite
async def test_several_mistakes_are_several_lines(site: Bot, guest: Guest) -> None:
    body = changed(TYPED, (FIRST, 'first_day = "x"'), (NAME, ""), ("count = 5", "count = 0"))
    status, said = await do(guest, await desk(site, guest), what="add", body=body)
    assert (status, said["lines"]) == (422, [
        "first_day: cần một ngày không có giờ, năm trước, như 2027-06-01.",
        f"{TABLE}, name: thiếu mục này, cần ghi thêm.",
        f"{TIER}: cần từ 1 trở lên.",
    ])  # fmt: skip


@on_sqlite
async def test_each_name_that_nobody_has_is_a_line(site: Bot, guest: Guest) -> None:
    await site.branch("Đội A")
    body = changed(
        TYPED,
        (WHO, '\nwho = ["Đội A", "Đội B", "Đội C"]'),
        ('"wards"\nwho = "all"', '"wards"\nwho = ["X"]'),
    )
    _, said = await do(guest, await desk(site, guest), what="add", body=body)
    assert [line.partition(". ")[0] for line in said["lines"]] == [
        "division chi-doan: không có đơn vị nào tên 'Đội B'",
        "division chi-doan: không có đơn vị nào tên 'Đội C'",
        "division phuong: không có phường nào tên 'X'",
    ]


def test_every_text_about_a_file_is_what_some_mistake_leads_to() -> None:
    met = set()
    for old, new, _ in MISTAKES:
        try:
            read_campaign(changed(TYPED, (old, new)))
        except RulesError as error:
            met |= {mistake.key for mistake in error.args}
    elsewhere = {"mistake-no-ward", "mistake-no-branch", "mistake-score", "mistake-other"}
    assert met == {text for text in catalog("vi") if text.startswith("mistake-")} - elsewhere


def test_what_only_the_command_line_meets_is_never_told_in_english_to_others() -> None:
    error = RulesError("points.toml: cannot be read", Mistake("mistake-days"))
    assert str(error).startswith("points.toml: cannot be read\nlast_day has to")
    assert error.told("vi")[0] == "ghi chưa đúng. Xem lại theo mẫu."


@pytest.mark.parametrize("lang", LANGUAGES)
def test_whatever_stands_in_a_place_its_mistake_says_what_is_expected_there(lang: str) -> None:
    said = parsed(EXAMPLE, TYPED)
    for place in places(said):
        for changes in [(), *((wrong,) for wrong in WRONG)]:
            found = mistakes(replaced(said, place, *changes))
            assert "mistake-other" not in [mistake.key for mistake in found], (place, changes)
            lines = [mistake.told(lang) for mistake in found]
            assert len({mistake.place for mistake in found}) == len(lines), lines
            assert not [line for line in lines if "Input should" in line]


@on_sqlite
async def test_whatever_cannot_be_done_yet_is_told_in_the_clerks_language(
    site: Bot, guest: Guest
) -> None:
    ward, branch = await site.ward(), await site.branch("Chi đoàn 1")
    await site.branch("Chi đoàn 2")
    slug = await begun(site.process.db, SMALL)
    key = await desk(site, guest)
    told: list[list[str]] = []

    async def no(**what: Any) -> None:
        told.append(await refused(guest, key, **what))

    async def yes(**what: Any) -> Any:
        status, said = await do(guest, key, **what)
        assert status == 200, said
        return said["contests"]

    await no(what="close", slug="khac")
    await no(what="add", body=SMALL)
    await no(what="publish", slug=slug)
    await no(what="close", slug=slug)
    first, second = [row["id"] for row in (await yes(what=None))[0]["tables"][0]["rows"]]
    await no(**SCORE, subject=first, score="11", comment="Hay")
    await no(**SCORE, subject=first, score="1", comment=" ")
    await branch.report(site.person("An"), ward.inside)
    await site.go(at("09:00", 30))
    key = await desk(site, guest)
    await no(what="close", slug=slug)
    await yes(**SCORE, subject=first, score="1", comment="Hay")
    await no(what="close", slug=slug)
    await yes(**SCORE, subject=second, score="1", comment="Hay")
    await no(what="close", slug=slug)
    await site.tick()
    await yes(what="close", slug=slug)
    await no(what="close", slug=slug)
    await no(**SCORE, subject=first, score="2", comment="Hay")
    await yes(what="publish", slug=slug)
    await no(what="publish", slug=slug)
    async with site.process.db.write() as session:
        campaign = await contest_tables.find(session, slug)
        now = site.process.clock.now()
        with pytest.raises(NotYet) as caught:
            await contest_tables.remove(session, campaign, now.date(), now)
    told.append([caught.value.told(lang)[0] for lang in LANGUAGES])
    with pytest.raises(NotYet) as caught:
        contest_tables.must_have_begun(campaign, date(2026, 11, 15))
    told.append([caught.value.told(lang)[0] for lang in LANGUAGES])
    day = now.date()
    with pytest.raises(NotYet) as caught:
        contest_tables.result(Campaign(slug=slug, name="", first_day=day, last_day=day))
    told.append([caught.value.told(lang)[0] for lang in LANGUAGES])
    assert told == NOT_YET
    assert len(told) - 1 == len([text for text in catalog("vi") if text.startswith("not-yet-")])
