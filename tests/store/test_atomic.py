"""All of a file or nothing."""

import errno
import os
import re
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.store import write_bytes, write_text
from tensen.store.atomic import inside, refusal, unread

KILLED = """
import sys
from pathlib import Path
from tensen.store import write_bytes
path = Path(sys.argv[1])
number = 0
while True:
    number += 1
    write_bytes(path, str(number % 10).encode() * 300_000)
"""


def test_it_writes_and_replaces(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b.txt"
    write_text(path, "点")
    write_text(path, "線")
    assert path.read_text(encoding="utf-8") == "線"
    assert [p.name for p in path.parent.iterdir()] == ["b.txt"]


@pytest.mark.parametrize(
    ("code", "key"), [(errno.ENOSPC, "disk_full"), (errno.EDQUOT, "disk_full"), (errno.EIO, "cannot_write")]
)
@pytest.mark.parametrize(
    "step", ["os.fsync", "os.fdopen", "tempfile.mkstemp", "pathlib.Path.chmod", "pathlib.Path.replace"]
)
def test_a_failure_at_any_step_leaves_what_was_there(
    step: str, code: int, key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "b.txt"
    write_text(path, "good")

    def fail(*_: Any, **__: Any) -> None:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(step, fail)
    with pytest.raises(TensenError) as caught:
        write_text(path, "new")
    monkeypatch.undo()
    assert caught.value.key == key
    assert all("b.txt" in caught.value.words(lang) for lang in LANGUAGES)
    assert [p.name for p in tmp_path.iterdir()] == ["b.txt"]
    assert path.read_text(encoding="utf-8") == "good"


def test_an_interrupt_leaves_no_rest(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def stop(_: int) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("os.fsync", stop)
    with pytest.raises(KeyboardInterrupt):
        write_bytes(tmp_path / "b.txt", b"new")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_in_the_way(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    with pytest.raises(TensenError) as caught:
        write_bytes(tmp_path / "b", b"new")
    assert caught.value.key == "cannot_write"


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX signals")
def test_a_kill_while_writing_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "b.txt"
    process = subprocess.Popen([sys.executable, "-c", KILLED, str(path)])
    try:
        end = time.monotonic() + 30
        while not path.exists() and time.monotonic() < end:
            time.sleep(0.01)
        time.sleep(0.1)
    finally:
        process.kill()
        process.wait()
    content = path.read_bytes()
    assert len(content) == 300_000
    assert len(set(content)) == 1


@pytest.mark.parametrize("name", ["../x", "/etc/passwd", "a/../../x", "a\0b"])
def test_nothing_outside(name: str, tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        inside(tmp_path, name)
    assert caught.value.key == "outside_workspace"


def test_inside(tmp_path: Path) -> None:
    assert inside(tmp_path, "a/b") == (tmp_path / "a" / "b").resolve()


@pytest.mark.parametrize(
    "code",
    [errno.ENOENT, errno.EACCES, errno.EROFS, errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.EIO],
)
def test_the_system_s_own_words_are_not_shown(code: int) -> None:
    found = {lang: refusal(Path("a.txt"), OSError(code, os.strerror(code))).words(lang) for lang in LANGUAGES}
    assert all(os.strerror(code) not in words for words in found.values())
    assert re.search("（[^）]*[ぁ-んァ-ヶ一-龠]", found["ja"])


def test_a_folder_is_not_called_missing(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="directory") as caught:
        tmp_path.read_bytes()
    assert unread(tmp_path, caught.value).key == "file_is_folder"
    assert unread("a", FileNotFoundError(errno.ENOENT, "x")).key == "file_missing"
    assert unread("a", PermissionError(errno.EACCES, "x")).key == "file_no_access"


@pytest.mark.parametrize("code", [errno.EIO, errno.ENAMETOOLONG])
def test_what_is_there_but_cannot_be_read_is_not_called_missing(code: int) -> None:
    assert unread("a", OSError(code, "x")).key == "file_unread"


@pytest.mark.skipif(os.name == "nt", reason="Windows does not tell a file in the middle of a path")
def test_a_file_in_the_middle_of_a_path_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(NotADirectoryError) as caught:
        (tmp_path / "a" / "b").read_bytes()
    assert unread(tmp_path / "a" / "b", caught.value).key == "file_below_file"
