"""The shipped example: a made-up maker of servo motors and robots with 60 made-up suppliers."""

from importlib import resources
from pathlib import Path

from tensen.store import write_all

FILES = ("firm.toml", "suppliers.csv")


def write_example(folder: Path) -> list[Path]:
    """Write the example's files to ``folder``; returns their paths.

    Raises:
        TensenError: nothing could be written.
    """
    source = resources.files("tensen.examples.firm")
    files = {folder / name: source.joinpath(name).read_bytes() for name in FILES}
    write_all(files)
    return list(files)
