"""Values made of arrays: what they hold, their fingerprint, and the same value with other arrays.

A value is an array, a number, a text, nothing, a range, or a dataclass, named tuple, tuple, list or mapping
(keys are texts) of such values. Anything else is refused: its fingerprint could not be trusted.
"""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from hashlib import blake2b
from typing import Any, TypeVar, cast

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
T = TypeVar("T")
K = TypeVar("K")
PLAIN = (bool, int, float, str, bytes, range, np.generic)


def parts(value: object) -> list[tuple[str, object]] | None:
    """The named parts of a value that is made of others; nothing for a single one."""
    if is_dataclass(value) and not isinstance(value, type):
        return [(field.name, getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        if not all(isinstance(key, str) for key in value):
            raise TypeError("keys of a mapping must be texts")
        return list(value.items())
    if isinstance(value, tuple) and hasattr(value, "_fields"):
        return list(zip(value._fields, value, strict=True))
    if isinstance(value, tuple | list):
        return [(str(i), part) for i, part in enumerate(value)]
    return None


def mapped(value: T, change: Callable[[Array], object]) -> T:
    """A copy of `value` with `change(array)` in place of every array."""
    return replaced(value, np.ndarray, change)


def replaced(value: T, kind: type[K], change: Callable[[K], object]) -> T:
    """A copy of `value` with `change(part)` in place of every part of a `kind`."""
    if isinstance(value, kind):
        return cast("T", change(value))
    held = parts(value)
    if held is None:
        return value
    return _again(value, [(name, replaced(part, kind, change)) for name, part in held])


def _again(value: T, new: list[tuple[str, Any]]) -> T:
    if is_dataclass(value) and not isinstance(value, type):
        made = copy.copy(value)  # not through __init__: a check there must not meet what stands for an array
        for name, part in new:
            object.__setattr__(made, name, part)
        return cast("T", made)
    if isinstance(value, Mapping):
        return cast("T", dict(new))
    kept = [part for _, part in new]
    if isinstance(value, tuple) and hasattr(value, "_make"):
        return cast("T", value._make(kept))
    return cast("T", tuple(kept) if isinstance(value, tuple) else kept)


def steady(value: T) -> T:
    """The same with every array plain and without gaps, as it is after a way through a file."""
    return mapped(value, _steady)


def _steady(array: Array) -> Array:
    if array.dtype.hasobject:
        raise TypeError("an array of Python objects cannot be sent; use numbers or fixed texts")
    plain = array.view(np.ndarray)
    return plain if plain.flags.c_contiguous or plain.flags.f_contiguous else np.ascontiguousarray(plain)


def size(value: object) -> int:
    """Bytes of all arrays."""
    if isinstance(value, np.ndarray):
        return int(value.nbytes)
    return sum(size(part) for _, part in parts(value) or ())


def digest(value: object) -> str:
    """The fingerprint of a value: 32 hexadecimal digits of BLAKE2b over structure, types and contents."""
    found = blake2b(digest_size=16)
    for piece in _pieces(value):
        found.update(piece)
    return found.hexdigest()


def _pieces(value: object) -> Iterator[bytes | memoryview]:
    if isinstance(value, np.ndarray):
        plain = _steady(value)
        yield f"array {plain.dtype.str} {plain.shape};".encode()
        yield np.ascontiguousarray(plain).reshape(-1).view(np.uint8).data
        return
    held = parts(value)
    if held is not None:
        yield f"{_name(value)} {len(held)};".encode()
        for name, part in held:
            yield f"{name!r}:".encode()
            yield from _pieces(part)
    elif value is None or isinstance(value, PLAIN):
        yield f"{type(value).__name__} {value!r};".encode()
    else:
        raise TypeError(f"{type(value).__name__} is no number, text, array or collection of such")


def _name(value: object) -> str:
    kind = type(value)
    if isinstance(value, Mapping) or kind in (tuple, list):
        return "mapping" if isinstance(value, Mapping) else "row"
    return f"{kind.__module__}.{kind.__qualname__}"
