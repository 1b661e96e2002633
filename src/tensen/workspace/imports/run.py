"""An import from its files to a checked network; :func:`commit` alone writes."""

from dataclasses import replace
from datetime import date
from pathlib import Path

from tensen.messages import TensenError, text
from tensen.model import About, Network, NetworkBuilder
from tensen.store import read, save
from tensen.store.lock import locked
from tensen.workspace.imports.checked import checked
from tensen.workspace.imports.gather import gather
from tensen.workspace.imports.given import EMPTY, Ask, Given, Prepared, Step, silent
from tensen.workspace.imports.matched import matched
from tensen.workspace.imports.shape import shaped
from tensen.workspace.joined import NETWORK, is_workspace, join, keep_joined, state
from tensen.workspace.layers import OWN, Layer, layer_names, layer_path, read_layer, write_layer


def import_rows(
    path: str | Path,
    into: str | Path = ".tensen",
    *,
    base: str | None = None,
    layer: str = OWN,
    replaces: bool = False,
) -> Prepared:
    """Take in a file or folder in one step, as ``tensen import --yes`` does.

    Args:
        path: a workbook, CSV, Parquet or JSON file, or a folder of such.
        into: the workspace; made where there is none.
        base: the pack below (``japan`` unless told), or ``none``.
        layer: the layer that the rows go to.
        replaces: whether rows may take the place of the base's rows with the same key.

    Raises:
        TensenError: something must be repaired first; nothing was changed.
    """
    prepared = prepare(path, into, base=base, layer=layer, replaces=replaces)
    commit(prepared)
    return prepared


def prepare(
    path: str | Path,
    into: str | Path,
    *,
    base: str | None = None,
    layer: str = OWN,
    title: str | None = None,
    licence: str | None = None,
    replaces: bool = False,
    ask: Ask | None = None,
    today: str | None = None,
    step: Step = silent,
) -> Prepared:
    """Read, match and check; nothing is written.

    Args:
        path: see :func:`import_rows`, as ``into``, ``base``, ``layer`` and ``replaces``.
        title: what the layer is called; default: its name.
        licence: makes the layer public under these terms; None leaves it as it is, private at first.
        ask: asked for each spelling whether a suggestion is right: yes, no, or None for neither.
        today: the date of the import, YYYY-MM-DD.
        step: called as each stage begins.

    Raises:
        TensenError: a file, the workspace or a layer cannot be read, or the call makes no sense.
    """
    workspace, day = Path(into), today or date.today().isoformat()
    layer_path(workspace, layer)
    found = shaped(gather(Path(path), step))
    if not found.rejects and not found.findings and all(f.empty for t in found.tables.values() for f in t):
        raise TensenError("import_nothing", file=str(path))
    mark = state(workspace)  # before anything of it is read: a change from here on is noticed
    ground, publishes = _ground(workspace, base)
    layers = [read_layer(workspace, name) for name in layer_names(workspace)]
    mine = next((one for one in layers if one.name == layer), None)
    mine = mine or Layer(layer, title or text("layer.source_title", name=layer), day)
    mine = replace(mine, title=title or mine.title, date=day, replaces=mine.replaces or replaces)
    if licence is not None:
        mine = replace(mine, private=False, licence=licence)
    others = [one for one in layers if one.name != layer]
    network = join(ground, layers) if layers else ground
    given = Given(workspace, mark, ground, publishes, mine, others, network, found, day)
    step("match", sum(len(f) for t in (*found.tables.values(), found.rejects) for f in t))
    return checked(given, matched(given, ask), step)


def commit(prepared: Prepared) -> None:
    """Write what was prepared, in one step.

    Raises:
        TensenError: there are faults, the workspace was changed since it was read, another import is
            writing, or nothing could be written; everything is as it was.
    """
    if prepared.network is None:
        faults = prepared.faults
        raise TensenError("import_faults", findings=faults, count=len(faults), name=prepared.layer.name)
    with locked(prepared.workspace):
        if state(prepared.workspace) != prepared.state:  # what was checked is no longer what is there
            raise TensenError("import_overtaken", folder=str(prepared.workspace))
        write_layer(prepared.workspace, prepared.layer, prepared.rows)
        if prepared.publishes:  # last: without it the folder is no workspace yet
            save(prepared.base, prepared.workspace, NETWORK)
        keep_joined(prepared.workspace, prepared.network)


def _ground(workspace: Path, base: str | None) -> tuple[Network, bool]:
    """The network below all layers, and whether it has to be published first."""
    from tensen.workspace.networks import DEFAULT, load

    if is_workspace(workspace):
        ground = read(workspace, NETWORK)
        if base is not None and base != (ground.about.id if len(ground.nodes) else EMPTY):
            raise TensenError(
                "base_differs", exit_code=2, folder=str(workspace), name=ground.about.id, wanted=base
            )
        return ground, False
    if base == EMPTY:
        about = About(EMPTY, text("import.empty_base"), text("import.empty_base", "ja"))
        return NetworkBuilder(about).freeze(), True
    return load(base or DEFAULT, private=False), True
