"""Which packs there are: those that come with Tensen, those of installed distributions, and any folder."""

import importlib.util
from collections.abc import Iterable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib import metadata, resources
from pathlib import Path
from typing import Final

from tensen.messages import Finding, TensenError, nearest
from tensen.packs.pack import Pack, read_pack

ENTRY_POINTS: Final = "tensen.packs"
ABOUT: Final = "pack.toml"


@dataclass(frozen=True)
class Installed:
    """Pack folders by name, and what is wrong with the packs that a distribution offers in vain."""

    folders: Mapping[str, Path]
    faults: Mapping[str, Finding]


@cache
def installed() -> Installed:
    """The atlas, and what distributions offer by entry point: a name, and the package that is the pack.

    A package is looked up without running it. An offer that cannot be used is a warning about its
    distribution and keeps no other pack from being found; of two with one name neither is taken, and a pack
    of the atlas is never replaced.
    """
    atlas = Path(str(resources.files("tensen.packs") / "atlas"))
    found = {path.parent.name: path.parent for path in sorted(atlas.glob(f"*/{ABOUT}"))}
    ours, faults, giver = frozenset(found), dict[str, Finding](), dict[str, str]()
    for point in metadata.entry_points(group=ENTRY_POINTS):
        name, by = point.name, _distribution(point)
        if name in ours:
            faults[name] = _fault("offer_shadows", name, by)
        elif name in giver:
            found.pop(name, None)
            faults[name] = _fault("offer_twice", name, by, other=giver[name])
        else:
            giver[name] = by
            place = _place(point, by)
            if isinstance(place, Path):
                found[name] = place
            else:
                faults[name] = place
    return Installed(found, faults)


def folders() -> Mapping[str, Path]:
    """Pack folders by name."""
    return installed().folders


def is_pack(name: str | Path) -> bool:
    """Whether a pack is called ``name``, or ``name`` is a folder with a ``pack.toml``."""
    return str(name) in folders() or _is_folder(Path(name))


def find_pack(name: str | Path) -> Pack:
    """The pack called ``name``, or the one in the folder ``name``.

    Raises:
        TensenError: there is none, or it is broken.
    """
    known = folders()
    if str(name) in known:
        return _same_name(read_pack(known[str(name)]), str(name))
    if _is_folder(Path(name)):
        return read_pack(Path(name))
    if _is_file(Path(name)):
        raise TensenError("pack_is_file", exit_code=2, file=str(name))
    if (fault := installed().faults.get(str(name))) is not None:
        raise TensenError("pack_offer", name=name, findings=[fault])
    near = nearest(str(name), known)
    raise TensenError("unknown_network", exit_code=2, name=name, names=", ".join(near or sorted(known)))


def with_includes(name: str | Path) -> tuple[Pack, ...]:
    """The pack (a name or a folder) and all that it includes, included ones first.

    Raises:
        TensenError: one is missing, or they include each other in a circle.
    """
    done: dict[str, Pack] = {}

    def visit(wanted: str | Path, trail: tuple[str, ...]) -> None:
        if wanted in trail:
            raise TensenError("pack_circle", names=" → ".join((*trail, str(wanted))))
        if wanted in done:
            return
        if trail and wanted not in folders() and wanted not in installed().faults:
            names = ", ".join(sorted(folders()))
            raise TensenError("pack_missing", name=trail[-1], needed=wanted, names=names)
        pack = find_pack(wanted)
        for other in pack.includes:
            visit(other, (*trail, pack.id))
        done[pack.id] = pack

    visit(name, ())
    return tuple(done.values())


def places_of(packs: Iterable[Pack]) -> dict[str, str]:
    """The folders of those packs that are not found by their name, by id."""
    known = folders()
    return {pack.id: str(pack.path.resolve()) for pack in packs if known.get(pack.id) != pack.path}


def packs_named(names: Iterable[str], places: Mapping[str, str]) -> tuple[Pack, ...]:
    """The packs of these ids, from their ``places`` or as installed; those that are gone are left out."""
    known, found = folders(), list[Pack]()
    for name in names:
        if name in places and _is_folder(Path(places[name])):
            found.append(read_pack(Path(places[name])))
        elif name in known:
            found.append(read_pack(known[name]))
    return tuple(found)


def _is_folder(path: Path) -> bool:
    with suppress(OSError, ValueError):  # a name that cannot be a path, such as one too long
        return (path / ABOUT).is_file()
    return False


def _is_file(path: Path) -> bool:
    with suppress(OSError, ValueError):
        return path.is_file()
    return False


def _same_name(pack: Pack, name: str) -> Pack:
    """A pack is known by one name: networks remember their packs by id and look them up again."""
    if pack.id != name:
        where = {"file": f"{pack.path.name}/{ABOUT}", "key": "pack.id"}
        fault = Finding("pack_other_name", where, {"value": pack.id, "name": name})
        raise TensenError("pack_toml_invalid", file=f"{pack.path.name}/{ABOUT}", findings=[fault])
    return pack


def _place(point: metadata.EntryPoint, by: str) -> Path | Finding:
    """The folder of the package that an entry point names, or why there is none."""
    try:
        spec = importlib.util.find_spec(point.module)
    except (
        Exception,
        SystemExit,
    ) as problem:  # a dotted name imports what is above it
        said = f"{type(problem).__name__}: {str(problem)[:200]}"
        return _fault("offer_broken", point.name, by, module=point.module, problem=said)
    if spec is None:
        return _fault("offer_absent", point.name, by, module=point.module)
    for place in spec.submodule_search_locations or ():
        if _is_folder(Path(place)):
            return Path(place)
    return _fault("offer_without_pack", point.name, by, module=point.module)


def _fault(key: str, name: str, by: str, **params: object) -> Finding:
    where = {"distribution": by, "pack": name}
    return Finding(key, where, {"value": name, "distribution": by, **params}, severity="warning")


def _distribution(point: metadata.EntryPoint) -> str:
    return f"{point.dist.name} {point.dist.version}" if point.dist else "?"
