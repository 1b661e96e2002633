"""The firm's own figures: read, told, refused."""

from pathlib import Path

import pytest

from tensen.messages import TensenError
from tensen.workspace.firm.profile import Profile, read_profile, with_told


def _write(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "firm.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_reads_and_is_overruled(tmp_path: Path) -> None:
    text = '[firm]\nname.en = "A"\nname.ja = "甲"\nsales = 5\nas_of = "2024"\n[rates]\neur = 140\n'
    found = read_profile(_write(tmp_path, text))
    assert (found.name["ja"], found.sales, found.rates["EUR"], found.as_of) == ("甲", 5.0, 140.0, "2024")
    told = with_told(found, {"sales": 7.0, "currency": "usd", "country": None})
    assert (told.sales, told.currency, told.country) == (7.0, "USD", "JPN")


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("[firm]\nsale = 5\n", "firm_profile_key"),
        ("[rate]\nEUR = 1\n", "firm_profile_key"),
        ('[firm]\nsales = "5"\n', "firm_profile_amount"),
        ("[firm]\nsales = -5\n", "firm_profile_amount"),
        ("[rates]\nEUR = true\n", "firm_profile_amount"),
        ("[firm]\ncountry = 1.5\n", "firm_profile_value"),
    ],
)
def test_faults_name_the_key(tmp_path: Path, text: str, key: str) -> None:
    with pytest.raises(TensenError) as told:
        read_profile(_write(tmp_path, text))
    assert told.value.key == key
    assert told.value.exit_code == 2


def test_a_profile_without_a_date_gets_this_year() -> None:
    assert with_told(Profile(), {}).as_of.isdigit()
