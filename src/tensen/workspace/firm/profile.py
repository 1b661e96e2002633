"""The firm's own figures: name, country, industry, sales, value added, currency, rates of exchange."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

from tensen.messages import LANGUAGES, TensenError, nearest, text
from tensen.packs.pack import read_toml

Words = Mapping[str, str]
_KEYS: Final = (
    "name",
    "country",
    "industry",
    "currency",
    "as_of",
    "sales",
    "value_added",
    "suppliers",
    "corporate_number",
    "example",
)


@dataclass(frozen=True)
class Profile:
    """What the firm says of itself; money per year in ``currency``, NaN where it is not said.

    ``rates``: units of the firm's currency for one unit of another. ``suppliers``: the list's file, beside
    the profile. ``example``: made up, and marked as such wherever it is shown.
    """

    name: Words = field(default_factory=lambda: {lang: text("firm.nameless", lang) for lang in LANGUAGES})
    country: str = "JPN"
    industry: str = ""
    currency: str = "JPY"
    as_of: str = ""
    sales: float = math.nan
    value_added: float = math.nan
    suppliers: str = ""
    corporate_number: str = ""
    example: bool = False
    rates: Mapping[str, float] = field(default_factory=dict)


def read_profile(path: Path) -> Profile:
    """The profile in a TOML file with a table ``[firm]`` and, where needed, ``[rates]``.

    Raises:
        TensenError: not to be read, an unknown key, or a value of the wrong kind.
    """
    told = read_toml(path)
    for key in told:
        if key not in ("firm", "rates"):
            raise _wrong(path, key, ("firm", "rates"))
    firm = told.get("firm", {})
    for key in firm:
        if key not in _KEYS:
            raise _wrong(path, key, _KEYS)
    rates = {str(k).upper(): _amount(path, f"rates.{k}", v) for k, v in told.get("rates", {}).items()}
    return with_told(Profile(rates=rates), {k: _value(path, k, v) for k, v in firm.items()})


def with_told(profile: Profile, told: Mapping[str, Any]) -> Profile:
    """The profile with what was told on top of it; None is not told."""
    fresh = {key: value for key, value in told.items() if value is not None}
    if isinstance(fresh.get("name"), str):
        fresh["name"] = {"en": fresh["name"], "ja": fresh["name"]}
    if not (profile.as_of or fresh.get("as_of")):
        fresh["as_of"] = str(date.today().year)  # a list without a date is of the year in which it is read
    if "currency" in fresh:
        fresh["currency"] = str(fresh["currency"]).upper()
    return replace(profile, **fresh)


def _value(path: Path, key: str, value: Any) -> Any:
    if key in ("sales", "value_added"):
        return _amount(path, key, value)
    if key == "name" and isinstance(value, dict) and set(value) == {"en", "ja"}:
        return {lang: str(words) for lang, words in value.items()}
    if key == "example" and isinstance(value, bool):
        return value
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise TensenError("firm_profile_value", file=path.name, name=key, exit_code=2)
    return str(value)


def _amount(path: Path, key: str, value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 < value < math.inf:
        raise TensenError("firm_profile_amount", file=path.name, name=key, exit_code=2)
    return float(value)


def _wrong(path: Path, key: str, names: tuple[str, ...]) -> TensenError:
    near = ", ".join(nearest(key, names) or names)
    return TensenError("firm_profile_key", file=path.name, name=key, names=near, exit_code=2)
