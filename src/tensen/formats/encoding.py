"""Which encoding a text file is in: UTF-8 or CP932, decided strictly or refused; nothing is guessed.

CP932 (Shift_JIS as Windows writes it) accepts nearly any bytes, so that a file in EUC-JP, GBK or Latin-1
would read as wrong characters without an error. It is taken only where a character lies in the part that
Japanese text cannot do without (lead bytes 81-9F: kana, punctuation, the common kanji) and the bytes are no
valid EUC-JP.
"""

import codecs
import re

from tensen.messages import TensenError

BOM = b"\xef\xbb\xbf"
_COMMON = re.compile(rb"[\x81-\x9f][\x40-\x7e\x80-\xfc]")
# three bytes of UTF-8 for Japanese: a line with these is UTF-8 whatever stands in other lines
_JAPANESE = re.compile(r"[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]")


def utf8(content: bytes, name: str) -> bytes:
    """The same text in UTF-8 without a byte order mark.

    Raises:
        TensenError: in no encoding that can be told, or in two at once; with the row.
    """
    bare = content.removeprefix(BOM)
    try:
        bare.decode("utf-8")
    except UnicodeDecodeError as fault:
        if content is not bare:
            raise TensenError("csv_mixed", file=name, row=_row(bare, fault.start)) from fault
        return _from_cp932(bare, fault.start, name).encode("utf-8")
    return bare


def encoding_of(sample: bytes, name: str) -> str:
    """``utf-8`` or ``cp932`` for bytes that end at a line's end.

    Raises:
        TensenError: as :func:`utf8`.
    """
    return "utf-8" if utf8(sample, name) == sample.removeprefix(BOM) else "cp932"


def _from_cp932(content: bytes, position: int, name: str) -> str:
    try:
        text = codecs.decode(content, "cp932")
    except UnicodeDecodeError as fault:
        if _mixed(content):
            raise TensenError("csv_mixed", file=name, row=_mixed(content)) from fault
        raise TensenError("csv_encoding", file=name, row=_row(content, position)) from fault
    if row := _mixed(content):
        raise TensenError("csv_mixed", file=name, row=row)
    if not _COMMON.search(content) or _decodes(content, "euc_jp"):
        raise TensenError("csv_encoding", file=name, row=_row(content, position))
    return text


def _mixed(content: bytes) -> int:
    """The first row that is not in the encoding of an earlier one; 0 where all rows agree."""
    first = ""
    for number, line in enumerate(content.split(b"\n"), 1):
        found = _kind(line)
        if found and first and found != first:
            return number
        first = first or found
    return 0


def _kind(line: bytes) -> str:
    if line.isascii():
        return ""
    try:
        return "utf-8" if _JAPANESE.search(line.decode("utf-8")) else ""
    except UnicodeDecodeError:
        return "other"


def _decodes(content: bytes, encoding: str) -> bool:
    try:
        content.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def _row(content: bytes, position: int) -> int:
    return content.count(b"\n", 0, position) + 1
