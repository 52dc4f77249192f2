"""An installation with reports in it, written straight into its tables, for exports and backups."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import select

from bot import stores
from bot.settings import Settings, load_settings
from storage import outbox, people, wards
from storage.photos import PhotoStore
from storage.tables import Event, Outbox, Photo, Report, Upload, Ward
from storage.trial_map import trial_wards

ZONE = ZoneInfo("Asia/Ho_Chi_Minh")
MORNING = datetime(2026, 11, 18, 9, 0, tzinfo=ZONE)
HOSTILE = '=HYPERLINK("http://example.org","bấm")\x07'
CODES = "23456789ABCDEFGH"


def settings_for(database_url: str, folder: Path, **more: Any) -> Settings:
    """Settings with nothing of the developer's own in them."""
    everything: dict[str, Any] = {
        "_env_file": None,
        "telegram_bot_token": "",
        "database_url": database_url,
        "photo_store": str(folder / "photos"),
        "sandbox": False,
        "rules": None,
        "timezone": "Asia/Ho_Chi_Minh",
        "admins": "",
    }
    return load_settings(**everything | more)


def code(number: int) -> str:
    """A code of four signs for each number."""
    signs = []
    for _ in range(4):
        number, sign = divmod(number, len(CODES))
        signs.append(CODES[sign])
    return "".join(reversed(signs))


def a_report(number: int, ward_id: int, chat_id: int, person_id: int, **more: Any) -> Report:
    filed = MORNING + timedelta(minutes=number)
    known: dict[str, Any] = {
        "code": code(number),
        "person_id": person_id,
        "ward_id": ward_id,
        "kind": "waste",
        "lat": 16.0769,
        "lon": 108.2184,
        "chat_id": chat_id,
        "message_id": f"m{number}",
        "created_at": filed,
        "filed_at": filed,
        "accept_due": filed + timedelta(hours=8),
        "resolve_due": filed + timedelta(days=3),
    }
    return Report(**known | more)


async def fill(settings: Settings) -> None:
    """Reports in several states, with hostile words, photos, events and messages."""
    store = PhotoStore.open(settings.photo_store)
    before, after = await store.put(b"before"), await store.put(b"after")
    async with stores.database(settings) as db, db.write() as session:
        await wards.save(session, trial_wards(), MORNING.date())
        ward = (await session.exec(select(Ward).where(Ward.code == "20233"))).one()
        now = MORNING.astimezone(UTC)
        person = await people.person_of(
            session, "telegram", "4567890123", "Nguyễn Thị Người Gửi", now
        )
        unit = await people.new_unit(session, "+Chi đoàn Một", now)
        person.unit_id = unit.id
        chat = await people.chat_at(session, "telegram", "-1001234567890", "group", "Nhóm")
        assert ward.id is not None
        assert person.id is not None
        assert chat.id is not None
        accepted = MORNING + timedelta(hours=1, microseconds=123456)
        rows = [
            a_report(0, ward.id, chat.id, person.id, unit_id=unit.id, urgent=True,
                     description="Đổ rác trên vỉa hè, “ngổn ngang”;\nhai dòng", place="12 Lê Lợi"),
            a_report(1, ward.id, chat.id, person.id, description=HOSTILE, place="-1+1",
                     accuracy=12.5, state="resolved", accepted_at=accepted, hops=1, hours=2.345678,
                     resolved_at=MORNING + timedelta(days=5)),
            a_report(2, ward.id, chat.id, person.id, state="refused", reason="@cmd ＝1",
                     ended_at=MORNING + timedelta(hours=2)),
            a_report(3, ward.id, chat.id, person.id, state="withdrawn"),
        ]  # fmt: skip
        session.add_all(rows)
        await session.flush()
        for number, (key, role) in enumerate([(before, "before"), (after, "after")]):
            session.add(
                Photo(report_id=rows[1].id, role=role, key=key, dhash=-(2**62), width=4, height=3,
                      chat_id=chat.id, message_id=f"p{number}", at=now,
                      taken_at=datetime(2026, 11, 18, 8, 59))  # noqa: DTZ001  (a camera's clock)
            )  # fmt: skip
        session.add(Event(report_id=rows[1].id or 0, kind="resolved", person_id=person.id,
                          at=now, data={"own": True, "before": {"state": "accepted"}}))  # fmt: skip
        session.add(Upload(channel="telegram", key=before, ref="ref", at=now))
        row = await outbox.put(
            session, chat.id, {"text": "Đã nhận"}, now=now, key="card:1", report_id=rows[0].id
        )
        post = await session.get_one(Outbox, row)
        post.sent_at, post.message_id = now, "77"
        await outbox.change(session, post, {"text": "Đang xử lý"}, now)


async def add_many(settings: Settings, count: int, first: int = 100) -> None:
    """So many further reports."""
    async with stores.database(settings) as db, db.write() as session:
        known = (await session.exec(select(Report))).first()
        assert known is not None
        session.add_all(
            a_report(first + n, known.ward_id, known.chat_id, known.person_id,
                     description=f"Phản ánh số {n}")
            for n in range(count)
        )  # fmt: skip


async def contents(settings: Settings) -> dict[str, list[dict[str, Any]]]:
    """Everything in all tables."""
    from storage import dump

    async with stores.database(settings) as db, db.snapshot() as session:
        return {
            table.name: [row async for row in dump.rows(session, table)] for table in dump.tables()
        }


def key_of(data: bytes) -> str:
    return sha256(data).hexdigest()
