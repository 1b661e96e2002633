"""One writer at a time, and none kept out by one that is gone."""

import subprocess
import sys
from pathlib import Path

import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.store.lock import LOCK, locked

HOLD = """
import sys
from pathlib import Path
from tensen.store.lock import locked
with locked(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.read()
"""


def test_a_second_writer_is_refused_and_a_killed_one_leaves_nothing(tmp_path: Path) -> None:
    with subprocess.Popen(
        [sys.executable, "-c", HOLD, str(tmp_path)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline().strip() == b"held"
        with pytest.raises(TensenError) as caught, locked(tmp_path):
            pass
        other.kill()
        other.wait(30)
    assert caught.value.key == "folder_busy"
    assert all(str(tmp_path) in caught.value.words(lang) for lang in LANGUAGES)
    with locked(tmp_path):
        assert (tmp_path / LOCK).exists()  # the file stays; only the lock on it counts


def test_a_fault_inside_lets_go(tmp_path: Path) -> None:
    with pytest.raises(KeyError), locked(tmp_path / "new"):
        raise KeyError
    with locked(tmp_path / "new"):
        pass


def test_a_file_where_the_folder_should_be_is_told(tmp_path: Path) -> None:
    (tmp_path / "a").write_bytes(b"")
    with pytest.raises(TensenError) as caught, locked(tmp_path / "a"):
        pass
    assert caught.value.key == "cannot_write"
