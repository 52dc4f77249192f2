"""The template of a campaign's result, as decree 30/2020/NĐ-CP lays documents out; no contents."""

from collections.abc import Sequence

from docx import Document
from docx.document import Document as Template
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Mm, Pt
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph

from handlers.pictures.fonts import font

FONT = "Times New Roman"
WIDTH = 160
"""millimetres between the margins"""
RANK, NAME, TOTAL, REWARD = 13, 34, 13, 24
"""millimetres of the columns that each table of results has; names have all that is left"""
WIDEST_MARK = 22
PADDING = 1.0
"""millimetres between a line of a table and its words"""
HEAD_SIZES = (11, 10, 9, 8)
MM_A_POINT = 25.4 / 72
AFTER_BORDERS = ("w:shd", "w:tabs", "w:suppressAutoHyphens", "w:kinsoku", "w:wordWrap",
                 "w:overflowPunct", "w:topLinePunct", "w:autoSpaceDE", "w:autoSpaceDN", "w:bidi",
                 "w:adjustRightInd", "w:snapToGrid", "w:spacing", "w:ind", "w:contextualSpacing",
                 "w:mirrorIndents", "w:jc", "w:rPr")  # fmt: skip
"""what stands behind the borders of a paragraph, where the schema of the format puts it"""
CENTRE, LEFT, BOTH = (
    WD_ALIGN_PARAGRAPH.CENTER,
    WD_ALIGN_PARAGRAPH.LEFT,
    WD_ALIGN_PARAGRAPH.JUSTIFY,
)


def built_in() -> Template:
    """Appendix I of the decree, with the names of `bot.contest_document.Paper` in braces."""
    document = Document()
    _page(document)
    _head(document)
    _words(document, "{{ kind }}", 14, bold=True, align=CENTRE, before=18)
    _words(document, "{{ about }}", 14, bold=True, align=CENTRE)
    _line(_words(document, "{{ days }}", 14, align=CENTRE))
    _words(document, "{%p for line in basis %}", 14)
    _words(document, "{{ line }}{% if loop.last %}.{% else %};{% endif %}", 14, italic=True,
           align=BOTH, indent=True)  # fmt: skip
    _words(document, "{%p endfor %}", 14)
    _words(document, "{{ opening }}", 14, align=BOTH, indent=True)
    _words(document, "{%p for table in tables %}", 14)
    heading = _words(document, "{{ table.number }}. {{ table.name }}", 14, bold=True, before=12)
    heading.paragraph_format.keep_with_next = True
    _results(document)
    _words(document, "{%p endfor %}", 14)
    _words(document, "{{ notes }}", 13, italic=True, align=BOTH, before=6)
    _words(document, "{%p if final %}", 6)
    _foot(document)
    _words(document, "{%p endif %}", 6)
    return document


def fit(table: Table) -> None:
    """Give the columns of a table of results widths that add up to the page's, each as wide as the
    longest word in its head: their number is known only when it is filled."""
    heads = [cell.text for cell in table.rows[0].cells]
    rest = WIDTH - RANK - NAME - TOTAL - REWARD
    for size in HEAD_SIZES:
        needed = [_longest(head, size) for head in heads[2:-2]]
        if sum(needed) <= rest:
            break
    # More words than any page holds: they break, but the table stays on the page.
    needed = [width * min(1, rest / sum(needed)) for width in needed]
    spare = (rest - sum(needed)) / len(needed)
    marks = [max(width, min(width + spare, WIDEST_MARK)) for width in needed]
    name = WIDTH - RANK - TOTAL - REWARD - sum(marks)
    widths = (RANK, name, *marks, TOTAL, REWARD)
    _pad(table)
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = Mm(width)
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    for cell in table.rows[0].cells:
        for run in (run for paragraph in cell.paragraphs for run in paragraph.runs):
            run.font.size = min(run.font.size or Pt(size), Pt(size))


def _longest(head: str, size: int) -> float:
    """Millimetres for the longest word. Our own font is there on every machine, and its letters are
    wider than those of the document's."""
    face = font(100, "Bold")
    longest = max((face.getlength(word) for word in head.split()), default=0)
    return longest / 100 * size * MM_A_POINT + 2 * PADDING


def _pad(table: Table) -> None:
    """The distance of words from the lines at their sides."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(PADDING / MM_A_POINT * 20)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    form = table._tbl.tblPr
    form.remove_all("w:tblCellMar")
    form.insert_element_before(margins, "w:tblLook", "w:tblCaption", "w:tblDescription")


def _page(document: Template) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(20), Mm(20)
    section.left_margin, section.right_margin = Mm(30), Mm(20)
    style = document.styles["Normal"]
    style.font.name, style.font.size = FONT, Pt(14)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for script in ("w:ascii", "w:hAnsi", "w:eastAsia", "w:cs"):
        fonts.set(qn(script), FONT)
    # Pages are numbered from the second one on, in the middle of the top.
    section.different_first_page_header_footer = True
    number = section.header.paragraphs[0]
    number.alignment = CENTRE
    run = number.add_run()
    run.font.size = Pt(13)
    for kind, text in (("begin", ""), ("", "PAGE"), ("end", "")):
        element = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            element.set(qn("w:fldCharType"), kind)
        else:
            element.text = text
        run._r.append(element)


def _words(
    where: Template | _Cell,
    text: str,
    size: int,
    *,
    bold: bool = False,
    italic: bool = False,
    align: WD_ALIGN_PARAGRAPH = LEFT,
    indent: bool = False,
    before: int = 0,
) -> Paragraph:
    paragraph = where.add_paragraph()
    paragraph.alignment = align
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(before), Pt(6 if indent else 0)
    form.line_spacing = 1.0
    if indent:
        form.first_line_indent = Mm(10)
    run = paragraph.add_run(text)
    run.font.size, run.bold, run.italic = Pt(size), bold, italic
    return paragraph


def _line(after: Paragraph, left: int = 55, right: int = 55) -> None:
    """A line below words, as long as the page less both."""
    line = after.insert_paragraph_before()
    after._p.addnext(line._p)
    form = line.paragraph_format
    form.left_indent, form.right_indent = Mm(left), Mm(right)
    form.space_before, form.space_after, form.line_spacing = Pt(0), Pt(6), Pt(4)
    borders, top = OxmlElement("w:pBdr"), OxmlElement("w:top")
    for name, value in (("val", "single"), ("sz", "6"), ("space", "1"), ("color", "000000")):
        top.set(qn(f"w:{name}"), value)
    borders.append(top)
    # In any other place Word may call the file damaged.
    line._p.get_or_add_pPr().insert_element_before(borders, *AFTER_BORDERS)


def _table(document: Template, rows: int, widths: Sequence[int], *, style: str | None) -> Table:
    table: Table = document.add_table(rows, len(widths), style)
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    for row in table.rows:
        for cell, width in zip(row.cells, widths, strict=True):
            cell.width = Mm(width)
    return table


def _fill(cell: _Cell, *lines: Paragraph) -> None:
    """Words stand in a cell instead of the empty paragraph that it comes with."""
    first = cell.paragraphs[0]
    if first not in lines:
        first._p.getparent().remove(first._p)


def _head(document: Template) -> None:
    table = _table(document, 2, (60, WIDTH - 60), style=None)
    (office, state), (number, place) = (row.cells for row in table.rows)
    _fill(office, _words(office, "{{ superior|upper }}", 12, align=CENTRE))
    _line(_words(office, "{{ organisation|upper }}", 12, bold=True, align=CENTRE), 20, 20)
    _fill(state, _words(state, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", 12, bold=True, align=CENTRE))
    _line(_words(state, "Độc lập - Tự do - Hạnh phúc", 13, bold=True, align=CENTRE), 15, 15)
    _fill(number, _words(number, "{% if final %}Số: {{ symbol }}{% endif %}", 13, align=CENTRE))
    dated = "{{ place }}, ngày …… tháng …… năm {{ year }}"
    _fill(place, _words(place, dated, 13, italic=True, align=CENTRE))


def _results(document: Template) -> None:
    """A table with a column for each criterion; its first row comes again on each page."""
    heads = ("Hạng", "{{ table.who }}", "{%tc for head in table.heads %}", "{{ head }}",
             "{%tc endfor %}", "Tổng", "Khen thưởng")  # fmt: skip
    values = ("{{ row.rank }}", "{{ row.name }}", "{%tc for mark in row.marks %}", "{{ mark }}",
              "{%tc endfor %}", "{{ row.total }}", "{{ row.reward }}")  # fmt: skip
    table = _table(document, 4, (RANK, 50, 20, 20, 20, TOTAL, REWARD), style="Table Grid")
    head, begin, line, end = table.rows
    for cell, text in zip(head.cells, heads, strict=True):
        _fill(cell, _words(cell, text, HEAD_SIZES[0], bold=True, align=CENTRE))
    for cell, text in zip(line.cells, values, strict=True):
        words = text in ("{{ row.name }}", "{{ row.reward }}")
        _fill(cell, _words(cell, text, 13, align=LEFT if words else CENTRE))
    for row, text in ((begin, "{%tr for row in table.rows %}"), (end, "{%tr endfor %}")):
        row.cells[0].paragraphs[0].text = text
    for row in (head, line):
        form = row._tr.get_or_add_trPr()
        form.append(OxmlElement("w:cantSplit"))
        if row is head:
            form.append(OxmlElement("w:tblHeader"))


def _foot(document: Template) -> None:
    _words(document, "", 6)
    table = _table(document, 1, (70, WIDTH - 70), style=None)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))
    receivers, signature = table.rows[0].cells
    _fill(receivers, _words(receivers, "Nơi nhận:", 12, bold=True, italic=True))
    for text in ("{%p for line in receivers %}", "- {{ line }}", "{%p endfor %}"):
        _words(receivers, text, 11)
    _fill(signature, _words(signature, "{%p for line in signer_title %}", 14, align=CENTRE))
    _words(signature, "{{ line|upper }}", 14, bold=True, align=CENTRE)
    _words(signature, "{%p endfor %}", 14, align=CENTRE)
    # Room for the signature and the seal.
    for _ in range(4):
        _words(signature, "", 14, align=CENTRE)
    _words(signature, "{{ signer }}", 14, bold=True, align=CENTRE)
