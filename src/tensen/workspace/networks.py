"""Find a network by name or path, write one, and know its scenarios."""

from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from tensen.analysis.dependence import DependenceSet
from tensen.analysis.hazards import Hazard
from tensen.analysis.recovery import RecoveryProfile
from tensen.analysis.scenario import Scenario
from tensen.formats import read_csv, to_csv
from tensen.messages import Finding, TensenError, nearest
from tensen.model import Network, NetworkBuilder
from tensen.model.schema import TABLES, tables
from tensen.packs.dependence import dependence_sets_of
from tensen.packs.hazards import hazards_of
from tensen.packs.pack import Pack
from tensen.packs.recovery import recovery_profiles_of
from tensen.packs.registry import folders, is_pack, packs_named
from tensen.packs.scenarios import read_scenario, scenarios_of
from tensen.store import save
from tensen.store.folder import ABOUT, about_bytes, read_about, read_files, restore, write_files
from tensen.workspace.cache import cached_network
from tensen.workspace.files import is_network_file, read_network_file
from tensen.workspace.joined import NETWORK, is_workspace, read_workspace

DEFAULT = "japan"
HERE = ".tensen"


def load(name: str | Path | None = None, *, private: bool = True) -> Network:
    """A network: a pack (name or folder), a workspace, a folder of CSV files, a file, or (None) the one here.

    A workspace gives its base joined with its layers. Without a name the workspace ``.tensen`` here is taken
    where there is one, else ``japan``.

    Args:
        name: what to load.
        private: False leaves private layers out, so that the network may be passed on.

    Raises:
        TensenError: nothing is called that, or what is there is broken.
    """
    if name is None:
        here = Path(HERE)
        return read_workspace(here, private=private) if is_workspace(here) else cached_network(DEFAULT)
    if is_pack(name):
        return cached_network(name)
    path = Path(name)
    restore(path)
    folder = False
    with suppress(OSError):  # a name that cannot be a path, such as one too long
        folder = path.is_dir()
    if is_network_file(path):
        return read_network_file(path)
    if folder:
        return read_workspace(path, private=private) if is_workspace(path) else read_folder(path)
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
    return save(network, root, NETWORK)


def packs_of(network: Network) -> tuple[Pack, ...]:
    """The packs that a network was built from, as far as they are still there."""
    return packs_named(network.about.packs, network.about.folders)


def scenarios(network: Network) -> Mapping[str, Scenario]:
    """The scenarios of a network's packs by id."""
    return scenarios_of(packs_of(network))


def dependence_sets(network: Network) -> Mapping[str, DependenceSet]:
    """The dependence sets of a network's packs by id."""
    return dependence_sets_of(packs_of(network))


def recovery_profiles(network: Network) -> Mapping[str, RecoveryProfile]:
    """The recovery profiles of a network's packs by id."""
    return recovery_profiles_of(packs_of(network))


def hazards(network: Network) -> Mapping[str, Hazard]:
    """The hazards of a network's packs by id."""
    return hazards_of(packs_of(network))


def find_scenario(network: Network, name: str) -> Scenario:
    """The scenario called ``name``, or the one in the TOML file of that name.

    Raises:
        TensenError: there is none; the nearest names are suggested.
    """
    known = scenarios(network)
    if name in known:
        return known[name]
    if name.endswith(".toml"):
        if Path(name).is_dir():
            raise TensenError("file_is_folder", exit_code=2, file=name)
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
