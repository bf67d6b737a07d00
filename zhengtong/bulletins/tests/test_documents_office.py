"""LibreOffice opens what is handed in: pages, marks, headings and figures are there.

`make test` brings LibreOffice; a run without it fails and names the command.
"""

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from zhengtong.bulletins.rules.documents.word import word_document
from zhengtong.bulletins.rules.documents.workbook import workbook
from zhengtong.bulletins.tests.printed import draft, frozen

SECONDS = 180


def program(variable: str, name: str) -> str:
    found = shutil.which(os.environ.get(variable, name))
    assert found, f"没有找到 {name}，请用 make test 运行，或 apt install libreoffice-writer"
    return found


@pytest.fixture(scope="module")
def pages(tmp_path_factory) -> dict[str, list[str]]:
    """Open each file once in LibreOffice and return the text of its pages."""
    folder = tmp_path_factory.mktemp("office")
    files = {
        "草稿.docx": word_document(draft()),
        "通报.docx": word_document(frozen()),
        "表.xlsx": workbook(frozen()),
    }
    for name, content in files.items():
        (folder / name).write_bytes(content)
    command = [
        program("ZHENGTONG_OFFICE", "soffice"),
        "--headless",
        f"-env:UserInstallation={(folder / 'profile').as_uri()}",
        "--convert-to",
        "pdf",
        "--outdir",
        folder / "pdf",
    ]
    for name in files:
        done = subprocess.run(
            [*command, folder / name], check=True, capture_output=True, text=True, timeout=SECONDS
        )
        assert "Error" not in done.stderr
    return {name: page_texts(folder / "pdf" / f"{Path(name).stem}.pdf") for name in files}


def page_texts(pdf: Path) -> list[str]:
    sizes = subprocess.run(
        ["pdfinfo", "-l", "99", pdf], check=True, capture_output=True, text=True
    ).stdout
    assert set(re.findall(r"\((A\d)\)", sizes)) == {"A4"}
    text = subprocess.run(
        ["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True
    ).stdout
    return text.split("\f")[:-1]


def test_word_opens_with_numbered_pages(pages):
    found = pages["通报.docx"]
    assert 4 <= len(found) <= 5
    for number, page in enumerate(found, start=1):
        [mark] = re.findall(r"—\s*(\d+)\s*—", page)
        assert int(mark) == number
        # Odd pages right, even pages left.
        indent = len(re.search(r"^( *)—\s*\d+\s*—", page, re.MULTILINE).group(1))
        assert (indent > 20) is (number % 2 == 1)


def test_its_table_goes_on_under_its_heading(pages):
    found = pages["通报.docx"]
    row = re.compile(r"^\s*\d+\s+涪城区\S+\s+\d+\s", re.MULTILINE)
    with_rows = [page for page in found if row.search(page)]
    assert len(with_rows) == 2
    assert all("年任务" in page and "公共服务" in page for page in with_rows)
    totals = r"合计\s+245388\s+1388\s+1383\s+853\s+841\s+22\s+20\s+5254\s+5190"
    assert re.search(totals, with_rows[-1])


def test_a_draft_carries_its_mark_on_every_page(pages):
    assert all("草稿（未冻结）" in page for page in pages["草稿.docx"])
    assert not any("草稿" in page for page in pages["通报.docx"])


def test_excel_opens_a_page_for_each_sheet(pages):
    found = pages["表.xlsx"]
    assert len(found) == 4
    totals = r"合计\s+245,388\s+1,388\s+1,383\s+853\s+841\s+22\s+20\s+5,254\s+5,190"
    assert re.search(totals, found[1])
    assert "13.9%" in found[2]
    assert "-24.3%" in found[0]
    assert "###" not in "".join(found)
