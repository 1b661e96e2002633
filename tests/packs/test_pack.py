"""pack.toml: read whole, or refused with file, key and repair in both languages."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tensen.messages import LANGUAGES, TensenError
from tensen.packs.pack import read_pack, read_toml

GOOD = """
[pack]
id = "p"
title.en = "A"
title.ja = "あ"
publisher = "P"
licence = "CC0"
coverage.en = "A"
coverage.ja = "あ"
"""


def refused(content: bytes, folder: Path) -> TensenError:
    (folder / "pack.toml").write_bytes(content)
    with pytest.raises(TensenError) as caught:
        read_pack(folder)
    assert all("pack.toml" in caught.value.words(lang) for lang in LANGUAGES)
    return caught.value


def test_a_whole_pack(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").write_text("﻿" + GOOD, encoding="utf-8")
    pack = read_pack(tmp_path)
    assert (pack.id, pack.title, pack.includes) == ("p", {"en": "A", "ja": "あ"}, ())


@pytest.mark.parametrize("line", [line for line in GOOD.splitlines() if "=" in line])
def test_each_line_is_needed(line: str, tmp_path: Path) -> None:
    error = refused(GOOD.replace(line, "").encode(), tmp_path)
    assert error.key == "pack_toml_invalid"
    assert error.findings[0].key == "key_missing"
    assert "key pack." in error.words("en")
    assert "項目 pack." in error.words("ja")


@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"", "pack_toml_invalid"),
        (b"pack = 3", "pack_toml_invalid"),
        (GOOD.encode() + b"license = 'CC0'\n", "pack_toml_invalid"),
        (GOOD.encode() + b"includes = 3\n", "pack_toml_invalid"),
        (GOOD.encode() + b"[assert]\ntable = 'nodes'\n", "pack_toml_invalid"),
        (GOOD.replace('"あ"', "3").encode(), "pack_toml_invalid"),
        (GOOD.encode()[:30], "toml_invalid"),
        (GOOD.encode() + b"id = 'again'\n", "toml_invalid"),
        (b"x = " + b"[" * 5000, "toml_invalid"),
        (GOOD.encode("cp932"), "toml_not_utf8"),
        (GOOD.encode("utf-16"), "toml_not_utf8"),
        (GOOD.encode() + b"\0", "toml_invalid"),
    ],
)
def test_a_broken_file(content: bytes, key: str, tmp_path: Path) -> None:
    assert refused(content, tmp_path).key == key


@pytest.mark.parametrize("name", ["../p", "P", "a/b", "a b", "con", "-p", "p" * 49, ".", "日本"])
def test_a_name_that_files_cannot_bear(name: str, tmp_path: Path) -> None:
    error = refused(GOOD.replace('"p"', f'"{name}"').encode(), tmp_path)
    assert [f.key for f in error.findings] == ["pack_name"]
    assert error.findings[0].where["key"] == "pack.id"


def test_toml_of_another_encoding_gets_the_hint_for_toml(tmp_path: Path) -> None:
    error = refused(GOOD.encode("cp932"), tmp_path)
    for lang in LANGUAGES:
        assert "CSV" not in error.words(lang)
        assert "UTF-8" in error.words(lang)


def test_the_line_is_told(tmp_path: Path) -> None:
    error = refused(b"[pack]\nid = 'p\n", tmp_path)
    assert "line 2" in error.words("en")
    assert "2 行目" in error.words("ja")


def test_a_missing_file(tmp_path: Path) -> None:
    with pytest.raises(TensenError) as caught:
        read_toml(tmp_path / "absent.toml")
    assert caught.value.key == "file_missing"


def test_a_folder_where_the_file_should_be(tmp_path: Path) -> None:
    (tmp_path / "pack.toml").mkdir()
    with pytest.raises(TensenError) as caught:
        read_pack(tmp_path)
    assert caught.value.key == "file_is_folder"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, len(GOOD)), st.text("[]{}=\"'. \n\0あ1", max_size=4))
def test_nothing_but_our_error_comes_out(tmp_path: Path, place: int, mess: str) -> None:
    (tmp_path / "pack.toml").write_text(GOOD[:place] + mess + GOOD[place:], encoding="utf-8")
    try:
        read_pack(tmp_path)
    except TensenError as error:
        error.words("ja")
