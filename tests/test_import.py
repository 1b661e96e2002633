"""`import tensen` and `tensen --help` are quick because nothing heavy is loaded."""

import subprocess
import sys

import pytest

HEAVY = ("numpy", "pandas", "scipy", "pyarrow")
AFTER = "import sys; print(' '.join(m for m in {heavy} if m in sys.modules))"


def loaded(code: str) -> list[str]:
    """Which heavy modules are loaded after ``code`` in a fresh interpreter."""
    script = f"import contextlib, io, sys\n{code}\n" + AFTER.format(heavy=HEAVY)
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, encoding="utf-8", check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


@pytest.mark.parametrize("code", ["import tensen", "import tensen; dir(tensen)", "import tensen.messages"])
def test_an_import_loads_nothing_heavy(code: str) -> None:
    assert loaded(code) == []


def test_help_loads_nothing_heavy() -> None:
    code = """
sys.argv = ["tensen", "--help"]
import runpy
with contextlib.redirect_stdout(io.StringIO()) as out:
    try:
        runpy.run_module("tensen.cli.main", run_name="__main__")
    except SystemExit as stop:
        assert not stop.code, stop.code
assert "tensen" in out.getvalue().lower()
"""
    assert loaded(code) == []


def test_a_verb_loads_what_it_needs() -> None:
    assert "numpy" in loaded("import tensen; tensen.rank")


def test_an_unknown_name_is_an_attribute_error() -> None:
    import tensen

    with pytest.raises(AttributeError, match="nonsense"):
        tensen.nonsense  # noqa: B018
