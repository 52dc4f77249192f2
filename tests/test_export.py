"""Exports: complete, right in Excel, harmless, and never half a file."""

from __future__ import annotations

import csv
import json
import tracemalloc
from datetime import datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from bot import export_files
from bot.errors import FileError, StartError
from bot.export import FORMATS, write
from bot.export_rows import COLUMNS, in_time
from bot.settings import Settings
from bot.whole_file import whole
from tests.installation import (
    HOSTILE,
    MORNING,
    a_report,
    add_many,
    code,
    fill,
    key_of,
    settings_for,
)


@pytest.fixture
async def settings(database_url: str, tmp_path: Path) -> Settings:
    settings = settings_for(database_url, tmp_path)
    await fill(settings)
    return settings


@pytest.fixture
def sqlite(tmp_path: Path) -> Settings:
    return settings_for(f"sqlite:///{tmp_path / 'bot.db'}", tmp_path)


async def as_csv(settings: Settings, folder: Path) -> list[dict[str, str]]:
    out = folder / "out.csv"
    await write(settings, "csv", out)
    return list(csv.DictReader(StringIO(out.read_text(encoding="utf-8-sig"))))


async def as_features(settings: Settings, folder: Path) -> list[dict[str, Any]]:
    out = folder / "out.geojson"
    await write(settings, "geojson", out)
    found = json.loads(out.read_text(encoding="utf-8"))
    assert found["type"] == "FeatureCollection"
    features: list[dict[str, Any]] = found["features"]
    return features


async def as_sheet(settings: Settings, folder: Path) -> Any:
    out = folder / "out.xlsx"
    await write(settings, "xlsx", out)
    return load_workbook(out)["Phản ánh"]


async def test_the_table_has_everything_an_office_needs(settings: Settings, tmp_path: Path) -> None:
    rows = await as_csv(settings, tmp_path)
    assert [row["Mã"] for row in rows] == [code(n) for n in range(4)]
    first, second = rows[0], rows[1]
    assert first["Trạng thái"] == "mới, chờ nhận"
    assert (first["Loại"], first["Khẩn"]) == ("Rác thải", "có")
    assert (first["Mã phường"], first["Phường"]) == ("20233", "Thạch Thang")
    assert first["Đơn vị gửi"] == "'+Chi đoàn Một"
    assert first["Mô tả"] == "Đổ rác trên vỉa hè, “ngổn ngang”;\nhai dòng"
    assert (first["Vĩ độ"], first["Kinh độ"]) == ("16.0769", "108.2184")
    assert (first["Địa điểm"], first["Gửi lúc"]) == ("12 Lê Lợi", "2026-11-18 09:00:00")
    assert (first["Hạn nhận xử lý"], first["Nhận xử lý lúc"]) == ("2026-11-18 17:00:00", "")
    assert second["Nhận xử lý lúc"] == "2026-11-18 10:00:00"
    assert (second["Nhận đúng hạn"], second["Xử lý đúng hạn"]) == ("có", "không")
    assert (second["Số giờ làm việc"], second["Số lần chuyển phường"]) == ("2.35", "1")
    assert (second["Số ảnh trước"], second["Số ảnh sau"]) == ("1", "1")
    assert second["Tên tệp ảnh trước"] == f"{key_of(b'before')}.jpg"
    assert second["Tên tệp ảnh sau"] == f"{key_of(b'after')}.jpg"


@pytest.mark.parametrize("format", FORMATS)
async def test_the_reporter_is_not_named(settings: Settings, tmp_path: Path, format: str) -> None:
    out = tmp_path / f"out.{format}"
    assert await write(settings, format, out) == 4
    if format == "xlsx":
        text = str([[cell.value for cell in row] for row in load_workbook(out)["Phản ánh"]])
    else:
        text = out.read_text(encoding="utf-8")
    assert "Thạch Thang" in text
    for personal in ("Người Gửi", "4567890123"):
        assert personal not in text


async def test_csv_begins_with_the_mark_that_excel_needs(
    settings: Settings, tmp_path: Path
) -> None:
    await as_csv(settings, tmp_path)
    data = (tmp_path / "out.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfM\xc3\xa3,")
    assert data.count(b"\xef\xbb\xbf") == 1


async def test_no_cell_of_the_csv_is_a_formula(settings: Settings, tmp_path: Path) -> None:
    rows = await as_csv(settings, tmp_path)
    assert rows[1]["Mô tả"] == "'" + HOSTILE.replace("\x07", "")
    assert rows[1]["Địa điểm"] == "'-1+1"
    assert rows[2]["Lý do"] == "'@cmd ＝1"
    for row in rows:
        for head, cell in row.items():
            assert not cell.startswith(tuple("=+-@\t\r")), head


@pytest.mark.parametrize(
    "words",
    ["=1", "+84905", "-1", "@x", "\t=1", "\r=1", " =1", "\n-1", "＝1", "＋1", "－1", "＠x"],
)
def test_each_beginning_of_a_formula_is_guarded(words: str) -> None:
    cell = export_files._Csv._cell(words)
    assert isinstance(cell, str)
    assert cell.startswith("'")


@pytest.mark.parametrize("words", ["Đổ rác", "12 Lê Lợi", "a=1", "", "'quoted'"])
def test_other_words_stay_as_they_are(words: str) -> None:
    assert export_files._Csv._cell(words) == words


async def test_the_sheet_has_real_dates_numbers_and_a_frozen_head(
    settings: Settings, tmp_path: Path
) -> None:
    sheet = await as_sheet(settings, tmp_path)
    heads = [cell.value for cell in sheet[1]]
    assert heads == [column.head for column in COLUMNS]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == f"A1:{sheet.cell(1, len(COLUMNS)).column_letter}5"
    assert all(cell.font.bold for cell in sheet[1])
    widths = {letter: dimension.width for letter, dimension in sheet.column_dimensions.items()}
    assert widths[sheet.cell(1, heads.index("Mô tả") + 1).column_letter] == 40
    first = dict(zip(heads, sheet[2], strict=True))
    assert first["Gửi lúc"].value == datetime(2026, 11, 18, 9)  # noqa: DTZ001
    assert first["Gửi lúc"].is_date
    assert first["Gửi lúc"].number_format == "dd/mm/yyyy hh:mm"
    assert first["Vĩ độ"].value == 16.0769
    assert first["Mô tả"].value == "Đổ rác trên vỉa hè, “ngổn ngang”;\nhai dòng"
    assert first["Phường"].value == "Thạch Thang"


async def test_the_sheet_takes_no_text_for_a_formula(settings: Settings, tmp_path: Path) -> None:
    sheet = await as_sheet(settings, tmp_path)
    assert not [cell for row in sheet for cell in row if cell.data_type == "f"]
    texts = [cell.value for cell in sheet[3]]
    assert HOSTILE.replace("\x07", "") in texts


def test_what_a_sheet_cannot_hold_is_taken_out() -> None:
    assert export_files.clean("a\x00b\x0bc\x1fd\ud800\uffff\r\ne\tf\rg") == "abcd\ne\tf\ng"


async def test_points_carry_their_report_under_english_names(
    settings: Settings, tmp_path: Path
) -> None:
    first, second = (await as_features(settings, tmp_path))[:2]
    assert first["geometry"] == {"type": "Point", "coordinates": [108.2184, 16.0769]}
    said = first["properties"]
    assert set(said) == {column.name for column in COLUMNS} - {"lat", "lon"}
    assert (said["code"], said["ward"], said["urgent"]) == (code(0), "Thạch Thang", True)
    assert said["filed_at"] == "2026-11-18T09:00:00+07:00"
    assert said["accepted_at"] is None
    assert second["properties"]["accepted_in_time"] is True
    assert second["properties"]["resolved_in_time"] is False


async def test_times_are_those_of_the_installation(settings: Settings, tmp_path: Path) -> None:
    there = settings.model_copy(update={"timezone": "Europe/Paris"})
    assert (await as_csv(there, tmp_path))[0]["Gửi lúc"] == "2026-11-18 03:00:00"


@pytest.mark.parametrize("format", FORMATS)
async def test_an_installation_without_reports_gives_an_empty_file(
    sqlite: Settings, tmp_path: Path, format: str
) -> None:
    out = tmp_path / f"out.{format}"
    assert await write(sqlite, format, out) == 0
    if format == "xlsx":
        assert load_workbook(out)["Phản ánh"].max_row == 1
    elif format == "csv":
        assert len(out.read_text(encoding="utf-8").splitlines()) == 1
    else:
        assert json.loads(out.read_text(encoding="utf-8"))["features"] == []


@pytest.mark.parametrize("format", FORMATS)
async def test_reports_come_in_chunks_and_none_is_missed(
    settings: Settings, tmp_path: Path, format: str
) -> None:
    await add_many(settings, 2100)
    assert await write(settings, format, tmp_path / "out") == 2104
    if format == "csv":
        rows = await as_csv(settings, tmp_path)
        assert len({row["Mã"] for row in rows}) == 2104


async def test_memory_does_not_grow_with_the_reports(
    sqlite: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("bot.export_rows.CHUNK", 100)

    async def most() -> int:
        tracemalloc.start()
        try:
            await write(sqlite, "xlsx", tmp_path / "out.xlsx")
            return tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()

    await fill(sqlite)
    await add_many(sqlite, 500)
    few = await most()
    await add_many(sqlite, 1500, first=5000)
    assert await most() < few * 1.2


@pytest.mark.parametrize("format", FORMATS)
async def test_a_failure_leaves_the_old_file_and_nothing_else(
    settings: Settings, tmp_path: Path, format: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "exports"
    folder.mkdir()
    out = folder / "out"
    out.write_text("yesterday's")

    async def broken(*_: Any) -> Any:
        yield {column.name: None for column in COLUMNS}
        raise RuntimeError("the database went away")

    monkeypatch.setattr("bot.export.read_rows", broken)
    with pytest.raises(RuntimeError):
        await write(settings, format, out)
    assert [path.name for path in folder.iterdir()] == ["out"]
    assert out.read_text() == "yesterday's"


async def test_a_folder_that_is_not_there_is_named(sqlite: Settings, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="nowhere does not exist"):
        await write(sqlite, "csv", tmp_path / "nowhere" / "out.csv")


async def test_a_folder_is_no_file(sqlite: Settings, tmp_path: Path) -> None:
    with pytest.raises(FileError, match="is a folder"):
        await write(sqlite, "csv", tmp_path)


async def test_a_folder_that_takes_nothing_is_named(sqlite: Settings) -> None:
    # Not even root can make files there.
    with pytest.raises(FileError, match="cannot be written"):
        await write(sqlite, "csv", Path("/proc/out.csv"))


def test_a_full_disk_is_named(tmp_path: Path) -> None:
    with pytest.raises(FileError, match="No space left"), whole(tmp_path / "out"):
        raise OSError(28, "No space left on device")
    assert not list(tmp_path.iterdir())


async def test_more_rows_than_a_sheet_holds_are_refused(
    settings: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(export_files, "MOST_ROWS", 3)
    with pytest.raises(FileError, match="use --format csv"):
        await write(settings, "xlsx", tmp_path / "out.xlsx")
    assert not (tmp_path / "out.xlsx").exists()


async def test_a_database_that_cannot_be_opened_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    settings = settings_for(f"sqlite:///{tmp_path}/file/bot.db", tmp_path)
    with pytest.raises(StartError, match="DATABASE_URL"):
        await write(settings, "csv", tmp_path / "out.csv")


NOW = MORNING + timedelta(hours=4)


@pytest.mark.parametrize(
    ("what", "expected"),
    [
        ({}, (None, None)),
        ({"accept_due": NOW - timedelta(1)}, (False, None)),
        ({"accepted_at": NOW}, (True, None)),
        ({"accepted_at": NOW, "resolve_due": NOW - timedelta(1)}, (True, False)),
        ({"state": "resolved", "resolved_at": NOW}, (True, True)),
        ({"state": "refused", "ended_at": NOW}, (True, True)),
        ({"state": "withdrawn", "ended_at": NOW}, (None, None)),
        ({"state": "duplicate", "ended_at": NOW}, (None, None)),
        (
            {"state": "duplicate", "ended_at": NOW, "accept_due": NOW - timedelta(1)},
            (False, None),
        ),
        (
            {"state": "withdrawn", "ended_at": NOW, "accepted_at": NOW}
            | {"resolve_due": NOW - timedelta(1)},
            (True, False),
        ),
        (
            {"state": "reopened", "accepted_at": NOW, "resolved_at": NOW, "reopened_at": NOW},
            (True, False),
        ),
        ({"state": "confirmed", "resolved_at": NOW, "reopened_at": NOW}, (True, False)),
        (
            {"state": "resolved", "resolved_at": NOW, "reopened_at": NOW - timedelta(days=9)},
            (True, True),
        ),
    ],
)
def test_in_time_means_what_the_board_of_wards_means(
    what: dict[str, Any], expected: tuple[bool | None, bool | None]
) -> None:
    assert in_time(a_report(0, 1, 1, 1, **what), NOW) == expected
