"""Help pages speak one language, whichever command they are of."""

import click
import pytest

from tensen.cli import main as entry
from tensen.messages import text

from .conftest import Run

ENGLISH = (
    "Usage:",
    "Options:",
    "Commands:",
    "Arguments:",
    "Show this",
    "Show the version",
    "[default",
    "[OPTIONS]",
    "[required",
)


def commands() -> list[tuple[str, ...]]:
    """Every command, and those below one, as a user calls them."""
    found: list[tuple[str, ...]] = [()]
    for name in entry.COMMANDS:
        found.append((name,))
        command = entry.group.get_command(click.Context(entry.group), name)
        found += [(name, below) for below in getattr(command, "commands", {})]
    return found


@pytest.mark.parametrize("words", commands(), ids=" ".join)
def test_no_word_of_click_stays_english(
    run: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...]
) -> None:
    monkeypatch.setenv("TENSEN_LANG", "ja")
    said = run(*words, "--help")
    assert said.code == 0
    assert [word for word in ENGLISH if word in said.out] == []
    assert text("help.usage", "ja") in said.out
    assert text("help.show_help", "ja") in said.out
    if "--top" in said.out:
        assert "既定：20" in said.out


def test_english_help_is_click_s_own(run: Run) -> None:
    said = run("rank", "--help").out
    for word in ("Usage: ", "[OPTIONS]", "Options:", "Show this message and exit.", "[default: 20"):
        assert word in said


def test_a_command_that_is_added_later_speaks_too(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command(name="later")
    @click.option("--many", default=3, show_default=True, required=True)
    def later(many: int) -> None:
        """Nothing yet."""

    module = type("module", (), {"command": later})
    monkeypatch.setattr(entry, "COMMANDS", ("later",))
    monkeypatch.setattr(entry, "import_module", lambda _: module)
    monkeypatch.setenv("TENSEN_LANG", "ja")
    said = entry.group.get_command(click.Context(entry.group), "later")
    assert said is not None
    help_ = said.get_help(said.make_context("later", ["--many", "4"]))
    assert "既定：3" in help_
    assert "必須" in help_
