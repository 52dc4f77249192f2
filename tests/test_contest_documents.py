"""A contest's result on paper: the layout of decree 30/2020/NĐ-CP, no figures that are nobody's
business, and templates of the office's own."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from bot.contest_document import DOTS, Paper, Row, Sheet, paper
from bot.contest_files import docx, xlsx
from bot.document_template import built_in
from bot.errors import FileError
from bot.settings import Settings
from handlers.campaigns import campaign_of
from handlers.contest import Mark, Place
from handlers.contest_tables import Table
from tests.contests import MEMBERS, SMALL
from tests.installation import settings_for

RULES = campaign_of(
    SMALL.replace("[[phase]]", 'basis = ["Kế hoạch số 12/KH-UBND;", "Biên bản họp"]\n[[phase]]')
    + MEMBERS
    + '[[division.reward]]\nname = "Giải Nhất"\ncount = 1\n'
)
OFFICE = {
    "office_name": "Ủy ban nhân dân phường Mẫu",
    "office_superior": "Ủy ban nhân dân thành phố",
    "office_symbol": "UBND",
    "office_place": "Mẫu",
    "signer": "Nguyễn Văn Mẫu",
    "signer_title": "TM. Hội đồng thi đua / Chủ tịch",
}
LONG = "Chi đoàn Ban Quản lý Dự án Đầu tư Xây dựng và Phát triển Đô thị số "
HOSTILE = "=1+1 {{ signer }} <b>&\x07"
MARKS = (Mark(5000, 1), Mark(1000, 1, 2), Mark(None, None, 10))


TIMES = {
    **{"Nghiêm": 3.4, "thưởng": 2.9, "hoạch,": 2.7, "Khen": 2.4},
    **dict.fromkeys(["Hạng", "Điểm", "(100)", "đúng", "Sáng", "ngày", "Tổng"], 2.2),
    **dict.fromkeys(["phản", "huấn", "kiến,", "hình"], 2.1),
    **dict.fromkeys(["Đơn", "(40)", "(20)", "(10)", "tiêu", "ánh", "hay"], 1.8),
    **dict.fromkeys(["túc", "vị", "chỉ", "đạt", "tập", "mô", "Kế", "Số", "Tỷ", "lệ"], 1.4),
    **dict.fromkeys("123456", 0.5),
}
"""at most so many times its size is a word wide in Times New Roman, bold"""


def place(number: int, name: str, reward: str = "") -> Place:
    return Place(number, number, name, 6000, MARKS, reward)


def some_paper(
    tmp_path: Path,
    branches: int = 3,
    *,
    final: bool = True,
    written: date = date(2026, 11, 10),
    **more: Any,
) -> Paper:
    settings: Settings = settings_for("sqlite:///unused.db", tmp_path, **OFFICE | more)
    units, members = RULES.divisions
    places = [place(n, f"{LONG}{n}", "Giải Nhất" if n == 1 else "") for n in range(1, branches)]
    places.append(place(branches, HOSTILE))
    people = [
        Place(1, 7, "Trần Thị Lan", 10000, (Mark(10000, 500),), "Giải Nhất"),
        Place(2, 8, "Lê Văn Không Giải", 9000, (Mark(9000, 450),)),
    ]
    last = RULES.last_day
    tables = [Table(units, last, places, final), Table(members, last, people, final)]
    check = "abcdef0123456789" * 4 if final else ""
    return paper(settings, RULES, tables, {7: "Chi đoàn 1"}, check, date(2026, 12, 1), written)


def written(tmp_path: Path, **more: Any) -> Any:
    return Document(BytesIO(docx(some_paper(tmp_path, **more))))


def sheets(tmp_path: Path, **more: Any) -> Any:
    return load_workbook(BytesIO(xlsx(some_paper(tmp_path, **more))))


def all_words(document: Any) -> list[str]:
    cells = [p.text for t in document.tables for row in t.rows for c in row.cells
             for p in c.paragraphs]  # fmt: skip
    return [p.text for p in document.paragraphs] + cells


def found(document: Any, text: str) -> Any:
    """The paragraph with these words, wherever it stands."""
    (one, *_) = [
        p
        for p in [*document.paragraphs, *(p for t in document.tables for row in t.rows
                                          for c in row.cells for p in c.paragraphs)]
        if p.text == text
    ]  # fmt: skip
    return one


def form(paragraph: Any) -> tuple[float, bool, bool]:
    (run,) = paragraph.runs
    return run.font.size.pt, bool(run.bold), bool(run.italic)


def test_the_page_is_a4_with_the_decrees_margins_and_times_new_roman(tmp_path: Path) -> None:
    document = written(tmp_path)
    (section,) = document.sections
    assert (round(section.page_width.mm), round(section.page_height.mm)) == (210, 297)
    assert 20 <= round(section.top_margin.mm) <= 25
    assert 20 <= round(section.bottom_margin.mm) <= 25
    assert 30 <= round(section.left_margin.mm) <= 35
    assert 15 <= round(section.right_margin.mm) <= 20
    fonts = document.styles["Normal"].element.rPr.rFonts
    assert {fonts.get(qn(f"w:{script}")) for script in ("ascii", "hAnsi", "eastAsia", "cs")} == {
        "Times New Roman"
    }
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header.paragraphs[0]._p.xml
    assert section.first_page_header.paragraphs[0].text == ""


@pytest.mark.parametrize(
    ("text", "size", "bold", "italic"),
    [
        ("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, True, False),
        ("Độc lập - Tự do - Hạnh phúc", 13, True, False),
        ("ỦY BAN NHÂN DÂN THÀNH PHỐ", 12, False, False),
        ("ỦY BAN NHÂN DÂN PHƯỜNG MẪU", 12, True, False),
        ("Số: ……/TB-UBND", 13, False, False),
        ("Mẫu, ngày …… tháng …… năm 2026", 13, False, True),
        ("THÔNG BÁO", 14, True, False),
        ("Kết quả Đợt thi đua tháng 11", 14, True, False),
        ("Căn cứ Kế hoạch số 12/KH-UBND;", 14, False, True),
        ("Căn cứ Biên bản họp.", 14, False, True),
        ("Nơi nhận:", 12, True, True),
        ("- Lưu: VT, HĐTĐ.", 11, False, False),
        ("TM. HỘI ĐỒNG THI ĐUA", 14, True, False),
        ("CHỦ TỊCH", 14, True, False),
        ("Nguyễn Văn Mẫu", 14, True, False),
    ],
)
def test_each_part_stands_there_in_its_size_and_weight(
    tmp_path: Path, text: str, size: float, bold: bool, italic: bool
) -> None:
    assert form(found(written(tmp_path), text)) == (size, bold, italic)


def test_what_a_paragraph_says_of_itself_stands_in_the_order_of_the_format(tmp_path: Path) -> None:
    # ECMA-376, 17.3.1.26: in another order Word may call the file damaged.
    order = ["pStyle", "keepNext", "keepLines", "pBdr", "spacing", "ind", "jc", "rPr"]
    document = written(tmp_path, branches=3)
    lined = 0
    for form in document.element.body.iter(qn("w:pPr")):
        names = [child.tag.rpartition("}")[2] for child in form]
        assert names == sorted(names, key=order.index)
        lined += "pBdr" in names
    # Below the office, below the motto, below what it is about.
    assert lined == 3
    for cell in document.element.body.iter(qn("w:tc")):
        assert cell[-1].tag == qn("w:p")


def test_what_no_setting_says_is_left_as_dots(tmp_path: Path) -> None:
    words = all_words(written(tmp_path, **dict.fromkeys(OFFICE, "")))
    assert words.count(DOTS) >= 3
    assert f"{DOTS}, ngày …… tháng …… năm 2026" in words
    assert "Số: ……/TB-……" in words


def test_a_long_table_repeats_its_first_row_and_breaks_no_row(tmp_path: Path) -> None:
    document = written(tmp_path, branches=60)
    table = document.tables[1]
    assert len(table.rows) == 61
    head, *rows = table.rows
    assert [cell.text for cell in head.cells] == [
        "Hạng", "Đơn vị", "Điểm (60)", "Ngày đạt (20)", "Sáng kiến (20)", "Tổng", "Khen thưởng",
    ]  # fmt: skip
    assert head._tr.trPr.find(qn("w:tblHeader")) is not None
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in rows)
    assert not any(row._tr.trPr.find(qn("w:tblHeader")) is not None for row in rows)
    grid = table._tbl.tblGrid.findall(qn("w:gridCol"))
    assert len(grid) == len(head.cells)
    # As wide as the page between its margins.
    assert round(sum(cell.width.mm for cell in head.cells)) == 160
    assert [cell.text for cell in rows[0].cells] == [
        "1", f"{LONG}1", "50", "10", "……", "60", "Giải Nhất",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("heads", "size"),
    [
        (["Điểm (100)"], 11),
        (
            [
                "Số ngày đạt chỉ tiêu (40)",
                "Điểm phản ánh (20)",
                "Tỷ lệ phản ánh đúng (20)",
                "Kế hoạch, tập huấn (10)",
                "Sáng kiến, mô hình hay (10)",
            ],
            11,
        ),
        ([f"Nghiêm túc {n} (10)" for n in range(1, 7)], 8),
    ],
)
def test_no_word_breaks_in_the_head_and_the_table_stays_on_the_page(
    tmp_path: Path, heads: list[str], size: int
) -> None:
    row = Row("1", f"{LONG}1", ["40,25"] * len(heads), "98,75", "Giải Khuyến khích")
    sheet = Sheet("I", "Bảng chi đoàn", "Đơn vị", heads, [row])
    filled = replace(some_paper(tmp_path), tables=[sheet])
    table = Document(BytesIO(docx(filled))).tables[1]
    columns = [cell.width.mm for cell in table.rows[0].cells]
    assert sum(columns) == pytest.approx(160, abs=0.1)
    assert columns[1] >= 33.9
    for cell in table.rows[0].cells:
        assert form(cell.paragraphs[0]) == (size, True, False)
        for word in cell.text.split():
            # A millimetre stays free at both sides.
            assert TIMES[word] * size * 25.4 / 72 + 2 <= cell.width.mm, word


def test_words_in_names_are_words_and_nothing_else(tmp_path: Path) -> None:
    assert "=1+1 {{ signer }} <b>&" in all_words(written(tmp_path))
    sheet = sheets(tmp_path).worksheets[0]
    (cell,) = [c for row in sheet.iter_rows() for c in row if c.value == "=1+1 {{ signer }} <b>&"]
    assert cell.data_type == "s"


def test_a_sign_that_no_file_can_hold_is_left_out_of_the_offices_name(tmp_path: Path) -> None:
    names: dict[str, Any] = {name: f"{words}\x1b\ufffe" for name, words in OFFICE.items()}
    assert written(tmp_path, **names).paragraphs
    assert sheets(tmp_path, **names).sheetnames
    assert some_paper(tmp_path, **names) == some_paper(tmp_path)


def test_of_members_only_those_are_named_who_get_a_reward(tmp_path: Path) -> None:
    words = all_words(written(tmp_path))
    assert "Trần Thị Lan (Chi đoàn 1)" in words
    assert not [line for line in words if "Không Giải" in line]


def test_before_it_is_closed_the_document_says_so_and_is_not_signed(tmp_path: Path) -> None:
    provisional = "Số liệu tạm tính đến hết ngày 29/11/2026, chưa phải kết quả chính thức:"
    words = all_words(written(tmp_path, final=False))
    (sheet, *_) = sheets(tmp_path, final=False).worksheets
    cells = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
    for said in (words, cells):
        assert {"KẾT QUẢ TẠM TÍNH", provisional} <= set(said)
        assert "Đợt thi đua tháng 11 (đến hết ngày 29/11/2026)" in said
        for signed in ("Mã kiểm tra", "công bố", "Số: ", "Nơi nhận", "CHỦ TỊCH", "Nguyễn Văn Mẫu"):
            assert not [line for line in said if signed in line]


def test_the_result_bears_its_check_code_on_every_sheet(tmp_path: Path) -> None:
    code = "Mã kiểm tra kết quả (SHA-256 của tệp kết quả): abcdef0123456789."
    opening = "Ủy ban nhân dân phường Mẫu công bố kết quả như sau:"
    papers = [all_words(written(tmp_path))]
    for sheet in sheets(tmp_path).worksheets:
        papers.append([str(cell.value) for row in sheet.iter_rows() for cell in row])
    for said in papers:
        # In a sentence the office stands as it writes itself, in the head in capitals.
        assert {opening, "ỦY BAN NHÂN DÂN PHƯỜNG MẪU"} <= set(said)
        assert [line for line in said if code in line]


def test_the_sheets_can_be_printed_and_calculated_with(tmp_path: Path) -> None:
    book = sheets(tmp_path, branches=60)
    assert book.sheetnames == ["I. Bảng chi đoàn", "II. Cá nhân"]
    sheet = book.worksheets[0]
    (head,) = [row for row in sheet.iter_rows() if row[0].value == "Hạng"]
    row = head[0].row
    assert sheet.print_title_rows == f"${row}:${row}"
    assert sheet.page_setup.paperSize == 9
    line = [cell.value for cell in sheet[row + 1]]
    assert line == [1, f"{LONG}1", 50, 10, "……", 60, "Giải Nhất"]
    values = [cell.value for row in sheet.iter_rows() for cell in row]
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in values
    assert {cell.font.name for cell in sheet[row]} == {"Times New Roman"}


@pytest.mark.parametrize(
    ("day", "said"),
    [
        (16, "16/11/2026."),
        (17, "17/11/2026, sau ngày bắt đầu."),
        (30, "30/11/2026, sau khi đợt thi đua kết thúc."),
    ],
)
def test_the_document_says_since_when_its_rules_stand(tmp_path: Path, day: int, said: str) -> None:
    since = date(2026, 11, day)
    said = f"Thể lệ được đưa vào hệ thống ngày {said}"
    assert [line for line in all_words(written(tmp_path, written=since)) if line.endswith(said)]
    for sheet in sheets(tmp_path, written=since).worksheets:
        words = [str(cell.value) for row in sheet.iter_rows() for cell in row]
        assert [line for line in words if line.endswith(said)]


def test_an_office_puts_its_own_layout_in_place_of_the_built_in_one(tmp_path: Path) -> None:
    template = tmp_path / "own.docx"
    own = built_in()
    own.add_paragraph("Mẫu riêng của {{ organisation }}")
    own.save(str(template))
    document = Document(BytesIO(docx(some_paper(tmp_path), template)))
    assert "Mẫu riêng của Ủy ban nhân dân phường Mẫu" in all_words(document)


@pytest.mark.parametrize(
    ("words", "said"), [("{{ nobody }}", "'nobody' is undefined"), ("{% for %}", "Expected")]
)
def test_a_mistake_in_a_template_is_a_line(tmp_path: Path, words: str, said: str) -> None:
    template = tmp_path / "own.docx"
    own = Document()
    own.add_paragraph(words)
    own.save(str(template))
    with pytest.raises(FileError, match=f"RESULT_TEMPLATE: {template}: .*{said}") as caught:
        docx(some_paper(tmp_path), template)
    assert "\n" not in str(caught.value)


def test_what_is_no_word_document_is_a_line(tmp_path: Path) -> None:
    template = tmp_path / "own.docx"
    template.write_text("no", encoding="utf-8")
    with pytest.raises(FileError, match=r"RESULT_TEMPLATE: .*not a Word document"):
        docx(some_paper(tmp_path), template)
