"""Packs to network: all rows of a pack and of what it includes, checked and frozen once."""

import importlib.util
from types import ModuleType

from tensen.formats import read_csv
from tensen.messages import Finding, TensenError
from tensen.model import About, Network, NetworkBuilder
from tensen.packs.assertions import broken_assertions
from tensen.packs.context import Context
from tensen.packs.pack import Pack
from tensen.packs.registry import with_includes
from tensen.store.folder import read_files


def build_network(name: str) -> Network:
    """The network of the pack ``name`` with everything that it includes.

    Raises:
        TensenError: a pack is missing or broken, a row is wrong, or an assertion of a pack does not hold.
    """
    packs = with_includes(name)
    last = packs[-1]
    notices = tuple(dict.fromkeys(notice for pack in packs for notice in pack.notices))
    builder = NetworkBuilder(
        About(last.id, last.title["en"], last.title["ja"], tuple(pack.id for pack in packs), notices)
    )
    for pack in packs:
        collect(pack, builder)
    network = builder.freeze()
    broken = [finding for pack in packs for finding in broken_assertions(pack, network)]
    if broken:
        raise TensenError("network_faults", findings=broken, count=len(broken), name=name)
    return network


def collect(pack: Pack, builder: NetworkBuilder) -> None:
    """Hand every row of ``pack`` to the builder: first its tables, then what its ``build.py`` declares."""
    for table, files in read_files(pack.path / "tables").items():
        for name, content in files:
            origin = f"{pack.id}/tables/{name}"
            builder.add(table, read_csv(content, origin), origin)
    if (pack.path / "build.py").is_file():
        _run(pack, Context(pack, builder))


def stray_files(pack: Pack) -> list[Finding]:
    """CSV files in ``tables`` whose name starts with no table's name: nothing would read them."""
    read = {name for files in read_files(pack.path / "tables").values() for name, _ in files}
    there = {path.name for path in (pack.path / "tables").glob("*") if path.is_file()}
    return [Finding("unread_file", {"pack": pack.id}, {"value": name}) for name in sorted(there - read)]


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
