"""Made-up packs in a folder of their own, known to the registry while a test runs."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from tensen.packs import build, registry

HEAD = """
[pack]
id = "{name}"
title.en = "A pack"
title.ja = "パック"
publisher = "P"
licence = "CC0"
coverage.en = "All"
coverage.ja = "すべて"
includes = {includes}
"""
MakePack = Callable[..., Path]


@pytest.fixture
def make_pack(
    tmp_path: Path, small_rows: dict[str, list[dict[str, Any]]], monkeypatch: pytest.MonkeyPatch
) -> MakePack:
    """Write a pack with the small network's tables; ``files`` are added or replaced."""
    known: dict[str, Path] = {}
    monkeypatch.setattr(registry, "folders", lambda: known)

    def make(
        name: str = "made", files: dict[str, str | bytes] | None = None, includes: str = "[]", more: str = ""
    ) -> Path:
        folder = tmp_path / name
        (folder / "tables").mkdir(parents=True)
        for table, rows in small_rows.items():
            words = pd.DataFrame(rows).astype("str").where(pd.DataFrame(rows).notna(), "")
            content = words.replace({"True": "true", "False": "false"}).to_csv(index=False)
            (folder / "tables" / f"{table}.csv").write_text(content, encoding="utf-8")
        text = HEAD.format(name=name, includes=includes) + more
        for path, content in {"pack.toml": text, **(files or {})}.items():
            (folder / path).parent.mkdir(exist_ok=True)
            (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode())
        known[name] = folder
        return folder

    assert build.with_includes is registry.with_includes
    return make
