"""The files of an export: csv, xlsx and geojson, each written row by row."""

import csv
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from bot.errors import FileError
from bot.export_rows import COLUMNS, Row, Value, plain

MOST_ROWS = 1_048_575
"""rows a sheet can have below its header"""
# What XML, and so a sheet, cannot hold; line breaks and tabs stay.
_NO_XML = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
# What makes a table program take a text for a formula, full-width signs included.
_FORMULA = re.compile(r"\s*[=+\-@\t\r\n＝＋－＠]")


class Writer(Protocol):
    """Takes one report after the other."""

    def add(self, row: Row) -> None: ...


def clean(text: str) -> str:
    return _NO_XML.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def _word(value: Value) -> Value:
    return ("có" if value else "không") if isinstance(value, bool) else value


class _Csv:
    def __init__(self, file: Any) -> None:
        self._rows = csv.writer(file)
        self._rows.writerow([column.head for column in COLUMNS])

    def add(self, row: Row) -> None:
        self._rows.writerow([self._cell(row[column.name]) for column in COLUMNS])

    @staticmethod
    def _cell(value: Value) -> Value:
        value = _word(value)
        if isinstance(value, datetime):
            return f"{value:%Y-%m-%d %H:%M:%S}"
        if isinstance(value, str):
            text = clean(value)
            # A spreadsheet shows the apostrophe as the mark of a text and calculates nothing.
            return f"'{text}" if _FORMULA.match(text) else text
        return value


class _Xlsx:
    def __init__(self, book: Workbook) -> None:
        self._sheet = book.create_sheet("Phản ánh")
        self._count = 0
        # In this mode all of it has to stand before the first row.
        self._sheet.freeze_panes = "B2"
        for number, column in enumerate(COLUMNS, start=1):
            self._sheet.column_dimensions[get_column_letter(number)].width = column.width
        heads = [WriteOnlyCell(self._sheet, column.head) for column in COLUMNS]
        for head in heads:
            head.font = Font(bold=True)
        self._sheet.append(heads)

    def add(self, row: Row) -> None:
        self._count += 1
        if self._count > MOST_ROWS:
            raise FileError("a sheet cannot hold so many reports; use --format csv")
        self._sheet.append([self._cell(row[column.name]) for column in COLUMNS])

    def _cell(self, value: Value) -> Any:
        value = _word(value)
        if isinstance(value, datetime):
            cell = WriteOnlyCell(self._sheet, value.replace(tzinfo=None))
            cell.number_format = "dd/mm/yyyy hh:mm"
            return cell
        if isinstance(value, str):
            text = clean(value)
            if not text.startswith("="):
                return text
            cell = WriteOnlyCell(self._sheet, text)
            # The library takes it for a formula.
            cell.data_type = "s"
            return cell
        return value

    def close(self) -> None:
        """End the rows; what was written of them stands in a file that goes with the process."""
        self._sheet.close()

    def finish(self) -> None:
        last = get_column_letter(len(COLUMNS))
        self._sheet.auto_filter.ref = f"A1:{last}{self._count + 1}"


class _GeoJson:
    def __init__(self, file: Any) -> None:
        self._file = file
        self._before = ""

    def add(self, row: Row) -> None:
        properties = {k: clean(v) if isinstance(v, str) else v for k, v in plain(row).items()}
        point = [properties.pop("lon"), properties.pop("lat")]
        feature = {
            "type": "Feature",
            "geometry": {"type": "Point", "coordinates": point},
            "properties": properties,
        }
        self._file.write(self._before + json.dumps(feature, ensure_ascii=False, allow_nan=False))
        self._before = ",\n"


@contextmanager
def _csv(path: Path) -> Iterator[Writer]:
    # With the mark at its beginning Excel reads the file as UTF-8.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        yield _Csv(file)


@contextmanager
def _xlsx(path: Path) -> Iterator[Writer]:
    book = Workbook(write_only=True)
    writer = _Xlsx(book)
    try:
        yield writer
    except BaseException:
        writer.close()
        raise
    writer.finish()
    book.save(path)


@contextmanager
def _geojson(path: Path) -> Iterator[Writer]:
    with path.open("w", encoding="utf-8") as file:
        file.write('{"type": "FeatureCollection", "features": [\n')
        yield _GeoJson(file)
        file.write("\n]}\n")


WRITERS = {"csv": _csv, "xlsx": _xlsx, "geojson": _geojson}
