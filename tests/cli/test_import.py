"""``tensen template``, ``import`` and ``layers`` as a person runs them, away from a terminal."""

import json
import re
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console
from rich.progress import Progress

from tensen.cli import show
from tensen.cli.main import main
from tensen.model import Network
from tensen.store import save

ROWS = "member,group,role\nmaterial.ore,country.aaa,located_in\nsector.bbb.c26,The contry.aaa,part_of\n"


@pytest.fixture
def here(small: Network, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with a workspace and a file to import."""
    monkeypatch.chdir(tmp_path)
    save(small, tmp_path / ".tensen", "network")
    (tmp_path / "memberships.csv").write_text(ROWS, encoding="utf-8")
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str, code: int = 0) -> str:
    if code:
        with pytest.raises(SystemExit) as end:
            main(list(words))
        assert end.value.code == code
    else:
        main(list(words))
    return capsys.readouterr().out


@pytest.mark.parametrize(("lang", "last"), [("en", "--yes"), ("ja", "--yes を付けてください")])
def test_without_yes_it_is_a_preview_and_says_so_last(
    here: Path, capsys: pytest.CaptureFixture[str], lang: str, last: str
) -> None:
    out = run(capsys, "import", "memberships.csv", "--lang", lang)
    assert last in out.strip().splitlines()[-1]
    assert "The contry.aaa" in out
    assert not (here / ".tensen" / "layers").exists()


def test_yes_writes_and_json_says_what(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    said = json.loads(run(capsys, "import", "memberships.csv", "--json"))
    assert (said["written"], said["tables"]["memberships"]["new"]) == (False, 1)
    assert said["waiting"][0]["problems"][0]["spelling"] == "The contry.aaa"
    said = json.loads(run(capsys, "import", "memberships.csv", "--json", "--yes", "--rejects", "r.xlsx"))
    assert said["written"]
    assert (here / "r.xlsx").exists()
    listed = json.loads(run(capsys, "layers", "list", "--json"))
    assert [(one["name"], one["private"], one["pending"]) for one in listed] == [("own", True, 1)]
    shown = json.loads(run(capsys, "layers", "show", "own", "--json"))
    assert shown["tables"]["memberships"][0]["member"] == "material.ore"
    assert "own" in run(capsys, "layers", "list", "--lang", "ja")
    assert "The contry.aaa" in run(capsys, "layers", "show")


def test_a_layer_goes_only_when_told(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "import", "memberships.csv", "--yes")
    assert "--yes" in run(capsys, "layers", "remove", "own")
    assert (here / ".tensen" / "layers" / "own").exists()
    run(capsys, "layers", "remove", "own", "--yes")
    assert not (here / ".tensen" / "layers" / "own").exists()
    run(capsys, "layers", "remove", "own", "--yes", code=2)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (("import", "gone.csv"), 1),
        (("import", "memberships.csv", "--layer", "../x"), 2),
        (("import", "memberships.csv", "--rejects", "r.txt"), 2),
        (("import", "memberships.csv", "--base", "none"), 2),
        (("template", "--kind", "cabel", "--out", "t.xlsx"), 2),
        (("template", "--kind", "cable", "--out", "t.ods"), 2),
    ],
)
def test_wrong_calls(
    here: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...], code: int
) -> None:
    before = sorted(here.rglob("*"))
    run(capsys, *words, code=code)
    assert sorted(here.rglob("*")) == before


def test_faults_end_with_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "nodes.csv").write_text("kind,name_en\nfrim,A\n", encoding="utf-8")
    run(capsys, "import", "nodes.csv", "--yes", code=1)
    assert not (here / ".tensen" / "layers").exists()


def test_a_layer_with_a_licence_is_public(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(capsys, "import", "memberships.csv", "--yes", "--licence", "CC BY 4.0")
    assert "CC BY 4.0" in run(capsys, "layers", "list")
    assert here.exists()


def test_ctrl_c_says_that_nothing_was_changed(
    here: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def stop(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("tensen.workspace.imports.prepare", stop)
    with pytest.raises(SystemExit) as end:
        main(["import", "memberships.csv", "--yes"])
    assert end.value.code == 1
    assert "Nothing was changed" in capsys.readouterr().err
    assert here.exists()


@pytest.mark.usefixtures("here")
def test_on_a_terminal_the_stage_and_its_rows_are_shown(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    shown = StringIO()
    monkeypatch.setattr(show, "Console", lambda **_: Console(file=shown, force_terminal=True))
    said: list[str] = []  # what is drawn in between depends on the clock, what is said does not
    update = Progress.update

    def heard(self: Progress, *task: Any, **more: Any) -> None:
        said.append(str(more.get("description")))
        update(self, *task, **more)

    monkeypatch.setattr(Progress, "update", heard)
    run(capsys, "import", "memberships.csv", "--lang", "en")
    assert re.search("joining [1-9][0-9,]* rows", "\n".join(said))
