"""Packs to network: all rows of a pack and of what it includes, checked and frozen once."""

import importlib.util
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

from tensen.formats import read_csv
from tensen.messages import TensenError
from tensen.model import About, Network, NetworkBuilder
from tensen.packs.assertions import broken_assertions
from tensen.packs.context import Context
from tensen.packs.pack import Pack
from tensen.packs.registry import places_of, with_includes
from tensen.packs.watch import Reads
from tensen.store.folder import read_files


def build_network(name: str | Path) -> Network:
    """The network of the pack ``name`` (or of the pack in a folder) with everything that it includes.

    Raises:
        TensenError: a pack is missing or broken, a row is wrong, or an assertion of a pack does not hold.
    """
    packs = with_includes(name)
    network, _ = build_packs(packs)
    broken = [finding for pack in packs for finding in broken_assertions(pack, network)]
    if broken:
        raise TensenError("network_faults", findings=broken, count=len(broken), name=packs[-1].id)
    return network


def build_packs(packs: Sequence[Pack]) -> tuple[Network, dict[str, Reads]]:
    """The network of ``packs`` in their order, named after the last, and what each read; assertions aside.

    Raises:
        TensenError: a file cannot be read, or a row is wrong.
    """
    last = packs[-1]
    notices = tuple(dict.fromkeys(notice for pack in packs for notice in pack.notices))
    names = tuple(pack.id for pack in packs)
    about = About(last.id, last.title["en"], last.title["ja"], names, notices, places_of(packs))
    builder = NetworkBuilder(about)
    reads = {pack.id: collect(pack, builder) for pack in packs}
    return builder.freeze(), reads


def collect(pack: Pack, builder: NetworkBuilder) -> Reads:
    """Hand every row of ``pack`` to the builder: first its tables, then what its ``build.py`` declares."""
    context = Context(pack, builder)
    for table, files in read_files(pack.path / "tables").items():
        for name, content in files:
            origin = f"{pack.id}/tables/{name}"
            frame = read_csv(content, origin)
            builder.add(table, frame, origin)
            context.reads.files.add(f"tables/{name}")
            context.reads.rows[table] += len(frame)
    if (pack.path / "build.py").is_file():
        context.reads.files.add("build.py")
        _run(pack, context)
    return context.reads


def _run(pack: Pack, context: Context) -> None:
    """Run the pack's own code; whatever goes wrong in it is a fault of the pack, with its cause kept."""
    try:
        _module(pack).build(context)
    except TensenError:
        raise
    except Exception as problem:
        said = f"build.py: {type(problem).__name__}: {str(problem)[:300]}"
        raise TensenError("pack_invalid", name=pack.id, problem=said) from problem


def _module(pack: Pack) -> ModuleType:
    path = pack.path / "build.py"
    spec = importlib.util.spec_from_file_location(f"tensen_pack_{pack.id.replace('-', '_')}", path)
    if spec is None or spec.loader is None:
        raise TensenError("pack_invalid", name=pack.id, problem="build.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    if not hasattr(module, "build"):
        raise TensenError("pack_invalid", name=pack.id, problem="build.py: build(context)")
    return module
