"""The page in a real browser: it opens, speaks both languages, asks nobody for anything, prints."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

BROWSER = next((b for b in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if b), None)
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def _run(tmp_path: Path, *arguments: str) -> subprocess.CompletedProcess[bytes]:
    assert BROWSER is not None
    profile = f"--user-data-dir={tmp_path / 'profile'}"
    return subprocess.run(
        [BROWSER, *FLAGS, profile, *arguments], capture_output=True, timeout=120, check=True
    )


@pytest.fixture
def address(tmp_path: Path, page: str) -> str:
    file = tmp_path / "brief.html"
    file.write_text(page, encoding="utf-8")
    return file.as_uri()


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_the_page_opens_in_either_language(tmp_path: Path, address: str, lang: str) -> None:
    dom = _run(tmp_path, "--dump-dom", f"{address}?lang={lang}").stdout.decode("utf-8")
    root = re.search(r"<html[^>]*>", dom)
    assert root is not None
    assert f'lang="{lang}"' in root.group(0)
    pressed = re.search(rf'<button[^>]*data-lang="{lang}"[^>]*>', dom)
    assert pressed is not None
    assert 'aria-pressed="true"' in pressed.group(0)


def test_it_prints_on_a4(tmp_path: Path, address: str) -> None:
    paper = tmp_path / "brief.pdf"
    _run(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", address)
    content = paper.read_bytes()
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}
    assert len(re.findall(rb"/Type /Page\b", content)) > 5
