"""Which packs there are: those that come with Tensen, and those that installed distributions offer."""

from functools import cache
from importlib import metadata, resources
from pathlib import Path

from tensen.messages import TensenError, nearest
from tensen.packs.pack import Pack, read_pack

ENTRY_POINTS = "tensen.packs"


@cache
def folders() -> dict[str, Path]:
    """Pack folders by name. An entry point names a package whose folder holds ``pack.toml``."""
    atlas = Path(str(resources.files("tensen.packs") / "atlas"))
    found = {path.parent.name: path.parent for path in sorted(atlas.glob("*/pack.toml"))}
    for point in metadata.entry_points(group=ENTRY_POINTS):
        found.setdefault(point.name, Path(str(resources.files(point.value))))
    return found


def find_pack(name: str) -> Pack:
    """The pack called ``name``.

    Raises:
        TensenError: there is none.
    """
    known = folders()
    if name not in known:
        near = nearest(name, known)
        raise TensenError("unknown_network", exit_code=2, name=name, names=", ".join(near or sorted(known)))
    return read_pack(known[name])


def with_includes(name: str) -> tuple[Pack, ...]:
    """The pack and all that it includes, included ones first.

    Raises:
        TensenError: one is missing, or they include each other in a circle.
    """
    done: dict[str, Pack] = {}

    def visit(wanted: str, trail: tuple[str, ...]) -> None:
        if wanted in trail:
            raise TensenError("pack_circle", names=" → ".join((*trail, wanted)))
        if wanted in done:
            return
        if trail and wanted not in folders():
            raise TensenError(
                "pack_missing", name=trail[-1], needed=wanted, names=", ".join(sorted(folders()))
            )
        pack = find_pack(wanted)
        for other in pack.includes:
            visit(other, (*trail, wanted))
        done[wanted] = pack

    visit(name, ())
    return tuple(done.values())
