"""Assertions of a pack hold its counts, sums and fill rates."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tensen.messages import LANGUAGES, TensenError
from tensen.packs.build import build_network

MakePack = Callable[..., Path]


def stated(**keys: str) -> str:
    return "\n[[assert]]\n" + "\n".join(f"{key} = {value}" for key, value in keys.items()) + "\n"


HOLD = (
    stated(table='"nodes"', where='{ kind = "country" }', min="2", max="2"),
    stated(table='"nodes"', column='"value"', sum_min="600", sum_max="601"),
    stated(table='"nodes"', where='{ kind = "sector" }', column='"value"', fill_min="1"),
    stated(table='"nodes"', where="{ specified_critical = true }", min="1", max="1"),
    stated(table='"nodes"', where="{ price_year = 2022 }", min="2", max="2"),
    stated(table='"nodes"', where='{ kind = "law" }', max="0"),
)
BREAK = (
    stated(table='"nodes"', where='{ kind = "country" }', min="3"),
    stated(table='"edges"', max="2"),
    stated(table='"nodes"', column='"value"', sum_max="599"),
    stated(table='"nodes"', column='"lon"', fill_min="0.5"),
    stated(table='"nodes"', where='{ kind = "law" }', column='"value"', fill_min="0.5"),
)


@pytest.mark.parametrize("words", HOLD)
def test_it_holds(words: str, make_pack: MakePack) -> None:
    make_pack(more=words)
    build_network("made")


@pytest.mark.parametrize("words", BREAK)
def test_it_does_not_hold(words: str, make_pack: MakePack) -> None:
    make_pack(more=words)
    with pytest.raises(TensenError) as caught:
        build_network("made")
    assert [f.key for f in caught.value.findings] == ["pack_assert"]
    assert all("made" in caught.value.words(lang) for lang in LANGUAGES)


@pytest.mark.parametrize(
    ("words", "key"),
    [
        (stated(table='"egdes"', min="1"), "pack_assert_table"),
        (stated(table='"nodes"', where='{ knid = "country" }', min="1"), "pack_assert_column"),
        (stated(table='"nodes"', column='"vaule"', sum_min="1"), "pack_assert_column"),
        (stated(table='"nodes"', column='"value"'), "pack_toml_invalid"),
        (stated(table='"nodes"', sum_min="1"), "pack_toml_invalid"),
        (stated(table='"nodes"', mni="1"), "pack_toml_invalid"),
        (stated(table='"nodes"', min='"1"'), "pack_toml_invalid"),
    ],
)
def test_an_assertion_about_nothing_is_refused(words: str, key: str, make_pack: MakePack) -> None:
    make_pack(more=words)
    with pytest.raises(TensenError) as caught:
        build_network("made")
    assert caught.value.key == key
