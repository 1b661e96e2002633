"""The guide to one's first pack, run from its text: every file written and every command typed, in order.

What a ``console`` block shows below a command must be said by it, line by line; a shown finding (with its
repair behind an arrow) means that the command ends with 1, anything else that it ends with 0.
"""

import re
from pathlib import Path

import pytest

from tensen.cli.main import main

DOCS = Path(__file__).parents[1] / "docs"
FENCE = re.compile(r"^```(\w*)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PAGES = ("first-pack.md", "ja/first-pack.md")


def blocks(page: str) -> list[tuple[str, str, str]]:
    return FENCE.findall((DOCS / page).read_text(encoding="utf-8"))


def typed(command: str, capfd: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """What a command says, and how it ends."""
    try:
        main(command.split()[1:])
        code = 0
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    out, err = capfd.readouterr()
    return code, " ".join((out + err).split())


@pytest.mark.parametrize("page", PAGES)
def test_the_guide_runs_as_printed(
    page: str,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("TENSEN_CACHE", str(tmp_path_factory.mktemp("cache")))
    monkeypatch.setenv("TENSEN_LANG", "en")
    seen = []
    for language, title, block in blocks(page):
        if title:
            assert (tmp_path / title).parent.is_dir(), f"{title}: the reader has no such folder yet"
            (tmp_path / title).write_text(block, encoding="utf-8")
        elif language == "console":
            command, *shown = block.splitlines()
            assert command.startswith("$ tensen "), command
            code, said = typed(command.removeprefix("$ "), capfd)
            for line in shown:
                assert " ".join(line.split()) in said, f"{command}\n{line}\n---\n{said}"
            assert code == int(any("→" in line for line in shown)), said
            seen.append((command.split()[2], code))
    checks = [("packs", 0), ("packs", 1), ("packs", 1), ("packs", 0)]
    assert seen == [*checks, ("stress", 0), ("explain", 0)]


def test_both_languages_show_the_same_files() -> None:
    english, japanese = (
        {(title, re.sub(r"(?m)^#.*\n", "", block)) for _, title, block in blocks(page) if title}
        for page in PAGES
    )
    assert english == japanese
    assert len(english) >= 12


def test_every_block_is_a_file_or_a_command() -> None:
    for page in PAGES:
        assert all(title or language == "console" for language, title, _ in blocks(page))
