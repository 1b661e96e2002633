"""Take a network away: in any format, whole or in part, with the licences of what went in."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from tensen.formats import registry
from tensen.formats.licences import cited_sources
from tensen.messages import Language, TensenError, nearest
from tensen.model import Network, schema
from tensen.model.schema import TABLES
from tensen.model.views import keep, layer, replace
from tensen.store import write_all
from tensen.store.folder import write_files

Step = Callable[[], None]


@dataclass(frozen=True)
class Exported:
    """What was written: where, in which format, how many bytes, and how many nodes and edges."""

    path: Path
    format: registry.Format
    size: int
    nodes: int
    edges: int


def export(
    network: Network,
    path: str | Path,
    format: str | None = None,  # noqa: A002  # the word that everybody uses
    *,
    tables: Sequence[str] = (),
    kinds: Collection[str] = (),
    families: Collection[str] = (),
    lang: Language = "en",
    bom: bool = False,
    step: Step = lambda: None,
) -> Exported:
    """Write ``network`` to ``path``: all of it, or nothing.

    Args:
        network: what to write. ``load(name, private=False)`` leaves private layers out.
        path: a file, or a folder for CSV and Parquet; an older export there is replaced.
        format: its name (:data:`tensen.formats.registry.FORMATS`), else told by the ending of ``path``.
        tables: only these tables, where the format can.
        kinds: only nodes of these kinds and the edges among them.
        families: only carriers of these families and the nodes that they connect.
        lang: the language of labels, where a format carries one only.
        bom: CSV: mark the files so that Excel opens them as UTF-8.
        step: called now and then.

    Raises:
        TensenError: no such format, table, kind or family; nothing is left; the format cannot hold it; the
            folder holds what is no network's; or the disk refuses. What was there before is unchanged.
    """
    chosen = registry.format_for(path, format)
    place = Path(path)
    for table in tables:
        if table not in TABLES:
            raise TensenError("unknown_table", exit_code=2, name=table, names=", ".join(TABLES))
    _check_place(place, chosen, tables)
    part = portion(network, kinds, families)
    files = registry.write(part, chosen, lang, bom=bom, chosen_tables=tuple(tables), step=step)
    _put(place, files, chosen)
    return Exported(place, chosen, sum(map(len, files.values())), len(part.nodes), len(part.edges))


def portion(network: Network, kinds_: Collection[str] = (), families_: Collection[str] = ()) -> Network:
    """The network of some kinds of nodes and some families of carriers, with the rows that those need only.

    Raises:
        TensenError: no such kind or family, or nothing is left.
    """
    if not kinds_ and not families_:
        return network
    _known("kind", kinds_, schema.kinds())
    _known("family", families_, schema.families())
    part = layer(network, families_) if families_ else network
    if kinds_:
        nodes = part.nodes
        part = keep(part, set(nodes.loc[nodes["kind"].isin(list(kinds_)), "id"]))
    if part.nodes.empty:
        names = ", ".join(sorted({*network.nodes["kind"].unique(), *network.carriers["family"].unique()}))
        raise TensenError("export_empty", what=", ".join([*kinds_, *families_]), names=names)
    return _trimmed(part)


def _known(what: str, wanted: Collection[str], declared: Collection[str]) -> None:
    for name in wanted:
        if name not in declared:
            near = ", ".join(nearest(name, declared) or sorted(declared))
            raise TensenError(f"unknown_{what}", exit_code=2, name=name, names=near)


def _trimmed(part: Network) -> Network:
    """Without carriers, assumptions and sources that no row names any more."""
    carriers = {*part.edges["carrier"], *part.requirements["carrier"]}
    named = {
        word
        for frame in part.tables.values()
        for column in frame.columns
        if str(column).endswith("_assumption")
        for word in frame[column].dropna().unique()
    }
    changed: dict[str, pd.DataFrame] = {
        "carriers": part.carriers[part.carriers["id"].isin(carriers)],
        "assumptions": part.assumptions[part.assumptions["id"].isin(named)],
    }
    part = replace(part, changed)
    return replace(part, {"sources": cited_sources(part)})


def _check_place(place: Path, chosen: registry.Format, wanted: Sequence[str]) -> None:
    if _is_file(place, chosen):
        if chosen.folder and len(wanted) != 1:
            raise TensenError("export_folder", exit_code=2, path=str(place), format=chosen.name)
        if place.is_dir():
            raise TensenError("file_is_folder", exit_code=2, file=str(place))


def _is_file(place: Path, chosen: registry.Format) -> bool:
    return not chosen.folder or place.suffix.lower() in chosen.suffixes


def _put(place: Path, files: dict[str, bytes], chosen: registry.Format) -> None:
    if not _is_file(place, chosen):
        write_files(place, files)
    elif "" in files:
        write_all({place: files[""]})
    else:
        licences = place.with_name(f"{place.stem}.{registry.LICENCES}")
        write_all({licences if name == registry.LICENCES else place: held for name, held in files.items()})
