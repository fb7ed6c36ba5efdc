"""Writes the letter templates in config/letters from the texts in letter_texts.yaml:
`python docs/make_letters.py`. The same bytes come out every time.

A template is an ordinary Word document: firms change theirs in Word, and keep them in a folder
`letters` beside their workbook.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import yaml
from docx import Document
from docx.document import Document as DocumentType
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_BREAK
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor
from docx.table import Table, _Cell
from docx.text.paragraph import Paragraph as Line

TEXTS_FILE = Path(__file__).with_name("letter_texts.yaml")
LETTERS = Path(__file__).parents[1] / "config" / "letters"
LONG_AGO = (2020, 1, 1, 0, 0, 0)
FONTS = {"zh": ("Times New Roman", "宋体"), "en": ("Times New Roman", "宋体")}
GREY = "F2F4F7"

Paragraph = str | dict[str, str]
TEXTS: dict[str, dict[str, list[Paragraph]]] = yaml.safe_load(TEXTS_FILE.read_text("utf-8"))
# Table: title of each column in both languages, placeholder, width in cm, aligned right.
Column = tuple[str, str, str, float, bool]
ITEMS: tuple[Column, ...] = (
    ("Invoice", "发票号", "document", 2.5, False),
    ("Date", "开票日期", "issued", 2.1, False),
    ("Due", "到期日", "due", 2.1, False),
    ("Days late", "逾期天数", "days", 1.5, True),
    ("Currency", "币种", "currency", 1.9, False),
    ("Amount", "发票金额", "amount", 2.4, True),
    ("Paid", "已付", "paid", 2.2, True),
    ("Open", "未付", "open", 2.4, True),
)
TOTALS: tuple[Column, ...] = (
    ("Currency", "币种", "currency", 2.5, False),
    ("Open", "未付货款", "open", 4.0, True),
    ("Late fee", "逾期违约金", "fee", 4.0, True),
    ("Total due", "合计应付", "due", 4.0, True),
)
FEES: tuple[Column, ...] = (
    ("Invoice", "发票号", "document", 3.0, False),
    ("Period", "计算期间", "period", 4.1, False),
    ("Computation", "计算式", "computed", 5.2, False),
    ("Ground", "依据", "basis", 2.3, False),
    ("Fee", "金额", "fee", 2.2, True),
)
INSTALMENTS: tuple[Column, ...] = (
    ("No.", "期次", "number", 1.8, False),
    ("Date", "付款日期", "due", 4.0, False),
    ("Currency", "币种", "currency", 2.4, False),
    ("Amount", "金额", "payment", 4.0, True),
    ("State", "状态", "state", 2.6, False),
)
DEADLINES: tuple[Column, ...] = (
    ("Invoice", "发票号", "document", 4.2, False),
    ("Step", "事项", "step", 5.6, False),
    ("By", "截止日", "deadline", 3.2, False),
    ("State", "状态", "state", 2.8, False),
)
DISPUTED: tuple[Column, ...] = tuple(ITEMS[i] for i in (0, 1, 2, 4, 7))
TABLES = {
    "@instalments": ("instalments", INSTALMENTS),
    "@deadlines": ("deadlines", DEADLINES),
    "@disputed": ("disputed", DISPUTED),
}
WORDS = {
    "zh": {
        "to": "致：{{ name }}", "attention": "收件人：{{ contact }}",
        "greeting": "敬启者：", "closing": "特此函达。", "seal": "{{ firm }}（盖章）",
        "phone": "电话：{{ sender_phone }}", "by": "联系人：{{ sender_contact }}",
        "statement": "附件一　对账单（截至{{ date }}）",
        "computation": "附件二　逾期付款违约金计算表（截至{{ date }}）",
        "agreed": "同意上述安排：{{ customer_name }}（盖章）　　　　日期：",
        "page": ("第 ", " 页，共 ", " 页"),
        "notes": "负数为贷项（红字）发票；未付金额不含争议部分。",
        "basis": "计算依据：{{ bases }}。", "fee_total": "合计：{{ fee_total }}",
    },
    "en": {
        "to": "{{ name }}", "attention": "Attn: {{ contact }}",
        "greeting": "Dear Sir or Madam,", "closing": "Yours faithfully,", "seal": "{{ firm }}",
        "phone": "Tel. {{ sender_phone }}", "by": "Contact: {{ sender_contact }}",
        "statement": "Annex 1   Statement of account at {{ date }}",
        "computation": "Annex 2   Computation of the late fee up to {{ date }}",
        "agreed": "Agreed: {{ customer_name }}          Signature, date:",
        "page": ("Page ", " of ", ""),
        "notes": "Negative amounts are credit notes. Open is without what is in dispute.",
        "basis": "Ground: {{ bases }}.", "fee_total": "Total: {{ fee_total }}",
    },
}  # fmt: skip


def template(kind: str, language: str) -> bytes:
    """One template as the bytes of a .docx."""
    document = _blank(language)
    words = WORDS[language]
    _letterhead(document, language)
    _line(document, "{{ title }}", size=16, bold=True, align="center", before=10, after=14)
    _line(document, words["to"], bold=True, after=0)
    _only_if(document, "address", "{{ address }}")
    _only_if(document, "contact", words["attention"])
    _line(document, words["greeting"], before=10)
    for paragraph in TEXTS[kind][language]:
        _paragraph(document, paragraph, language)
    _line(document, words["closing"], before=10, indent=language == "zh")
    align = "right" if language == "zh" else "left"
    _line(document, words["seal"], align=align, before=22, after=2, keep=True)
    _line(document, "{{ date }}", align=align)
    if kind != "plan_confirmation":
        _statement(document, language)
    return _bytes(document)


def _blank(language: str) -> DocumentType:
    document = Document()
    latin, asian = FONTS[language]
    style = document.styles["Normal"]
    style.font.name, style.font.size = latin, Pt(11)
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), asian)
    style.element.rPr.append(_element("w:lang", val="en-GB", eastAsia="zh-CN"))
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.2)
    section.top_margin, section.bottom_margin = Cm(2), Cm(2)
    core = document.core_properties
    core.author, core.title, core.comments = "", "", ""
    core.created = core.modified = datetime(*LONG_AGO)  # noqa: DTZ001 - Word knows no zone
    core.last_modified_by, core.revision, core.language = "", 1, language
    _page_number(section.footer.paragraphs[0], WORDS[language]["page"])
    return document


def _letterhead(document: DocumentType, language: str) -> None:
    words = WORDS[language]
    _line(document, "{{ firm }}", size=14, bold=True, align="center", after=2)
    said = (
        "{% if sender_address %}{{ sender_address }}　{% endif %}"
        f"{{% if sender_phone %}}{words['phone']}　{{% endif %}}"
        "{% if sender_email %}{{ sender_email }}　{% endif %}"
        f"{{% if sender_contact %}}{words['by']}{{% endif %}}"
    )
    line = _line(document, said, size=9, align="center", after=0, colour="555555")
    _border(line)


def _paragraph(document: DocumentType, paragraph: Paragraph, language: str) -> None:
    if isinstance(paragraph, dict):
        _only_if(document, paragraph["if"], paragraph["text"], indent=language == "zh", body=True)
    elif paragraph == "@signature":
        _line(document, WORDS[language]["agreed"], before=16, after=16)
    elif paragraph in TABLES:
        _table(document, *TABLES[paragraph], language)
    else:
        _body(document, paragraph, language)


def _body(document: DocumentType, text: str, language: str) -> None:
    _line(document, text, indent=language == "zh", body=True)


def _statement(document: DocumentType, language: str) -> None:
    """The annexes, each on a page of its own: statement, and computation where a fee is claimed."""
    words = WORDS[language]
    _mark(document, "{%p if items %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _line(document, words["statement"], size=13, bold=True, after=4)
    _line(document, "{{ customer_name }}", after=6)
    _table(document, "items", ITEMS, language)
    _table(document, "totals", TOTALS, language)
    _line(document, words["notes"], size=9, colour="555555")
    _mark(document, "{%p if claims_fee %}")
    document.add_paragraph().add_run().add_break(WD_BREAK.PAGE)
    _line(document, words["computation"], size=13, bold=True, after=6)
    _table(document, "fees", FEES, language)
    _line(document, words["fee_total"], bold=True)
    _line(document, words["basis"], size=9, colour="555555")
    _mark(document, "{%p endif %}")
    _mark(document, "{%p endif %}")


def _table(document: DocumentType, rows: str, columns: tuple[Column, ...], language: str) -> None:
    table: Table = document.add_table(rows=4, cols=len(columns))
    table.style = document.styles["Table Grid"]
    table.alignment = WD_TABLE_ALIGNMENT.CENTER
    table.autofit = False
    _narrow(table)
    for at, (en, zh, placeholder, width, right) in enumerate(columns):
        for row in table.rows:
            row.cells[at].width = Cm(width)
        table.columns[at].width = Cm(width)
        _cell(table.cell(0, at), zh if language == "zh" else en, bold=True, right=right)
        table.cell(0, at)._tc.get_or_add_tcPr().append(  # noqa: SLF001 - python-docx has no shading
            _element("w:shd", val="clear", color="auto", fill=GREY)
        )
        _cell(table.cell(2, at), f"{{{{ row.{placeholder} }}}}", right=right)
    _cell(table.cell(1, 0), f"{{%tr for row in {rows} %}}")
    _cell(table.cell(3, 0), "{%tr endfor %}")
    head = table.rows[0]._tr.get_or_add_trPr()  # noqa: SLF001
    head.append(_element("w:cantSplit"))
    head.append(_element("w:tblHeader"))
    table.rows[2]._tr.get_or_add_trPr().append(_element("w:cantSplit"))  # noqa: SLF001
    _line(document, "", size=6, after=2)


def _narrow(table: Table) -> None:
    """Cells with little room at the sides, so that figures stay on one line."""
    margins = _element("w:tblCellMar")
    for side in ("left", "right"):
        margins.append(_element(f"w:{side}", w="50", type="dxa"))
    table._tbl.tblPr.append(margins)  # noqa: SLF001 - python-docx has no cell margins


def _cell(cell: _Cell, text: str, *, bold: bool = False, right: bool = False) -> None:
    paragraph = cell.paragraphs[0]
    run = paragraph.add_run(text)
    run.font.size, run.bold = Pt(8.5), bold
    paragraph.paragraph_format.space_after = Pt(0)
    if right:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT


def _only_if(document: DocumentType, condition: str, text: str, **look: object) -> None:
    """A paragraph that stands where the placeholder has something to say."""
    _mark(document, f"{{%p if {condition} %}}")
    _line(document, text, **look)
    _mark(document, "{%p endif %}")


def _mark(document: DocumentType, tag: str) -> None:
    document.add_paragraph(tag)


@dataclass(frozen=True)
class Look:
    """How a paragraph looks; sizes in points."""

    size: float = 11
    bold: bool = False
    align: str = "left"
    before: float = 0
    after: float = 6
    colour: str = ""
    indent: bool = False
    body: bool = False
    keep: bool = False


_ALIGNED = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "right": WD_ALIGN_PARAGRAPH.RIGHT,
}


def _line(document: DocumentType, text: str, **said: object) -> Line:
    look = Look(**said)  # type: ignore[arg-type]
    paragraph = document.add_paragraph()
    run = paragraph.add_run(text)
    run.bold, run.font.size = look.bold, Pt(look.size)
    if look.colour:
        run.font.color.rgb = RGBColor.from_string(look.colour)
    form = paragraph.paragraph_format
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.keep_with_next = look.keep
    if look.body:
        form.line_spacing = 1.25
    if look.indent:
        form.first_line_indent = Pt(2 * look.size)
    paragraph.alignment = _ALIGNED[look.align]
    return paragraph


def _border(paragraph: Line) -> None:
    borders = _element("w:pBdr")
    borders.append(_element("w:bottom", val="single", sz="6", space="4", color="8795A1"))
    properties = paragraph._p.get_or_add_pPr()  # noqa: SLF001 - python-docx has no borders
    properties.insert_element_before(borders, *_AFTER_BORDER)


_AFTER_BORDER = (
    "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:rPr",
)  # fmt: skip


def _page_number(paragraph: Line, words: tuple[str, str, str]) -> None:
    before, between, after = words
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.add_run(before).font.size = Pt(9)
    _field(paragraph, "PAGE")
    paragraph.add_run(between).font.size = Pt(9)
    _field(paragraph, "NUMPAGES")
    if after:
        paragraph.add_run(after).font.size = Pt(9)


def _field(paragraph: Line, code: str) -> None:
    run = paragraph.add_run()
    run.font.size = Pt(9)
    begin, end = (
        _element("w:fldChar", fldCharType="begin"),
        _element("w:fldChar", fldCharType="end"),
    )
    text = _element("w:instrText")
    text.text = code
    for part in (begin, text, end):
        run._r.append(part)  # noqa: SLF001 - python-docx has no fields


def _element(name: str, **attributes: str):  # noqa: ANN202 - lxml has no types
    element = OxmlElement(name)
    for key, value in attributes.items():
        element.set(qn(f"w:{key}"), value)
    return element


def _bytes(document: DocumentType) -> bytes:
    """The document with its parts in order and dated long ago, so that nothing differs by clock."""
    first = io.BytesIO()
    document.save(first)
    out = io.BytesIO()
    with zipfile.ZipFile(first) as parts, zipfile.ZipFile(out, "w") as packed:
        for name in parts.namelist():
            entry = zipfile.ZipInfo(name, date_time=LONG_AGO)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 0
            packed.writestr(entry, parts.read(name))
    return out.getvalue()


def templates() -> Iterator[tuple[str, bytes]]:
    """File name and bytes of every template."""
    for kind, by_language in TEXTS.items():
        for language in by_language:
            yield f"{kind}.{language}.docx", template(kind, language)


def main() -> None:
    LETTERS.mkdir(parents=True, exist_ok=True)
    for name, data in templates():
        (LETTERS / name).write_bytes(data)
        print(name)


if __name__ == "__main__":
    main()
