"""On paper: exactly two A4 pages, and nothing that runs over the edge of a sheet, whatever the list holds."""

import json
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tensen.reports.firm import render_firm

BROWSER = next((b for b in map(shutil.which, ("chromium", "chromium-browser", "google-chrome")) if b), None)
FLAGS = ["--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-background-networking"]
# what stands on each sheet beyond its edges; measured with the rules for paper applied to the screen
MEASURE = """<script>addEventListener("load", function () {
  var found = [];
  document.querySelectorAll(".sheet").forEach(function (sheet) {
    var edge = sheet.getBoundingClientRect();
    var over = sheet.scrollHeight - sheet.clientHeight;
    if (over > 1) { found.push([sheet.id, "height", over]); }
    sheet.querySelectorAll("td,th,dd,li,h1,h2,p,figcaption").forEach(function (piece) {
      var box = piece.getBoundingClientRect();
      var out = box.width && (box.right > edge.right + 1 || box.left < edge.left - 1);
      if (out) { found.push([sheet.id, piece.tagName, piece.textContent.slice(0, 40)]); }
    });
  });
  document.body.setAttribute("data-found", JSON.stringify(found));
});</script></body>"""

pytestmark = pytest.mark.skipif(BROWSER is None, reason="no Chromium on this machine")


def run(folder: Path, *arguments: str) -> bytes:
    assert BROWSER is not None
    profile = f"--user-data-dir={folder / 'profile'}"
    return subprocess.run(
        [BROWSER, *FLAGS, profile, *arguments], capture_output=True, timeout=120, check=True
    ).stdout


def printed(page: str) -> str:
    """The page with its rules for paper applied to the screen, and a script that measures it."""
    page = re.sub(r'<meta http-equiv="Content-Security-Policy"[^>]*>', "", page)
    page = page.replace("@media screen and (max-width:760px)", "@media not all")
    page = page.replace("@media print{", "@media all{main{width:184mm}")
    return page.replace("</body>", MEASURE)


def test_a_link_to_a_row_opens_what_is_behind_it(tmp_path: Path, page: str) -> None:
    file = tmp_path / "firm.html"
    file.write_text(page, encoding="utf-8")
    dom = run(tmp_path, "--dump-dom", f"{file.as_uri()}?lang=ja#measures-2").decode("utf-8")
    assert re.search(r'<html[^>]*lang="ja"', dom)
    assert re.search(r'<details id="measures-2"[^>]*open', dom)
    assert not re.search(r'<details id="measures-1"[^>]*open', dom)


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_it_prints_on_two_pages_of_a4(tmp_path: Path, case: dict[str, Any], lang: Any) -> None:
    file, paper = tmp_path / "firm.html", tmp_path / "firm.pdf"
    file.write_text(render_firm(case, lang), encoding="utf-8")
    run(tmp_path, "--no-pdf-header-footer", f"--print-to-pdf={paper}", file.as_uri())
    content = paper.read_bytes()
    assert len(re.findall(rb"/Type /Page\b", content)) == 2
    sizes = set(re.findall(rb"/MediaBox \[0 0 ([\d.]+) ([\d.]+)\]", content))
    assert {(round(float(w)), round(float(h))) for w, h in sizes} == {(595, 842)}


@pytest.mark.parametrize("lang", ["en", "ja"])
def test_nothing_runs_over_the_edge_of_a_sheet(tmp_path: Path, case: dict[str, Any], lang: Any) -> None:
    file = tmp_path / "firm.html"
    file.write_text(printed(render_firm(case, lang)), encoding="utf-8")
    dom = run(tmp_path, "--window-size=1000,2400", "--dump-dom", file.as_uri()).decode("utf-8")
    found = re.search(r'data-found="([^"]*)"', dom)
    assert found is not None
    assert json.loads(found.group(1).replace("&quot;", '"').replace("&amp;", "&")) == []
