"""Official document layout in Word: page, fonts, headings, page numbers (公文格式).

Source:
    党政机关公文格式 GB/T 9704-2012: 5.1 A4 210 mm × 297 mm; 5.2.1 天头 37 mm, 订口 28 mm, 版心
    156 mm × 225 mm (地脚 35 mm, 切口 26 mm); 5.2.2, 5.2.3 每面22行, 每行28个字, 一般用3号仿宋;
    7.3.1 标题2号小标宋, 居中; 7.3.3 一级黑体, 二级楷体, 三级四级仿宋; 7.5 页码4号半角宋体
    阿拉伯数字, 左右各一字线, 一字线上距版心下边缘7 mm, 单页码居右空一字, 双页码居左空一字.
"""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from docx.document import Document
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.section import Section, _Footer
from docx.shared import Length, Mm, Pt, RGBColor, Twips
from docx.text.paragraph import Paragraph
from docx.text.run import Run

FANGSONG, KAITI, HEITI, SONGTI = "仿宋_GB2312", "楷体_GB2312", "黑体", "宋体"
XIAOBIAOSONG = "方正小标宋简体"
LATIN = "Times New Roman"
# What a machine without a font uses instead, best first.
FALLBACKS: Mapping[str, str] = {
    FANGSONG: "仿宋,FangSong,STFangsong,Noto Serif CJK SC",
    KAITI: "楷体,KaiTi,STKaiti,Noto Serif CJK SC",
    HEITI: "SimHei,STHeiti,Noto Sans CJK SC",
    SONGTI: "SimSun,STSong,Noto Serif CJK SC",
    XIAOBIAOSONG: "小标宋体,华文中宋,STZhongsong,Noto Serif CJK SC",
}
# 字号: size 2, size 3, size 4, size 5.
SIZE_2: Length = Pt(22)
SIZE_3: Length = Pt(16)
SIZE_4: Length = Pt(14)
SIZE_5: Length = Pt(10.5)
LINES, CHARACTERS = 22, 28
TYPE_WIDTH, TYPE_HEIGHT = Mm(156), Mm(225)
LINE = Twips(579)  # 225 mm ÷ 22
# Draws characters of 16 pt together so that 28 fit into 156 mm; a grid of characters would do
# the same in Word, but other programs give each character two of its cells.
CHARACTER_SPACE = Pt(-0.25)
# Word refuses properties that stand in another order than the schema's.
AFTER_SPACING = ("w:w", "w:kern", "w:position", "w:sz", "w:szCs", "w:lang")
AFTER_GRID = ("w:spacing", "w:ind", "w:jc", "w:rPr", "w:sectPr")
AFTER_BORDERS = ("w:shd", "w:tabs", "w:snapToGrid", *AFTER_GRID)
RED = RGBColor(0xC0, 0x00, 0x00)


def official_document(document: Document, *, title: str, author: str) -> None:
    """Give a new document the page, the grid and the fonts (版面)."""
    for section in document.sections:
        set_page(section)
    _set_base_fonts(document)
    _set_font_table(document)
    document.settings.odd_and_even_pages_header_footer = True
    properties = document.core_properties
    properties.title, properties.author, properties.language = title, author, "zh-CN"
    properties.comments = properties.keywords = ""


def set_page(section: Section, *, is_landscape: bool = False) -> None:
    """Set paper, margins and the grid of 22 lines by 28 characters (页边与版心).

    On a page turned on its side the margins turn with it: the binding edge is at the top, and
    the type area 225 mm wide and 156 mm high.
    """
    width, height = Mm(210), Mm(297)
    if is_landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = height, width
        section.top_margin, section.bottom_margin = Mm(28), Mm(26)
        section.left_margin, section.right_margin = Mm(35), Mm(37)
    else:
        section.orientation = WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = width, height
        section.top_margin, section.bottom_margin = Mm(37), Mm(35)
        section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance = Mm(20)
    # The dash stands 7 mm below the type area.
    section.footer_distance = Mm(16 if is_landscape else 23)
    properties = section._sectPr
    for old in properties.findall(qn("w:docGrid")):
        properties.remove(old)
    grid = OxmlElement("w:docGrid")
    grid.set(qn("w:type"), "lines")
    grid.set(qn("w:linePitch"), str(LINE.twips))
    properties.append(grid)


def new_section(document: Document, *, is_landscape: bool) -> Section:
    """Begin a section on a new page (分节)."""
    section: Section = document.add_section(WD_SECTION.NEW_PAGE)
    set_page(section, is_landscape=is_landscape)
    return section


def set_font(run: Run, *, font: str, size: Length = SIZE_3, is_bold: bool = False) -> Run:
    """Set a run's Chinese font and size; figures and Latin letters have their own (字体)."""
    run.font.size, run.font.bold = Pt(size.pt), is_bold
    run.font.name = LATIN
    fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:eastAsia"), font)
    fonts.set(qn("w:hint"), "eastAsia")
    if size == SIZE_3:
        _draw_together(run)
    return run


def add_title(document: Document, lines: Sequence[str]) -> Paragraph:
    """Add the title: size 2, XiaoBiaoSong, centred, broken where the sense allows (标题)."""
    paragraph = document.add_paragraph(style="Title")
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    for place, line in enumerate(lines):
        run = set_font(paragraph.add_run(line), font=XIAOBIAOSONG, size=SIZE_2)
        if place < len(lines) - 1:
            run.add_break()
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(33)
    spacing.space_before, spacing.space_after = Pt(0), LINE
    return paragraph


def add_heading(document: Document, text: str) -> Paragraph:
    """Add a heading of the first level: size 3, HeiTi, kept with what follows (一级标题)."""
    paragraph = _set_lines(document.add_paragraph(style="Heading 1"))
    set_font(paragraph.add_run(text), font=HEITI)
    paragraph.paragraph_format.keep_with_next = True
    return paragraph


def add_text(document: Document, text: str, *, lead: str = "") -> Paragraph:
    """Add a paragraph of size 3 FangSong, its first line two characters in (正文)."""
    paragraph = _set_lines(document.add_paragraph())
    paragraph.alignment = WD_ALIGN_PARAGRAPH.JUSTIFY
    if lead:
        set_font(paragraph.add_run(lead), font=KAITI)
    set_font(paragraph.add_run(text), font=FANGSONG)
    return paragraph


def add_signature(document: Document, *, organ: str, day: str) -> None:
    """Add who issues it and when: the day four characters in from the right, the organ centred
    over it (署名与成文日期).

    Source:
        GB/T 9704-2012, 7.3.5.1: 成文日期一般右空四字编排, 署名在成文日期之上、以成文日期为准居中.
    """
    document.add_paragraph()
    day_width, organ_width = _width_in_characters(day), _width_in_characters(organ)
    organ_in = max(4 + (day_width - organ_width) / 2, 2.0)
    day_in = organ_in + (organ_width - day_width) / 2
    for text, indent in ((organ, organ_in), (day, day_in)):
        paragraph = _set_lines(document.add_paragraph(), first_line=False)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        paragraph.paragraph_format.right_indent = Pt(indent * SIZE_3.pt)
        paragraph.paragraph_format.keep_with_next = text is organ
        set_font(paragraph.add_run(text), font=FANGSONG)


def add_page_numbers(section: Section) -> None:
    """Number the pages outside the type area: odd ones right, even ones left (页码)."""
    for footer, alignment in (
        (section.footer, WD_ALIGN_PARAGRAPH.RIGHT),
        (section.even_page_footer, WD_ALIGN_PARAGRAPH.LEFT),
    ):
        footer.is_linked_to_previous = False
        _number(footer, alignment)


def add_running_mark(section: Section, text: str) -> None:
    """Put a mark at the head of every page, such as that of a draft (页眉标记)."""
    for header in (section.header, section.even_page_header):
        header.is_linked_to_previous = False
        paragraph = header.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT
        run = set_font(paragraph.add_run(text), font=HEITI, size=SIZE_3)
        run.font.color.rgb = RED


def plain_paragraph(paragraph: Paragraph, *, size: Length) -> Paragraph:
    """Take the grid and the body's indent off a paragraph, as tables need it (表内段落)."""
    spacing = paragraph.paragraph_format
    spacing.first_line_indent = Pt(0)
    spacing.space_before = spacing.space_after = Pt(0)
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, Pt(size.pt * 1.3)
    snap = OxmlElement("w:snapToGrid")
    snap.set(qn("w:val"), "0")
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(snap, *AFTER_GRID)
    return paragraph


def _draw_together(run: Run) -> None:
    spacing = OxmlElement("w:spacing")
    spacing.set(qn("w:val"), str(CHARACTER_SPACE.twips))
    properties: Any = run._r.get_or_add_rPr()
    for old in properties.findall(qn("w:spacing")):
        properties.remove(old)
    properties.insert_element_before(spacing, *AFTER_SPACING)


def _set_lines(paragraph: Paragraph, *, first_line: bool = True) -> Paragraph:
    spacing = paragraph.paragraph_format
    spacing.line_spacing_rule, spacing.line_spacing = WD_LINE_SPACING.EXACTLY, LINE
    spacing.space_before = spacing.space_after = Pt(0)
    if first_line:
        spacing.first_line_indent = Pt(2 * SIZE_3.pt)
        indent = paragraph._p.get_or_add_pPr().get_or_add_ind()
        indent.set(qn("w:firstLineChars"), "200")
    return paragraph


def _number(footer: _Footer, alignment: WD_ALIGN_PARAGRAPH) -> None:
    paragraph = footer.paragraphs[0]
    paragraph.alignment = alignment
    is_right = alignment is WD_ALIGN_PARAGRAPH.RIGHT
    spacing = paragraph.paragraph_format
    spacing.right_indent, spacing.left_indent = (
        (Pt(SIZE_4.pt), Pt(0)) if is_right else (Pt(0), Pt(SIZE_4.pt))
    )
    _page_font(paragraph.add_run("— "))
    _add_field(paragraph, "PAGE")
    _page_font(paragraph.add_run(" —"))


def _page_font(run: Run) -> Run:
    set_font(run, font=SONGTI, size=SIZE_4)
    run.font.name = SONGTI
    return run


def _add_field(paragraph: Paragraph, name: str) -> None:
    instruction = OxmlElement("w:instrText")
    instruction.set(qn("xml:space"), "preserve")
    instruction.text = f" {name} "
    for part in (
        _field_mark("begin"),
        instruction,
        _field_mark("separate"),
        None,
        _field_mark("end"),
    ):
        run = _page_font(paragraph.add_run("1" if part is None else ""))
        if part is not None:
            run._r.append(part)


def _field_mark(kind: str) -> BaseOxmlElement:
    mark = OxmlElement("w:fldChar")
    mark.set(qn("w:fldCharType"), kind)
    return mark


def _set_base_fonts(document: Document) -> None:
    """Let nothing fall back to the fonts of the template's theme."""
    for element in cast(Any, document.styles.element).iter(qn("w:rFonts")):
        element.attrib.clear()
        element.set(qn("w:ascii"), LATIN)
        element.set(qn("w:hAnsi"), LATIN)
        element.set(qn("w:cs"), LATIN)
        element.set(qn("w:eastAsia"), FANGSONG)
    for name in ("Normal", "Title", "Heading 1"):
        style = cast(Any, document.styles[name])
        style.font.size, style.font.bold = SIZE_3, False
        style.font.color.rgb = RGBColor(0, 0, 0)
        for border in style.element.iter(qn("w:pBdr")):
            border.getparent().remove(border)
        style.paragraph_format.space_after = Pt(0)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), FANGSONG)
        fonts.set(qn("w:ascii"), LATIN)
        fonts.set(qn("w:hAnsi"), LATIN)


def _set_font_table(document: Document) -> None:
    """Name the substitutes of each font, for machines that lack it (字体替代)."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{others}"/><w:charset w:val="86"/></w:font>'
        for name, others in FALLBACKS.items()
    )
    text = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n<w:fonts xmlns:w='
        '"http://schemas.openxmlformats.org/wordprocessingml/2006/main">'
        f'{fonts}<w:font w:name="{LATIN}"><w:charset w:val="00"/></w:font></w:fonts>'
    )
    for relation in document.part.rels.values():
        if relation.reltype.endswith("/fontTable"):
            cast(Part, relation.target_part)._blob = text.encode()


def _width_in_characters(text: str) -> float:
    """Return how many Chinese characters wide a text is; figures are half as wide."""
    return sum(0.5 if character.isascii() else 1.0 for character in text)
