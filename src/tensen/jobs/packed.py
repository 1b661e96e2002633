"""One finished chunk as one file: a ZIP of plain .npy arrays and a JSON header, nothing that can run."""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from typing import Any, Final
from zipfile import ZIP_STORED, ZipFile, ZipInfo

from numpy.lib import format as npy
from numpy.typing import NDArray

from tensen.jobs.tree import digest
from tensen.jobs.work import NAME, Result

HEADER: Final = "header.json"
MOST_BYTES: Final = 2**30
MOST_ARRAYS: Final = 256
MOST_HEADER: Final = 65_536


class DamagedError(Exception):
    """The file is cut short, altered, or not what it should be."""


def pack(header: Mapping[str, object], result: Result) -> bytes:
    """The file of a result; `header` is kept with the fingerprint of the arrays.

    Raises:
        ValueError: it is larger than what would be read again.
    """
    whole = sum(array.nbytes for array in result.values())
    if whole > MOST_BYTES // 2 or len(result) > MOST_ARRAYS:
        raise ValueError(f"a chunk gave {whole} bytes in {len(result)} arrays: too much, make it smaller")
    buffer = io.BytesIO()
    with ZipFile(buffer, "w", ZIP_STORED) as archive:
        said = json.dumps({**header, "content": digest(result)}, sort_keys=True)
        archive.writestr(ZipInfo(HEADER), said.encode())
        for name, array in result.items():
            archive.writestr(ZipInfo(f"{name}.npy"), _bytes(array))
    return buffer.getvalue()


def unpack(content: bytes, header: Mapping[str, object]) -> Result:
    """The result in a file that :func:`pack` made under the same `header`.

    Raises:
        DamagedError: anything about it is not as it was written.
    """
    try:
        with ZipFile(io.BytesIO(content)) as archive:
            return _read(archive, len(content), header)
    except DamagedError:
        raise
    except Exception as problem:  # the parsers of ZIP, JSON and .npy raise whatever they meet
        raise DamagedError(str(problem)) from problem


def _read(archive: ZipFile, size: int, header: Mapping[str, object]) -> Result:
    members = archive.infolist()
    # stored members only, none overlapping: what is read is never more than the file holds
    if len(members) > MOST_ARRAYS + 1 or sum(m.file_size for m in members) > size:
        raise DamagedError("members")
    if any(m.compress_type != ZIP_STORED or m.file_size != m.compress_size for m in members):
        raise DamagedError("compressed")
    if archive.getinfo(HEADER).file_size > MOST_HEADER:
        raise DamagedError("header")
    said = json.loads(archive.read(HEADER))
    result = {}
    for member in members:
        if member.filename != HEADER:
            name, dot, suffix = member.filename.rpartition(".")
            if not NAME.fullmatch(name) or f"{dot}{suffix}" != ".npy" or name in result:
                raise DamagedError("name")
            result[name] = _array(archive.read(member))
    if said != {**header, "content": digest(result)}:
        raise DamagedError("fingerprint")
    return result


def _bytes(array: NDArray[Any]) -> bytes:
    stream = io.BytesIO()
    npy.write_array(stream, array, version=(1, 0), allow_pickle=False)
    return stream.getvalue()


def _array(content: bytes) -> NDArray[Any]:
    """One .npy; its header must claim just what is there, so that nothing larger is ever allocated."""
    stream = io.BytesIO(content)
    if npy.read_magic(stream) != (1, 0):
        raise DamagedError("version")
    shape, _, dtype = npy.read_array_header_1_0(stream)
    count = 1
    for length in shape:
        count *= length
    if dtype.hasobject or min(shape, default=0) < 0 or stream.tell() + count * dtype.itemsize != len(content):
        raise DamagedError("shape")
    stream.seek(0)
    found: NDArray[Any] = npy.read_array(stream, allow_pickle=False)
    return found
