"""The shipped example: a few hundred made-up firms as three files, and their sales to final users."""

from importlib import resources
from pathlib import Path

from tensen.store import write_all

FILES = ("edges.csv", "sectors.csv", "essential.csv", "final_demand.csv", "README.md")


def write_example(folder: Path) -> list[Path]:
    """Write the example's files to ``folder``; returns their paths.

    Raises:
        TensenError: nothing could be written.
    """
    source = resources.files("tensen.examples.esri")
    files = {folder / name: source.joinpath(name).read_bytes() for name in FILES}
    write_all(files)
    return list(files)
