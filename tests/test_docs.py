"""The documentation: its code runs, its links lead somewhere, its reference pages are up to date."""

import importlib.util
import re
import subprocess
import sys
import tomllib
import unicodedata
from pathlib import Path
from urllib.parse import unquote

import pytest

from tensen.packs.cases import read_case
from tensen.packs.pack import read_pack
from tensen.packs.scenarios import read_scenario

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted([*DOCS.rglob("*.md"), *ROOT.glob("*.md")])
FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"!?\[[^\]]*\]\(([^)\s]+)\)")
REGISTRIES = (
    "pypi" + ".org",
    "python" + "hosted.org",
    "npmjs" + ".com",
    "npmjs" + ".org",
    "unpkg" + ".com",
    "crates" + ".io",
)
SETUP = ["pip install uv && uv run tensen brief japan", "pip install uv && uv run pytest"]


def read(path):
    return path.read_text(encoding="utf-8")


def anchors(text):
    """The anchors of a page's headings, as the site makes them."""
    bare = FENCE.sub("", text)
    found = []
    for heading in re.findall(r"^#+ (.+)$", bare, re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "")
        words = unicodedata.normalize("NFKD", words).encode("ascii", "ignore").decode("ascii")
        found.append(re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", words).strip().lower()))
    return found


def faults_of_links(path, text, root=ROOT):
    """Links of a page that lead nowhere."""
    for address in LINK.findall(re.sub(r"`[^`\n]*`", "", FENCE.sub("", text))):
        if address.startswith(("https://", "http://", "mailto:")):
            continue
        file, _, anchor = unquote(address).partition("#")
        target = (path.parent / file).resolve() if file else path
        if not target.is_relative_to(root) or not target.exists():
            yield f"{path.name}: {address} does not exist"
        elif anchor and anchor not in anchors(read(target) if file else text):
            yield f"{path.name}: {address} has no such heading"


@pytest.mark.parametrize("path", PAGES, ids=lambda p: str(p.relative_to(ROOT)))
def test_every_link_leads_somewhere(path):
    assert list(faults_of_links(path, read(path))) == []


def test_the_link_checker_finds_a_dead_link(tmp_path):
    page = tmp_path / "page.md"
    page.write_text("# A page\n\n[a](gone.md) [b](#a-page) [c](#elsewhere)\n", encoding="utf-8")
    found = list(faults_of_links(page, read(page), tmp_path))
    assert found == ["page.md: gone.md does not exist", "page.md: #elsewhere has no such heading"]


def test_the_menu_names_every_page_and_no_other():
    config = tomllib.loads(read(ROOT / "zensical.toml"))

    def files(entries):
        for entry in entries:
            for target in entry.values():
                yield from [target] if isinstance(target, str) else files(target)

    assert sorted(files(config["project"]["nav"])) == sorted(
        str(p.relative_to(DOCS)) for p in DOCS.rglob("*.md")
    )


@pytest.mark.parametrize(
    "path", [*PAGES, ROOT / "NOTICE", ROOT / "zensical.toml", ROOT / ".ci" / "run"], ids=lambda p: p.name
)
def test_no_package_registry_is_named(path):
    assert [host for host in REGISTRIES if host in read(path)] == []


@pytest.mark.parametrize("name", ["README.md", "README.ja.md"])
def test_the_readme_shows_the_two_commands_first(name):
    code = [line for _, _, block in FENCE.findall(read(ROOT / name)) for line in block.splitlines()]
    commands = [line for line in code if re.match(r" *(\$ )?(python3? -m )?pip install (-q )?uv\b", line)]
    assert list(dict.fromkeys(commands))[:2] == SETUP


def test_the_reference_pages_are_up_to_date():
    spec = importlib.util.spec_from_file_location(
        "make_reference", ROOT / "scripts" / "docs" / "make_reference.py"
    )
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    for name, text in maker.pages().items():
        assert read(DOCS / "reference" / name) == text, "run: python scripts/docs/make_reference.py"


def test_the_examples_of_a_pack_are_read(tmp_path):
    for path in written(DOCS / "packs.md", tmp_path):
        if path.name == "pack.toml":
            assert read_pack(path.parent).id == "my-pack"
        elif path.parent.name == "scenarios":
            assert read_scenario(path).cuts
        else:
            assert read_case(path, {}).expectations


def written(page, folder):
    """The files that a page shows, written below ``folder``."""
    for _, title, block in FENCE.findall(read(page)):
        if title:
            file = folder / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block, encoding="utf-8")
            yield file


def test_the_tutorial_runs_as_printed(tmp_path):
    """All its files, then all its Python, in a process of its own as a reader would run it."""
    assert list(written(DOCS / "tutorial.md", tmp_path))
    program = [
        block for language, _, block in FENCE.findall(read(DOCS / "tutorial.md")) if language == "python"
    ]
    assert program
    script = tmp_path / "tutorial.py"
    script.write_text("\n".join(program), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-W", "error", script.name],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=180,
        check=False,
    )
    assert done.returncode == 0, done.stderr
