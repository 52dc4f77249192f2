"""A campaign's result as .docx and .xlsx, ready to be numbered and signed."""

import re
from collections.abc import Sequence
from io import BytesIO
from math import ceil
from pathlib import Path
from typing import Any
from zipfile import BadZipFile

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml.ns import qn
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined, TemplateError
from jinja2.sandbox import SandboxedEnvironment
from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from bot import document_template
from bot.contest_document import Paper, Sheet
from bot.errors import FileError

FONT = "Times New Roman"
FIGURE = re.compile(r"-?\d{1,9}(\.\d+)?")
FORBIDDEN = str.maketrans(dict.fromkeys(r"[]:*?/\ ".strip(), "-"))
"""in the names of sheets"""
THIN = Side(style="thin")
CENTRE = Alignment(horizontal="center", vertical="center", wrap_text=True)
LEFT = Alignment(horizontal="left", vertical="center", wrap_text=True)


def docx(paper: Paper, template: Path | None = None) -> bytes:
    """By the office's own template, or by the built-in one. Raises `FileError`."""
    source: Any = str(template) if template else BytesIO()
    if template is None:
        document_template.built_in().save(source)
        source.seek(0)
    # What a template may do is to show; what stands in names is never taken for markup.
    shown = SandboxedEnvironment(autoescape=True, undefined=StrictUndefined)
    try:
        document = DocxTemplate(source)
        document.render(paper.context(), jinja_env=shown)
    except (OSError, PackageNotFoundError, KeyError, ValueError, BadZipFile) as error:
        raise FileError(f"RESULT_TEMPLATE: {template}: not a Word document: {error}") from None
    except TemplateError as error:
        raise FileError(f"RESULT_TEMPLATE: {template}: {error}") from None
    for table in document.docx.tables:
        form = table.rows[0]._tr.trPr
        repeats = form is not None and form.find(qn("w:tblHeader")) is not None
        if repeats and len(table.columns) > 4:
            document_template.fit(table)
    out = BytesIO()
    document.save(out)
    return out.getvalue()


def xlsx(paper: Paper) -> bytes:
    """A sheet a table, each laid out to be printed by itself."""
    book = Workbook()
    first = book.active
    assert first is not None
    book.remove(first)
    for table in paper.tables:
        name = f"{table.number}. {table.name}".translate(FORBIDDEN)[:31]
        _fill(book.create_sheet(name), paper, table)
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _fill(sheet: Worksheet, paper: Paper, table: Sheet) -> None:
    columns = 4 + len(table.heads)
    half = max(2, columns // 3)
    page = sheet.page_setup
    page.paperSize, page.orientation, page.fitToHeight = 9, "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    margins = sheet.page_margins
    margins.left, margins.right, margins.top, margins.bottom = (
        30 / 25.4,
        20 / 25.4,
        20 / 25.4,
        20 / 25.4,
    )
    sheet.oddHeader.center.text = "&P"
    sheet.HeaderFooter.differentFirst = True
    row = _two(sheet, 1, columns, half, (paper.superior.upper(), 13, False),
               ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 13, True))  # fmt: skip
    row = _two(sheet, row, columns, half, (paper.organisation.upper(), 13, True),
               ("Độc lập - Tự do - Hạnh phúc", 14, True), underlined=True)  # fmt: skip
    row = _two(sheet, row, columns, half, (f"Số: {paper.symbol}" if paper.final else "", 13, False),
               (f"{paper.place}, ngày …… tháng …… năm {paper.year}", 14, False),
               italic=True)  # fmt: skip
    for text, bold in ((paper.kind, True), (paper.about, True), (paper.days, False)):
        row += 1
        _wide(sheet, row, columns, text, Font(FONT, 14, bold=bold), CENTRE)
    for number, line in enumerate(paper.basis, start=1):
        row += 1
        end = "." if number == len(paper.basis) else ";"
        _wide(sheet, row, columns, line + end, Font(FONT, 14, italic=True), LEFT)
    row += 1
    _wide(sheet, row, columns, paper.opening, Font(FONT, 14), LEFT)
    row += 1
    _wide(sheet, row, columns, f"{table.number}. {table.name}", Font(FONT, 14, bold=True), LEFT)
    row += 1
    sheet.print_title_rows = f"{row}:{row}"
    heads = ("Hạng", table.who, *table.heads, "Tổng", "Khen thưởng")
    _line(sheet, row, heads, bold=True)
    for one in table.rows:
        row += 1
        _line(sheet, row, (one.rank, one.name, *one.marks, one.total, one.reward))
    row += 1
    _wide(sheet, row, columns, paper.notes, Font(FONT, 13, italic=True), LEFT)
    widths = (7, 34, *[15] * len(table.heads), 10, 20)
    # What stands across merged cells does not make its row higher by itself.
    sheet.row_dimensions[row].height = 18 * ceil(len(paper.notes) / (0.8 * sum(widths)))
    if paper.final:
        _foot(sheet, row + 2, paper, columns, half)
    for number, width in enumerate(widths, start=1):
        sheet.column_dimensions[get_column_letter(number)].width = width


def _foot(sheet: Worksheet, row: int, paper: Paper, columns: int, half: int) -> None:
    receivers = ["Nơi nhận:", *(f"- {line}" for line in paper.receivers)]
    for number, text in enumerate(receivers):
        size, heading = (11, False) if number else (12, True)
        font = Font(FONT, size, bold=heading, italic=heading)
        _wide(sheet, row + number, half, text, font, LEFT)
    title = [line.upper() for line in paper.signer_title]
    for number, text in enumerate([*title, "", "", "", "", paper.signer]):
        _wide(sheet, row + number, columns, text, Font(FONT, 14, bold=True), CENTRE, half + 1)


def _wide(
    sheet: Worksheet,
    row: int,
    last: int,
    text: str,
    font: Font,
    align: Alignment,
    first: int = 1,
) -> None:
    """Words across some columns. A text is never a formula."""
    cell = sheet.cell(row, first, text)
    cell.data_type, cell.font, cell.alignment = "s", font, align
    sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=last)


Words = tuple[str, int, bool]


def _two(
    sheet: Worksheet,
    row: int,
    columns: int,
    half: int,
    left: Words,
    right: Words,
    *,
    underlined: bool = False,
    italic: bool = False,
) -> int:
    """The left and the right of the head; the next row."""
    line = "single" if underlined else None
    for (text, size, bold), first, last, slanted in (
        (left, 1, half, False),
        (right, half + 1, columns, italic),
    ):
        font = Font(FONT, size, bold=bold, italic=slanted, underline=line)
        _wide(sheet, row, last, text, font, CENTRE, first)
    return row + 1


def _line(sheet: Worksheet, row: int, values: Sequence[str], *, bold: bool = False) -> None:
    for number, value in enumerate(values, start=1):
        cell = sheet.cell(row, number, value)
        figure = _figure(value) if not bold else None
        if figure is None or number == 2:
            cell.data_type = "s"
        else:
            cell.value = figure
        cell.font = Font(FONT, 13, bold=bold)
        cell.alignment = LEFT if not bold and number in (2, len(values)) else CENTRE
        cell.border = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)


def _figure(value: str) -> float | None:
    """A number as such, so that the office can go on calculating."""
    plain = value.replace(",", ".").replace("−", "-")
    return float(plain) if FIGURE.fullmatch(plain) else None
