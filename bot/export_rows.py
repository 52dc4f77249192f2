"""What an office gets of each report: the columns of an export, read from the database in chunks.

The reporter's name and accounts are left out on purpose: they are personal data, and what is done
with a report does not depend on them."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from handlers.card import mood_of
from handlers.judging import GONE
from handlers.rules import Rules
from handlers.texts import say
from storage.photos import file_name
from storage.tables import Closing, Photo, Report, Unit, Ward

CHUNK = 1000
"""reports in memory at a time"""

Value = str | int | float | bool | datetime | None
Row = dict[str, Value]


@dataclass(frozen=True, slots=True)
class Column:
    """One column: its name for programs, its head for people, its width in characters."""

    name: str
    head: str
    width: int = 14


COLUMNS = (
    Column("code", "Mã", 8),
    Column("sort", "Dạng", 16),
    Column("state", "Trạng thái", 22),
    Column("kind", "Loại", 28),
    Column("urgent", "Khẩn", 7),
    Column("ward_code", "Mã phường", 11),
    Column("ward", "Phường", 20),
    Column("branch", "Đơn vị gửi", 24),
    Column("description", "Mô tả", 40),
    Column("lat", "Vĩ độ", 11),
    Column("lon", "Kinh độ", 11),
    Column("accuracy_m", "Sai số (m)", 10),
    Column("place", "Địa điểm", 36),
    Column("filed_at", "Gửi lúc", 17),
    Column("ward_since", "Phường nhận tin lúc", 19),
    Column("times_passed", "Số lần chuyển phường", 12),
    Column("accept_due", "Hạn nhận xử lý", 17),
    Column("accepted_at", "Nhận xử lý lúc", 17),
    Column("accepted_in_time", "Nhận đúng hạn", 10),
    Column("resolve_due", "Hạn xử lý xong", 17),
    Column("resolved_at", "Xử lý xong lúc", 17),
    Column("resolved_in_time", "Xử lý đúng hạn", 10),
    Column("working_hours", "Số giờ làm việc", 11),
    Column("reopened_at", "Mở lại lúc", 17),
    Column("confirmed_at", "Xác nhận lúc", 17),
    Column("confirmed_by", "Xác nhận bởi", 20),
    Column("rating", "Ý kiến người gửi", 26),
    Column("ended_at", "Kết thúc khác lúc", 17),
    Column("reason", "Lý do", 30),
    Column("photos_before", "Số ảnh trước", 9),
    Column("photos_after", "Số ảnh sau", 9),
    Column("photo_files_before", "Tên tệp ảnh trước", 20),
    Column("photo_files_after", "Tên tệp ảnh sau", 20),
)


async def read_rows(
    session: AsyncSession, rules: Rules, zone: ZoneInfo, now: datetime
) -> AsyncIterator[Row]:
    """All reports, oldest first, with times in a time zone."""
    last = 0
    while True:
        found = await session.exec(
            select(Report, Ward.code, Ward.name, Unit.name)
            .join(Ward, col(Ward.id) == col(Report.ward_id))
            .join(Unit, col(Unit.id) == col(Report.unit_id), isouter=True)
            .where(col(Report.id) > last)
            .order_by(col(Report.id))
            .limit(CHUNK)
        )
        chunk = found.all()
        if not chunk:
            return
        first, last = chunk[0][0].id or 0, chunk[-1][0].id or 0
        photos = await _photos(session, first, last)
        closings = await _closings(session, first, last)
        for report, code, ward, unit in chunk:
            keys = photos.get(report.id or 0, {})
            closing = closings.get(report.id or 0)
            yield _row(report, (code, ward, unit), keys, closing, rules, zone, now)
        # Otherwise the session would keep what it read until the end.
        session.expunge_all()


async def _photos(session: AsyncSession, first: int, last: int) -> dict[int, dict[str, list[str]]]:
    found = await session.exec(
        select(Photo.report_id, Photo.role, Photo.key)
        .where(col(Photo.report_id).between(first, last))
        .order_by(col(Photo.id))
    )
    photos: dict[int, dict[str, list[str]]] = {}
    for report_id, role, key in found:
        photos.setdefault(report_id or 0, {}).setdefault(role, []).append(key)
    return photos


async def _closings(session: AsyncSession, first: int, last: int) -> dict[int, Closing]:
    """The last closing of each report."""
    found = await session.exec(
        select(Closing)
        .where(col(Closing.report_id).between(first, last), col(Closing.undone).is_(False))
        .order_by(col(Closing.id))
    )
    return {closing.report_id: closing for closing in found}


def _row(
    report: Report,
    names: tuple[str, str, str | None],
    photos: dict[str, list[str]],
    closing: Closing | None,
    rules: Rules,
    zone: ZoneInfo,
    now: datetime,
) -> Row:
    def local(moment: datetime | None) -> datetime | None:
        return moment.astimezone(zone).replace(microsecond=0) if moment else None

    ward_code, ward, unit = names
    before, after = photos.get("before", []), photos.get("after", [])
    accepted, resolved = in_time(report, now)
    return {
        "code": report.code,
        "sort": say("vi", f"sort-{report.sort}"),
        "state": say("vi", f"word-{report.state}"),
        "kind": rules.kind(report.kind).name("vi"),
        "urgent": report.urgent,
        "ward_code": ward_code,
        "ward": ward,
        "branch": unit,
        "description": report.description,
        "lat": report.lat,
        "lon": report.lon,
        "accuracy_m": report.accuracy,
        "place": report.place,
        "filed_at": local(report.created_at),
        "ward_since": local(report.filed_at),
        "times_passed": report.hops,
        "accept_due": local(report.accept_due),
        "accepted_at": local(report.accepted_at),
        "accepted_in_time": accepted,
        "resolve_due": local(report.resolve_due),
        "resolved_at": local(report.resolved_at),
        "resolved_in_time": resolved,
        "working_hours": None if report.hours is None else round(report.hours, 2),
        "reopened_at": local(report.reopened_at),
        "confirmed_at": local(report.confirmed_at),
        "confirmed_by": _confirmed_by(closing),
        "rating": _rating(closing, rules),
        "ended_at": local(report.ended_at),
        "reason": report.reason,
        "photos_before": len(before),
        "photos_after": len(after),
        "photo_files_before": " ".join(map(file_name, before)),
        "photo_files_after": " ".join(map(file_name, after)),
    }


def _confirmed_by(closing: Closing | None) -> str | None:
    by = closing.confirmed_by if closing and closing.ended_at is None else ""
    return say("vi", f"confirmed-{by}") if by else None


def _rating(closing: Closing | None, rules: Rules) -> str | None:
    return mood_of(rules, closing, "vi") if closing and closing.mood else None


def in_time(report: Report, now: datetime) -> tuple[bool | None, bool | None]:
    """Whether it was accepted and resolved in time, as the wards' board counts it; None while that
    is open, and for what was no work of the ward's."""
    if report.sort != "problem":
        return None, None
    ended, until = report.ended_at, now
    if report.state in GONE:
        # That ended the ward's turn, and what was late until then stays late.
        ended, until = None, report.ended_at or now
    taken = report.accepted_at or report.resolved_at or ended
    closed = report.resolved_at or ended
    again = report.reopened_at is not None and report.reopened_at >= report.filed_at
    in_time = False if again else _kept(closed, report.resolve_due, until)
    return _kept(taken, report.accept_due, until), in_time


def _kept(at: datetime | None, due: datetime, now: datetime) -> bool | None:
    if at is None:
        return False if due < now else None
    return at <= due


def plain(row: Row) -> dict[str, Any]:
    """A row as JSON values."""
    return {k: v.isoformat() if isinstance(v, datetime) else v for k, v in row.items()}
