"""Throw damaged files at a reader: anything but a clear refusal is a crash.

    uv run --group fuzz python fuzz/readers.py TARGET [SECONDS] [-OPTION=VALUE of libFuzzer ...]

Targets: csv, chunks, excel, sheet, parquet, node-link, scenario, pack, suppliers, profile. Each begins with
small sound files and changes them; coverage guides the changes. Inputs that crash stay in
`fuzz/found/TARGET`, inputs worth
keeping in `fuzz/corpus/TARGET`.
"""

import io
import logging
import sys
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["tensen"]):
    from tensen.formats import csv
    from tensen.formats.registry import read_parts, write
    from tensen.messages import LANGUAGES, TensenError
    from tensen.model import About, Network, NetworkBuilder
    from tensen.packs.pack import read_pack
    from tensen.packs.scenarios import read_scenario
    from tensen.workspace.firm.profile import read_profile
    from tensen.workspace.firm.reading import read_list

HERE = Path(__file__).parent
SHEET = "xl/worksheets/sheet2.xml"
Target = Callable[[bytes], object]


def small() -> Network:
    """Two mills and a port: every table has a row, with marks that formats have trouble with."""
    told = {"source_id": "source.a", "as_of": "2026", "confidence": "assumed"}
    words = {"name_en": '=Mill, "A"\n', "name_ja": "工場 é"}
    builder = NetworkBuilder(About("small", "Small", "小"))
    ids = ("product.a", "product.b", "country.x")
    builder.add(
        "nodes", [{"id": i, "kind": i.split(".")[0], **words, "lon": 135.5, "lat": 1e-17} | told for i in ids]
    )
    carrier = {"id": "carrier.c", "family": "metals", "propagates_demand": "true"}
    builder.add("carriers", [carrier | words | told])
    edge = {"source": "product.a", "target": "product.b", "carrier": "carrier.c", "weight": 0.1 + 0.2}
    builder.add("edges", [edge | told])
    need = {"target": "product.b", "carrier": "carrier.c", "supply": "shares", "mode": "critical"}
    builder.add("requirements", [need | {"criticality": "assumption.k"} | told])
    builder.add("memberships", [{"member": "product.a", "group": "country.x", "role": "located_in"} | told])
    ends = {"low": 0.1, "central": 0.5, "high": 0.9, "direction": "up", "range": "range", "horizon": "all"}
    builder.add("assumptions", [{"id": "assumption.k", "family": "k"} | ends | words | told])
    source = {"id": "source.a", "title": "A", "publisher": "B", "licence": "CC0", "date": "2026"}
    builder.add("sources", [source])
    return builder.freeze()


def _format(name: str, file: str) -> Target:
    return lambda data: [part.frame for part in read_parts({file: data}, name)]


def _sheet(data: bytes) -> object:
    """The damage as one sheet of a sound workbook: elsewhere it rarely gets past the archive's sums."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(_workbook())) as sound, zipfile.ZipFile(packed, "w") as made:
        for entry in sound.infolist():
            made.writestr(entry.filename, data if entry.filename == SHEET else sound.read(entry))
    return TARGETS["excel"](packed.getvalue())


@cache
def _workbook() -> bytes:
    return next(iter(write(small(), "excel").values()))


def _chunks(data: bytes) -> None:
    for _ in csv.read_chunks(io.BytesIO(data), "a.csv", rows=3):
        pass


def _file(name: str, read: Callable[[Path], object]) -> Target:
    folder = Path(tempfile.mkdtemp(prefix="tensen-fuzz-"))

    def run(data: bytes) -> object:
        path = folder / name
        path.write_bytes(data)
        return read(path)

    return run


TARGETS: Mapping[str, Target] = {
    "csv": _format("csv", "nodes.csv"),
    "chunks": _chunks,
    "excel": _format("excel", "a.xlsx"),
    "sheet": _sheet,
    "parquet": _format("parquet", "nodes.parquet"),
    "node-link": _format("node-link", "a.json"),
    "scenario": _file("s.toml", read_scenario),
    "pack": _file("pack.toml", lambda path: read_pack(path.parent)),
    "suppliers": _file("suppliers.csv", read_list),
    "profile": _file("firm.toml", read_profile),
}


def seeds(target: str) -> dict[str, bytes]:
    """Small sound inputs of a target."""
    toml = b'[scenario]\nid = "a"\ntitle = { en = "A", ja = "B" }\nhorizon = "days"\n'
    toml += b'[[shock]]\ntarget = { id = "a.b" }\n'
    if target in ("scenario", "pack", "profile"):
        return {"a": toml, "b": toml.replace(b"scenario", b"pack")}
    if target == "suppliers":
        lines = "supplier,country,product,code,annual_spend,currency\nA,JP,bolt,isic:25,100,JPY\n"
        return {"a": lines.encode(), "b": lines.encode("cp932"), "c": b"\xef\xbb\xbf" + lines.encode()}
    if target == "sheet":
        return {"a": zipfile.ZipFile(io.BytesIO(_workbook())).read(SHEET)}
    name = {"chunks": "csv"}.get(target, target)
    files = write(small(), name)
    return {Path(file).name: content for file, content in files.items()}


def main() -> None:
    """Run one target until the time is up or something breaks."""
    if len(sys.argv) < 2 or sys.argv[1] not in TARGETS:
        sys.exit(str(__doc__))
    name, rest = sys.argv[1], sys.argv[2:]
    seconds = rest.pop(0) if rest and rest[0].isdigit() else "60"
    logging.disable(logging.CRITICAL)
    corpus, found = HERE / "corpus" / name, HERE / "found" / name
    for folder in (corpus, found):
        folder.mkdir(parents=True, exist_ok=True)
    for file, content in seeds(name).items():
        (corpus / f"seed-{file}").write_bytes(content)
    target = TARGETS[name]

    def once(data: bytes) -> None:
        try:
            target(data)
        except TensenError as refused:
            for lang in LANGUAGES:
                refused.words(lang)

    options = [f"-max_total_time={seconds}", f"-artifact_prefix={found}/", "-max_len=65536", "-timeout=20"]
    atheris.Setup([sys.argv[0], *options, "-rss_limit_mb=4096", *rest, str(corpus)], once)
    atheris.Fuzz()


if __name__ == "__main__":
    main()
