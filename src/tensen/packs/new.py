"""A new pack from the template: a small, working example that joins the atlas, for its owner to change."""

from collections.abc import Iterator
from importlib import resources
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Final

from tensen.messages import LANGUAGES, Language, TensenError, text
from tensen.packs.pack import is_name
from tensen.packs.registry import folders, installed
from tensen.store.atomic import inside
from tensen.store.folder import write_files

_COMMENTS: Final = ("includes", "assert", "horizon", "cut", "expect", "entry")
_SUFFIX: Final = ".in"  # of templates of Python files, so that no tool takes them for code of ours


def new_pack(name: str, parent: Path, *, distribution: bool = False, lang: Language = "en") -> Path:
    """Make the pack ``name`` in a folder of its name below ``parent``; returns the folder of the pack.

    All of it is written beside first and then put in its place, so that a kill leaves nothing by halves.

    Args:
        name: of the pack and its folder.
        parent: where the folder is made.
        distribution: put an installable Python distribution with the entry point around it.
        lang: of the README and of the comments; the pack itself speaks both languages.

    Raises:
        TensenError: the name cannot be used or is taken, something is there, or the disk refuses.
    """
    if not is_name(name):
        raise TensenError("pack_name_invalid", exit_code=2, name=name)
    if name in folders() or name in installed().faults:
        raise TensenError("pack_name_taken", exit_code=2, name=name)
    folder = inside(parent, name)
    if folder.exists():
        raise TensenError("pack_exists", exit_code=2, path=parent / name)
    module = f"tensen_{name.replace('-', '_')}"
    within = f"src/{module}/" if distribution else ""
    words = _words(name, module, lang)
    files = dict(_filled("pack", within, words, lang))
    if distribution:
        files |= dict(_filled("distribution", "", words, lang))
        files[f"{within}__init__.py"] = f'"""{text("newpack.package", lang)}"""\n'.encode()
    write_files(folder, files)
    return parent / name / within if distribution else parent / name


def _words(name: str, module: str, lang: Language) -> dict[str, str]:
    comments = {f"c.{key}": text(f"newpack.{key}", lang) for key in _COMMENTS}
    return {"name": name, "module": module, "publisher": text("newpack.publisher", lang), **comments}


def _filled(part: str, within: str, words: dict[str, str], lang: Language) -> Iterator[tuple[str, bytes]]:
    """The files of a part of the template, in one language, with the words in their places."""
    root = resources.files("tensen.packs").joinpath("template", part)
    for path, file in _walk(root):
        stem, _, rest = path.rpartition(f".{lang}.")
        if any(f".{other}." in path for other in LANGUAGES if other != lang):
            continue
        content = file.read_text(encoding="utf-8")
        for word, meaning in words.items():
            content = content.replace(f"@{word}@", meaning)
        place = f"{stem}.{rest}" if stem else path
        yield within + place.removesuffix(_SUFFIX), content.encode("utf-8")


def _walk(folder: Traversable, trail: str = "") -> Iterator[tuple[str, Traversable]]:
    for entry in sorted(folder.iterdir(), key=lambda e: e.name):
        if entry.is_dir():
            yield from _walk(entry, f"{trail}{entry.name}/")
        else:
            yield f"{trail}{entry.name}", entry
