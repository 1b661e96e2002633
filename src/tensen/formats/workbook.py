"""What a workbook's archive says of itself: sheets and where they stand, macros, links, embedded files."""

import posixpath
import zipfile
from dataclasses import dataclass
from typing import Final

from tensen.formats.encoding import utf8
from tensen.formats.guard import OLE, entry, open_archive
from tensen.formats.markup import elements
from tensen.messages import Finding, TensenError

_WORKBOOK: Final = "xl/workbook.xml"
_SEEN: Final = 65_536
_CONTROLS: Final = tuple(bytes([code]) for code in range(32) if code not in b"\t\n\r\f")
_KINDS: Final = (
    (b"%PDF", "PDF"),
    (b"PAR1", "Parquet"),
    (b"<", "HTML/XML"),
    (b"{", "JSON"),
    (b"\x1f\x8b", "gzip"),
)


@dataclass(frozen=True)
class Sheet:
    """A worksheet: its name, the part of the archive that holds it, and whether it is shown."""

    title: str
    part: str
    hidden: bool


@dataclass(frozen=True)
class Workbook:
    """The archive, its worksheets in order, and what holds for the whole file."""

    archive: zipfile.ZipFile
    sheets: tuple[Sheet, ...]
    findings: tuple[Finding, ...]


def open_workbook(content: bytes, name: str) -> Workbook:
    """Look at a workbook without opening any sheet.

    Raises:
        TensenError: another kind of file, encrypted, damaged, or a bomb.
    """
    _refuse_others(content, name)
    archive = open_archive(content, name)
    names = set(archive.namelist())
    if _WORKBOOK not in names:
        raise TensenError("excel_kind", file=name, found=_kind_of(names))
    targets = _targets(archive, name)
    sheets = []
    with entry(archive, _WORKBOOK, name) as stream:
        for tag, said in elements(stream, name, _WORKBOOK):
            part = targets.get(said.get("id", ""))
            if tag == "sheet" and part is not None and "name" in said:
                if part not in names:
                    raise TensenError("excel_broken", file=name, problem=part)
                sheets.append(Sheet(said["name"], part, said.get("state", "visible") != "visible"))
    if not sheets:
        raise TensenError("excel_broken", file=name, problem=_WORKBOOK)
    return Workbook(archive, tuple(sheets), tuple(_notes(names, name)))


def _refuse_others(content: bytes, name: str) -> None:
    if not content:
        raise TensenError("excel_empty", file=name)
    if content.startswith(OLE):
        if "EncryptedPackage".encode("utf-16-le") in content:
            raise TensenError("excel_encrypted", file=name)
        raise TensenError("excel_old", file=name)
    if not content.startswith(b"PK"):
        found = next((kind for mark, kind in _KINDS if content.lstrip()[:8].startswith(mark)), "")
        if found:
            raise TensenError("excel_kind", file=name, found=found)
        raise TensenError("excel_text" if _is_text(content, name) else "excel_noise", file=name)


def _is_text(content: bytes, name: str) -> bool:
    """Whether the start, up to a line's end, is text in an encoding that a CSV file may have."""
    start = content[:_SEEN]
    start = start[: start.rfind(b"\n") + 1] or start
    try:
        words = utf8(start, name)
    except TensenError:
        return False
    return not any(mark in words for mark in _CONTROLS)


def _kind_of(names: set[str]) -> str:
    if "xl/workbook.bin" in names:
        return ".xlsb"
    if "content.xml" in names:
        return ".ods"
    return ".docx" if "word/document.xml" in names else ".zip"


def _targets(archive: zipfile.ZipFile, name: str) -> dict[str, str]:
    """Where the worksheets stand, by their relation's id; other kinds of sheets (charts) are left out."""
    part = "xl/_rels/workbook.xml.rels"
    with entry(archive, part, name) as stream:
        found = elements(stream, name, part)
    return {
        said["Id"]: posixpath.normpath(posixpath.join("/xl", said["Target"])).lstrip("/")
        for tag, said in found
        if tag == "Relationship" and said.get("Type", "").endswith("/worksheet")
        if {"Id", "Target"} <= said.keys() and said.get("TargetMode") != "External"
    }


def _notes(names: set[str], name: str) -> list[Finding]:
    where = {"file": name}
    notes = []
    if any(n.endswith("vbaProject.bin") or n.startswith("xl/macrosheets/") for n in names):
        notes.append(Finding("excel_macro", where, severity="warning"))
    if any(n.startswith("xl/externalLinks/") for n in names):
        notes.append(Finding("excel_external", where, severity="warning"))
    embedded = [n for n in names if n.startswith("xl/embeddings/")]
    if embedded:
        notes.append(Finding("excel_embedded", where, {"count": len(embedded)}, "warning"))
    return notes
