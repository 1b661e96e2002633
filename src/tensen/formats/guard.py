"""Look into an archive before anything opens it: what it claims to hold, and what it really expands to.

The expansion is counted from the compressed bytes themselves, not from what the directory says, because a
reader in another language may trust the one or the other.
"""

import io
import struct
import zipfile
import zlib
from collections.abc import Callable
from typing import IO, Final

from tensen.messages import TensenError

LIMIT_MB = 512
EXPANDED_MB = 2_000
MOST_ENTRIES = 2_000
RATIO = 300
_RATIO_FROM = 20_000_000  # small parts of a workbook may repeat themselves as much as they like
_CHUNK = 1 << 20
_LOCAL = struct.Struct("<4s5H3I2H")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
# what the standard library raises on bytes that are no sound archive
DAMAGED: Final = (
    zipfile.BadZipFile,  # no directory, a header without its mark, a checksum that does not fit
    zlib.error,  # compressed bytes that are none
    EOFError,  # an entry ends before its size
    struct.error,  # fewer bytes than a header has fields
    ValueError,  # an offset below zero, a name that is no text
    OSError,  # an offset beyond the end
    NotImplementedError,  # zipfile's own: a version of the format, or a compression, that it does not know
)


def within_limit(content: bytes, name: str) -> None:
    """Refuse a file that is too large to be held in memory.

    Raises:
        TensenError: it is.
    """
    if len(content) > LIMIT_MB * 1_000_000:
        raise TensenError("file_too_large", file=name, limit=LIMIT_MB)


def open_archive(content: bytes, name: str) -> zipfile.ZipFile:
    """The archive, after its entries were counted and expanded once within bounds.

    Raises:
        TensenError: no archive, cut short, encrypted, too many entries, or it expands too far.
    """
    within_limit(content, name)
    try:
        archive = zipfile.ZipFile(io.BytesIO(content))
    except zipfile.BadZipFile as fault:  # the directory stands at the end of an archive
        raise TensenError("archive_cut", file=name) from fault
    except DAMAGED as fault:
        raise TensenError("archive_broken", file=name, problem=str(fault)[:200]) from fault
    try:
        entries = archive.infolist()
        _inspect(content, entries, name)
    except DAMAGED as fault:
        raise TensenError("archive_broken", file=name, problem=str(fault)[:200]) from fault
    return archive


def entry(archive: zipfile.ZipFile, part: str, name: str) -> IO[bytes]:
    """A stream of one entry of an archive that was looked into.

    Raises:
        TensenError: it is not there, or its own header contradicts the directory.
    """
    stream_of = archive.open  # bytes always: an archive's entry has no encoding to state
    try:
        return stream_of(part)
    except (*DAMAGED, KeyError, RuntimeError) as fault:  # no such entry; encrypted
        raise TensenError("excel_broken", file=name, problem=f"{part}: {fault}"[:200]) from fault


def _inspect(content: bytes, entries: list[zipfile.ZipInfo], name: str) -> None:
    if len(entries) > MOST_ENTRIES:
        raise TensenError("archive_bomb", file=name, reason=f"{len(entries)} > {MOST_ENTRIES}")
    names = [entry.filename for entry in entries]
    if len(set(names)) < len(names) or any(".." in n.split("/") or n.startswith("/") for n in names):
        raise TensenError("archive_broken", file=name, problem="names")
    left = EXPANDED_MB * 1_000_000
    if sum(entry.file_size for entry in entries) > left:
        raise TensenError("archive_bomb", file=name, reason=f"> {EXPANDED_MB} MB")
    for entry in entries:
        if entry.flag_bits & 1:
            raise TensenError("excel_encrypted", file=name)
        left -= _expanded(content, entry, left, name)


def _expanded(content: bytes, entry: zipfile.ZipInfo, left: int, name: str) -> int:
    """How many bytes an entry really gives; never more than ``left`` are produced."""
    data = memoryview(content)[_start(content, entry, name) :][: entry.compress_size]
    if len(data) < entry.compress_size:
        raise _broken(entry, name)
    if entry.compress_type == zipfile.ZIP_STORED:
        size = len(data)
    elif entry.compress_type == zipfile.ZIP_DEFLATED:
        size = _inflated(data, min(left, max(RATIO * len(data), _RATIO_FROM)), lambda: _bomb(entry, name))
    else:
        where, method = entry.filename[:80], entry.compress_type
        raise TensenError("archive_compression", file=name, entry=where, method=method)
    if size != entry.file_size:
        raise _broken(entry, name, f": {size} != {entry.file_size}")
    return size


def _start(content: bytes, entry: zipfile.ZipInfo, name: str) -> int:
    fields = _LOCAL.unpack_from(content, entry.header_offset)
    if fields[0] != b"PK\x03\x04":
        raise _broken(entry, name)
    return entry.header_offset + _LOCAL.size + int(fields[-2]) + int(fields[-1])


def _broken(entry: zipfile.ZipInfo, name: str, why: str = "") -> TensenError:
    return TensenError("archive_broken", file=name, problem=f"{entry.filename}{why}"[:200])


def _bomb(entry: zipfile.ZipInfo, name: str) -> TensenError:
    return TensenError("archive_bomb", file=name, reason=f"{entry.filename[:80]} × {RATIO}")


def _inflated(data: memoryview, most: int, refused: Callable[[], TensenError]) -> int:
    machine = zlib.decompressobj(-15)
    size = 0
    for at in range(0, len(data), _CHUNK):
        rest: bytes = bytes(data[at : at + _CHUNK])
        while rest and not machine.eof:
            size += len(machine.decompress(rest, _CHUNK))
            rest = machine.unconsumed_tail
            if size > most:
                raise refused()
    while not machine.eof and (out := machine.decompress(b"", _CHUNK)):
        size += len(out)
        if size > most:
            raise refused()
    if not machine.eof:
        raise zlib.error("cut short")
    return size
