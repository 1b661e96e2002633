"""Read XML from strangers: a stream of elements, no document type, no entities, nothing fetched."""

from collections.abc import Callable, Mapping
from typing import IO, Any, Final
from xml.parsers import expat

from tensen.formats.guard import DAMAGED
from tensen.messages import TensenError

# the parser's own, an encoding that Python does not know, and those of the archive that the text comes from
_FAULTS: Final = (expat.ExpatError, LookupError, *DAMAGED)
Start = Callable[[str, Mapping[str, str]], None]
_DEPTH: Final = 100


class _ForbiddenError(Exception):
    """The document declares a type or an entity, or is nested too deeply."""


def parser(start: Start, end: Callable[[str], None] | None = None) -> Any:
    """An expat parser that calls ``start(name, attributes)`` with names as they stand (maybe prefixed)."""
    made: Any = expat.ParserCreate()
    made.buffer_text = True
    made.StartElementHandler = start
    if end is not None:
        made.EndElementHandler = end
    made.StartDoctypeDeclHandler = _forbid
    made.EntityDeclHandler = _forbid
    made.ExternalEntityRefHandler = _forbid
    return made


def feed(made: Any, stream: IO[bytes], name: str, part: str) -> None:
    """Parse ``stream`` to its end in bounded memory.

    Raises:
        TensenError: not well-formed, or it declares a document type or entities.
    """
    try:
        made.ParseFile(stream)
    except (*_FAULTS, _ForbiddenError) as fault:
        raise TensenError("excel_broken", file=name, problem=f"{part}: {fault}"[:200]) from fault


def elements(stream: IO[bytes], name: str, part: str) -> list[tuple[str, dict[str, str]]]:
    """All elements of a small document in order: local names and attributes (local names too).

    Raises:
        TensenError: as :func:`feed`.
    """
    found: list[tuple[str, dict[str, str]]] = []
    depth = 0

    def start(tag: str, attributes: Mapping[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _DEPTH:
            raise _ForbiddenError("depth")
        found.append((local(tag), {local(key): value for key, value in attributes.items()}))

    def end(_: str) -> None:
        nonlocal depth
        depth -= 1

    feed(parser(start, end), stream, name, part)
    return found


def local(tag: str) -> str:
    """A name without its prefix.

    >>> local("x:row"), local("row")
    ('row', 'row')
    """
    return tag.rpartition(":")[2]


def _forbid(*_: object) -> None:
    raise _ForbiddenError("DOCTYPE")
