"""The shipped example: a few hundred made-up firms as three files, and their sales to final users."""

from importlib import resources
from pathlib import Path
from typing import Final

from tensen.messages import TensenError
from tensen.store import write_all

FILES: Final = ("edges.csv", "sectors.csv", "essential.csv", "final_demand.csv", "README.md")


def write_example(folder: Path) -> list[Path]:
    """Write the example's files to ``folder``; returns their paths.

    Raises:
        TensenError: nothing could be written, or files of these names with other content stand there.
    """
    source = resources.files("tensen.examples.esri")
    files = {folder / name: source.joinpath(name).read_bytes() for name in FILES}
    other = [path.name for path, content in files.items() if path.exists() and not _same(path, content)]
    if other:
        raise TensenError("esri_example_other", folder=str(folder), names=", ".join(other))
    write_all(files)
    return list(files)


def _same(path: Path, content: bytes) -> bool:
    try:
        return path.read_bytes() == content
    except OSError:
        return False
