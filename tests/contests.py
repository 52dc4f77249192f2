"""Campaigns for tests: files with something replaced, rows in a database, the office's desk."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from handlers.campaigns import CampaignRules, campaign_of, load_campaign
from storage.database import Database
from storage.tables import Campaign
from tests.harness import ADMIN, MORNING, Bot
from tests.pages import LINK, Guest
from tests.process import ROOT

EXAMPLE = ROOT / "handlers" / "campaign.toml"
SMALL = """
name = "Đợt thi đua tháng 11"
slug = "thang-11"
first_day = 2026-11-16
last_day = 2026-11-29
[[phase]]
name = "Tuần đầu"
last_day = 2026-11-22
[[division]]
slug = "chi-doan"
name = "Bảng chi đoàn"
of = "units"
tie = ["diem"]
[[division.criterion]]
slug = "diem"
name = "Điểm"
weight = 60
counted = "points"
[[division.criterion]]
slug = "ngay"
name = "Ngày đạt"
weight = 20
counted = "days"
[[division.criterion]]
slug = "sang-kien"
name = "Sáng kiến"
weight = 20
scored = 10
[[division.reward]]
name = "Giải Nhất"
count = 1
[[division.reward]]
name = "Giải Nhì"
count = 1
"""
COUNTED = SMALL.replace("scored = 10", 'counted = "valid"')
"""the same with nothing for the council"""
WARDS = """
[[division]]
slug = "phuong"
name = "Bảng phường"
of = "wards"
[[division.criterion]]
slug = "han"
name = "Đúng hạn"
weight = 100
counted = "on_time"
"""
MEMBERS = """
[[division]]
slug = "ca-nhan"
name = "Cá nhân"
of = "members"
[[division.criterion]]
slug = "diem"
name = "Điểm"
weight = 100
counted = "points"
"""


def changed(text: str, *changes: tuple[str, str]) -> str:
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    return text


def campaign_rules(*changes: tuple[str, str], text: str = SMALL) -> CampaignRules:
    return campaign_of(changed(text, *changes))


def write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8")


def read_file(folder: Path, text: str) -> CampaignRules:
    path = folder / "campaign.toml"
    write(path, text)
    return load_campaign(path)[0]


async def begun(db: Database, text: str = COUNTED) -> str:
    """A campaign in a database; its slug."""
    rules = campaign_of(text)
    async with db.write() as session:
        session.add(
            Campaign(
                slug=rules.slug,
                name=rules.name,
                first_day=rules.first_day,
                last_day=rules.last_day,
                body=text,
                added_at=MORNING,
            )
        )
    return rules.slug


async def link(site: Bot) -> str:
    room = site.private(ADMIN)
    await room.say(ADMIN, "/thidua")
    found = LINK.search(room.last.text)
    assert found is not None, room.last.text
    return found[1]


async def desk(site: Bot, guest: Guest) -> str:
    status, said = await guest.post(await link(site), {})
    assert status == 200
    return str(said["desk"])


async def do(guest: Guest, key: str, lang: str = "vi", **what: Any) -> tuple[int, Any]:
    said = {"desk": key} | ({"do": what} if what else {})
    return await guest.post(f"/thi-dua?lang={lang}", said)
