"""Compiled kernels on disk do not notice that a file from which they call has changed."""

from importlib import resources
from pathlib import Path


def pytest_configure() -> None:
    """Remove what was compiled before the newest of the sources: these, or the kernel that they call."""
    engine = Path(str(resources.files("tensen"))) / "engine"
    folder = engine / "dynamic"
    sources = [*folder.glob("*.py"), engine / "kernel.py", engine / "jit.py"]
    newest = max(source.stat().st_mtime for source in sources)
    for index in (folder / "__pycache__").glob("*.nbi"):
        if index.stat().st_mtime < newest:
            index.unlink(missing_ok=True)
