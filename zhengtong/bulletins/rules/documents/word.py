"""A bulletin as a Word document in official layout (通报 Word 文稿)."""

import io
from typing import Any

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph as WordParagraph

from zhengtong.bulletins.rules.documents.issue import (
    DRAFT_MARK,
    Issue,
    cutoff_lines,
    day_text,
    moment_text,
)
from zhengtong.bulletins.rules.documents.official_layout import (
    AFTER_BORDERS,
    FANGSONG,
    HEITI,
    KAITI,
    RED,
    SIZE_4,
    SIZE_5,
    add_heading,
    add_page_numbers,
    add_running_mark,
    add_signature,
    add_text,
    add_title,
    new_section,
    official_document,
    plain_paragraph,
    set_font,
)
from zhengtong.bulletins.rules.documents.tables import SheetTable
from zhengtong.bulletins.rules.documents.word_tables import add_table, needs_landscape
from zhengtong.bulletins.rules.documents.wording import Section, worded
from zhengtong.kernel.local_time import local


def word_document(issue: Issue) -> bytes:
    """Return the bulletin as a .docx file (Word 文稿)."""
    wording = worded(issue)
    document = Document()
    author = issue.imprint.publisher if issue.imprint is not None else ""
    official_document(document, title=wording.title, author=author)
    made = local(issue.made_at).replace(tzinfo=None)
    document.core_properties.created = document.core_properties.modified = made
    first = document.sections[0]
    add_page_numbers(first)
    if issue.is_draft:
        add_running_mark(first, DRAFT_MARK)
    add_title(document, wording.title_lines)
    _add_standing(document, issue)
    add_text(document, wording.opening)
    for section in wording.sections:
        _add_section(document, section)
    if issue.imprint is not None and issue.imprint.publisher:
        day = day_text(issue.imprint.frozen_at)
        add_signature(document, organ=issue.imprint.publisher, day=day)
    _add_cutoff(document, issue)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def _add_standing(document: WordDocument, issue: Issue) -> None:
    """Say below the title whether the figures are fixed (标题下的状态)."""
    paragraph = document.add_paragraph()
    paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    paragraph.paragraph_format.space_after = Pt(SIZE_4.pt)
    if issue.imprint is None:
        text = f"{DRAFT_MARK}　{moment_text(issue.counted_at)}取数，冻结前数字仍会变动"
        set_font(paragraph.add_run(text), font=KAITI, size=SIZE_4).font.color.rgb = RED
        return
    errata = len(issue.corrections)
    corrected = f"　冻结后更正{errata}处，见文末" if errata else ""
    text = f"（{issue.imprint.number}）{corrected}"
    set_font(paragraph.add_run(text), font=KAITI, size=SIZE_4)


def _add_section(document: WordDocument, section: Section) -> None:
    """Add a part; a table that is too wide for the upright page gets one on its side."""
    wide = [
        block
        for block in section.blocks
        if isinstance(block, SheetTable) and needs_landscape(block)
    ]
    if wide:
        new_section(document, is_landscape=True)
    add_heading(document, section.heading)
    for block in section.blocks:
        if isinstance(block, SheetTable):
            add_table(document, block, is_landscape=bool(wide))
            _add_gap(document)
        else:
            add_text(document, block.text, lead=block.lead)
    if wide:
        new_section(document, is_landscape=False)


def _add_gap(document: WordDocument) -> None:
    plain_paragraph(document.add_paragraph(), size=SIZE_5)


def _add_cutoff(document: WordDocument, issue: Issue) -> None:
    """Add what a copy is checked by, between two lines at the end (版记处的印记)."""
    _add_gap(document)
    lines = cutoff_lines(issue)
    for place, (label, value) in enumerate(lines):
        paragraph = plain_paragraph(document.add_paragraph(), size=SIZE_5)
        paragraph.paragraph_format.keep_together = True
        paragraph.paragraph_format.keep_with_next = place < len(lines) - 1
        paragraph.paragraph_format.left_indent = Pt(5 * SIZE_5.pt)
        paragraph.paragraph_format.first_line_indent = Pt(-5 * SIZE_5.pt)
        set_font(paragraph.add_run(f"{label}　"), font=HEITI, size=SIZE_5)
        set_font(paragraph.add_run(value), font=FANGSONG, size=SIZE_5)
        if place == 0:
            _rule(paragraph, "top")
        if place == len(lines) - 1:
            _rule(paragraph, "bottom")


def _rule(paragraph: WordParagraph, side: str) -> None:
    borders = OxmlElement("w:pBdr")
    line = OxmlElement(f"w:{side}")
    for name, value in (("val", "single"), ("sz", "8"), ("space", "4"), ("color", "000000")):
        line.set(qn(f"w:{name}"), value)
    borders.append(line)
    properties: Any = paragraph._p.get_or_add_pPr()
    properties.insert_element_before(borders, *AFTER_BORDERS)
