"""A kill or a full disk at any moment of an import leaves the last good state."""

import errno
import os
import subprocess
import sys
from pathlib import Path

import pytest

import tensen
from tensen.messages import TensenError
from tensen.store import fingerprint
from tensen.store.lock import LOCK, locked
from tensen.workspace.imports import Prepared, commit, import_rows, prepare
from tensen.workspace.layers import read_layer, remove_layer

KILLED_EVERYWHERE = """
import os, signal, sys
from pathlib import Path
from tensen.workspace.imports import commit, prepare
from tensen.workspace.joined import state

source, workspace = sys.argv[1:]
prepared = prepare(source, workspace)
events = {"open", "os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.chmod", "tempfile.mkstemp"}
moment = 0
while True:
    moment += 1
    if state(Path(workspace)) != prepared.state:  # published, and killed while clearing away
        prepared = prepare(source, workspace)
    child = os.fork()
    if child == 0:
        seen = 0

        def hook(event, arguments):
            global seen
            if event in events and workspace in str(arguments[0]):
                seen += 1
                if seen == moment:
                    os.kill(os.getpid(), signal.SIGKILL)

        sys.addaudithook(hook)
        commit(prepared)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    code = os.waitstatus_to_exitcode(status)
    print(moment, code, flush=True)
    check = os.fork()
    if check == 0:
        from tensen.store import fingerprint
        from tensen.workspace.joined import join, read_layer
        from tensen.workspace.layers import layer_names
        import tensen
        network = tensen.load(workspace)
        Path(workspace, "..", "seen").open("a").write(fingerprint(network) + "\\n")
        os._exit(0)
    _, status = os.waitpid(check, 0)
    if os.waitstatus_to_exitcode(status):
        sys.exit("a broken state after moment %d" % moment)
    if code != -9:
        sys.exit(code)
"""


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_kill_at_any_moment_leaves_the_old_or_the_new(ws: Path, good: Path, tmp_path: Path) -> None:
    old = fingerprint(tensen.load(ws))
    script = tmp_path / "kill.py"
    script.write_text(KILLED_EVERYWHERE, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, str(script), str(good), str(ws)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        timeout=240,
        check=False,
    )
    assert done.returncode == 0, done.stderr + done.stdout
    codes = [int(line.split()[1]) for line in done.stdout.splitlines()]
    assert codes.count(-9) > 20  # it was killed at many different moments
    import_rows(good, ws)
    new = fingerprint(tensen.load(ws))
    seen = (tmp_path / "seen").read_text(encoding="utf-8").split()
    assert set(seen) == {old, new}
    assert seen == sorted(seen, key=lambda mark: mark == new)  # never back to the old
    layer = ws / "layers" / "own"
    assert not [p for p in layer.iterdir() if p.name.startswith(".")]  # the next import cleared away the rest


def refused(prepared: Prepared) -> TensenError | None:
    """Why it could not be written, if so."""
    try:
        commit(prepared)
    except TensenError as problem:
        return problem
    return None


def test_a_full_disk_at_any_write_changes_nothing(
    ws: Path, good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    old = fingerprint(tensen.load(ws))
    prepared = prepare(good, ws)

    def files() -> list[Path]:
        return sorted(p for p in ws.rglob("*") if p.is_file() and p.name != LOCK)

    before = files()
    plain, full = os.fsync, 0

    for allowed in range(40):
        calls = 0

        def fsync(handle: int) -> None:
            nonlocal calls
            calls += 1
            if calls > allowed:  # noqa: B023
                raise OSError(errno.ENOSPC, "No space left on device")
            plain(handle)

        monkeypatch.setattr(os, "fsync", fsync)
        problem = refused(prepared)
        if problem is None:
            break
        assert problem.key == "disk_full"
        full += 1
        assert files() == before
        monkeypatch.setattr(os, "fsync", plain)
        assert fingerprint(tensen.load(ws)) == old
    assert full >= 7  # five tables, decisions and pending rows, then layer.json
    monkeypatch.setattr(os, "fsync", plain)
    assert fingerprint(tensen.load(ws)) != old  # only the kept network did not fit, and it is joined anew


def test_ctrl_c_while_reading_leaves_nothing(ws: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = sorted(ws.rglob("*"))
    steps = 0

    def step(*_: object) -> None:
        nonlocal steps
        steps += 1
        if steps == 2:
            raise KeyboardInterrupt

    monkeypatch.setattr("tensen.workspace.imports.gather.LARGE", 10)  # every file in chunks
    with pytest.raises(KeyboardInterrupt):
        prepare(good, ws, step=step)
    assert sorted(ws.rglob("*")) == before


def test_a_large_file_in_chunks_reads_the_same(ws: Path, good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = prepare(good, ws)
    monkeypatch.setattr("tensen.workspace.imports.gather.LARGE", 10)
    chunked = prepare(good, ws)
    assert whole.network is not None
    assert chunked.network is not None
    assert fingerprint(whole.network) == fingerprint(chunked.network)


def test_two_imports_at_once_do_not_mix(ws: Path, good: Path) -> None:
    """Both were checked against the same state: the later one would undo what the first brought."""
    one, other = prepare(good, ws), prepare(good, ws, layer="other")
    commit(one)
    new = fingerprint(tensen.load(ws))
    problem = refused(other)
    assert problem is not None
    assert problem.key == "import_overtaken"
    assert fingerprint(tensen.load(ws)) == new


def test_an_import_waits_for_no_other_that_is_writing(ws: Path, good: Path) -> None:
    prepared, old = prepare(good, ws), fingerprint(tensen.load(ws))
    with locked(ws):
        problem = refused(prepared)
        with pytest.raises(TensenError) as caught:
            remove_layer(ws, "own")
    assert problem is not None
    assert (problem.key, caught.value.key) == ("folder_busy", "layer_missing")
    assert fingerprint(tensen.load(ws)) == old
    commit(prepared)
    with locked(ws), pytest.raises(TensenError) as caught:
        remove_layer(ws, "own")
    assert caught.value.key == "folder_busy"
    assert read_layer(ws, "own").rows


def test_the_stages_are_told_with_their_rows(ws: Path, good: Path) -> None:
    told: list[tuple[str, int]] = []
    prepare(good, ws, step=lambda stage, rows: told.append((stage, rows)))
    stages = [stage for stage, _ in told]
    assert list(dict.fromkeys(stages)) == ["read", "match", "check", "join"]
    read = [rows for stage, rows in told if stage == "read"]
    assert read == sorted(read)
    assert read[-1] >= dict(told)["match"] > 0


@pytest.mark.parametrize("part", ["layer.json", "edges", "matches"])
@pytest.mark.parametrize("content", [b"", b"{", b"\xff\x00", b"[]"])
def test_a_damaged_layer_is_told_and_can_be_removed(ws: Path, good: Path, part: str, content: bytes) -> None:
    import_rows(good, ws)
    (path,) = [p for p in (ws / "layers" / "own").iterdir() if p.name.startswith(part)]
    path.write_bytes(content)
    with pytest.raises(TensenError) as caught:
        read_layer(ws, "own")
    assert caught.value.key == "layer_broken"
    assert "tensen layers remove own" in caught.value.words("ja")
