"""The formats by name. A new one is a line here; the contract test asks for its round trip and its losses."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any, Final

from tensen.formats.part import Part, Wanted, everything
from tensen.messages import Language, TensenError
from tensen.model import About, Network

Step = Callable[[], None]
LICENCES: Final = "LICENCES.txt"
MANIFEST: Final = "network.json"
ABOUT: Final = "about"


@dataclass(frozen=True)
class Format:
    """One format: its name, the endings of its files, and what it can do.

    ``text("format.<name>_losses")`` states what does not come back; nothing does where it is ``lossless``.
    """

    name: str
    suffixes: tuple[str, ...]
    folder: bool
    reads: bool
    lossless: bool
    tables: bool = False  # single tables may be written


_ALL: Final = (
    Format("csv", (".csv",), folder=True, reads=True, lossless=True, tables=True),
    Format("excel", (".xlsx", ".xlsm"), folder=False, reads=True, lossless=True, tables=True),
    Format("parquet", (".parquet",), folder=True, reads=True, lossless=True, tables=True),
    Format("node-link", (".json",), folder=False, reads=True, lossless=True),
    Format("graphml", (".graphml",), folder=False, reads=False, lossless=False),
    Format("gexf", (".gexf",), folder=False, reads=False, lossless=False),
    Format("geojson", (".geojson",), folder=False, reads=False, lossless=False),
    Format("geopackage", (".gpkg",), folder=False, reads=False, lossless=False),
)
FORMATS: Final[Mapping[str, Format]] = MappingProxyType({made.name: made for made in _ALL})


def format_for(path: str | Path, told: str | None = None) -> Format:
    """The format of that name, else the one whose ending ``path`` bears; a path without one is a CSV folder.

    Raises:
        TensenError: no such format.
    """
    if told is not None:
        if told in FORMATS:
            return FORMATS[told]
        raise TensenError("unknown_format", exit_code=2, name=told, names=", ".join(FORMATS))
    suffix = PurePath(path).suffix.lower()
    for found in FORMATS.values():
        if suffix in found.suffixes:
            return found
    if not suffix:
        return FORMATS["csv"]
    raise TensenError("unknown_format", exit_code=2, name=suffix, names=", ".join(FORMATS))


def read_parts(files: Mapping[str, bytes], chosen: Format | str, wanted: Wanted = everything) -> list[Part]:
    """The tables in files of one format.

    Args:
        files: file name to content; a folder gives several.
        chosen: the format.
        wanted: which tables to read, by the title they have in the file.

    Raises:
        TensenError: the format cannot be read back, or a file cannot be.
    """
    made = FORMATS[chosen] if isinstance(chosen, str) else chosen
    if not made.reads:
        names = ", ".join(f.name for f in _ALL if f.reads)
        raise TensenError("format_not_read", exit_code=2, format=made.name, names=names)
    parts: list[Part] = []
    for name, content in files.items():
        parts += _read_one(name, content, made.name, wanted)
    return parts


def read_whole(files: Mapping[str, bytes], chosen: Format) -> tuple[list[Part], About | None]:
    """The tables of a network, and what the files say of it as a whole (None where they say nothing).

    Raises:
        TensenError: as :func:`read_parts`, or what is said of the whole is broken.
    """
    from tensen.formats.about import about_of
    from tensen.model.schema import TABLES

    said: Any = None
    name = MANIFEST if MANIFEST in files else next(iter(files))
    if chosen.name == "node-link":
        parts, said = _module("node_link").read_node_link(files[name], name)
    else:
        parts = read_parts(files, chosen, lambda title: title in (*TABLES, ABOUT))
        sheets = [part for part in parts if part.title == ABOUT]
        said = _about_sheet(sheets[0]) if sheets else said
    if MANIFEST in files and chosen.folder:
        said = _module("node_link").parse(files[MANIFEST], MANIFEST)
    found = [part for part in parts if part.title in TABLES]
    return found, None if said is None else about_of(said, name)


def write(
    network: Network,
    chosen: Format | str,
    lang: Language = "en",
    *,
    bom: bool = False,
    chosen_tables: tuple[str, ...] = (),
    step: Step = lambda: None,
) -> dict[str, bytes]:
    """The network in a format: file name to content; one entry (with an empty name) for single-file formats.

    Args:
        network: what to write.
        chosen: the format.
        lang: the language of labels, where a format carries one only.
        bom: CSV: mark the files so that Excel opens them as UTF-8.
        chosen_tables: only these, where the format can.
        step: called now and then.

    Raises:
        TensenError: the format cannot hold the network, or cannot hold single tables.
    """
    made = FORMATS[chosen] if isinstance(chosen, str) else chosen
    if chosen_tables and not made.tables:
        names = ", ".join(f.name for f in _ALL if f.tables)
        raise TensenError("format_no_table", exit_code=2, format=made.name, names=names)
    return _WRITERS[made.name](_Wish(network, lang, bom, chosen_tables, step))


def _module(name: str) -> Any:
    """A format's module, imported when it is used: each brings a library of its own."""
    return import_module(f"tensen.formats.{name}")


def _read_one(name: str, content: bytes, format_name: str, wanted: Wanted) -> list[Part]:
    title = PurePath(name).name.split(".")[0]
    if format_name == "excel":
        found: list[Part] = _module("excel").read_excel(content, name, wanted)
        return found
    if format_name == "node-link":
        return [p for p in _module("node_link").read_node_link(content, name)[0] if wanted(p.title)]
    if name in (LICENCES, MANIFEST) or not wanted(title):
        return []
    if format_name == "parquet":
        return [_module("parquet").read_parquet(content, name)]
    return [Part(name, "", title, _module("csv").read_csv(content, name))]


def _about_sheet(part: Part) -> dict[str, Any]:
    said: dict[str, Any] = {"packs": [], "notices": []}
    if set(part.frame.columns) >= {"field", "value"}:
        for key, value in zip(part.frame["field"], part.frame["value"], strict=True):
            if key in ("packs", "notices"):
                said[key].append(value)
            else:
                said[key] = value
    return said


@dataclass(frozen=True)
class _Wish:
    network: Network
    lang: Language
    bom: bool
    tables: tuple[str, ...]
    step: Step


def _csv(wish: _Wish) -> dict[str, bytes]:
    from tensen.model.schema import TABLES, tables

    files = _manifest(wish)
    for name in wish.tables or TABLES:
        files[f"{name}.csv"] = _module("csv").to_csv(wish.network.tables[name], tables()[name], wish.bom)
        wish.step()
    return files | _licences(wish)


def _parquet(wish: _Wish) -> dict[str, bytes]:
    from tensen.model.schema import TABLES

    files, licences = _manifest(wish), _licences(wish)
    said = {"licences": licences[LICENCES].decode("utf-8")}
    for name in wish.tables or TABLES:
        files[f"{name}.parquet"] = _module("parquet").to_parquet(wish.network.tables[name], said)
        wish.step()
    return files | licences


def _excel(wish: _Wish) -> dict[str, bytes]:
    from tensen.model.schema import TABLES

    return {"": _module("excel").to_excel(wish.network, wish.lang, wish.step, wish.tables or TABLES)}


def _single(module: str, function: str) -> Callable[[_Wish], dict[str, bytes]]:
    def written(wish: _Wish) -> dict[str, bytes]:
        return {"": getattr(_module(module), function)(wish.network, wish.lang, wish.step)}

    return written


def _manifest(wish: _Wish) -> dict[str, bytes]:
    """What says of the network as a whole; beside single tables nothing does."""
    from tensen.formats.about import about_fields

    return {} if wish.tables else {MANIFEST: _module("parquet").manifest(about_fields(wish.network.about))}


def _licences(wish: _Wish) -> dict[str, bytes]:
    words = _module("licences").licences_text(wish.network, wish.lang, wish.tables or None)
    return {LICENCES: words.encode("utf-8")}


_WRITERS: Final[Mapping[str, Callable[[_Wish], dict[str, bytes]]]] = {
    "csv": _csv,
    "excel": _excel,
    "parquet": _parquet,
    "node-link": _single("node_link", "to_node_link"),
    "graphml": _single("graphml", "to_graphml"),
    "gexf": _single("gexf", "to_gexf"),
    "geojson": _single("geojson", "to_geojson"),
    "geopackage": _single("geopackage", "to_geopackage"),
}
