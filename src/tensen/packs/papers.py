"""What a reader of a pack must find: words about it in both languages, and where its figures come from."""

import unicodedata
from collections.abc import Collection, Iterator
from typing import Any, Final

from tensen.formats import read_csv
from tensen.messages import Finding, TensenError
from tensen.packs.pack import Pack
from tensen.store.folder import read_files

_SCRIPTS: Final = ("HIRAGANA", "KATAKANA", "CJK")
_LEAST: Final = 80  # letters: a title alone explains nothing


def documents(pack: Pack) -> list[str]:
    """The files that explain the pack: a README, or pages in ``docs``."""
    found = [*pack.path.glob("[Rr][Ee][Aa][Dd][Mm][Ee]*"), *(pack.path / "docs").glob("**/*.md")]
    return sorted(path.relative_to(pack.path).as_posix() for path in found if path.is_file())


def undocumented(pack: Pack) -> Iterator[Finding]:
    """A finding where no file explains the pack, or what it says is no more than a title."""
    read = [(pack.path / name).read_bytes() for name in documents(pack)]
    if sum(len(content.decode("utf-8", "replace").strip()) for content in read) < _LEAST:
        yield Finding("docs_missing", {"file": f"{pack.id}/README.md"})


def untranslated(pack: Pack) -> Iterator[Finding]:
    """A warning where the Japanese title or coverage has no Japanese letter in it."""
    for key, words in (("title", pack.title), ("coverage", pack.coverage)):
        if not any(unicodedata.name(letter, "").startswith(_SCRIPTS) for letter in words["ja"]):
            where = {"file": f"{pack.id}/pack.toml", "key": f"pack.{key}.ja"}
            yield Finding("not_japanese", where, {"value": words["ja"]}, severity="warning")


def sources_of(pack: Pack) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """The rows of the pack's own tables of sources, with file and row; none of a file that cannot be read."""
    for name, content in read_files(pack.path / "tables").get("sources", ()):
        try:
            rows = read_csv(content, name).to_dict("records")
        except TensenError:
            continue  # told when the network is built
        for row, cells in enumerate(rows, start=2):
            yield f"{pack.id}/tables/{name}", row, {str(k): str(v).strip() for k, v in cells.items()}


def faults_of_sources(pack: Pack, cited: Collection[str]) -> Iterator[Finding]:
    """Sources that nobody could look up again, and (warnings) those that nothing cites.

    Licence, publisher and date are required of every source by the schema; an address is, unless the row says
    how its figures were made (``method``) or what they were made from (``derived_from``).
    """
    for file, row, cells in sources_of(pack):
        where = {"file": file, "table": "sources", "row": row}
        if not any(cells.get(column) for column in ("address", "method", "derived_from")):
            yield Finding(
                "source_untraceable", {**where, "column": "address"}, {"value": cells.get("id", "")}
            )
        if cells.get("id") and cells["id"] not in cited:
            params = {"value": cells["id"]}
            yield Finding("source_unused", {**where, "column": "id"}, params, severity="warning")
