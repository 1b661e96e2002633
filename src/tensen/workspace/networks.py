"""Find a network by name or path, write one, and know its scenarios."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tensen.analysis.scenario import Scenario
from tensen.formats import read_csv, to_csv
from tensen.messages import Finding, TensenError, nearest
from tensen.model import Network, NetworkBuilder
from tensen.model.schema import TABLES, tables
from tensen.packs.pack import Pack
from tensen.packs.registry import folders, with_includes
from tensen.packs.scenarios import read_scenario, scenarios_of
from tensen.store import read, save
from tensen.store.folder import ABOUT, about_bytes, read_about, read_files, restore, write_files
from tensen.workspace.cache import cached_network

DEFAULT = "japan"
HERE = ".tensen"


def load(name: str | Path | None = None) -> Network:
    """A network: a pack's name, a folder of CSV files, a snapshot's manifest, or (None) the workspace here.

    Without a name the network that ``tensen build`` published in ``.tensen`` here is taken, else ``japan``.

    Raises:
        TensenError: nothing is called that, or what is there is broken.
    """
    if name is None:
        here = Path(HERE)
        return read(here, "network") if (here / "network.json").exists() else cached_network(DEFAULT)
    if str(name) in folders():
        return cached_network(str(name))
    path = Path(name)
    restore(path)
    folder = file = False
    with suppress(OSError):  # a name that cannot be a path, such as one too long
        folder, file = path.is_dir(), path.is_file()
    if folder:
        return read_folder(path)
    if path.suffix == ".json" and file:
        return read(path.parent, path.stem)
    known = sorted(folders())
    raise TensenError(
        "unknown_network", exit_code=2, name=name, names=", ".join(nearest(str(name), known) or known)
    )


def read_folder(folder: Path) -> Network:
    """The network in a folder of CSV files.

    Raises:
        TensenError: no table is there, a file cannot be read, or a row is wrong.
    """
    files = read_files(folder)
    if "nodes" not in files:
        raise TensenError("folder_incomplete", folder=str(folder))
    builder = NetworkBuilder(read_about(folder))
    for table, parts in files.items():
        for name, content in parts:
            builder.add(table, read_csv(content, name), name)
    return builder.freeze()


def to_folder(network: Network, folder: str | Path) -> None:
    """Write ``network`` as a folder of CSV files; reading it back gives an equal network.

    Raises:
        TensenError: nothing could be written; an older folder stays as it was.
    """
    files = {f"{name}.csv": to_csv(network.tables[name], tables()[name]) for name in TABLES}
    write_files(Path(folder), {ABOUT: about_bytes(network.about), **files})


def publish(network: Network, root: Path = Path(HERE)) -> str:
    """Make ``network`` the workspace's own; returns its fingerprint."""
    return save(network, root, "network")


def packs_of(network: Network) -> tuple[Pack, ...]:
    """The packs that a network was built from, as far as they are installed."""
    known = [name for name in network.about.packs if name in folders()]
    found: dict[str, Pack] = {}
    for name in known:
        found |= {pack.id: pack for pack in with_includes(name)}
    return tuple(found[name] for name in known)


def scenarios(network: Network) -> Mapping[str, Scenario]:
    """The scenarios of a network's packs by id."""
    return scenarios_of(packs_of(network))


def find_scenario(network: Network, name: str) -> Scenario:
    """The scenario called ``name``, or the one in the TOML file of that name.

    Raises:
        TensenError: there is none; the nearest names are suggested.
    """
    known = scenarios(network)
    if name in known:
        return known[name]
    if name.endswith(".toml"):
        return _sourced(network, read_scenario(Path(name)), name)
    near = ", ".join(nearest(name, known)) or "–"
    names = ", ".join(sorted(known)) or "–"
    raise TensenError("unknown_scenario", exit_code=2, name=name, near=near, names=names)


def _sourced(network: Network, scenario: Scenario, file: str) -> Scenario:
    """The scenario, refused where it cites a source that the network does not hold."""
    known = list(network.sources["id"])
    findings = [
        Finding(
            "dangling",
            {"file": file, "key": "scenario.sources"},
            {"value": source, "target": "sources", "near": ", ".join(nearest(source, known)) or "–"},
        )
        for source in scenario.sources
        if source not in known
    ]
    if findings:
        raise TensenError("scenario_invalid", file=file, findings=findings)
    return scenario
